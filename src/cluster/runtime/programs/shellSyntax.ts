// Syntax of the POSIX shell as the scripts of everyday manifests use it: text to tree.
// Differs from the shell: no `case`, functions, arrays, here-documents or globbing; a script with
// them is refused with ShellSyntaxError.

import type {
  IfBranch,
  ListItem,
  ParameterFallback,
  Redirect,
  ShellNode,
  Word,
  WordPart,
} from './shellTree';

export class ShellSyntaxError extends Error {}

export function parseShell(script: string): ShellNode {
  const parser = new ShellParser(script);
  return parser.script();
}

const CLOSING = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', '}', ')', 'esac']);
const UNSUPPORTED = new Set(['case', 'function', 'select']);

class ShellParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  script(): ShellNode {
    const node = this.#list();
    this.#skipSeparators();
    if (this.#at < this.#text.length) throw new ShellSyntaxError('unexpected token');
    return node;
  }

  #list(): ShellNode {
    const items: ListItem[] = [];
    for (;;) {
      this.#skipSeparators();
      if (this.#at >= this.#text.length || CLOSING.has(this.#peekWord())) break;
      const node = this.#pipeline();
      const operator = this.#operator();
      items.push({ node, operator });
      if (operator === '&&' || operator === '||') this.#skipSeparators();
    }
    return { kind: 'list', items };
  }

  #operator(): ListItem['operator'] {
    this.#skipBlanks();
    for (const operator of ['&&', '||'] as const) {
      if (this.#text.startsWith(operator, this.#at)) {
        this.#at += 2;
        return operator;
      }
    }
    const character = this.#text[this.#at];
    if (character === ';' && this.#text[this.#at + 1] === ';') throw new ShellSyntaxError(';;');
    if (character === ';' || character === '\n') this.#at++;
    if (character === '&') {
      this.#at++;
      return '&';
    }
    return ';';
  }

  #pipeline(): ShellNode {
    this.#skipBlanks();
    const negated = this.#peekWord() === '!';
    if (negated) this.#at++;
    const commands = [this.#command()];
    for (;;) {
      this.#skipBlanks();
      if (this.#text[this.#at] !== '|' || this.#text[this.#at + 1] === '|') break;
      this.#at++;
      this.#skipSeparators();
      commands.push(this.#command());
    }
    const only = commands[0];
    if (only !== undefined && commands.length === 1 && !negated) return only;
    return { kind: 'pipeline', commands, negated };
  }

  #command(): ShellNode {
    this.#skipBlanks();
    const word = this.#peekWord();
    if (UNSUPPORTED.has(word)) throw new ShellSyntaxError(word);
    switch (word) {
      case 'if':
        return this.#if();
      case 'while':
      case 'until':
        return this.#loop(word === 'until');
      case 'for':
        return this.#for();
      case '{':
        return this.#group('{', '}');
      case '(':
        return this.#group('(', ')');
      default:
        return this.#simple();
    }
  }

  #if(): ShellNode {
    const branches: IfBranch[] = [];
    this.#expect('if');
    for (;;) {
      const condition = this.#list();
      this.#expect('then');
      branches.push({ condition, body: this.#list() });
      const next = this.#peekWord();
      this.#at += next.length;
      if (next === 'elif') continue;
      if (next === 'fi') return this.#withRedirects({ kind: 'if', branches, otherwise: undefined });
      if (next !== 'else') throw new ShellSyntaxError(next);
      const otherwise = this.#list();
      this.#expect('fi');
      return this.#withRedirects({ kind: 'if', branches, otherwise });
    }
  }

  #loop(until: boolean): ShellNode {
    this.#expect(until ? 'until' : 'while');
    const condition = this.#list();
    return this.#withRedirects({ kind: 'loop', condition, until, body: this.#doBody() });
  }

  #for(): ShellNode {
    this.#expect('for');
    this.#skipBlanks();
    const name = /^[A-Za-z_]\w*/.exec(this.#text.slice(this.#at))?.[0];
    if (name === undefined) throw new ShellSyntaxError('for');
    this.#at += name.length;
    this.#skipSeparators();
    const words: Word[] = [];
    if (this.#peekWord() === 'in') {
      this.#expect('in');
      for (this.#skipBlanks(); !/[;\n]/.test(this.#text[this.#at] ?? '\n'); this.#skipBlanks()) {
        words.push(this.#word());
      }
    }
    return this.#withRedirects({ kind: 'for', name, words, body: this.#doBody() });
  }

  #doBody(): ShellNode {
    this.#skipSeparators();
    this.#expect('do');
    const body = this.#list();
    this.#expect('done');
    return body;
  }

  #group(open: string, close: string): ShellNode {
    this.#expect(open);
    const body = this.#list();
    this.#expect(close);
    return this.#withRedirects(body);
  }

  /** Redirections of a compound command change only where its output goes: they are read over. */
  #withRedirects(node: ShellNode): ShellNode {
    while (this.#redirect() !== undefined);
    return node;
  }

  #simple(): ShellNode {
    const assignments: { name: string; value: Word }[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      const redirect = this.#redirect();
      if (redirect !== undefined) {
        if (redirect !== 'duplicate') redirects.push(redirect);
        continue;
      }
      const character = this.#text[this.#at];
      if (character === undefined || /[;&|\n)]/.test(character)) break;
      if (character === '(') throw new ShellSyntaxError('(');
      const assignment =
        words.length > 0
          ? null
          : /^([A-Za-z_]\w*)=/.exec(this.#text.slice(this.#at, this.#at + 100));
      if (assignment !== null) {
        this.#at += assignment[0].length;
        assignments.push({ name: assignment[1] ?? '', value: this.#word() });
      } else words.push(this.#word());
    }
    if (assignments.length + words.length + redirects.length === 0)
      throw new ShellSyntaxError('empty command');
    return { kind: 'simple', assignments, words, redirects };
  }

  #redirect(): Redirect | 'duplicate' | undefined {
    this.#skipBlanks();
    const match = /^(?:(\d?)(>>|>|<)(&\d|&-)?|(&>))/.exec(this.#text.slice(this.#at, this.#at + 8));
    if (match === null) return undefined;
    if (this.#text.startsWith('<<', this.#at)) throw new ShellSyntaxError('<<');
    this.#at += match[0].length;
    if (match[3] !== undefined) return 'duplicate';
    this.#skipBlanks();
    const target = this.#word();
    if (match[1] === '2') return 'duplicate';
    return { operator: match[2] === '>>' || match[2] === '<' ? match[2] : '>', target };
  }

  #word(): Word {
    const parts: WordPart[] = [];
    let text = '';
    const flush = (): void => {
      if (text !== '') parts.push({ kind: 'text', text, quoted: false });
      text = '';
    };
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined || /[\s;&|<>()]/.test(character)) break;
      if (character === '\\') {
        const next = this.#text[this.#at + 1] ?? '';
        this.#at += 2;
        if (next !== '\n')
          parts.push(...flushed(flush, { kind: 'text', text: next, quoted: true }));
      } else if (character === "'") {
        const end = this.#text.indexOf("'", this.#at + 1);
        if (end < 0) throw new ShellSyntaxError('unterminated quoted string');
        parts.push(
          ...flushed(flush, {
            kind: 'text',
            text: this.#text.slice(this.#at + 1, end),
            quoted: true,
          }),
        );
        this.#at = end + 1;
      } else if (character === '"') {
        flush();
        this.#doubleQuoted(parts);
      } else if (character === '$' || character === '`') {
        const part = this.#expansion(false);
        if (part === undefined) {
          text += character;
          this.#at++;
        } else parts.push(...flushed(flush, part));
      } else {
        text += character;
        this.#at++;
      }
    }
    flush();
    return parts;
  }

  #doubleQuoted(parts: WordPart[]): void {
    let text = '';
    this.#at++;
    const flush = (): void => {
      parts.push({ kind: 'text', text, quoted: true });
      text = '';
    };
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) throw new ShellSyntaxError('unterminated quoted string');
      if (character === '"') break;
      if (character === '\\' && /["\\$`\n]/.test(this.#text[this.#at + 1] ?? '')) {
        const next = this.#text[this.#at + 1] ?? '';
        if (next !== '\n') text += next;
        this.#at += 2;
        continue;
      }
      const part = character === '$' || character === '`' ? this.#expansion(true) : undefined;
      if (part === undefined) {
        text += character;
        this.#at++;
      } else {
        flush();
        parts.push(part);
      }
    }
    this.#at++;
    flush();
  }

  /** After `$` or a back quote; undefined where the `$` stands for itself. */
  #expansion(quoted: boolean): WordPart | undefined {
    const rest = this.#text.slice(this.#at, this.#at + 300);
    if (rest.startsWith('$((')) {
      const end = this.#text.indexOf('))', this.#at);
      if (end < 0) throw new ShellSyntaxError('$((');
      const expression = this.#text.slice(this.#at + 3, end);
      this.#at = end + 2;
      return { kind: 'arithmetic', expression, quoted };
    }
    if (rest.startsWith('$(')) {
      this.#at += 2;
      const script = this.#list();
      this.#expect(')');
      return { kind: 'command', script, quoted };
    }
    if (rest.startsWith('`')) {
      const end = this.#text.indexOf('`', this.#at + 1);
      if (end < 0) throw new ShellSyntaxError('unterminated `');
      const script = parseShell(this.#text.slice(this.#at + 1, end));
      this.#at = end + 1;
      return { kind: 'command', script, quoted };
    }
    return this.#parameter(rest, quoted);
  }

  #parameter(rest: string, quoted: boolean): WordPart | undefined {
    const plain = /^\$([A-Za-z_]\w*|[0-9?$#!@*-])/.exec(rest);
    if (plain !== null) {
      this.#at += plain[0].length;
      return { kind: 'parameter', name: plain[1] ?? '', fallback: undefined, quoted };
    }
    const braced = /^\$\{([A-Za-z_]\w*|[0-9?$#!@*-])(?:\}|:?([-+=])([^}]*)\})/.exec(rest);
    if (braced === null) {
      if (rest.startsWith('${')) throw new ShellSyntaxError('${');
      return undefined;
    }
    this.#at += braced[0].length;
    return {
      kind: 'parameter',
      name: braced[1] ?? '',
      fallback: fallbackOf(braced[2], braced[3]),
      quoted,
    };
  }

  #peekWord(): string {
    const character = this.#text[this.#at];
    if (character === '(' || character === ')') return character;
    return /^[^\s;&|<>()]+/.exec(this.#text.slice(this.#at, this.#at + 20))?.[0] ?? '';
  }

  #expect(word: string): void {
    this.#skipSeparators();
    if (this.#peekWord() !== word) throw new ShellSyntaxError(`expected ${word}`);
    this.#at += word.length;
  }

  #skipBlanks(): void {
    for (;;) {
      const character = this.#text[this.#at];
      if (character === ' ' || character === '\t' || character === '\r') this.#at++;
      else if (character === '\\' && this.#text[this.#at + 1] === '\n') this.#at += 2;
      else if (character === '#' && /^$|[\s;&|(]/.test(this.#text[this.#at - 1] ?? '')) {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end < 0 ? this.#text.length : end;
      } else return;
    }
  }

  #skipSeparators(): void {
    for (;;) {
      this.#skipBlanks();
      const character = this.#text[this.#at];
      if (character !== '\n' && !(character === ';' && this.#text[this.#at + 1] !== ';')) return;
      this.#at++;
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
