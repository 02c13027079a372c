// What the views look at: the observed objects of the kinds that they show, with the indexes that
// keep every look cheap. Leaves no mark on the cluster.
import type { ApiObject } from '../apimachinery/objectMeta';
import type { Deployment, ReplicaSet } from '../apis/generated/apps/v1';
import type { Node, Pod, Service } from '../apis/generated/core/v1';
import type { EndpointSlice } from '../apis/generated/discovery/v1';
import {
  DEPLOYMENTS,
  ENDPOINT_SLICES,
  NODES,
  PODS,
  REPLICA_SETS,
  SERVICES,
} from '../apis/resources';
import type { ApiHandler } from '../cluster/client/apiHandler';
import type { Cluster } from '../cluster/cluster';
import { Observer, type ObservedChange } from '../cluster/client/observer';
import type { ClusterFaults, FaultRecord } from '../cluster/faults/clusterFaults';
import { hasQuorum } from './etcdQuorum';
import { Leaders } from './leaders';

/** What of a cluster is looked at. */
export interface ObservedCluster {
  readonly observerApi: ApiHandler;
  readonly faults: Pick<ClusterFaults, 'active'>;
  readonly etcdLeader: string | undefined;
  readonly etcdQuorum: Cluster['etcdQuorum'];
  readonly isServing: boolean;
  readonly machines: ReadonlyMap<string, { readonly isOn: boolean }>;
}

/** The key under which pods without a node are found. */
export const UNSCHEDULED = '';

export class ClusterState {
  readonly nodes: Observer<Node>;
  readonly pods: Observer<Pod>;
  readonly deployments: Observer<Deployment>;
  readonly replicaSets: Observer<ReplicaSet>;
  readonly services: Observer<Service>;
  readonly endpointSlices: Observer<EndpointSlice>;
  readonly leaders: Leaders;
  readonly #cluster: ObservedCluster;
  readonly #podsByNode = new Map<string, Map<string, Pod>>();
  readonly #listeners = new Set<(change: ObservedChange<ApiObject>) => void>();

  constructor(cluster: ObservedCluster) {
    this.#cluster = cluster;
    const api = cluster.observerApi;
    const etcdLeader = (): string | undefined => cluster.etcdLeader;
    this.nodes = new Observer(api, NODES);
    this.pods = new Observer(api, PODS);
    this.deployments = new Observer(api, DEPLOYMENTS);
    this.replicaSets = new Observer(api, REPLICA_SETS);
    this.services = new Observer(api, SERVICES);
    this.endpointSlices = new Observer(api, ENDPOINT_SLICES);
    this.leaders = new Leaders(api, etcdLeader, (change) => {
      for (const listener of this.#listeners) listener(change);
    });
    for (const pod of this.pods.list()) this.#bucket(pod).set(pod.metadata.uid, pod);
    this.pods.onChange((change) => {
      this.#indexPod(change);
    });
    for (const observer of this.#observers()) {
      observer.onChange((change) => {
        for (const listener of this.#listeners) listener(change);
      });
    }
  }

  /** What is broken on purpose now, oldest first. */
  faults(): readonly FaultRecord[] {
    return this.#cluster.faults.active();
  }

  /** How etcd's members are in touch; undefined where there is but one. */
  etcdQuorum(): ObservedCluster['etcdQuorum'] {
    return this.#cluster.etcdQuorum;
  }

  /** Whether a node has no power, and nobody can write so: its API server is down, or etcd has no quorum. */
  diedUnnoticed(node: string): boolean {
    const { machines, isServing, etcdQuorum } = this.#cluster;
    if (machines.get(node)?.isOn !== false) return false;
    return !isServing || (etcdQuorum !== undefined && !hasQuorum(etcdQuorum));
  }

  /** The pods of a node, by age; of {@link UNSCHEDULED} those that have none. */
  podsOnNode(node: string): readonly Pod[] {
    return [...(this.#podsByNode.get(node)?.values() ?? [])];
  }

  /** Control plane nodes first, then by name with numbers in their order. */
  sortedNodes(): readonly Node[] {
    return [...this.nodes.list()].sort(
      (a, b) =>
        Number(isControlPlane(b)) - Number(isControlPlane(a)) ||
        compareNames(a.metadata.name, b.metadata.name),
    );
  }

  /** Told after every change; must not write to the cluster. Returns how to stop listening. */
  onChange(listener: (change: ObservedChange<ApiObject>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#listeners.clear();
    for (const observer of this.#observers()) observer.dispose();
    this.leaders.dispose();
  }

  #observers(): readonly Observer<ApiObject>[] {
    const { nodes, pods, deployments, replicaSets, services, endpointSlices } = this;
    const all: readonly unknown[] = [
      nodes,
      pods,
      deployments,
      replicaSets,
      services,
      endpointSlices,
    ];
    // Each is an observer of some kind of API object; only what all share is used of them here.
    return all as readonly Observer<ApiObject>[];
  }

  #bucket(pod: Pod): Map<string, Pod> {
    const node = pod.spec.nodeName ?? UNSCHEDULED;
    let bucket = this.#podsByNode.get(node);
    if (bucket === undefined) {
      bucket = new Map();
      this.#podsByNode.set(node, bucket);
    }
    return bucket;
  }

  #indexPod(change: ObservedChange<Pod>): void {
    const { old, object, type } = change;
    if (old !== undefined && (type === 'DELETED' || old.spec.nodeName !== object.spec.nodeName)) {
      this.#bucket(old).delete(old.metadata.uid);
    }
    if (type !== 'DELETED') this.#bucket(object).set(object.metadata.uid, object);
  }
}

export function isControlPlane(node: Node): boolean {
  return node.metadata.labels?.['node-role.kubernetes.io/control-plane'] !== undefined;
}

/** `worker-2` before `worker-10`. */
export function compareNames(a: string, b: string): number {
  const stemA = a.slice(0, stemLength(a));
  const stemB = b.slice(0, stemLength(b));
  if (stemA !== stemB) return stemA < stemB ? -1 : 1;
  return Number(a.slice(stemA.length)) - Number(b.slice(stemB.length));
}

/** Length without the digits at the end. */
function stemLength(name: string): number {
  let length = name.length;
  while (length > 0) {
    const code = name.charCodeAt(length - 1);
    if (code < 48 || code > 57) break;
    length--;
  }
  return length;
}
