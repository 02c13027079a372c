// How the API server gets from a pod to the kubelet that runs it, and what it answers where it does not.
// Source: k8s.io/apimachinery/pkg/util/proxy (upgradeaware.go), k8s.io/apiserver/pkg/util/proxy (streamtranslator.go).
import { ApiStatusError, badRequest } from '../apimachinery/apiStatus';
import type { Pod } from '../apis/generated/core/v1';
import { PODS } from '../apis/resources';
import type { ApiHandler } from './client/apiHandler';
import type { SessionTarget } from './client/clusterStreams';
import { OBSERVER_USER } from './client/observer';
import type { Machine } from './kubelet/machine';
import { dialText, kubeletFailure, KUBELET_PORT, type Dialler } from './kubeletDial';
import type { RuntimeContainer } from './runtime/podSandbox';

export interface RunningContainer {
  readonly machine: Machine;
  readonly container: RuntimeContainer;
}

export class KubeletAccess {
  readonly #api: ApiHandler;
  readonly #machines: ReadonlyMap<string, Machine>;
  readonly #dialler: Dialler;

  /** `api`: reads of objects that leave no mark. */
  constructor(api: ApiHandler, machines: ReadonlyMap<string, Machine>, dialler: Dialler) {
    this.#api = api;
    this.#machines = machines;
    this.#dialler = dialler;
  }

  pod(namespace: string, name: string): Pod {
    const request = { verb: 'get', user: OBSERVER_USER, resource: PODS, namespace, name } as const;
    // A get of pods answers with a pod.
    return this.#api.handle(request).body as Pod;
  }

  /** Throws BadRequest where it is on no node. */
  boundPod(namespace: string, name: string): Pod {
    const pod = this.pod(namespace, name);
    if (pod.spec.nodeName !== undefined) return pod;
    throw badRequest(`pod ${name} does not have a host assigned`);
  }

  machine({ spec: { nodeName = '' } }: Pod): Machine {
    const machine = this.#machines.get(nodeName);
    if (machine === undefined) throw badRequest(`node ${nodeName} is not part of this cluster`);
    return machine;
  }

  /** For a plain request, such as one for a log. */
  forGet(pod: Pod, path: string): Machine {
    const machine = this.machine(pod);
    const why = this.#failure(machine);
    if (why === undefined) return machine;
    throw new ApiStatusError('Unknown', `Get "${kubeletUrl(machine, path)}": ${why}`);
  }

  /** For a connection to be upgraded. */
  forUpgrade(pod: Pod): Machine {
    const machine = this.machine(pod);
    const why = this.#failure(machine);
    if (why === undefined) return machine;
    throw new ApiStatusError('Unknown', `error dialing backend: ${why}`);
  }

  /** The container that runs now; the kubelet's refusal where none does. */
  running(pod: Pod, name: string): RunningContainer {
    const machine = this.machine(pod);
    const container = machine.sandboxOf(pod.metadata.uid)?.containers.get(name)?.current;
    if (container?.state === 'running') return { machine, container };
    const { phase } = pod.status;
    if (phase === 'Succeeded' || phase === 'Failed')
      throw badRequest(
        `cannot exec into a container in a completed pod; current phase is ${phase}`,
      );
    const message = `unable to upgrade connection: container not found ("${name}")`;
    throw new ApiStatusError('InternalError', message);
  }

  /** The same as it is told over a websocket, which the API server has taken on before it asks the kubelet. */
  forSession(pod: Pod, name: string, target: SessionTarget): RunningContainer {
    const machine = this.machine(pod);
    const why = this.#failure(machine);
    if (why !== undefined) {
      const url = kubeletUrl(machine, sessionPath(pod, name, target));
      throw internalError(`error sending request: Post "${url}": ${why}`);
    }
    try {
      return this.running(pod, name);
    } catch (error) {
      if (!(error instanceof ApiStatusError) || error.reason !== 'InternalError') throw error;
      throw internalError(error.message);
    }
  }

  #failure(machine: Machine): string | undefined {
    const failure = kubeletFailure(this.#dialler, machine);
    return failure && dialText(machine.address, KUBELET_PORT, failure);
  }
}

function kubeletUrl({ address }: Machine, path: string): string {
  return `https://${address}:${KUBELET_PORT}/${path}`;
}

function internalError(message: string): ApiStatusError {
  return new ApiStatusError('InternalError', `Internal error occurred: ${message}`);
}

/** `exec/default/web/nginx?command=date&error=1&output=1`: the kubelet's own names, in their order. */
function sessionPath(pod: Pod, container: string, target: SessionTarget): string {
  const { command, stdin, tty } = target;
  const { namespace = '', name } = pod.metadata;
  const query = command.map((word) => `command=${queryText(word)}`);
  if (!tty) query.push('error=1');
  if (stdin) query.push('input=1');
  query.push('output=1');
  if (tty) query.push('tty=1');
  const verb = command.length > 0 ? 'exec' : 'attach';
  return `${verb}/${namespace}/${name}/${container}?${query.join('&')}`;
}

/** As Go's url.QueryEscape. */
export function queryText(text: string): string {
  return encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}
