// Reads JSON and tells which keys stand twice in an object, which JSON.parse swallows: the API server
// warns of them or refuses them. The last of the values counts, as in JSON.parse and Go.
// Source of the words: Go's encoding/json (scanner.go), which sigs.k8s.io/json follows.
//
// Differs from Kubernetes: values may be nested 1,000 levels deep, not 10,000.

export type JsonPath = readonly (string | number)[];

export interface StrictJson {
  readonly value: unknown;
  /** Where each key stands that its object had already, in the order of the text. */
  readonly duplicateFields: readonly JsonPath[];
}

/** Text that is no JSON; the message is Go's. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

/** Throws {@link JsonSyntaxError}. */
export function parseStrictJson(text: string): StrictJson {
  return new StrictJsonParser(text).parse();
}

const MAX_DEPTH = 1_000;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PLAIN_TEXT = /[^"\\\u0000-\u001f]*/y;
const SPACE = /[ \t\r\n]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const LITERALS: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

class StrictJsonParser {
  readonly #text: string;
  readonly #duplicates: JsonPath[] = [];
  readonly #path: (string | number)[] = [];
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): StrictJson {
    const value = this.#value();
    this.#skipSpace();
    if (this.#position < this.#text.length) throw this.#unexpected('after top-level value');
    return { value, duplicateFields: this.#duplicates };
  }

  #value(): unknown {
    this.#skipSpace();
    const first = this.#text.charAt(this.#position);
    switch (first) {
      case '{':
        return this.#nested(() => this.#object());
      case '[':
        return this.#nested(() => this.#array());
      case '"':
        return this.#string();
      default:
        return /[-\d]/.test(first) ? this.#number() : this.#literal(first);
    }
  }

  #nested<T>(parse: () => T): T {
    if (this.#path.length >= MAX_DEPTH) throw new JsonSyntaxError('exceeded max depth');
    this.#position++;
    return parse();
  }

  #object(): Readonly<Record<string, unknown>> {
    const members = new Map<string, unknown>();
    for (this.#skipSpace(); !this.#takes('}'); this.#skipSpace()) {
      if (members.size > 0) this.#separator('}', 'after object key:value pair');
      this.#skipSpace();
      if (this.#text.charAt(this.#position) !== '"') {
        throw this.#unexpected('looking for beginning of object key string');
      }
      const key = this.#string();
      this.#skipSpace();
      if (!this.#takes(':')) throw this.#unexpected('after object key');
      this.#path.push(key);
      if (members.has(key)) this.#duplicates.push([...this.#path]);
      members.set(key, this.#value());
      this.#path.pop();
    }
    // fromEntries, because the keys are the user's: assigning to `__proto__` would lose it.
    return Object.fromEntries(members);
  }

  #array(): readonly unknown[] {
    const items: unknown[] = [];
    for (this.#skipSpace(); !this.#takes(']'); this.#skipSpace()) {
      if (items.length > 0) this.#separator(']', 'after array element');
      this.#path.push(items.length);
      items.push(this.#value());
      this.#path.pop();
    }
    return items;
  }

  #separator(end: string, where: string): void {
    if (!this.#takes(',')) throw this.#unexpected(where);
    this.#skipSpace();
    if (this.#text.charAt(this.#position) !== end) return;
    const what = end === '}' ? 'object key string' : 'value';
    throw this.#unexpected(`looking for beginning of ${what}`);
  }

  #string(): string {
    this.#position++;
    let value = '';
    for (;;) {
      value += this.#match(PLAIN_TEXT);
      const next = this.#text.charAt(this.#position);
      if (next === '"') {
        this.#position++;
        return value;
      }
      if (next !== '\\') throw this.#unexpected('in string literal');
      this.#position++;
      value += this.#escape();
    }
  }

  #escape(): string {
    const code = this.#text.charAt(this.#position);
    if (code !== 'u') {
      const character = Object.hasOwn(ESCAPES, code) ? ESCAPES[code] : undefined;
      if (character === undefined) throw this.#unexpected('in string escape code');
      this.#position++;
      return character;
    }
    this.#position++;
    const begin = this.#position;
    for (; this.#position < begin + 4; this.#position++) {
      if (/[\da-fA-F]/.test(this.#text.charAt(this.#position))) continue;
      throw this.#unexpected('in \\u hexadecimal character escape');
    }
    return String.fromCharCode(Number.parseInt(this.#text.slice(begin, this.#position), 16));
  }

  #number(): number {
    const digits = this.#match(NUMBER);
    if (digits === '') {
      this.#position++;
      throw this.#unexpected('in numeric literal');
    }
    return Number(digits);
  }

  #literal(first: string): unknown {
    const found = LITERALS.find(([word]) => first !== '' && word.startsWith(first));
    if (found === undefined) throw this.#unexpected('looking for beginning of value');
    const [word, value] = found;
    for (const expected of word) {
      if (this.#text.charAt(this.#position) !== expected) {
        throw this.#unexpected(`in literal ${word} (expecting ${quoted(expected)})`);
      }
      this.#position++;
    }
    return value;
  }

  #takes(character: string): boolean {
    if (this.#text.charAt(this.#position) !== character) return false;
    this.#position++;
    return true;
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.#position;
    SPACE.test(this.#text);
    this.#position = SPACE.lastIndex;
  }

  #match(expression: RegExp): string {
    expression.lastIndex = this.#position;
    const found = expression.exec(this.#text)?.[0] ?? '';
    this.#position += found.length;
    return found;
  }

  #unexpected(where: string): JsonSyntaxError {
    const character = this.#text.codePointAt(this.#position);
    if (character === undefined) return new JsonSyntaxError('unexpected end of JSON input');
    return new JsonSyntaxError(
      `invalid character ${quoted(String.fromCodePoint(character))} ${where}`,
    );
  }
}

/** As Go quotes a byte: in single quotes, with the usual escapes. */
function quoted(character: string): string {
  if (character === "'") return `'\\''`;
  if (character === '"') return `'"'`;
  return `'${JSON.stringify(character).slice(1, -1)}'`;
}
