// Which object of a manifest, and which field of it, a line of the file is about: where a breakpoint
// in the editor's margin stands.
import type { FieldPath } from '../apis/schema/schemaBundle';
import { fieldAtOffset } from './fieldLookup';
import { LineIndex } from './lineIndex';
import { objectsIn, type ManifestObject } from './manifestObject';
import { parseYaml } from './parseYaml';
import { splitDocuments } from './splitDocuments';

export interface FieldAtLine {
  readonly object: ManifestObject;
  /** Empty where the line is about the object as a whole. */
  readonly path: FieldPath;
}

/** `line` counts from 0. Yields between small steps; undefined where there is no object with a name. */
export function* fieldAtLine(
  text: string,
  line: number,
): Generator<undefined, FieldAtLine | undefined> {
  const lines = new LineIndex(text);
  const start = lines.offsetAt({ line, character: 0 });
  const end = lines.offsetAt({ line: line + 1, character: 0 });
  const span = splitDocuments(text).find((each) => each.start <= start && start < each.end);
  if (span === undefined) return undefined;
  const { root } = yield* parseYaml(text.slice(span.start, span.end));
  const written = text.slice(start, end);
  const offset = start - span.start + (/^[\s-]*/.exec(written)?.[0].length ?? 0);
  const objects = objectsIn(root).filter(({ name }) => name !== undefined);
  const object =
    objects.find(({ node }) => node.start <= offset && offset <= node.end) ?? objects[0];
  if (object === undefined) return undefined;
  return { object, path: specificPath(fieldAtOffset(object.node, offset)?.path ?? []) };
}

/** What every object has names the object itself; of everything else the field is meant. */
function specificPath(path: FieldPath): FieldPath {
  const [first, second] = path;
  if (first === 'apiVersion' || first === 'kind') return [];
  if (first !== 'metadata') return path.length < 2 ? [] : path;
  return second === 'labels' || second === 'annotations' ? path : [];
}
