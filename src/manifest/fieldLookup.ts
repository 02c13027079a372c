// Finds where a field was written: by steps, or by the path text of the API server's complaints
// (`spec.containers[0].ports[1].name`, `metadata.labels[app]`), and which field stands at an offset.
import type { FieldPath } from '../apis/schema/schemaBundle';
import { entryOf, type MapEntry, type TextRange, type YamlNode } from './yamlTree';

export interface Located {
  /** The steps that exist in the document, from the root. */
  readonly path: FieldPath;
  readonly node: YamlNode;
  /** The key under which the node stands; for list items that of the list. Undefined at the root. */
  readonly key: MapEntry | undefined;
  /** The whole path is there; otherwise this is the nearest ancestor. */
  readonly exact: boolean;
}

/** Follows steps as far as they exist. */
export function locate(root: YamlNode, path: FieldPath): Located {
  let node = root;
  let key: MapEntry | undefined;
  for (const [index, step] of path.entries()) {
    let next: YamlNode | undefined;
    if (node.kind === 'list' && typeof step === 'number') {
      next = node.items[step];
    } else {
      const entry = entryOf(node, String(step));
      next = entry?.value;
      if (entry !== undefined) key = entry;
    }
    if (next === undefined) return { path: path.slice(0, index), node, key, exact: false };
    node = next;
  }
  return { path, node, key, exact: true };
}

/**
 * The steps of a path text. Keys may hold dots (`metadata.annotations.example.com/x`), so that the
 * document decides where a step ends: the longest key that is there wins.
 */
export function parseFieldPath(root: YamlNode, text: string): FieldPath {
  const path: (string | number)[] = [];
  let node: YamlNode | undefined = root;
  let rest = text;
  while (rest !== '') {
    const bracket = /^\[([^\]]*)\]/.exec(rest);
    let step: string | number;
    if (bracket !== null) {
      const inside = bracket[1] ?? '';
      step = node?.kind !== 'map' && /^\d+$/.test(inside) ? Number(inside) : inside;
      rest = rest.slice(bracket[0].length);
    } else {
      step = longestKey(node, rest) ?? /^[^.[]+/.exec(rest)?.[0] ?? rest;
      rest = rest.slice(step.length);
    }
    path.push(step);
    node = childOf(node, step);
    if (rest.startsWith('.')) rest = rest.slice(1);
  }
  return path;
}

function longestKey(node: YamlNode | undefined, rest: string): string | undefined {
  if (node?.kind !== 'map') return undefined;
  let longest: string | undefined;
  for (const { key } of node.entries) {
    if (key === '' || !rest.startsWith(key) || key.length <= (longest?.length ?? 0)) continue;
    const after = rest[key.length];
    if (after === undefined || after === '.' || after === '[') longest = key;
  }
  return longest;
}

function childOf(node: YamlNode | undefined, step: string | number): YamlNode | undefined {
  if (node?.kind === 'list') return typeof step === 'number' ? node.items[step] : undefined;
  return entryOf(node, String(step))?.value;
}

/**
 * What to underline for a complaint about a value: a scalar itself; of a whole block only the key
 * that holds it; for what is missing the key of the parent, or `kind` where that is the object.
 */
export function rangeFor(root: YamlNode, path: FieldPath): TextRange {
  const found = locate(root, path);
  const { node, key, exact } = found;
  if (exact && node.kind === 'scalar' && node.end > node.start) return textRange(node);
  const inListItem = typeof found.path.at(-1) === 'number';
  if (inListItem) return node.kind === 'map' ? firstKeyRange(node) : headOf(node);
  if (key !== undefined) return key.keyRange;
  const kind = entryOf(root, 'kind')?.value;
  return kind === undefined ? firstKeyRange(root) : textRange(kind);
}

/** The key itself, for complaints about keys; the nearest ancestor's where there is none. */
export function keyRangeFor(root: YamlNode, path: FieldPath): TextRange {
  const found = locate(root, path);
  if (!found.exact || typeof path.at(-1) === 'number') return rangeFor(root, path);
  return found.key?.keyRange ?? rangeFor(root, path);
}

export interface FieldAtOffset {
  readonly path: FieldPath;
  readonly on: 'key' | 'value';
  readonly range: TextRange;
}

/** The innermost key or scalar that covers an offset. */
export function fieldAtOffset(root: YamlNode, offset: number): FieldAtOffset | undefined {
  const path: (string | number)[] = [];
  let node: YamlNode | undefined = root;
  while (node !== undefined) {
    if (node.kind === 'scalar') {
      return covers(node, offset) ? { path, on: 'value', range: textRange(node) } : undefined;
    }
    if (node.kind === 'list') {
      const index: number = node.items.findIndex((item) => covers(item, offset));
      if (index < 0) return undefined;
      path.push(index);
      node = node.items[index];
      continue;
    }
    const entries: readonly MapEntry[] = node.entries.filter((entry) => entry.merged !== true);
    const onKey: MapEntry | undefined = entries.find(({ keyRange }) => covers(keyRange, offset));
    if (onKey !== undefined)
      return { path: [...path, onKey.key], on: 'key', range: onKey.keyRange };
    const onValue: MapEntry | undefined = entries.find(({ value }) => covers(value, offset));
    if (onValue !== undefined) path.push(onValue.key);
    node = onValue?.value;
  }
  return undefined;
}

function covers(range: TextRange, offset: number): boolean {
  return range.start <= offset && offset <= range.end && range.end > range.start;
}

function firstKeyRange(node: YamlNode): TextRange {
  if (node.kind === 'map') {
    const first = node.entries.find((entry) => entry.merged !== true);
    if (first !== undefined) return first.keyRange;
  }
  return headOf(node);
}

function headOf(node: YamlNode): TextRange {
  return {
    start: node.start,
    end: node.kind === 'scalar' ? node.end : Math.min(node.end, node.start + 1),
  };
}

function textRange({ start, end }: TextRange): TextRange {
  return { start, end };
}
