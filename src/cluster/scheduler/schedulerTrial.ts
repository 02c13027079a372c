// Asks the scheduler's own filters about a pod that may never be made: would it fit on a node as the
// cluster is now? For explanations; a cluster does not notice.
import { HIGHEST_USER_PRIORITY } from '../../apis/scheduling/priorityClass';
import { isPodTerminal } from '../../apis/core/podState';
import type { Node, Pod } from '../../apis/generated/core/v1';
import { NODES, PODS } from '../../apis/resources';
import { Link } from '../../simulation/link';
import { Simulation } from '../../simulation/simulation';
import type { ApiHandler } from '../client/apiHandler';
import { Client } from '../client/client';
import { InformerFactory } from '../client/informerFactory';
import { OBSERVER_USER } from '../client/observer';
import { defaultProfile } from './defaultProfile';
import type { Profile } from './framework/plugin';
import type { Status } from './framework/status';
import { type NodeInfo } from './nodeInfo';
import { PodInfos, type PodInfo, type PodRequests } from './podInfo';
import { SchedulerCache } from './schedulerCache';

/** Amounts by name: `cpu` in thousandths, all others in whole units; `pods` is how many more there may be. */
export type Amounts = ReadonlyMap<string, number>;

export interface Refusal {
  readonly plugin: string;
  /** In the words of the event FailedScheduling. */
  readonly reasons: readonly string[];
}

export class SchedulerTrial {
  readonly #cache = new SchedulerCache();
  readonly #podInfos = new PodInfos();
  readonly #profile: Profile;

  /** Reads the cluster as it is now, once. `api` has to leave no mark. */
  constructor(api: ApiHandler) {
    // A clock of its own, on which nothing ever happens.
    const simulation = new Simulation({ seed: 0, traceCapacity: 1 });
    const link = new Link(simulation, { latencyMs: 0 });
    const client = new Client(api, OBSERVER_USER, link);
    const informers = new InformerFactory(simulation, client);
    this.#profile = defaultProfile(informers, client);
    const pods = informers.informer(PODS);
    const nodes = informers.informer(NODES);
    informers.start();
    informers.stop();
    for (const node of nodes.list()) this.#cache.setNode(node);
    for (const pod of pods.list()) {
      const { nodeName } = pod.spec;
      if (nodeName && !isPodTerminal(pod)) this.#cache.setPod(this.#podInfos.of(pod), nodeName);
    }
  }

  get nodes(): readonly Node[] {
    return this.#cache.nodes.map(({ node }) => node);
  }

  /**
   * Why the node does not take the pod; undefined where it does. `changed` is the node as it would be;
   * the pods on it are those that it has.
   */
  refusal(pod: Pod, nodeName: string, changed?: Node): Refusal | undefined {
    const info = this.#podInfos.of(pod);
    const real = this.#cache.node(nodeName);
    if (real === undefined) return { plugin: '', reasons: ['there is no such node'] };
    const gate = this.#gate(info);
    if (gate !== undefined) return gate;
    if (changed === undefined) return this.#ask(info, real);
    this.#cache.setNode(changed);
    try {
      return this.#ask(info, this.#cache.node(nodeName) ?? real);
    } finally {
      this.#cache.setNode(real.node);
    }
  }

  /** What the node has left, by name; a name that it does not have is 0. */
  free(nodeName: string): Amounts {
    const node = this.#cache.node(nodeName);
    if (node === undefined) return new Map();
    const { allocatable } = node;
    return new Map([
      ...[...allocatable.scalars].map(
        ([name, amount]) => [name, amount - (node.requestedScalars.get(name) ?? 0)] as const,
      ),
      ['cpu', allocatable.cpuMillis - node.requestedCpuMillis],
      ['memory', allocatable.memoryBytes - node.requestedMemoryBytes],
      [
        'ephemeral-storage',
        allocatable.ephemeralStorageBytes - node.requestedEphemeralStorageBytes,
      ],
      ['pods', allocatable.pods - node.pods.size],
    ]);
  }

  /** What the pod takes of a node. */
  requests(pod: Pod): Amounts {
    const requests: PodRequests = this.#podInfos.of(pod).requests;
    return new Map([
      ...requests.scalars,
      ['cpu', requests.cpuMillis],
      ['memory', requests.memoryBytes],
      ['ephemeral-storage', requests.ephemeralStorageBytes],
      ['pods', 1],
    ]);
  }

  /** The host ports of the pod that are taken on the node. */
  takenPorts(pod: Pod, nodeName: string): readonly number[] {
    const node = this.#cache.node(nodeName);
    const { hostPorts } = this.#podInfos.of(pod).requests;
    return hostPorts
      .filter((port) => node?.hostPorts.conflicts(port) === true)
      .map(({ port }) => port);
  }

  /**
   * The highest priority among the pods that would have to go from the node for the pod to fit there, the least
   * important first. Undefined where that does not help, takes pods of the system, or needs no higher priority.
   */
  outranked(pod: Pod, nodeName: string): number | undefined {
    const info = this.#podInfos.of(pod);
    const node = this.#cache.node(nodeName);
    if (node === undefined || pod.spec.preemptionPolicy === 'Never') return undefined;
    if (this.#gate(info) !== undefined) return undefined;
    const others = [...node.pods.values()]
      .filter(({ priority }) => priority < HIGHEST_USER_PRIORITY)
      .sort((a, b) => a.priority - b.priority);
    const gone: PodInfo[] = [];
    try {
      for (const other of others) {
        node.removePod(other, undefined);
        gone.push(other);
        if (this.#ask(info, node) === undefined)
          return other.priority < info.priority ? undefined : other.priority;
      }
      return undefined;
    } finally {
      for (const other of gone) node.addPod(other, undefined);
    }
  }

  #gate(info: PodInfo): Refusal | undefined {
    for (const plugin of this.#profile.preEnqueue) {
      const status = plugin.preEnqueue(info);
      if (status !== undefined) return refusalOf(status);
    }
    return undefined;
  }

  #ask(info: PodInfo, node: NodeInfo): Refusal | undefined {
    for (const plugin of this.#profile.filter) {
      const result = plugin.preFilter(info, this.#cache);
      if (result?.status !== undefined) return refusalOf(result.status);
      if (result?.nodeNames?.has(node.name) === false)
        return {
          plugin: plugin.name,
          reasons: [`node(s) didn't satisfy plugin(s) [${plugin.name}]`],
        };
      const status = result?.filter?.(node);
      if (status !== undefined) return refusalOf(status);
    }
    return undefined;
  }
}

function refusalOf({ plugin, reasons }: Status): Refusal {
  return { plugin, reasons };
}
