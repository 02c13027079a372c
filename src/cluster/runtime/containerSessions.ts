// The sessions from outside in one node's containers, with the process table that they make: the
// main process is number 1, and each command beside it gets a number of its own.
import type { Simulation } from '../../simulation/simulation';
import type { RuntimeContainer } from './podSandbox';
import { ExecSession, type ContainerSession, type SessionSink } from './containerSession';
import { mainPidOf, namespaceOf } from './pidNamespaces';
import type { RunningProcess } from './programs/process';
import { execProblem } from './programs/startProgram';
import { Terminal, withReturns } from './terminal';

export interface SessionRequest {
  /** Empty: attach to the main process. */
  readonly argv: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
}

export type OpenedSession =
  | { readonly kind: 'session'; readonly session: ContainerSession; start(): void }
  /** The runtime's words for why there is none. */
  | { readonly kind: 'problem'; readonly message: string };

/** Numbers of processes beside the main one are not the next ones, as forks come and go. */
const FIRST_PID = 29;
const PID_STEP = 7;

export class ContainerSessions {
  readonly #simulation: Simulation;
  readonly #node: string;
  readonly #goOn: (container: RuntimeContainer) => void;
  /** By container id. */
  readonly #open = new Map<string, Set<ContainerSession>>();
  /** By namespace: of a container, that is its id. */
  readonly #nextPid = new Map<string, number>();

  /** `goOn`: lets a container's main process take what was typed. */
  constructor(simulation: Simulation, node: string, goOn: (container: RuntimeContainer) => void) {
    this.#simulation = simulation;
    this.#node = node;
    this.#goOn = goOn;
  }

  open(container: RuntimeContainer, request: SessionRequest, sink: SessionSink): OpenedSession {
    const { process } = container;
    if (process === undefined || container.state !== 'running')
      return { kind: 'problem', message: `container ${container.name} is not running` };
    if (request.argv.length === 0) return this.#attach(container, request, sink);
    const problem = execProblem(process.state, request.argv);
    if (problem !== undefined) return { kind: 'problem', message: problem };
    const session: ExecSession = new ExecSession(
      {
        simulation: this.#simulation,
        container,
        ...request,
        pid: this.newPid(namespaceOf(container)),
        sink,
        subject: `${this.#node} ${container.podUid} ${container.name}`,
        closed: () => {
          this.#forget(container.id, session);
        },
      },
      process.state,
    );
    this.#remember(container.id, session);
    return {
      kind: 'session',
      session,
      start: () => {
        session.start();
      },
    };
  }

  /** The main process and the commands beside it. */
  processesOf(container: RuntimeContainer | undefined): readonly RunningProcess[] {
    const { process } = container ?? {};
    if (container === undefined || process === undefined) return [];
    const { argv, image } = process.state.options;
    const shown = argv.length > 0 ? argv : [image.binaries[0] ?? 'sh'];
    const title = /(?:^|\/)nginx$/.test(shown[0] ?? '')
      ? ['nginx: master process nginx -g daemon off;']
      : shown;
    const beside = [...(this.#open.get(container.id) ?? [])].filter(({ argv }) => argv.length > 0);
    return [{ pid: mainPidOf(container), argv: title }, ...beside];
  }

  /** The next number in a namespace of processes. */
  newPid(namespace: string): number {
    const pid = this.#nextPid.get(namespace) ?? FIRST_PID;
    this.#nextPid.set(namespace, pid + PID_STEP);
    return pid;
  }

  /** Ends a command beside the main process; false where there is none with this number. */
  kill(container: RuntimeContainer, pid: number): boolean {
    const found = [...(this.#open.get(container.id) ?? [])].find((each) => each.pid === pid);
    found?.close(KILLED);
    return found !== undefined;
  }

  containerExited({ id, exitCode }: RuntimeContainer): void {
    for (const session of [...(this.#open.get(id) ?? [])])
      session.close(session.argv.length === 0 ? exitCode : KILLED);
    this.#open.delete(id);
    this.#nextPid.delete(id);
  }

  /** All at once, without a word: the power is gone. */
  powerOff(): void {
    for (const sessions of [...this.#open.values()])
      for (const session of [...sessions]) session.close();
  }

  #attach(container: RuntimeContainer, request: SessionRequest, sink: SessionSink): OpenedSession {
    const { process } = container;
    const state = process?.state;
    if (process === undefined || state === undefined)
      return { kind: 'problem', message: `container ${container.name} is not running` };
    const { isTty } = state.options;
    const { input } = state;
    let isOpen = true;
    // Who is not live runs ahead of the clock: what it prints is read from its log, in time.
    const stop = state.addOutputListener((stream, bytes) => {
      if (!state.isLive) return;
      sink.output(isTty ? 'stdout' : stream, isTty ? withReturns(bytes) : bytes);
    });
    const goOn = (): void => {
      this.#goOn(container);
    };
    const terminal =
      isTty && input !== undefined
        ? new Terminal({
            input,
            echo: (bytes) => {
              state.echo(bytes);
            },
            interrupt: () => {
              process.interrupt(this.#simulation.nowMs - (container.startedAtMs ?? 0));
              goOn();
            },
            entered: goOn,
          })
        : undefined;
    const session: ContainerSession = {
      pid: 0,
      argv: [],
      type: (bytes) => {
        if (!isOpen || !request.stdin || input === undefined) return;
        if (terminal === undefined) input.push(bytes);
        else terminal.type(bytes);
        goOn();
      },
      endInput: () => {
        if (!isOpen || input === undefined || isTty) return;
        input.end();
        goOn();
      },
      resize: () => undefined,
      close: (exitCode) => {
        if (!isOpen) return;
        isOpen = false;
        stop();
        this.#forget(container.id, session);
        sink.ended(exitCode);
      },
    };
    this.#remember(container.id, session);
    return { kind: 'session', session, start: () => undefined };
  }

  #remember(id: string, session: ContainerSession): void {
    const sessions = this.#open.get(id) ?? new Set();
    sessions.add(session);
    this.#open.set(id, sessions);
  }

  #forget(id: string, session: ContainerSession): void {
    const sessions = this.#open.get(id);
    sessions?.delete(session);
    if (sessions?.size === 0) this.#open.delete(id);
  }
}

const KILLED = 137;
