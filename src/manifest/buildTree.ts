// Makes our tree out of the nodes of the package `yaml`: resolves scalars, anchors and merge keys,
// finds duplicate keys, and counts what aliases expand to, so that an alias bomb stays a dud.
// Source: https://yaml.org/type/merge.html; go-yaml v2 (decode.go) for the limit on aliases.
import { isAlias, isMap, isScalar, isSeq, type Document, type YAMLMap, type YAMLSeq } from 'yaml';
import { plainScalar, type ScalarValue } from './plainScalar';
import type { YamlProblem } from './parseYaml';
import type { MapEntry, MapNode, ScalarNode, TextRange, YamlNode } from './yamlTree';

interface BuiltTree {
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
}

/** `maxNodes`: what the document may hold, with all that its aliases expand to. */
export function buildTree(document: Document, maxNodes: number): BuiltTree {
  return new TreeBuilder(maxNodes).build(document);
}

class TreeBuilder {
  readonly #maxNodes: number;
  readonly #problems: YamlProblem[] = [];
  readonly #anchors = new Map<string, { readonly node: YamlNode; readonly size: number }>();
  /** Anchors whose node is still being built: an alias to one of them would contain itself. */
  readonly #open = new Set<string>();
  /** Nodes so far, with everything that aliases stand for. */
  #size = 0;

  constructor(maxNodes: number) {
    this.#maxNodes = maxNodes;
  }

  build(document: Document): BuiltTree {
    const { contents } = document;
    if (contents === null) return { root: undefined, problems: [] };
    const root = this.#node(contents, 0);
    if (this.#size > this.#maxNodes) {
      const start = root.start;
      const problem = {
        code: 'ALIAS_BOMB',
        message: excessiveAliasing(this.#maxNodes),
        start,
        end: start + 1,
      };
      return { root: undefined, problems: [problem] };
    }
    return { root, problems: this.#problems };
  }

  #node(node: unknown, offset: number): YamlNode {
    if (isAlias(node)) return this.#alias(node.source, rangeOf(node, offset));
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#open.add(anchor);
    const before = this.#size++;
    const built = this.#plainNode(node, offset);
    if (anchor !== undefined) {
      this.#open.delete(anchor);
      this.#anchors.set(anchor, { node: built, size: this.#size - before });
    }
    return built;
  }

  #plainNode(node: unknown, offset: number): YamlNode {
    if (isMap(node)) return this.#map(node, offset);
    if (isSeq(node)) return this.#list(node, offset);
    if (isScalar(node)) return scalarNode(node, offset);
    // A key without a value: nothing was written.
    return { kind: 'scalar', value: null, source: '', plain: true, start: offset, end: offset };
  }

  #list(node: YAMLSeq, offset: number): YamlNode {
    const range = rangeOf(node, offset);
    let last = range.start;
    const items: YamlNode[] = [];
    for (const item of node.items) {
      const built = this.#node(item, last);
      items.push(built);
      last = built.end;
    }
    return { kind: 'list', items, flow: node.flow === true, ...range };
  }

  #map(node: YAMLMap, offset: number): MapNode {
    const range = rangeOf(node, offset);
    const entries = new Map<string, MapEntry>();
    const duplicates: MapEntry[] = [];
    const overridden: MapEntry[] = [];
    const merges: YamlNode[] = [];
    for (const pair of node.items) {
      const key = this.#key(pair.key, range.start);
      const value = this.#node(pair.value, key.keyRange.end);
      if (key.key === '<<' && key.plain) {
        merges.push(value);
        continue;
      }
      const entry = { key: key.key, keyRange: key.keyRange, value };
      const earlier = entries.get(entry.key);
      if (earlier !== undefined) {
        duplicates.push(entry);
        overridden.push(earlier);
      }
      entries.set(entry.key, entry);
    }
    for (const merged of merges) this.#merge(entries, merged);
    return {
      kind: 'map',
      entries: [...entries.values()],
      duplicates,
      overridden,
      flow: node.flow === true,
      ...range,
    };
  }

  #key(
    node: unknown,
    offset: number,
  ): { readonly key: string; readonly plain: boolean; readonly keyRange: TextRange } {
    if (isScalar(node)) {
      const { value, plain, start, end } = scalarNode(node, offset);
      return { key: String(value), plain, keyRange: { start, end } };
    }
    const keyRange = rangeOf(node, offset);
    if (isAlias(node)) {
      const target = this.#alias(node.source, keyRange);
      if (target.kind === 'scalar') return { key: String(target.value), plain: false, keyRange };
    }
    const message =
      'invalid map key: a key must be a word, not a map or list. ' +
      'If this is a template such as {{ .Values.name }}, quote it or render it first.';
    this.#problems.push({ code: 'BAD_KEY', message, ...keyRange });
    return { key: '', plain: false, keyRange };
  }

  #merge(entries: Map<string, MapEntry>, merged: YamlNode): void {
    if (merged.kind === 'list') {
      for (const item of merged.items) this.#merge(entries, item);
    } else if (merged.kind === 'map') {
      const keyRange = { start: merged.start, end: merged.end };
      for (const { key, value } of merged.entries) {
        if (!entries.has(key)) entries.set(key, { key, keyRange, value, merged: true });
      }
    } else {
      const message = 'map merge requires map or sequence of maps as the value';
      this.#problems.push({ code: 'BAD_MERGE', message, start: merged.start, end: merged.end });
    }
  }

  /** The anchored node, moved to where the alias stands: complaints belong to the alias. */
  #alias(source: string, range: TextRange): YamlNode {
    const anchored = this.#anchors.get(source);
    if (anchored === undefined || this.#open.has(source)) {
      const message = this.#open.has(source)
        ? `anchor '${source}' value contains itself`
        : `unknown anchor '${source}' referenced`;
      this.#problems.push({ code: 'BAD_ALIAS', message, ...range });
      return { kind: 'scalar', value: null, source: '', plain: false, ...range };
    }
    this.#size += anchored.size;
    return { ...anchored.node, ...range };
  }
}

function excessiveAliasing(maxNodes: number): string {
  return (
    'document contains excessive aliasing: its aliases (*name) repeat each other until the document ' +
    `has more than ${String(maxNodes)} parts. It is not expanded.`
  );
}

function scalarNode(node: unknown, offset: number): ScalarNode {
  const range = rangeOf(node, offset);
  if (!isScalar(node)) return { kind: 'scalar', value: null, source: '', plain: false, ...range };
  const text = typeof node.value === 'string' ? node.value : '';
  const plain = node.type === 'PLAIN';
  const value = taggedValue(text, plain, node.tag);
  return { kind: 'scalar', value, source: text, plain, ...range };
}

function taggedValue(text: string, plain: boolean, tag: string | undefined): ScalarValue {
  switch (tag) {
    case undefined:
      return plain ? finite(plainScalar(text), text) : text;
    case 'tag:yaml.org,2002:int':
    case 'tag:yaml.org,2002:float':
    case 'tag:yaml.org,2002:bool':
    case 'tag:yaml.org,2002:null':
      return finite(plainScalar(text), text);
    default:
      return text;
  }
}

/** JSON has no infinity, so that 1e999 stays what was written. */
function finite(value: ScalarValue, text: string): ScalarValue {
  return typeof value === 'number' && !Number.isFinite(value) ? text : value;
}

function rangeOf(node: unknown, fallback: number): TextRange {
  const range =
    isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined;
  if (!range) return { start: fallback, end: fallback };
  return { start: range[0], end: Math.max(range[0], range[1]) };
}
