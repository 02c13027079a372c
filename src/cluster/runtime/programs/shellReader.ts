// Reads a shell's text: words with their expansions, blanks, comments, here-documents. The grammar
// above the words is shellSyntax's.
import type { ParameterFallback, ShellNode, Word, WordPart } from './shellTree';

export class ShellSyntaxError extends Error {
  /** True where more text could make it right: a terminal asks for another line. */
  readonly isIncomplete: boolean;

  constructor(message: string, isIncomplete = false) {
    super(message);
    this.isIncomplete = isIncomplete;
  }
}

export interface HereDocument {
  readonly end: string;
  readonly isLiteral: boolean;
  readonly stripsTabs: boolean;
  readonly target: WordPart[];
}

export abstract class ShellReader {
  protected readonly text: string;
  protected at = 0;
  /** Here-documents whose text begins with the next line. */
  protected hereDocuments: HereDocument[] = [];

  constructor(text: string) {
    this.text = text;
  }

  protected abstract list(): ShellNode;
  /** Another script, of its own. */
  protected abstract parse(script: string): ShellNode;
  /** The text of a here-document as the word that it is. */
  protected abstract hereWord(text: string): Word;

  /** The end of a line, after which the texts of its here-documents stand. */
  protected lineFeed(): void {
    this.at++;
    for (const { end, isLiteral, stripsTabs, target } of this.hereDocuments) {
      const lines: string[] = [];
      for (;;) {
        if (this.at >= this.text.length) throw new ShellSyntaxError('here-document', true);
        const lineEnd = this.text.indexOf('\n', this.at);
        const stop = lineEnd < 0 ? this.text.length : lineEnd;
        const raw = this.text.slice(this.at, stop);
        const line = stripsTabs ? raw.replace(/^\t+/, '') : raw;
        this.at = Math.min(stop + 1, this.text.length);
        if (line === end) break;
        lines.push(`${line}\n`);
      }
      const text = lines.join('');
      if (isLiteral || text === '') target.push({ kind: 'text', text, quoted: true });
      else target.push(...this.hereWord(text));
    }
    this.hereDocuments = [];
  }

  /** The whole text as if it stood in double quotes, in which a double quote means itself. */
  quotedText(): Word {
    const parts: WordPart[] = [];
    this.doubleQuoted(parts);
    return parts;
  }

  protected unexpected(token: string): ShellSyntaxError {
    const isIncomplete = this.at >= this.text.length;
    return new ShellSyntaxError(
      isIncomplete ? 'unexpected end of file' : `unexpected "${token.replace('\n', 'newline')}"`,
      isIncomplete,
    );
  }

  protected word(): Word {
    const parts: WordPart[] = [];
    let text = '';
    const flush = (): void => {
      if (text !== '') parts.push({ kind: 'text', text, quoted: false });
      text = '';
    };
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined || /[\s;&|<>()]/.test(character)) break;
      if (character === '\\') {
        const next = this.text[this.at + 1] ?? '';
        this.at += 2;
        if (next !== '\n')
          parts.push(...flushed(flush, { kind: 'text', text: next, quoted: true }));
      } else if (character === "'") {
        const end = this.text.indexOf("'", this.at + 1);
        if (end < 0) throw new ShellSyntaxError('unterminated quoted string', true);
        parts.push(
          ...flushed(flush, {
            kind: 'text',
            text: this.text.slice(this.at + 1, end),
            quoted: true,
          }),
        );
        this.at = end + 1;
      } else if (character === '"') {
        flush();
        this.doubleQuoted(parts);
      } else if (character === '$' || character === '`') {
        const part = this.expansion(false);
        if (part === undefined) {
          text += character;
          this.at++;
        } else parts.push(...flushed(flush, part));
      } else {
        text += character;
        this.at++;
      }
    }
    flush();
    return parts;
  }

  protected doubleQuoted(parts: WordPart[]): void {
    let text = '';
    this.at++;
    const flush = (): void => {
      parts.push({ kind: 'text', text, quoted: true });
      text = '';
    };
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined) throw new ShellSyntaxError('unterminated quoted string', true);
      if (character === '"') break;
      if (character === '\\' && /["\\$`\n]/.test(this.text[this.at + 1] ?? '')) {
        const next = this.text[this.at + 1] ?? '';
        if (next !== '\n') text += next;
        this.at += 2;
        continue;
      }
      const part = character === '$' || character === '`' ? this.expansion(true) : undefined;
      if (part === undefined) {
        text += character;
        this.at++;
      } else {
        flush();
        parts.push(part);
      }
    }
    this.at++;
    flush();
  }

  /** After `$` or a back quote; undefined where the `$` stands for itself. */
  protected expansion(quoted: boolean): WordPart | undefined {
    const rest = this.text.slice(this.at, this.at + 300);
    if (rest.startsWith('$((')) {
      const end = this.text.indexOf('))', this.at);
      if (end < 0) throw new ShellSyntaxError('$((', true);
      const expression = this.text.slice(this.at + 3, end);
      this.at = end + 2;
      return { kind: 'arithmetic', expression, quoted };
    }
    if (rest.startsWith('$(')) {
      this.at += 2;
      const script = this.list();
      this.expect(')');
      return { kind: 'command', script, quoted };
    }
    if (rest.startsWith('`')) {
      const end = this.text.indexOf('`', this.at + 1);
      if (end < 0) throw new ShellSyntaxError('unterminated `', true);
      const script = this.parse(this.text.slice(this.at + 1, end));
      this.at = end + 1;
      return { kind: 'command', script, quoted };
    }
    return this.parameter(rest, quoted);
  }

  protected parameter(rest: string, quoted: boolean): WordPart | undefined {
    const plain = /^\$([A-Za-z_]\w*|[0-9?$#!@*-])/.exec(rest);
    if (plain !== null) {
      this.at += plain[0].length;
      return { kind: 'parameter', name: plain[1] ?? '', fallback: undefined, quoted };
    }
    const braced = /^\$\{([A-Za-z_]\w*|[0-9?$#!@*-])(?:\}|:?([-+=])([^}]*)\})/.exec(rest);
    if (braced === null) {
      if (rest.startsWith('${')) throw new ShellSyntaxError('${');
      return undefined;
    }
    this.at += braced[0].length;
    return {
      kind: 'parameter',
      name: braced[1] ?? '',
      fallback: fallbackOf(braced[2], braced[3]),
      quoted,
    };
  }

  protected peekWord(): string {
    const character = this.text[this.at];
    if (character === '(' || character === ')') return character;
    return /^[^\s;&|<>()]+/.exec(this.text.slice(this.at, this.at + 20))?.[0] ?? '';
  }

  protected expect(word: string): void {
    this.skipSeparators();
    if (this.peekWord() !== word) throw this.unexpected(this.peekWord());
    this.at += word.length;
  }

  protected skipBlanks(): void {
    for (;;) {
      const character = this.text[this.at];
      if (character === ' ' || character === '\t' || character === '\r') this.at++;
      else if (character === '\\' && this.text[this.at + 1] === '\n') this.at += 2;
      else if (character === '#' && /^$|[\s;&|(]/.test(this.text[this.at - 1] ?? '')) {
        const end = this.text.indexOf('\n', this.at);
        this.at = end < 0 ? this.text.length : end;
      } else return;
    }
  }

  protected skipSeparators(): void {
    for (;;) {
      this.skipBlanks();
      const character = this.text[this.at];
      if (character === '\n') this.lineFeed();
      else if (character === ';' && this.text[this.at + 1] !== ';') this.at++;
      else return;
    }
  }
}

function fallbackOf(operator: string | undefined, text = ''): ParameterFallback | undefined {
  if (operator !== '-' && operator !== '+' && operator !== '=') return undefined;
  return {
    operator,
    word: [{ kind: 'text', text: text.replace(/^["']|["']$/g, ''), quoted: true }],
  };
}

function flushed(flush: () => void, part: WordPart): readonly WordPart[] {
  flush();
  return [part];
}
