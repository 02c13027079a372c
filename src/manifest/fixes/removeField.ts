// Takes a field out: its whole lines, or in { } its part between the commas.
import type { FieldPath } from '../../apis/schema/schemaBundle';
import { locate } from '../fieldLookup';
import { isFirstOnLine, lineEnd, lineStart, visibleEnd, type TextEdit } from '../textEdit';
import type { MapEntry, MapNode, YamlNode } from '../yamlTree';
import type { Fix, FixContext } from './fixContext';

export function removeField({ diagnostic, object, text }: FixContext): readonly Fix[] {
  const { code, data } = diagnostic;
  const path = data?.path;
  if (object === undefined || path === undefined) return [];
  if (code !== 'unknown-field' && code !== 'duplicate-key') return [];
  const parent = locate(object.node, path.slice(0, -1));
  if (!parent.exact || parent.node.kind !== 'map') return [];
  const entry = firstEntry(parent.node, path);
  if (entry === undefined) return [];
  const title =
    code === 'duplicate-key' ? `Remove the first "${entry.key}"` : `Remove "${entry.key}"`;
  return [{ title, edits: [removalOf(text, parent.node, entry)] }];
}

/** Of a key that is there twice the first does not count. */
function firstEntry(map: MapNode, path: FieldPath): MapEntry | undefined {
  const key = String(path.at(-1));
  return writtenEntries(map).find((entry) => entry.key === key);
}

/** All entries that stand in the text, those too that do not count, in the order of the text. */
function writtenEntries(map: MapNode): readonly MapEntry[] {
  const all = new Set([...map.entries, ...map.overridden].filter((entry) => entry.merged !== true));
  return [...all].sort((a, b) => a.keyRange.start - b.keyRange.start);
}

function removalOf(text: string, map: MapNode, entry: MapEntry): TextEdit {
  const siblings = writtenEntries(map);
  const index = siblings.indexOf(entry);
  const next = siblings[index + 1];
  const previous = siblings[index - 1];
  const { start } = entry.keyRange;
  const end = Math.max(entry.keyRange.end, valueEnd(text, entry.value));
  if (!map.flow && isFirstOnLine(text, start)) {
    return {
      start: lineStart(text, start),
      end: Math.min(lineEnd(text, end) + 1, text.length),
      newText: '',
    };
  }
  // Behind a dash or a bracket: what follows moves up, or the comma before goes, too.
  if (next !== undefined) return { start, end: next.keyRange.start, newText: '' };
  if (previous !== undefined) {
    const from = Math.max(previous.keyRange.end, valueEnd(text, previous.value));
    return { start: from, end, newText: '' };
  }
  return { start, end, newText: map.flow ? '' : '{}' };
}

function valueEnd(text: string, value: YamlNode): number {
  return visibleEnd(text, value);
}
