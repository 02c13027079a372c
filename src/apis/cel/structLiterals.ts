// `Object.spec{replicas: 3}`: the library has no literals of structs. They are rewritten to calls that it can
// parse, `newStruct_1({"replicas": 3})`, and every character remembers where it stood, for the places in errors.
// Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md (Field Selection, messages).

export interface RewrittenText {
  readonly text: string;
  /** Names of the structs that are made, each once. */
  readonly structs: readonly string[];
  /** Where what stands at an offset of the text comes from. */
  placeOf(offset: number): number;
}

/** Comments, strings (raw or not, of either quote and of three), names with dots, and all else one by one. */
const TOKEN =
  /\/\/[^\n]*|[rRbB]{0,2}(?:"""[^]*?"""|'''[^]*?''')|[rRbB]{0,2}(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*|[^]/g;
/** The name of a field, or of one that may be missing (`?name: optional`). */
const FIELD = /^((?:\s|\/\/[^\n]*)*)(\??)\s*(?:([A-Za-z_]\w*)|`([^`\n]+)`)\s*:/;
const NAME = /^[A-Za-z_]/;

/** What function makes a struct of the name. */
export function structFunction(name: string): string {
  return `newStruct_${name.replaceAll('_', '__').replaceAll('.', '_')}`;
}

export function withStructLiterals(source: string): RewrittenText {
  return new Rewriter(source).run();
}

class Rewriter {
  readonly #source: string;
  readonly #parts: string[] = [];
  readonly #places: number[] = [];
  readonly #structs = new Set<string>();
  /** Of each open bracket whether it is that of a struct. */
  readonly #open: boolean[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  run(): RewrittenText {
    const tokens = this.#source.matchAll(TOKEN);
    let skipTo = 0;
    for (const { 0: token, index } of tokens) {
      if (index < skipTo) continue;
      skipTo = this.#token(token, index);
    }
    const { length } = this.#source;
    return {
      text: this.#parts.join(''),
      structs: [...this.#structs],
      placeOf: (offset) => this.#places[offset] ?? length,
    };
  }

  /** Returns where to go on. */
  #token(token: string, at: number): number {
    const end = at + token.length;
    if (NAME.test(token) && token !== 'in') return this.#name(token, at, end);
    switch (token) {
      case '{':
      case '[':
      case '(':
        this.#open.push(false);
        this.#keep(token, at);
        return end;
      case '}':
      case ']':
      case ')':
        this.#keep(token, at);
        if (this.#open.pop() === true) this.#add(')', at);
        return end;
      case ',':
        this.#keep(token, at);
        return this.#open.at(-1) === true ? this.#field(end) : end;
      default:
        this.#keep(token, at);
        return end;
    }
  }

  /** A name right before a brace is that of a struct. */
  #name(token: string, at: number, end: number): number {
    const gap = /^\s*\{/.exec(this.#source.slice(end))?.[0];
    if (gap === undefined || /["']$/.test(token)) {
      this.#keep(token, at);
      return end;
    }
    const name = token.replace(/\s+/g, '');
    this.#structs.add(name);
    this.#add(`${structFunction(name)}({`, at);
    this.#open.push(true);
    return this.#field(end + gap.length);
  }

  /** The name of a field, which becomes the key of a map. */
  #field(at: number): number {
    const [whole, gap = '', optional = '', name, quoted = ''] =
      FIELD.exec(this.#source.slice(at)) ?? [];
    if (whole === undefined) return at;
    this.#keep(gap, at);
    this.#add(`"${optional}${name ?? quoted}":`, at + gap.length);
    return at + whole.length;
  }

  #keep(text: string, at: number): void {
    this.#parts.push(text);
    for (let index = 0; index < text.length; index++) this.#places.push(at + index);
  }

  /** What the source does not have stands where it comes from. */
  #add(text: string, at: number): void {
    this.#parts.push(text);
    this.#places.push(...Array.from(text, () => at));
  }
}
