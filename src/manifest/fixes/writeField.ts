// Writes fields into a document where they belong: into blocks, into { }, under empty keys, and with
// the parents that are not there yet.
import type { FieldPath } from '../../apis/schema/schemaBundle';
import { locate } from '../fieldLookup';
import { columnOf, indented, visibleEnd, type TextEdit } from '../textEdit';
import { entryOf, type MapNode, type YamlNode } from '../yamlTree';

/** YAML as `jsonOf` would read it back: a scalar in its text, or lines of a block. */
export type YamlText =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'block'; readonly text: string };

/**
 * The edit that sets a field, or undefined where the document has no place for it (within a
 * list element that is not there). Replaces the value of a field that is there.
 */
export function writeField(
  text: string,
  root: YamlNode,
  path: FieldPath,
  value: YamlText,
): TextEdit | undefined {
  const found = locate(root, path);
  if (found.exact) return replaceValue(text, root, path, value);
  const missing = path.slice(found.path.length);
  if (missing.some((step) => typeof step === 'number')) return undefined;
  const block = nested(missing.map(String), value);
  if (found.node.kind === 'map') return insertInto(text, found.node, block);
  if (found.node.kind === 'scalar' && found.node.value === null && found.key !== undefined) {
    const at = found.key.keyRange;
    const afterColon = text.indexOf(':', at.end) + 1;
    const column = columnOf(text, at.start) + 2;
    return {
      start: afterColon,
      end: Math.max(afterColon, found.node.end),
      newText: `\n${indented(block, column)}`,
    };
  }
  return undefined;
}

/** `a: {b: value}` as lines. */
function nested(keys: readonly string[], value: YamlText): string {
  const [key = '', ...rest] = keys;
  if (rest.length > 0) return `${key}:\n${indented(nested(rest, value), 2)}`;
  return value.kind === 'scalar' ? `${key}: ${value.text}` : `${key}:\n${indented(value.text, 2)}`;
}

function insertInto(text: string, map: MapNode, block: string): TextEdit | undefined {
  const written = map.entries.filter((entry) => entry.merged !== true);
  const last = written.at(-1);
  if (map.flow) {
    const at = text.lastIndexOf('}', map.end - 1);
    // One line of block style reads the same in flow style; more lines do not.
    if (at < 0 || block.includes('\n')) return undefined;
    const before = visibleEnd(text, { start: map.start, end: at });
    return { start: before, end: at, newText: last === undefined ? block : `, ${block}` };
  }
  if (last === undefined) return undefined;
  const end = Math.max(last.keyRange.end + 1, visibleEnd(text, last.value));
  const restOfLine = /^[^\S\n]*(?:#[^\n]*)?/.exec(text.slice(end))?.[0] ?? '';
  const column = columnOf(text, (written[0] ?? last).keyRange.start);
  const at = end + restOfLine.trimEnd().length;
  return { start: at, end: at, newText: `\n${indented(block, column)}` };
}

function replaceValue(
  text: string,
  root: YamlNode,
  path: FieldPath,
  value: YamlText,
): TextEdit | undefined {
  const parent = locate(root, path.slice(0, -1)).node;
  const entry = entryOf(parent, String(path.at(-1)));
  if (entry === undefined || parent.kind !== 'map') return undefined;
  const start = text.indexOf(':', entry.keyRange.end) + 1;
  const end = Math.max(start, visibleEnd(text, entry.value));
  if (value.kind === 'scalar') return { start, end, newText: ` ${value.text}` };
  if (parent.flow) return undefined;
  const column = columnOf(text, entry.keyRange.start) + 2;
  return { start, end, newText: `\n${indented(value.text, column)}` };
}

/** A string as a YAML scalar: bare where that is safe, otherwise in double quotes. */
export function yamlString(text: string): string {
  const isPlain =
    /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
