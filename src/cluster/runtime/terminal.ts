// The line discipline of a terminal: what is typed is shown and edited until Enter, Ctrl+C
// interrupts, Ctrl+D ends, and line feeds get their carriage return.
// Differs from Linux: there is no raw mode, so that arrow keys do nothing.
import type { QueueInput } from './programs/streams';

export interface TerminalHost {
  readonly input: QueueInput;
  echo(bytes: string): void;
  interrupt(): void;
  /** There is input: the program may go on before the next key. */
  entered(): void;
}

export class Terminal {
  readonly #host: TerminalHost;
  #line = '';
  /** Within an escape sequence, of which nothing is taken over. */
  #escape = '';
  #lastWasReturn = false;

  constructor(host: TerminalHost) {
    this.#host = host;
  }

  type(bytes: string): void {
    for (const character of bytes) this.#key(character);
  }

  #key(character: string): void {
    if (this.#escape !== '') {
      this.#escape += character;
      if (/^\u001b(?:[^[O]|[[O][\d;]*[A-Za-z~])$/.test(this.#escape)) this.#escape = '';
      return;
    }
    const wasReturn = this.#lastWasReturn;
    this.#lastWasReturn = character === '\r';
    switch (character) {
      case '\u001b':
        this.#escape = character;
        return;
      case '\u0003':
        this.#line = '';
        this.#host.echo('^C');
        this.#host.interrupt();
        return;
      case '\u0004':
        this.#endOfInput();
        return;
      case '\u007f':
      case '\b':
        this.#erase(1);
        return;
      case '\u0015':
        this.#erase(this.#line.length);
        return;
      case '\u0017':
        this.#erase(/\S*\s*$/.exec(this.#line)?.[0].length ?? 0);
        return;
      case '\n':
        if (wasReturn) return;
        this.#enter();
        return;
      case '\r':
        this.#enter();
        return;
      default:
        if (character < ' ' && character !== '\t') return;
        this.#line += character;
        this.#host.echo(character);
    }
  }

  #enter(): void {
    this.#host.echo('\n');
    const line = `${this.#line}\n`;
    this.#line = '';
    this.#host.input.push(line);
    this.#host.entered();
  }

  #endOfInput(): void {
    if (this.#line === '') this.#host.input.end();
    else this.#host.input.push(this.#line);
    this.#line = '';
  }

  #erase(count: number): void {
    const erased = Math.min(count, this.#line.length);
    this.#line = this.#line.slice(0, this.#line.length - erased);
    this.#host.echo('\b \b'.repeat(erased));
  }
}

/** What a terminal shows for a line feed. */
export function withReturns(bytes: string): string {
  return bytes.replace(/\r?\n/g, '\r\n');
}
