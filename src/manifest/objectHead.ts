// The object whose kind or name stands at an offset of a manifest.
import { fieldAtOffset } from './fieldLookup';
import type { ManifestAnalyzer } from './manifestAnalyzer';
import type { ManifestObject } from './manifestObject';
import type { TextRange } from './yamlTree';

export interface ObjectHead {
  readonly object: ManifestObject;
  /** In offsets of the file. */
  readonly range: TextRange;
}

export function objectHeadAt(analyzer: ManifestAnalyzer, offset: number): ObjectHead | undefined {
  const document = analyzer.documentAt(offset);
  if (document === undefined) return undefined;
  const within = offset - document.start;
  const object = document.analysis?.objects.find(
    ({ node }) => node.start <= within && within <= node.end,
  );
  const found = object === undefined ? undefined : fieldAtOffset(object.node, within);
  if (object === undefined || found === undefined) return undefined;
  const path = found.path.join('.');
  if (path !== 'kind' && path !== 'metadata.name') return undefined;
  const { start, end } = found.range;
  return { object, range: { start: start + document.start, end: end + document.start } };
}
