// What a process does over time, seen from outside: output, open ports, its end. A program runs
// ahead of the clock as far as nothing outside of it matters, so that a loop of a thousand sleeps
// costs no event of the simulation; before it looks at files or the network it waits for the clock.
import type { StringMap } from '../../../apimachinery/objectMeta';
import type { FileTree } from '../files/fileTree';
import type { CatalogueImage, TermReaction } from '../imageCatalogue';
import type { NetworkView } from '../networkView';
import { OutputLog, type OutputLine, type OutputStream } from '../outputLog';
import type { RedisValue } from '../servers/redisServer';
import type { ServerKind } from '../servers/serverKind';
import type { QueueInput } from './streams';

export interface ProcessOptions {
  readonly image: CatalogueImage;
  readonly argv: readonly string[];
  readonly environment: StringMap;
  readonly namespace: string;
  readonly network: NetworkView;
  /** True where something is mounted over the image's own files: configuration, content. */
  readonly hasMounts: boolean;
  /** Somebody may type: `stdin: true` or `tty: true`. */
  readonly hasTerminal: boolean;
  readonly isTty: boolean;
  readonly scope: ContainerScope;
}

/** What a process knows of the container that it is in. */
export interface ContainerScope {
  readonly hostname: string;
  /** Undefined on the host network. */
  readonly podIP: string | undefined;
  readonly imageTag: string;
  readonly workingDirectory: string | undefined;
  /** Ms since 1970 at the start of the main process. */
  readonly startEpochMs: number;
  makeFiles(environment: StringMap): FileTree;
  processes(): readonly RunningProcess[];
  /** False where there is no such process. */
  signal(pid: number, signal: string): boolean;
  randomBelow(bound: number): number;
}

export interface RunningProcess {
  readonly pid: number;
  readonly argv: readonly string[];
  /** Default root. */
  readonly user?: string;
}

/**
 * When a program wants to go on: at a time (ms since the start of the main process), because it has
 * to look outside or has run far ahead; `Infinity` when nothing more will happen; or with input.
 */
export type Wait = number | 'input';

/** Returns its exit code. */
export type Program = Generator<Wait, number>;

/** Thrown into a program by Ctrl+C. */
export class Interrupt extends Error {}

export interface OpenPort {
  readonly port: number;
  readonly fromMs: number;
  readonly kind: ServerKind;
}

type OutputListener = (stream: OutputStream, bytes: string) => void;

/** Ports that were opened together. */
interface OpenPorts {
  readonly ports: readonly number[];
  readonly fromMs: number;
  readonly kind: ServerKind;
}

const NO_PORTS: readonly number[] = [];

/** The side of a process that its program writes to. */
export class ProcessState {
  readonly options: ProcessOptions;
  /** The container's main process: this one, or the one beside which it runs. */
  readonly main: ProcessState;
  /** Time of the program, in ms since the main process' start; runs ahead of the clock. */
  timeMs = 0;
  /** A user waits at the other end: never runs ahead of the clock. */
  isLive = false;
  /** When a server began to print what its image prints at the start; that is not kept. */
  bannerFromMs: number | undefined;
  term: TermReaction | undefined;
  /** Paths that are answered with 200; undefined: all are, or as the server's files have it. */
  paths: readonly string[] | undefined;
  /** What `kubectl attach -i` types; undefined: at its end from the start. */
  input: QueueInput | undefined;
  /** Told of all that the main process writes, as it is written. */
  #onOutput: Set<OutputListener> | undefined;
  #log: OutputLog | undefined;
  #data: Map<string, RedisValue> | undefined;
  /** The ports that were opened first; few processes open more later. */
  #ports = NO_PORTS;
  #portsFromMs = 0;
  #portsKind: ServerKind = 'silent';
  #morePorts: readonly OpenPorts[] | undefined;
  #files: FileTree | undefined;

  constructor(options: ProcessOptions, main?: ProcessState) {
    this.options = options;
    this.main = main ?? this;
  }

  /** True for a command that runs beside the container's main process. */
  get isBeside(): boolean {
    return this.main !== this;
  }

  /** The container's file system; made when first looked at. */
  get files(): FileTree {
    const { main } = this;
    main.#files ??= main.options.scope.makeFiles(main.options.environment);
    return main.#files;
  }

  /** What a database holds. */
  get data(): Map<string, RedisValue> {
    return (this.#data ??= new Map());
  }

  get hasFiles(): boolean {
    return this.main.#files !== undefined;
  }

  /** A container that has ended has no files any more. */
  dropFiles(): void {
    this.#files = undefined;
  }

  /** A line of the container's log. */
  print(text: string, stream: OutputStream = 'stdout'): void {
    this.write(stream, `${text}\n`);
  }

  write(stream: OutputStream, text: string): void {
    this.main.#log ??= new OutputLog();
    this.main.#log.write(this.timeMs, stream, text);
    this.main.#tell(stream, text);
  }

  /** What a terminal shows of what is typed: it is in no log. */
  echo(bytes: string): void {
    this.main.#tell('stdout', bytes);
  }

  /** Returns how to stop listening. */
  addOutputListener(listener: OutputListener): () => void {
    const listeners = (this.main.#onOutput ??= new Set());
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  #tell(stream: OutputStream, bytes: string): void {
    for (const listener of this.#onOutput ?? []) listener(stream, bytes);
  }

  /** A line that is printed now, by the clock, while the program may be ahead. */
  printAt(atMs: number, text: string, stream: OutputStream = 'stdout'): void {
    this.main.#log ??= new OutputLog();
    this.main.#log.write(atMs, stream, `${text}\n`);
  }

  /** Lines printed so far; undefined in the middle of one. */
  get lineCount(): number | undefined {
    return this.#log === undefined ? 0 : this.#log.lineCount;
  }

  /** All that was printed behind `firstLine`, since `startMs`, is printed again in every later round. */
  repeatFrom(firstLine: number, startMs: number): void {
    this.#log?.repeatFrom(firstLine, startMs, Math.max(1, this.timeMs - startMs));
  }

  get log(): OutputLog | undefined {
    return this.#log;
  }

  /** The lines printed up to `nowMs` after the start, without those of the banner. */
  printedUntil(nowMs: number): readonly OutputLine[] {
    return this.#log?.until(nowMs) ?? [];
  }

  listen(ports: readonly number[], fromMs: number, kind: ServerKind): void {
    const { main } = this;
    if (!main.listens) {
      main.#ports = ports;
      main.#portsFromMs = fromMs;
      main.#portsKind = kind;
    } else main.#morePorts = (main.#morePorts ?? []).concat([{ ports, fromMs, kind }]);
  }

  openPort(port: number): OpenPort | undefined {
    const { main } = this;
    if (main.#ports.includes(port))
      return { port, fromMs: main.#portsFromMs, kind: main.#portsKind };
    const more = main.#morePorts?.find(({ ports }) => ports.includes(port));
    return more && { port, fromMs: more.fromMs, kind: more.kind };
  }

  /** From when on the port accepts connections, in ms since the start; undefined: never. */
  listensFromMs(port: number): number | undefined {
    return this.openPort(port)?.fromMs;
  }

  /** Whether it is a server. */
  get listens(): boolean {
    return this.#ports.length > 0;
  }

  /** When a port opens next, in ms since the start; undefined: never again. */
  nextChangeMs(afterMs: number): number | undefined {
    let nextMs: number | undefined;
    const consider = (atMs: number): void => {
      if (atMs > afterMs && atMs < (nextMs ?? Infinity)) nextMs = atMs;
    };
    if (this.listens) consider(this.#portsFromMs);
    for (const { ports, fromMs } of this.#morePorts ?? []) if (ports.length > 0) consider(fromMs);
    return nextMs;
  }
}

/** What happens next to a process, as far as can be known now. */
export type ProcessStep =
  | { readonly kind: 'exit'; readonly atMs: number; readonly exitCode: number }
  | { readonly kind: 'resume'; readonly atMs: number }
  | { readonly kind: 'input' }
  | { readonly kind: 'forever' };

export class Process {
  readonly state: ProcessState;
  /** Let go once nothing more will happen. */
  #program: Program | undefined;
  #waitsFor: Wait = 0;
  #end: ProcessStep | undefined;
  /** True once all that it will ever do is known. */
  isSettled = false;

  constructor(state: ProcessState, program: Program) {
    this.state = state;
    this.#program = program;
  }

  /** Runs the program on, `nowMs` after its start; to be called again when a `resume` is due. */
  advance(nowMs: number): ProcessStep {
    for (;;) {
      if (this.#end !== undefined) return this.#end;
      const waitsFor = this.#waitsFor;
      if (waitsFor === Infinity) return { kind: 'forever' };
      if (waitsFor !== 'input' && waitsFor > nowMs) return { kind: 'resume', atMs: waitsFor };
      if (this.#program === undefined) return { kind: 'forever' };
      // Who waits for a person does so while the clock goes on.
      if (this.state.isLive) this.state.timeMs = Math.max(this.state.timeMs, nowMs);
      const step = this.#took(() => this.#program?.next());
      if (step !== undefined) return step;
    }
  }

  /** Ctrl+C: what runs in the foreground is left. Undefined where the process goes on. */
  interrupt(nowMs: number): ProcessStep | undefined {
    if (this.#program === undefined) return undefined;
    this.state.timeMs = nowMs;
    return this.#took(() => this.#program?.throw(new Interrupt()));
  }

  /** One step; undefined where the next can follow at once, if its time has come. */
  #took(take: () => IteratorResult<Wait, number> | undefined): ProcessStep | undefined {
    let step: IteratorResult<Wait, number> | undefined;
    try {
      step = take();
    } catch (error) {
      if (!(error instanceof Interrupt)) throw error;
      step = { done: true, value: INTERRUPTED };
    }
    if (step === undefined) return { kind: 'forever' };
    if (step.done === true) {
      this.isSettled = true;
      this.#program = undefined;
      this.#end = { kind: 'exit', atMs: this.state.timeMs, exitCode: step.value };
      return this.#end;
    }
    this.#waitsFor = step.value;
    if (step.value === 'input') return { kind: 'input' };
    if (step.value !== Infinity) return undefined;
    this.isSettled = true;
    // A terminal can still interrupt it.
    if (!this.state.isLive) this.#program = undefined;
    return { kind: 'forever' };
  }
}

/** 128 and the number of SIGINT. */
const INTERRUPTED = 130;
