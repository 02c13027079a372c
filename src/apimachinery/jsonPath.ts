// JSONPath as kubectl and printer columns have it: `.spec.containers[0].image`,
// `.status.conditions[?(@.type=="Ready")].status`, `['a.b']`, `..image`, `[*]`, `[0:2]`.
// Source: k8s.io/client-go/util/jsonpath, https://kubernetes.io/docs/reference/kubectl/jsonpath/
//
// Differs from Kubernetes: one path without template text and `range`; what is missing is no error.
import { goMapJson } from './goJson';
import { isJsonObject } from './jsonObject';

/** A path that cannot be understood. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

/** Finds all values at a path in a value. */
export type JsonPath = (root: unknown) => readonly unknown[];

type Step = (values: readonly unknown[]) => readonly unknown[];

const FIELD = /^(?:\\.|[^\s.[\]$@'"\\()=!<>])+/;
const OPERATORS = ['==', '!=', '<=', '>=', '<', '>'] as const;
type Operator = (typeof OPERATORS)[number];

/** Throws {@link JsonPathError}. Takes the path with or without `{}` and `$`. */
export function parseJsonPath(text: string): JsonPath {
  const steps = new Parser(text.replace(/^\{|\}$/g, '')).parse();
  return (root) => steps.reduce<readonly unknown[]>((values, step) => step(values), [root]);
}

/** A found value as text: strings bare, all else as JSON. */
export function jsonPathText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : goMapJson(value);
}

class Parser {
  #rest: string;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    this.#rest = text.replace(/^[$@]/, '');
  }

  parse(): readonly Step[] {
    const steps: Step[] = [];
    while (this.#rest !== '') {
      if (this.#take('..')) steps.push(recursive, ...this.#descendant());
      else if (this.#take('.')) {
        if (this.#rest !== '' && !this.#rest.startsWith('[')) steps.push(this.#field());
      } else if (this.#rest.startsWith('[')) steps.push(this.#brackets());
      else if (steps.length === 0) steps.push(this.#field());
      else throw this.#wrong();
    }
    return steps;
  }

  #descendant(): readonly Step[] {
    return this.#rest === '' || this.#rest.startsWith('[') ? [] : [this.#field()];
  }

  #field(): Step {
    if (this.#take('*')) return children;
    const name = FIELD.exec(this.#rest)?.[0];
    if (name === undefined) throw this.#wrong();
    this.#rest = this.#rest.slice(name.length);
    return member(name.replace(/\\(.)/g, '$1'));
  }

  #brackets(): Step {
    const end = this.#closing();
    const inner = this.#rest.slice(1, end);
    this.#rest = this.#rest.slice(end + 1);
    if (inner.startsWith('?(') && inner.endsWith(')')) return filter(inner.slice(2, -1).trim());
    const parts = splitOutside(inner, ',').map((part) => this.#index(part.trim()));
    return (values) => values.flatMap((value) => parts.flatMap((part) => part([value])));
  }

  /** Where the bracket that opens the rest closes; quotes and inner brackets are skipped. */
  #closing(): number {
    let depth = 0;
    let quote = '';
    for (let index = 0; index < this.#rest.length; index++) {
      const character = this.#rest.charAt(index);
      if (quote !== '') {
        if (character === quote) quote = '';
      } else if (character === '"' || character === "'") quote = character;
      else if (character === '[') depth++;
      else if (character === ']' && --depth === 0) return index;
    }
    throw new JsonPathError(`unterminated array: ${this.#text}`);
  }

  #index(text: string): Step {
    if (text === '*') return children;
    const quoted = /^(['"])(.*)\1$/.exec(text)?.[2];
    if (quoted !== undefined) return member(quoted);
    const slice = /^(-?\d*)(?::(-?\d*))?(?::(-?\d*))?$/.exec(text);
    if (slice === null || text === '') throw new JsonPathError(`invalid array index ${text}`);
    const [, from = '', to, step] = slice;
    return to === undefined ? element(Number(from)) : range(from, to, step);
  }

  #take(text: string): boolean {
    if (!this.#rest.startsWith(text)) return false;
    this.#rest = this.#rest.slice(text.length);
    return true;
  }

  #wrong(): JsonPathError {
    return new JsonPathError(`unrecognized character in action: ${this.#rest.charAt(0)}`);
  }
}

function member(name: string): Step {
  return (values) =>
    values.flatMap((value) =>
      isJsonObject(value) && Object.hasOwn(value, name) && value[name] !== undefined
        ? [value[name]]
        : [],
    );
}

function children(values: readonly unknown[]): readonly unknown[] {
  return values.flatMap((value) => partsOf(value));
}

/** The value and everything within it. */
function recursive(values: readonly unknown[]): readonly unknown[] {
  return values.flatMap((value) => [value, ...recursive(partsOf(value))]);
}

function partsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

function element(index: number): Step {
  return (values) =>
    values.flatMap((value) => {
      const found: unknown = Array.isArray(value) ? value.at(index) : undefined;
      return found === undefined ? [] : [found];
    });
}

function range(from: string, to: string, step: string | undefined): Step {
  const start = from === '' ? 0 : Number(from);
  const end = to === '' ? undefined : Number(to);
  const by = step === undefined || step === '' ? 1 : Number(step);
  return (values) =>
    values.flatMap((value) => {
      const list: readonly unknown[] = Array.isArray(value) ? value : [];
      return list.slice(start, end).filter((_, index) => index % by === 0);
    });
}

/** `@.type=="Ready"`, `@.ready`: elements for which it holds. */
function filter(text: string): Step {
  const operator = OPERATORS.find((each) => splitOutside(text, each).length === 2);
  const [left = '', right] = operator === undefined ? [text] : splitOutside(text, operator);
  const leftOf = operand(left.trim());
  const rightOf = right === undefined ? undefined : operand(right.trim());
  const holds = (value: unknown): boolean => {
    const a = leftOf(value);
    if (rightOf === undefined || operator === undefined) return a.length > 0;
    const b = rightOf(value);
    return a.length > 0 && b.length > 0 && compare(a[0], operator, b[0]);
  };
  return (values) => values.flatMap((value) => partsOf(value).filter(holds));
}

function operand(text: string): JsonPath {
  if (/^[@$]/.test(text)) return parseJsonPath(text);
  const quoted = /^(['"])(.*)\1$/.exec(text)?.[2];
  if (quoted !== undefined) return () => [quoted];
  if (text === 'true' || text === 'false') return () => [text === 'true'];
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return () => [Number(text)];
  throw new JsonPathError(`unrecognized identifier ${text}`);
}

function compare(a: unknown, operator: Operator, b: unknown): boolean {
  if (operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  const ordered =
    (typeof a === 'number' && typeof b === 'number') ||
    (typeof a === 'string' && typeof b === 'string');
  if (!ordered) return false;
  switch (operator) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
  }
}

/** Splits where the separator stands outside of quotes. */
function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let quote = '';
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (text.startsWith(separator, index)) {
      parts.push(text.slice(start, index));
      start = index + separator.length;
      index = start - 1;
    }
  }
  return [...parts, text.slice(start)];
}
