// Where the cursor stands in a document that is being typed: by indentation alone, since a half
// typed document seldom parses. Block style only; within { } there is no context.
//
// Example: under `spec:`, `  containers:`, `  - name: a`, a cursor in column 4 of the next line is
// at a key of spec.containers[0], beside `name`.
import type { FieldPath } from '../apis/schema/schemaBundle';
import { lineEnd, lineStart } from './textEdit';

export interface CursorContext {
  /** Of the struct, map or list that the cursor is in; list indexes are all 0. */
  readonly path: FieldPath;
  readonly on: 'key' | 'value';
  /** The key whose value is being typed. */
  readonly key: string | undefined;
  /** What is typed so far, from `start` to the cursor. */
  readonly prefix: string;
  readonly start: number;
  /** Column of the key being typed. */
  readonly column: number;
  /** Keys that are there already, beside the one being typed. */
  readonly siblings: ReadonlySet<string>;
  /** The cursor stands behind a dash: at an element of a list. */
  readonly behindDash: boolean;
}

interface Token {
  readonly column: number;
  /** Undefined for a dash. */
  readonly key: string | undefined;
  readonly opensBlockScalar: boolean;
}

const KEY = /^("[^"]*"|'[^']*'|[^\s#:{}[\],&*!|>'"%@`-][^\s:]*|-[^\s:]+)\s*:(?:\s+(.*))?$/;
const BLOCK_SCALAR = /^[|>][-+0-9]*\s*(?:#.*)?$/;

/** Undefined in comments, block scalars and where the line makes no sense. */
export function cursorContext(text: string, offset: number): CursorContext | undefined {
  const from = lineStart(text, offset);
  const before = text.slice(from, offset);
  const [, margin = '', dashes = '', rest = ''] = /^( *)((?:- +|-$)*)(.*)$/.exec(before) ?? [];
  if (rest.startsWith('#') || rest.includes(' #') || before.includes('\t')) return undefined;
  const column = margin.length + dashes.length;
  const onValue = KEY.exec(rest);
  if (onValue === null && /[:{}[\]]/.test(rest)) return undefined;
  const lines = {
    above: linesAbove(text, from),
    below: text.slice(lineEnd(text, offset) + 1).split('\n'),
  };
  const found = parents(lines.above, column, dashColumns(margin, dashes));
  if (found === undefined) return undefined;
  const prefix = onValue === null ? rest : (onValue[2] ?? '');
  const siblings = new Set([...found.siblings, ...siblingsBelow(lines.below, column)]);
  const key = onValue?.[1];
  return {
    path: found.path,
    on: onValue === null ? 'key' : 'value',
    key: key?.replace(/^["']|["']$/g, ''),
    prefix,
    start: offset - prefix.length,
    column,
    siblings,
    behindDash: dashes !== '',
  };
}

function linesAbove(text: string, from: number): readonly string[] {
  return from === 0
    ? []
    : text
        .slice(0, from - 1)
        .split('\n')
        .reverse();
}

function dashColumns(margin: string, dashes: string): readonly number[] {
  return [...dashes.matchAll(/-/g)].map(({ index }) => margin.length + index);
}

/** Climbs from the cursor's line to the root: less indentation is a parent. */
function parents(
  above: readonly string[],
  column: number,
  dashes: readonly number[],
): { readonly path: FieldPath; readonly siblings: readonly string[] } | undefined {
  const climb = new Climb(column);
  for (const dash of [...dashes].reverse())
    climb.take({ column: dash, key: undefined, opensBlockScalar: false });
  for (const line of above) {
    if (line.startsWith('---')) break;
    for (const token of tokensOf(line).reverse()) climb.take(token);
    if (climb.inBlockScalar) return undefined;
  }
  return { path: climb.path.reverse(), siblings: climb.siblings };
}

class Climb {
  readonly path: (string | number)[] = [];
  readonly siblings: string[] = [];
  inBlockScalar = false;
  #column: number;
  #inList = false;
  #hasClimbed = false;

  constructor(column: number) {
    this.#column = column;
  }

  take({ column, key, opensBlockScalar }: Token): void {
    if (key === undefined) this.#takeDash(column);
    else if (this.#inList ? column <= this.#column : column < this.#column) {
      if (opensBlockScalar) this.inBlockScalar = true;
      this.#climb(key, column, false);
    } else if (!this.#hasClimbed && column === this.#column) this.siblings.push(key);
  }

  #takeDash(column: number): void {
    if (column < this.#column) this.#climb(0, column, true);
  }

  #climb(step: string | number, column: number, inList: boolean): void {
    this.path.push(step);
    this.#column = column;
    this.#inList = inList;
    this.#hasClimbed = true;
  }
}

/** Dashes and the key of a line, with their columns. */
function tokensOf(line: string): Token[] {
  const [, margin = '', dashes = '', rest = ''] = /^( *)((?:- +|-$)*)(.*)$/.exec(line) ?? [];
  if (rest.startsWith('#')) return [];
  const tokens: Token[] = dashColumns(margin, dashes).map((column) => ({
    column,
    key: undefined,
    opensBlockScalar: false,
  }));
  const key = KEY.exec(rest.trimEnd());
  if (key?.[1] !== undefined) {
    tokens.push({
      column: margin.length + dashes.length,
      key: key[1].replace(/^["']|["']$/g, ''),
      opensBlockScalar: BLOCK_SCALAR.test(key[2] ?? ''),
    });
  }
  return tokens;
}

function siblingsBelow(below: readonly string[], column: number): readonly string[] {
  const siblings: string[] = [];
  for (const line of below) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const [first] = tokensOf(line);
    const lineColumn = line.length - line.trimStart().length;
    if (lineColumn < column || line.startsWith('---')) break;
    if (lineColumn > column) continue;
    if (first?.key === undefined) break;
    siblings.push(first.key);
  }
  return siblings;
}
