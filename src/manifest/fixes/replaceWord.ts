// Writes a suggested key, value, kind or apiVersion instead of what is there.
import { keyRangeFor, rangeFor } from '../fieldLookup';
import type { TextRange } from '../yamlTree';
import type { Fix, FixContext } from './fixContext';

export function replaceWord({ diagnostic, object }: FixContext): readonly Fix[] {
  const { data, code } = diagnostic;
  if (object === undefined || data?.replaces === undefined || code === 'removed-api-version')
    return [];
  const { replaces, path = [], suggestions = [] } = data;
  const range = targetRange(object.node, replaces, path);
  return suggestions.map((newText) => ({
    title: `Change to ${newText}`,
    edits: [{ ...range, newText }],
  }));
}

function targetRange(
  node: Parameters<typeof rangeFor>[0],
  replaces: 'key' | 'value' | 'apiVersion' | 'kind',
  path: Parameters<typeof rangeFor>[1],
): TextRange {
  switch (replaces) {
    case 'key':
      return keyRangeFor(node, path);
    case 'value':
      return rangeFor(node, path);
    case 'apiVersion':
    case 'kind':
      return rangeFor(node, [replaces]);
  }
}
