// What a command reads from and writes to: the container's log, pipes, files, terminals. Bytes, see
// bytes.ts.
import type { OutputStream } from '../outputLog';
import { showTimes } from '../printedTime';
import type { FileTree } from '../files/fileTree';
import type { ProcessState, Wait } from './process';

export interface Output {
  write(bytes: string): void;
  readonly isTerminal: boolean;
}

export interface Input {
  /** What is there next; undefined at the end. Waits where nothing is there yet. */
  read(): Generator<Wait, string | undefined>;
  /** Gives back what was read too far. */
  unread(bytes: string): void;
  readonly isTerminal: boolean;
}

export interface CommandStreams {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** The log of the container, by way of its main process. */
export class LogOutput implements Output {
  readonly isTerminal: boolean;
  readonly #state: ProcessState;
  readonly #stream: OutputStream;

  constructor(state: ProcessState, stream: OutputStream) {
    this.#state = state;
    this.#stream = stream;
    this.isTerminal = state.options.isTty;
  }

  write(bytes: string): void {
    this.#state.write(this.#stream, bytes);
  }
}

/** A pipe or a command substitution: everything is kept. */
export class BufferOutput implements Output {
  readonly isTerminal = false;
  #pieces: string[] = [];

  write(bytes: string): void {
    this.#pieces.push(bytes);
  }

  get text(): string {
    if (this.#pieces.length > 1) this.#pieces = [this.#pieces.join('')];
    return this.#pieces[0] ?? '';
  }
}

export const NO_OUTPUT: Output = { isTerminal: false, write: () => undefined };

/** A redirection into a file that the caller has made or emptied. */
export class FileOutput implements Output {
  readonly isTerminal = false;
  readonly #files: FileTree;
  readonly #path: string;
  readonly #startEpochMs: number;

  constructor(files: FileTree, path: string, startEpochMs: number) {
    this.#files = files;
    this.#path = path;
    this.#startEpochMs = startEpochMs;
  }

  write(bytes: string): void {
    this.#files.write(this.#path, showTimes(bytes, this.#startEpochMs), true);
  }
}

/** Bytes that are all there. */
export class TextInput implements Input {
  readonly isTerminal = false;
  #rest: string | undefined;

  constructor(bytes: string) {
    this.#rest = bytes === '' ? undefined : bytes;
  }

  // A pipe that has everything has nothing to wait for.
  *read(): Generator<Wait, string | undefined> {
    const bytes = this.#rest;
    this.#rest = undefined;
    return bytes;
  }

  unread(bytes: string): void {
    if (bytes !== '') this.#rest = bytes + (this.#rest ?? '');
  }
}

/** Input that comes in pieces from outside. */
export class QueueInput implements Input {
  readonly isTerminal: boolean;
  readonly #pieces: string[] = [];
  #ended = false;

  constructor(isTerminal: boolean) {
    this.isTerminal = isTerminal;
  }

  push(bytes: string): void {
    if (bytes !== '') this.#pieces.push(bytes);
  }

  /** A terminal's Ctrl+D ends one reading only; the end of a pipe is for good. */
  end(): void {
    if (this.isTerminal) this.#pieces.push('');
    else this.#ended = true;
  }

  *read(): Generator<Wait, string | undefined> {
    while (this.#pieces.length === 0) {
      if (this.#ended) return undefined;
      yield 'input';
    }
    const piece = this.#pieces.shift();
    return piece === '' ? undefined : piece;
  }

  unread(bytes: string): void {
    if (bytes !== '') this.#pieces.unshift(bytes);
  }
}

/** Everything up to the end. */
export function* readAll(input: Input): Generator<Wait, string> {
  const pieces: string[] = [];
  for (;;) {
    const piece = yield* input.read();
    if (piece === undefined) return pieces.join('');
    pieces.push(piece);
  }
}

/** The next line without its line feed; undefined at the end. */
export function* readLineOf(input: Input): Generator<Wait, string | undefined> {
  let line = '';
  for (;;) {
    const piece = yield* input.read();
    if (piece === undefined) return line === '' ? undefined : line;
    const end = piece.indexOf('\n');
    if (end < 0) {
      line += piece;
      continue;
    }
    input.unread(piece.slice(end + 1));
    return line + piece.slice(0, end);
  }
}
