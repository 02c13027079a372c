// Connections from outside to containers and their network. What changes the run (a command, what is
// typed, a request to a server) is an input and goes through the journal; output goes to a sink that
// only the first run has, so that a replay goes the same way without one.
// Differs from Kubernetes: a slow cable delays what is typed and printed in sessions, but no log.
import { ApiStatusError } from '../apimachinery/apiStatus';
import { toBytes } from '../apimachinery/bytes';
import type { WallClock } from '../apimachinery/wallClock';
import type { Simulation } from '../simulation/simulation';
import type { ApiHandler } from './client/apiHandler';
import type {
  ClusterStreams,
  OpenStream,
  PodLog,
  PodLogOptions,
  ProxyRequest,
  ProxyResponse,
  ProxyTarget,
  SessionTarget,
  StreamSink,
} from './client/clusterStreams';
import type { StreamInput } from './clusterInput';
import { chosenContainer, loggedContainerId } from './containerChoice';
import type { Machine } from './kubelet/machine';
import { KubeletAccess } from './kubeletAccess';
import type { Dialler } from './kubeletDial';
import { LiveSessions } from './liveSessions';
import type { Wires } from './network/wires';
import { checkLogOptions, logQuery, PodLogReader } from './podLogReader';
import { proxied } from './podProxy';
import type { ContainerSlot, RuntimeContainer } from './runtime/podSandbox';
import { hexHash } from './runtime/imageCatalogue';

export interface PodStreamsOptions {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  /** Reads of objects that leave no mark. */
  readonly api: ApiHandler;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly wires: Wires;
  /** The control plane node whose API server answers users. */
  readonly server: () => string;
  /** Journals an input and applies it. */
  readonly input: (input: StreamInput) => void;
}

const FOLLOW: PodLogOptions = { previous: false, follow: true, timestamps: false };

export class PodStreams implements ClusterStreams {
  readonly #options: PodStreamsOptions;
  readonly #kubelets: KubeletAccess;
  readonly #live: LiveSessions;
  /** What an input that was just applied has led to, for who made it. */
  #refusal: Error | undefined;
  #answer: ProxyResponse | undefined;
  #nextSession = 1;

  constructor(options: PodStreamsOptions) {
    this.#options = options;
    const { api, machines, simulation, wires } = options;
    this.#kubelets = new KubeletAccess(api, machines, this.#dialler);
    this.#live = new LiveSessions(simulation, wires);
  }

  log(namespace: string, name: string, options: PodLogOptions): PodLog {
    checkLogOptions(name, options);
    const pod = this.#kubelets.pod(namespace, name);
    const container = chosenContainer(pod, options.container);
    // Not bound yet: an empty answer, as from the API server.
    if (pod.spec.nodeName === undefined) return { read: () => '', isAtEnd: true };
    const path = `containerLogs/${namespace}/${name}/${container}${logQuery(options)}`;
    const machine = this.#kubelets.forGet(pod, path);
    const id = loggedContainerId(pod, container, options.previous);
    const slot = machine.sandboxOf(pod.metadata.uid)?.containers.get(container);
    const found = withId(slot, id);
    if (found === undefined) {
      const message = `failed to try resolving symlinks in path "/var/log/pods/${namespace}_${name}_${pod.metadata.uid}/${container}/0.log": no such file or directory`;
      throw new ApiStatusError('InternalError', message);
    }
    const log = new PodLogReader(found, options, this.#options.clock, () =>
      machine.runtime.timeOf(found),
    );
    return this.#overCable(log, machine);
  }

  check(target: SessionTarget, upTo: 'apiserver' | 'kubelet'): void {
    const pod = this.#kubelets.boundPod(target.namespace, target.pod);
    const name = chosenContainer(pod, target.container);
    if (upTo === 'apiserver') return;
    this.#kubelets.forUpgrade(pod);
    this.#kubelets.running(pod, name);
  }

  checkForward(namespace: string, name: string): void {
    this.#kubelets.forUpgrade(this.#kubelets.boundPod(namespace, name));
  }

  open(target: SessionTarget, sink: StreamSink): OpenStream {
    const pod = this.#kubelets.boundPod(target.namespace, target.pod);
    const name = chosenContainer(pod, target.container);
    const { machine, container } = this.#kubelets.forSession(pod, name, target);
    const { simulation, clock } = this.#options;
    const stream = this.#begin(sink, (session) => ({
      ...target,
      type: 'openSession',
      session,
      container: name,
    }));
    const isLive = container.process?.state.isLive === true;
    if (target.command.length > 0 || isLive) return stream;
    const log = new PodLogReader(container, FOLLOW, clock, () => simulation.nowMs);
    log.read();
    return { ...stream, log: this.#overCable(log, machine) };
  }

  connect(namespace: string, name: string, port: number, sink: StreamSink): OpenStream {
    this.checkForward(namespace, name);
    return this.#begin(sink, (session) => ({
      type: 'forwardPort',
      session,
      namespace,
      pod: name,
      port,
    }));
  }

  proxy(target: ProxyTarget, request: ProxyRequest): ProxyResponse {
    this.#answer = undefined;
    this.#do({ type: 'proxyRequest', target, request });
    if (this.#answer !== undefined) return this.#answer;
    throw new ApiStatusError('ServiceUnavailable', 'the proxied server gave no answer');
  }

  /** Takes an input of the journal. */
  apply(input: StreamInput): void {
    switch (input.type) {
      case 'openSession':
        this.#openSession(input);
        return;
      case 'forwardPort':
        this.#forwardPort(input);
        return;
      case 'proxyRequest':
        this.#answer = proxied(input.target, input.request, {
          ...this.#options,
          ...this.#dialler,
        });
        return;
      case 'streamInput':
        this.#live.send(input.session, input.bytes);
        return;
      case 'streamInputEnd':
        this.#live.endInput(input.session);
        return;
      case 'streamClose':
        this.#live.close(input.session);
    }
  }

  get #dialler(): Dialler {
    const { server, wires } = this.#options;
    return { server, isCut: (from, to) => wires.isCut(from, to) };
  }

  /** A log that is followed stands still while the cable is cut. */
  #overCable(log: PodLog, { name }: Machine): PodLog {
    const { isCut, server } = this.#dialler;
    const from = server();
    return {
      read: () => (isCut(from, name) ? '' : log.read()),
      get isAtEnd() {
        return log.isAtEnd;
      },
    };
  }

  #begin(sink: StreamSink, input: (session: number) => StreamInput): OpenStream {
    const session = this.#nextSession;
    this.#live.expect(session, sink);
    try {
      this.#do(input(session));
    } catch (error) {
      this.#live.forget(session);
      throw error;
    }
    const ifLive = (input: StreamInput): void => {
      if (this.#live.has(session)) this.#options.input(input);
    };
    return {
      send: (bytes) => {
        ifLive({ type: 'streamInput', session, bytes });
      },
      endInput: () => {
        ifLive({ type: 'streamInputEnd', session });
      },
      close: () => {
        ifLive({ type: 'streamClose', session });
      },
    };
  }

  #do(input: StreamInput): void {
    this.#refusal = undefined;
    this.#options.input(input);
    const refusal = this.#refusal as Error | undefined;
    if (refusal !== undefined) throw refusal;
  }

  #openSession(input: StreamInput & { type: 'openSession' }): void {
    const { session, namespace, command, tty, stdin } = input;
    this.#nextSession = session + 1;
    const pod = this.#kubelets.pod(namespace, input.pod);
    const { machine, container } = this.#kubelets.running(pod, input.container);
    const request = { argv: command.map(toBytes), tty, stdin };
    this.#live.open(session, this.#cableTo(machine), (sink) => {
      const opened = machine.runtime.sessions.open(container, request, sink);
      if (opened.kind === 'problem') {
        const exec = hexHash(`${container.id} exec ${session}`, 64);
        const why = `failed to exec in container: failed to start exec "${exec}": ${opened.message}`;
        this.#refusal = new ApiStatusError(
          'InternalError',
          `Internal error occurred: error executing command in container: ${why}`,
        );
        return undefined;
      }
      const { session: live } = opened;
      return {
        start: () => {
          opened.start();
        },
        send: (bytes) => {
          live.type(bytes);
        },
        endInput: () => {
          live.endInput();
        },
        close: () => {
          live.close();
        },
      };
    });
  }

  #forwardPort(input: StreamInput & { type: 'forwardPort' }): void {
    const { session, namespace, pod: name, port } = input;
    this.#nextSession = session + 1;
    const pod = this.#kubelets.pod(namespace, name);
    const machine = this.#kubelets.machine(pod);
    const uid = machine.sandboxOf(pod.metadata.uid)?.podUid ?? pod.metadata.uid;
    const peer = machine.loopbackPeer(uid, port);
    if (peer === undefined) {
      this.#refusal = forwardRefusal(uid, port);
      return;
    }
    this.#live.open(session, this.#cableTo(machine), (sink) => {
      const stream = peer.open(
        (bytes) => {
          sink.output('stdout', bytes);
        },
        () => {
          sink.ended(undefined);
        },
      );
      return {
        send: (bytes) => {
          stream.send(bytes);
        },
        endInput: () => undefined,
        close: () => {
          stream.close();
        },
      };
    });
  }

  #cableTo({ name: to }: Machine): { readonly from: string; readonly to: string } {
    return { from: this.#options.server(), to };
  }
}

function forwardRefusal(uid: string, port: number): Error {
  const sandbox = hexHash(`sandbox ${uid}`, 64);
  const where = `failed to execute portforward in network namespace "/var/run/netns/cni-${hexHash(uid, 8)}": failed to connect to localhost:${port} inside namespace "${sandbox}"`;
  const dial = (version: string, host: string): string =>
    `dial tcp${version} ${host}:${port}: connect: connection refused`;
  return new Error(
    `error forwarding port ${port} to pod ${sandbox}, uid : ${where}, IPv4: ${dial('4', '127.0.0.1')} IPv6 ${dial('6', '[::1]')} `,
  );
}

/** What a stream's input is called in the record of causes. */
export function streamCause(input: StreamInput): readonly [label: string, subject: string] {
  switch (input.type) {
    case 'openSession':
      return [input.command.length > 0 ? 'exec' : 'attach', `${input.namespace}/${input.pod}`];
    case 'forwardPort':
      return ['port-forward', `${input.namespace}/${input.pod}`];
    case 'proxyRequest':
      return ['proxy', `${input.target.resource} ${input.target.name}`];
    default:
      return ['stream', String(input.session)];
  }
}

function withId(slot: ContainerSlot | undefined, id: string): RuntimeContainer | undefined {
  return [slot?.current, slot?.previous].find((container) => container?.id === id);
}
