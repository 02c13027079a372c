// Syntax of the POSIX shell as the scripts of everyday manifests use it: text to tree.
// Differs from the shell: no `case`, functions or arrays; a script with them is refused with
// ShellSyntaxError.

import { ShellReader, ShellSyntaxError } from './shellReader';
import type { IfBranch, ListItem, Redirect, ShellNode, Word, WordPart } from './shellTree';

export function parseShell(script: string): ShellNode {
  const parser = new ShellParser(script);
  return parser.script();
}

const CLOSING = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', '}', ')', 'esac']);
const UNSUPPORTED = new Set(['case', 'function', 'select']);

class ShellParser extends ShellReader {
  script(): ShellNode {
    const node = this.list();
    this.skipSeparators();
    if (this.at < this.text.length)
      throw new ShellSyntaxError(`unexpected "${this.peekWord() || this.text.charAt(this.at)}"`);
    if (this.hereDocuments.length > 0) throw new ShellSyntaxError('here-document', true);
    return node;
  }

  protected override list(): ShellNode {
    const items: ListItem[] = [];
    for (;;) {
      this.skipSeparators();
      if (this.at >= this.text.length || CLOSING.has(this.peekWord())) break;
      const node = this.#pipeline();
      const operator = this.#operator();
      items.push({ node, operator });
      if (operator === '&&' || operator === '||') this.skipSeparators();
    }
    return { kind: 'list', items };
  }

  #operator(): ListItem['operator'] {
    this.skipBlanks();
    for (const operator of ['&&', '||'] as const) {
      if (this.text.startsWith(operator, this.at)) {
        this.at += 2;
        return operator;
      }
    }
    const character = this.text[this.at];
    if (character === ';' && this.text[this.at + 1] === ';') throw new ShellSyntaxError(';;');
    if (character === '\n') this.lineFeed();
    else if (character === ';') this.at++;
    if (character === '&') {
      this.at++;
      return '&';
    }
    return ';';
  }

  #pipeline(): ShellNode {
    this.skipBlanks();
    const negated = this.peekWord() === '!';
    if (negated) this.at++;
    const commands = [this.#command()];
    for (;;) {
      this.skipBlanks();
      if (this.text[this.at] !== '|' || this.text[this.at + 1] === '|') break;
      this.at++;
      this.skipSeparators();
      commands.push(this.#command());
    }
    const only = commands[0];
    if (only !== undefined && commands.length === 1 && !negated) return only;
    return { kind: 'pipeline', commands, negated };
  }

  #command(): ShellNode {
    this.skipBlanks();
    const word = this.peekWord();
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
        return this.#group('(', ')', true);
      default:
        return this.#simple();
    }
  }

  #if(): ShellNode {
    const branches: IfBranch[] = [];
    this.expect('if');
    for (;;) {
      const condition = this.list();
      this.expect('then');
      branches.push({ condition, body: this.list() });
      const next = this.peekWord();
      this.at += next.length;
      if (next === 'elif') continue;
      if (next === 'fi') return this.#withRedirects({ kind: 'if', branches, otherwise: undefined });
      if (next !== 'else') throw this.unexpected(next);
      const otherwise = this.list();
      this.expect('fi');
      return this.#withRedirects({ kind: 'if', branches, otherwise });
    }
  }

  #loop(until: boolean): ShellNode {
    this.expect(until ? 'until' : 'while');
    const condition = this.list();
    return this.#withRedirects({ kind: 'loop', condition, until, body: this.#doBody() });
  }

  #for(): ShellNode {
    this.expect('for');
    this.skipBlanks();
    const name = /^[A-Za-z_]\w*/.exec(this.text.slice(this.at))?.[0];
    if (name === undefined) throw new ShellSyntaxError('for');
    this.at += name.length;
    this.skipSeparators();
    const words: Word[] = [];
    if (this.peekWord() === 'in') {
      this.expect('in');
      for (this.skipBlanks(); !/[;\n]/.test(this.text[this.at] ?? '\n'); this.skipBlanks()) {
        words.push(this.word());
      }
    }
    return this.#withRedirects({ kind: 'for', name, words, body: this.#doBody() });
  }

  #doBody(): ShellNode {
    this.skipSeparators();
    this.expect('do');
    const body = this.list();
    this.expect('done');
    return body;
  }

  #group(open: string, close: string, isSubshell = false): ShellNode {
    this.expect(open);
    const body = this.list();
    this.expect(close);
    return this.#withRedirects(body, isSubshell);
  }

  #withRedirects(body: ShellNode, isSubshell = false): ShellNode {
    const redirects: Redirect[] = [];
    for (let more = this.#redirects(); more.length > 0; more = this.#redirects())
      redirects.push(...more);
    if (redirects.length === 0 && !isSubshell) return body;
    return { kind: 'group', body, redirects, isSubshell };
  }

  #simple(): ShellNode {
    const assignments: { name: string; value: Word }[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      const more = this.#redirects();
      if (more.length > 0) {
        redirects.push(...more);
        continue;
      }
      const character = this.text[this.at];
      if (character === undefined || /[;&|\n)]/.test(character)) break;
      if (character === '(') throw new ShellSyntaxError('(');
      const assignment =
        words.length > 0 ? null : /^([A-Za-z_]\w*)=/.exec(this.text.slice(this.at, this.at + 100));
      if (assignment !== null) {
        this.at += assignment[0].length;
        assignments.push({ name: assignment[1] ?? '', value: this.word() });
      } else words.push(this.word());
    }
    if (assignments.length + words.length + redirects.length === 0)
      throw this.unexpected(this.text.charAt(this.at));
    return { kind: 'simple', assignments, words, redirects };
  }

  /** The redirection here; `&>` makes two, and none is an empty list. */
  #redirects(): readonly Redirect[] {
    this.skipBlanks();
    const text = this.text.slice(this.at, this.at + 8);
    const match = /^(?:(\d?)(>>|>|<<-?|<)(&[\d-])?|(&>>?))/.exec(text);
    if (match === null) return [];
    this.at += match[0].length;
    const [, digit = '', operator = '>', duplicate, both] = match;
    const descriptor = digit === '' ? (operator.startsWith('<') ? 0 : 1) : Number(digit);
    if (duplicate !== undefined) {
      const target: Word = [{ kind: 'text', text: duplicate.slice(1), quoted: true }];
      return [{ descriptor, operator: '>&', target }];
    }
    this.skipBlanks();
    if (operator.startsWith('<<')) return [this.#hereDocument(operator.endsWith('-'))];
    const target = this.word();
    if (target.length === 0) throw this.unexpected(this.text.charAt(this.at));
    if (both !== undefined) {
      const toOutput: Word = [{ kind: 'text', text: '1', quoted: true }];
      return [
        { descriptor: 1, operator: both === '&>>' ? '>>' : '>', target },
        { descriptor: 2, operator: '>&', target: toOutput },
      ];
    }
    return [
      { descriptor, operator: operator === '>>' || operator === '<' ? operator : '>', target },
    ];
  }

  #hereDocument(stripsTabs: boolean): Redirect {
    const match = /^(["']?)([\w.-]+)\1/.exec(this.text.slice(this.at, this.at + 80));
    if (match === null) throw new ShellSyntaxError('<<');
    this.at += match[0].length;
    const target: WordPart[] = [];
    const isLiteral = match[1] !== '';
    this.hereDocuments.push({ end: match[2] ?? '', isLiteral, stripsTabs, target });
    return { descriptor: 0, operator: '<<', target };
  }
  protected override parse(script: string): ShellNode {
    return parseShell(script);
  }

  protected override hereWord(text: string): Word {
    return new ShellParser(`"${text.replaceAll('"', '\\"')}"`).quotedText();
  }
}
