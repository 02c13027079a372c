// Reads the log of a container as it stands, or bit by bit as it grows. Reading leaves no mark on the
// run.
import type { RuntimeContainer } from './podSandbox';
import { bannerOf } from './programs/banners';
import { readLine, type LogPosition, type OutputLine, type OutputStream } from './outputLog';

export interface LogLine {
  /** Virtual ms. */
  readonly atMs: number;
  /** Bytes, one a character. */
  readonly text: string;
  readonly stream: OutputStream;
}

/** All lines up to now. */
export function linesOf(container: RuntimeContainer, nowMs: number): readonly LogLine[] {
  return new ContainerLogReader(container).read(nowMs);
}

export class ContainerLogReader {
  readonly #container: RuntimeContainer;
  #position: LogPosition = { stored: 0, repeated: 0 };
  #banner = 0;

  constructor(container: RuntimeContainer) {
    this.#container = container;
  }

  /** True once nothing more will come. */
  get isAtEnd(): boolean {
    return this.#container.state !== 'running';
  }

  /** What came since the last reading. */
  read(nowMs: number): readonly LogLine[] {
    const { process, startedAtMs = 0, finishedAtMs } = this.#container;
    if (process === undefined) return [];
    const { state } = process;
    const { startEpochMs } = state.options.scope;
    const untilMs = (finishedAtMs ?? nowMs) - startedAtMs;
    const lines: LogLine[] = [];
    const add = (line: OutputLine): void => {
      const { atMs, text, stream } = readLine(line, startEpochMs);
      lines.push({ atMs: startedAtMs + atMs, text, stream });
    };
    for (const line of bannerOf(state).slice(this.#banner)) {
      if (line.atMs > untilMs) break;
      this.#banner++;
      add(line);
    }
    for (const line of state.log?.since(this.#position, untilMs) ?? []) add(line);
    this.#position = state.log?.positionAt(untilMs) ?? this.#position;
    return lines;
  }
}
