// What a process does over time, seen from outside: output, open ports, files, its end. A program
// runs ahead of the clock as far as nothing outside of it matters, so that a loop of a thousand
// sleeps costs no event of the simulation.
import type { StringMap } from '../../../apimachinery/objectMeta';
import type { CatalogueImage, TermReaction } from '../imageCatalogue';

/** What a process can find out about the network that it is in. */
export interface NetworkView {
  /** Whether a name can be looked up by the pods of `namespace`. */
  resolves(name: string, namespace: string): boolean;
  /** Whether a connection to the host (name or address) and port is accepted. */
  connects(host: string, port: number, namespace: string): boolean;
}

export interface ProcessOptions {
  readonly image: CatalogueImage;
  readonly argv: readonly string[];
  readonly environment: StringMap;
  readonly namespace: string;
  readonly network: NetworkView;
  /** True where something is mounted over the image's own files: configuration, content. */
  readonly hasMounts: boolean;
  readonly hasTerminal: boolean;
}

/** `atMs` counts from the start of the process. */
export interface OutputLine {
  readonly atMs: number;
  readonly text: string;
}

/**
 * A program: yields the time (ms since its start) at which it wants to go on, because it has to
 * look outside or has run far ahead; `Infinity` when nothing more will happen. Returns its exit code.
 */
export type Program = Generator<number, number>;

const KEPT_LINES = 500;

/** Ports that were opened together. */
interface OpenPorts {
  readonly ports: readonly number[];
  readonly fromMs: number;
}

const NO_PORTS: readonly number[] = [];

interface FileChange {
  readonly atMs: number;
  readonly present: boolean;
}

/** The side of a process that its program writes to. */
export class ProcessState {
  readonly options: ProcessOptions;
  /** Time of the program, in ms since its start; runs ahead of the clock. */
  timeMs = 0;
  #output: OutputLine[] | undefined;
  /** The ports that were opened first; few processes open more later. */
  #ports = NO_PORTS;
  #portsFromMs = 0;
  #morePorts: readonly OpenPorts[] | undefined;
  /** Made when first needed: most processes touch no file that anyone asks for. */
  #files: Map<string, FileChange[]> | undefined;
  #repeat:
    | { readonly startMs: number; readonly periodMs: number; readonly lines: readonly OutputLine[] }
    | undefined;
  term: TermReaction | undefined;
  /** Answers to HTTP requests by path; undefined: 200 for all. */
  paths: readonly string[] | undefined;

  readonly #parent: ProcessState | undefined;

  /** `parent`: the container's main process, for one that is started beside it. */
  constructor(options: ProcessOptions, parent?: ProcessState) {
    this.options = options;
    this.#parent = parent;
  }

  /** True for a command that runs beside the container's main process. */
  get isBeside(): boolean {
    return this.#parent !== undefined;
  }

  /** Made when first needed: most servers print nothing. */
  get output(): OutputLine[] {
    return (this.#output ??= []);
  }

  print(text: string): void {
    const { output } = this;
    for (const line of text.split('\n')) output.push({ atMs: this.timeMs, text: line });
    if (output.length > 2 * KEPT_LINES) output.splice(0, output.length - KEPT_LINES);
  }

  /** All that was printed since `startMs` is printed again in every later round. */
  repeatFrom(startMs: number): void {
    const lines = this.output.filter((line) => line.atMs >= startMs);
    this.#repeat = { startMs, periodMs: Math.max(1, this.timeMs - startMs), lines };
  }

  /** The last lines printed up to `nowMs` after the start. */
  printedUntil(nowMs: number): readonly OutputLine[] {
    const printed = this.#output?.filter((line) => line.atMs <= nowMs) ?? [];
    const repeat = this.#repeat;
    if (repeat === undefined || repeat.lines.length === 0) return printed;
    const rounds = Math.floor((nowMs - repeat.startMs) / repeat.periodMs);
    const firstRound = Math.max(1, rounds - Math.ceil(KEPT_LINES / repeat.lines.length));
    for (let round = firstRound; round <= rounds; round++) {
      for (const line of repeat.lines) {
        const atMs = line.atMs + round * repeat.periodMs;
        if (atMs <= nowMs) printed.push({ atMs, text: line.text });
      }
    }
    return printed;
  }

  listen(ports: readonly number[], fromMs: number): void {
    if (!this.listens) {
      this.#ports = ports;
      this.#portsFromMs = fromMs;
    } else this.#morePorts = (this.#morePorts ?? []).concat([{ ports, fromMs }]);
  }

  /** From when on the port accepts connections, in ms since the start; undefined: never. */
  listensFromMs(port: number): number | undefined {
    if (this.#ports.includes(port)) return this.#portsFromMs;
    const open = this.#morePorts?.find(({ ports }) => ports.includes(port));
    return open?.fromMs ?? this.#parent?.listensFromMs(port);
  }

  /** Whether it is a server. */
  get listens(): boolean {
    return this.#ports.length > 0;
  }

  setFile(path: string, present: boolean): void {
    if (this.#parent !== undefined) {
      this.#parent.#addFileChange(path, { atMs: this.timeMs, present });
    } else this.#addFileChange(path, { atMs: this.timeMs, present });
  }

  #addFileChange(path: string, change: FileChange): void {
    this.#files ??= new Map();
    const history = this.#files.get(path) ?? [];
    if (history.at(-1)?.present === change.present) return;
    history.push(change);
    history.sort((a, b) => a.atMs - b.atMs);
    this.#files.set(path, history);
  }

  /** Whether the program has made the file by then; undefined where it never touched it. */
  hasFile(path: string, atMs: number): boolean | undefined {
    if (this.#parent !== undefined) return this.#parent.hasFile(path, atMs);
    const history = this.#files?.get(path);
    return history?.findLast((change) => change.atMs <= atMs)?.present ?? (history && false);
  }

  /** When a file comes or goes or a port opens next, in ms since the start; undefined: never again. */
  nextChangeMs(afterMs: number): number | undefined {
    let nextMs: number | undefined;
    const consider = (atMs: number): void => {
      if (atMs > afterMs && atMs < (nextMs ?? Infinity)) nextMs = atMs;
    };
    if (this.listens) consider(this.#portsFromMs);
    for (const { ports, fromMs } of this.#morePorts ?? []) if (ports.length > 0) consider(fromMs);
    for (const history of this.#files?.values() ?? []) {
      for (const { atMs } of history) consider(atMs);
    }
    return nextMs;
  }
}

/** What happens next to a process, as far as can be known now. */
export type ProcessStep =
  | { readonly kind: 'exit'; readonly atMs: number; readonly exitCode: number }
  | { readonly kind: 'resume'; readonly atMs: number }
  | { readonly kind: 'forever' };

export class Process {
  readonly state: ProcessState;
  /** Let go once nothing more will happen. */
  #program: Program | undefined;
  /** True once all that it will ever do is known. */
  isSettled = false;

  constructor(options: ProcessOptions, program: (state: ProcessState) => Program) {
    this.state = new ProcessState(options);
    this.#program = program(this.state);
  }

  /** Runs the program on, `nowMs` after its start; to be called again when a `resume` is due. */
  advance(nowMs: number): ProcessStep {
    for (;;) {
      const step = this.#program?.next();
      if (step === undefined || step.value === Infinity) {
        this.isSettled = true;
        this.#program = undefined;
        return { kind: 'forever' };
      }
      if (step.done === true) {
        this.isSettled = true;
        return { kind: 'exit', atMs: this.state.timeMs, exitCode: step.value };
      }
      if (step.value > nowMs) return { kind: 'resume', atMs: step.value };
    }
  }
}
