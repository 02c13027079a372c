// Somebody from outside in a container: a command that runs beside the main process (exec), or the
// main process itself (attach). What is typed comes as inputs of the run, what is printed goes to a
// sink, and a session that nobody listens to goes the same way.
import type { Simulation } from '../../simulation/simulation';
import type { RuntimeContainer } from './podSandbox';
import type { OutputStream } from './outputLog';
import { showTimes } from './printedTime';
import { Process, ProcessState, type ProcessStep } from './programs/process';
import { commandCall, execute } from './programs/startProgram';
import { QueueInput, type Output } from './programs/streams';
import { Terminal, withReturns } from './terminal';

export interface SessionSink {
  /** Bytes, one a character. */
  output(stream: OutputStream, bytes: string): void;
  /** `exitCode` undefined: the session was closed, or its container is gone. */
  ended(exitCode: number | undefined): void;
}

export interface ContainerSession {
  readonly pid: number;
  readonly argv: readonly string[];
  type(bytes: string): void;
  endInput(): void;
  resize(columns: number, rows: number): void;
  /** SIGKILL, or the client went away. */
  close(exitCode?: number): void;
}

export interface SessionOptions {
  readonly simulation: Simulation;
  readonly container: RuntimeContainer;
  readonly argv: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly pid: number;
  readonly sink: SessionSink;
  readonly subject: string;
  readonly closed: () => void;
}

/** A command beside the main process. */
export class ExecSession implements ContainerSession {
  readonly pid: number;
  readonly argv: readonly string[];
  readonly #options: SessionOptions;
  readonly #input: QueueInput;
  readonly #terminal: Terminal | undefined;
  readonly #process: Process;
  #isOpen = true;

  /** `main`: the state of the container's main process. Nothing runs before `start`. */
  constructor(options: SessionOptions, main: ProcessState) {
    this.#options = options;
    this.pid = options.pid;
    this.argv = options.argv;
    this.#input = new QueueInput(options.tty);
    const state = new ProcessState(main.options, main);
    state.isLive = true;
    state.timeMs = this.#nowMs;
    const streams = {
      stdin: this.#input,
      stdout: this.#output('stdout'),
      stderr: this.#output(options.tty ? 'stdout' : 'stderr'),
    };
    const call = commandCall(state, options.argv, streams);
    const environment = options.tty ? { ...call.environment, TERM: 'xterm' } : call.environment;
    this.#process = new Process(state, execute({ ...call, environment }));
    if (options.tty)
      this.#terminal = new Terminal({
        input: this.#input,
        echo: (bytes) => {
          this.#write('stdout', bytes);
        },
        interrupt: () => {
          this.#take(this.#process.interrupt(this.#nowMs));
        },
        entered: () => {
          this.#advance();
        },
      });
    if (!options.stdin) this.#input.end();
  }

  start(): void {
    this.#advance();
  }

  type(bytes: string): void {
    if (!this.#isOpen || !this.#options.stdin) return;
    if (this.#terminal === undefined) this.#input.push(bytes);
    else this.#terminal.type(bytes);
    this.#advance();
  }

  endInput(): void {
    if (!this.#isOpen) return;
    this.#input.end();
    this.#advance();
  }

  /** Nothing here draws on a whole screen. */
  resize(): void {
    return;
  }

  close(exitCode?: number): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#options.closed();
    this.#options.sink.ended(exitCode);
  }

  get #nowMs(): number {
    return this.#options.simulation.nowMs - (this.#options.container.startedAtMs ?? 0);
  }

  #advance(): void {
    if (this.#isOpen) this.#take(this.#process.advance(this.#nowMs));
  }

  #take(step: ProcessStep | undefined): void {
    if (!this.#isOpen) return;
    if (step === undefined) {
      this.#advance();
      return;
    }
    if (step.kind === 'exit') this.close(step.exitCode);
    if (step.kind !== 'resume') return;
    const { simulation, subject } = this.#options;
    const goOn = (): void => {
      this.#advance();
    };
    const delayMs = Math.max(0, step.atMs - this.#nowMs);
    simulation.schedule(delayMs, 'command goes on', subject, goOn, { background: true });
  }

  #output(stream: OutputStream): Output {
    const { tty } = this.#options;
    return {
      isTerminal: tty,
      write: (bytes) => {
        this.#write(stream, bytes);
      },
    };
  }

  #write(stream: OutputStream, bytes: string): void {
    if (!this.#isOpen || bytes === '') return;
    const { tty, sink } = this.#options;
    const { startEpochMs } = this.#process.state.options.scope;
    const text = showTimes(bytes, startEpochMs);
    sink.output(stream, tty ? withReturns(text) : text);
  }
}
