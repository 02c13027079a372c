// Connections from outside to containers and their network. What changes the run (a command, what is
// typed, a request to a server) is an input and goes through the journal; output goes to a sink that
// only the first run has, so that a replay goes the same way without one.
import { ApiStatusError, badRequest } from '../apimachinery/apiStatus';
import { toBytes } from '../apimachinery/bytes';
import type { WallClock } from '../apimachinery/wallClock';
import type { Pod } from '../apis/generated/core/v1';
import { PODS } from '../apis/resources';
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
import { OBSERVER_USER } from './client/observer';
import type { StreamInput } from './clusterInput';
import { chosenContainer, kubeletUnreachable, loggedContainerId } from './containerChoice';
import type { Machine } from './kubelet/machine';
import { checkLogOptions, PodLogReader } from './podLogReader';
import { proxied } from './podProxy';
import type { ContainerSlot, RuntimeContainer } from './runtime/podSandbox';
import { hexHash } from './runtime/imageCatalogue';

export interface PodStreamsOptions {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  /** Reads of objects that leave no mark. */
  readonly api: ApiHandler;
  readonly machines: ReadonlyMap<string, Machine>;
  /** Journals an input and applies it. */
  readonly input: (input: StreamInput) => void;
}

interface Live {
  send(bytes: string): void;
  endInput(): void;
  close(): void;
}

const FOLLOW: PodLogOptions = { previous: false, follow: true, timestamps: false };
const NOBODY: StreamSink = { output: () => undefined, ended: () => undefined };

export class PodStreams implements ClusterStreams {
  readonly #options: PodStreamsOptions;
  readonly #live = new Map<number, Live>();
  /** Where the output of sessions goes that were opened in this very run. */
  readonly #sinks = new Map<number, StreamSink>();
  /** What an input that was just applied has led to, for who made it. */
  #refusal: Error | undefined;
  #answer: ProxyResponse | undefined;
  #nextSession = 1;

  constructor(options: PodStreamsOptions) {
    this.#options = options;
  }

  log(namespace: string, name: string, options: PodLogOptions): PodLog {
    checkLogOptions(name, options);
    const pod = this.#pod(namespace, name);
    const container = chosenContainer(pod, options.container);
    // Not bound yet: an empty answer, as from the API server.
    if (pod.spec.nodeName === undefined) return { read: () => '', isAtEnd: true };
    const machine = this.#machine(pod, `containerLogs/${namespace}/${name}/${container}`);
    const id = loggedContainerId(pod, container, options.previous);
    const slot = machine.sandboxOf(pod.metadata.uid)?.containers.get(container);
    const found = withId(slot, id);
    if (found === undefined) {
      const message = `failed to try resolving symlinks in path "/var/log/pods/${namespace}_${name}_${pod.metadata.uid}/${container}/0.log": no such file or directory`;
      throw new ApiStatusError('InternalError', message);
    }
    return new PodLogReader(found, options, this.#options.clock, () =>
      machine.runtime.timeOf(found),
    );
  }

  check(target: SessionTarget): void {
    this.#target(target);
  }

  open(target: SessionTarget, sink: StreamSink): OpenStream {
    const { name, container } = this.#target(target);
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
    return { ...stream, log };
  }

  #target(target: SessionTarget): {
    readonly name: string;
    readonly container: RuntimeContainer;
  } {
    const pod = this.#pod(target.namespace, target.pod);
    const name = chosenContainer(pod, target.container);
    if (pod.spec.nodeName === undefined)
      throw badRequest(`pod ${target.pod} does not have a host assigned`);
    return { name, container: this.#running(pod, name).container };
  }

  connect(namespace: string, name: string, port: number, sink: StreamSink): OpenStream {
    const pod = this.#pod(namespace, name);
    if (pod.spec.nodeName === undefined)
      throw badRequest(`pod ${name} does not have a host assigned`);
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
        this.#answer = proxied(input.target, input.request, this.#options);
        return;
      case 'streamInput':
        this.#live.get(input.session)?.send(input.bytes);
        return;
      case 'streamInputEnd':
        this.#live.get(input.session)?.endInput();
        return;
      case 'streamClose':
        this.#live.get(input.session)?.close();
        this.#live.delete(input.session);
    }
  }

  #begin(sink: StreamSink, input: (session: number) => StreamInput): OpenStream {
    const session = this.#nextSession;
    this.#sinks.set(session, sink);
    try {
      this.#do(input(session));
    } catch (error) {
      this.#sinks.delete(session);
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
    const pod = this.#pod(namespace, input.pod);
    const { machine, container } = this.#running(pod, input.container);
    const sink = this.#sinkOf(session);
    const request = { argv: command.map(toBytes), tty, stdin };
    const opened = machine.runtime.sessions.open(container, request, sink);
    if (opened.kind === 'problem') {
      const exec = hexHash(`${container.id} exec ${session}`, 64);
      const why = `failed to exec in container: failed to start exec "${exec}": ${opened.message}`;
      this.#refusal = new ApiStatusError(
        'InternalError',
        `Internal error occurred: error executing command in container: ${why}`,
      );
      return;
    }
    const { session: live } = opened;
    this.#live.set(session, {
      send: (bytes) => {
        live.type(bytes);
      },
      endInput: () => {
        live.endInput();
      },
      close: () => {
        live.close();
      },
    });
    opened.start();
  }

  #forwardPort({
    session,
    namespace,
    pod: name,
    port,
  }: StreamInput & { type: 'forwardPort' }): void {
    this.#nextSession = session + 1;
    const pod = this.#pod(namespace, name);
    const machine = this.#machine(pod, `portForward/${namespace}/${name}`);
    const uid = machine.sandboxOf(pod.metadata.uid)?.podUid ?? pod.metadata.uid;
    const peer = machine.loopbackPeer(uid, port);
    if (peer === undefined) {
      const sandbox = hexHash(`sandbox ${uid}`, 64);
      const where = `failed to execute portforward in network namespace "/var/run/netns/cni-${hexHash(uid, 8)}": failed to connect to localhost:${port} inside namespace "${sandbox}"`;
      const dial = (version: string, host: string): string =>
        `dial tcp${version} ${host}:${port}: connect: connection refused`;
      this.#refusal = new Error(
        `error forwarding port ${port} to pod ${sandbox}, uid : ${where}, IPv4: ${dial('4', '127.0.0.1')} IPv6 ${dial('6', '[::1]')} `,
      );
      return;
    }
    const sink = this.#sinkOf(session);
    const stream = peer.open(
      (bytes) => {
        sink.output('stdout', bytes);
      },
      () => {
        this.#live.delete(session);
        sink.ended(undefined);
      },
    );
    this.#live.set(session, {
      send: (bytes) => {
        stream.send(bytes);
      },
      endInput: () => undefined,
      close: () => {
        stream.close();
      },
    });
  }

  /** The sink of whoever opened the session; it is told once of the end. */
  #sinkOf(session: number): StreamSink {
    const sink = this.#sinks.get(session) ?? NOBODY;
    this.#sinks.delete(session);
    return {
      output: (stream, bytes) => {
        sink.output(stream, bytes);
      },
      ended: (exitCode) => {
        this.#live.delete(session);
        sink.ended(exitCode);
      },
    };
  }

  #pod(namespace: string, name: string): Pod {
    const request = { verb: 'get', user: OBSERVER_USER, resource: PODS, namespace, name } as const;
    // A get of pods answers with a pod.
    return this.#options.api.handle(request).body as Pod;
  }

  #machine(pod: Pod, path: string): Machine {
    const machine = this.#options.machines.get(pod.spec.nodeName ?? '');
    if (machine === undefined)
      throw badRequest(`node ${pod.spec.nodeName ?? ''} is not part of this cluster`);
    if (!machine.isOn || !machine.isKubeletRunning)
      throw kubeletUnreachable(machine.address, path, machine.isOn);
    return machine;
  }

  #running(
    pod: Pod,
    name: string,
  ): { readonly machine: Machine; readonly container: RuntimeContainer } {
    const { namespace = '', uid } = pod.metadata;
    const machine = this.#machine(pod, `exec/${namespace}/${pod.metadata.name}/${name}`);
    const container = machine.sandboxOf(uid)?.containers.get(name)?.current;
    if (container?.state === 'running') return { machine, container };
    const { phase } = pod.status ?? {};
    if (phase === 'Succeeded' || phase === 'Failed')
      throw badRequest(
        `cannot exec into a container in a completed pod; current phase is ${phase}`,
      );
    const message = `unable to upgrade connection: container not found ("${name}")`;
    throw new ApiStatusError('InternalError', message);
  }
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
