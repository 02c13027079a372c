// A YAML document as a tree of JSON values that know where they were written. Offsets are relative
// to the document's text, so that a document which moves in its file keeps its tree.
import type { ScalarValue } from './plainScalar';

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends TextRange {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  /** As written, quotes and escapes taken away. */
  readonly source: string;
  /** Written without quotes, on one line: its type was guessed from its looks. */
  readonly plain: boolean;
}

export interface MapEntry {
  readonly key: string;
  readonly keyRange: TextRange;
  readonly value: YamlNode;
  /** Comes from a merge key (`<<`): it was not written here. */
  readonly merged?: boolean;
}

export interface MapNode extends TextRange {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
  /** The same key again, in the order of the text: the last one counts, and is among the entries. */
  readonly duplicates: readonly MapEntry[];
  /** What later ones have replaced. */
  readonly overridden: readonly MapEntry[];
  readonly flow: boolean;
}

export interface ListNode extends TextRange {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
}

export type YamlNode = ScalarNode | MapNode | ListNode;

/** The entry under a key, the last one where it is there twice. */
export function entryOf(node: YamlNode | undefined, key: string): MapEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  return node.entries.find((entry) => entry.key === key);
}

/** The string under a key, if there is one. */
export function stringAt(node: YamlNode | undefined, key: string): string | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

/** The JSON value of a node, as kubectl would send it. */
export function jsonOf(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(jsonOf);
    case 'map':
      return jsonOfMap(node);
  }
}

function jsonOfMap(node: MapNode): Readonly<Record<string, unknown>> {
  const object: Record<string, unknown> = {};
  for (const { key, value } of node.entries) {
    if (key === '__proto__') {
      // Assigning would set the prototype instead of making a field.
      Object.defineProperty(object, key, {
        value: jsonOf(value),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    } else {
      object[key] = jsonOf(value);
    }
  }
  return object;
}
