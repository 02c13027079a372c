// The log of one container: lines with their time and stream, as the runtime writes them.
// A loop that prints the same in each round is kept once, with its period; times inside of lines
// (of `date`) are filled in when they are read, each round with its own.
// Differs from Kubernetes: 256 KiB of text are kept in one piece, where the kubelet keeps five files
// of 10 MiB and shows the newest; what a loop repeats is shown for its last 20,000 lines.
import { showTimes, shiftTimes } from './printedTime';

export type OutputStream = 'stdout' | 'stderr';

/** `atMs` counts from the start of the process. */
export interface OutputLine {
  readonly atMs: number;
  readonly text: string;
  readonly stream: OutputStream;
}

/** How far a reader has come: stored lines and lines of repetitions. */
export interface LogPosition {
  readonly stored: number;
  readonly repeated: number;
}

export const LOG_START: LogPosition = { stored: 0, repeated: 0 };

const MAX_BYTES = 256 * 1024;
const MAX_REPEATED_LINES = 20_000;

interface Repetition {
  readonly startMs: number;
  readonly periodMs: number;
  readonly lines: readonly OutputLine[];
}

export class OutputLog {
  #lines: OutputLine[] = [];
  #bytes = 0;
  /** Lines that were let go, all from the beginning. */
  #dropped = 0;
  #repetition: Repetition | undefined;
  /** True where the last line has no line feed yet. */
  #isOpen = false;

  /** Text may end in the middle of a line. Lines are kept in the order of their time. */
  write(atMs: number, stream: OutputStream, text: string): void {
    const pieces = text.split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      this.#add(atMs, stream, piece);
      this.#isOpen = false;
    }
    if (last === '') return;
    this.#add(atMs, stream, last);
    this.#isOpen = true;
  }

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  /** How many lines there have been; undefined in the middle of one. */
  get lineCount(): number | undefined {
    return this.#isOpen ? undefined : this.#dropped + this.#lines.length;
  }

  /** All lines behind the first `firstLine`, of a round that began at `startMs`, come again every `periodMs`. */
  repeatFrom(firstLine: number, startMs: number, periodMs: number): void {
    const lines = this.#lines.slice(Math.max(0, firstLine - this.#dropped));
    if (lines.length > 0) this.#repetition = { startMs, periodMs, lines };
  }

  /** All lines up to `untilMs`, in order. */
  until(untilMs: number): readonly OutputLine[] {
    return this.since(LOG_START, untilMs);
  }

  /** What came after a reader's position, up to `untilMs`. */
  since(position: LogPosition, untilMs: number): readonly OutputLine[] {
    const skipped = Math.max(0, position.stored - this.#dropped);
    const stored = this.#lines.slice(skipped).filter((line) => line.atMs <= untilMs);
    const repeated = this.#repeated(position.repeated, untilMs);
    if (repeated.length === 0) return stored;
    return stored.concat(repeated).sort((a, b) => a.atMs - b.atMs);
  }

  /** Where a reader of everything up to `untilMs` stands. */
  positionAt(untilMs: number): LogPosition {
    let due = this.#lines.length;
    while (due > 0 && (this.#lines[due - 1]?.atMs ?? 0) > untilMs) due--;
    return { stored: this.#dropped + due, repeated: this.#repeatedCount(untilMs) };
  }

  #add(atMs: number, stream: OutputStream, text: string): void {
    const last = this.#lines.at(-1);
    if (this.#isOpen && last?.stream === stream) {
      this.#lines[this.#lines.length - 1] = { ...last, text: last.text + text };
    } else {
      let place = this.#lines.length;
      // What a request from outside made the server print may come before what is known already.
      while (place > 0 && (this.#lines[place - 1]?.atMs ?? 0) > atMs) place--;
      const line = { atMs, text, stream };
      if (place === this.#lines.length) this.#lines.push(line);
      else this.#lines.splice(place, 0, line);
    }
    this.#bytes += text.length + 1;
    if (this.#bytes > MAX_BYTES) this.#rotate();
  }

  /** Lets the older half go. */
  #rotate(): void {
    let kept = 0;
    let first = this.#lines.length;
    while (first > 0 && kept < MAX_BYTES / 2) kept += (this.#lines[--first]?.text.length ?? 0) + 1;
    this.#lines = this.#lines.slice(first);
    this.#dropped += first;
    this.#bytes = kept;
  }

  /** How many lines the rounds after the first have printed by then. */
  #repeatedCount(untilMs: number): number {
    const repetition = this.#repetition;
    if (repetition === undefined) return 0;
    const { startMs, periodMs, lines } = repetition;
    const rounds = Math.floor((untilMs - startMs) / periodMs);
    if (!(rounds >= 1) || rounds === Infinity) return 0;
    const inLast = lines.filter((line) => line.atMs + rounds * periodMs <= untilMs).length;
    return (rounds - 1) * lines.length + inLast;
  }

  #repeated(from: number, untilMs: number): readonly OutputLine[] {
    const count = this.#repetition === undefined ? 0 : this.#repeatedCount(untilMs);
    const result: OutputLine[] = [];
    const { lines = [], periodMs = 1 } = this.#repetition ?? {};
    for (let index = Math.max(from, count - MAX_REPEATED_LINES); index < count; index++) {
      const line = lines[index % lines.length];
      if (line === undefined) break;
      const shiftMs = (Math.floor(index / lines.length) + 1) * periodMs;
      const text = shiftTimes(line.text, shiftMs);
      result.push({ atMs: line.atMs + shiftMs, text, stream: line.stream });
    }
    return result;
  }
}

/** A line as it is read, with its times filled in. */
export function readLine(line: OutputLine, startEpochMs: number): OutputLine {
  const text = showTimes(line.text, startEpochMs);
  return text === line.text ? line : { ...line, text };
}
