// A cluster's API with whatever objects a story needs, for tests of the views.
import type { ApiObject } from '../../src/apimachinery/objectMeta';
import { objectKey } from '../../src/apimachinery/objectMeta';
import type { Resource } from '../../src/apimachinery/resource';
import type { Node, Pod } from '../../src/apis/generated/core/v1';
import { NODES, PODS } from '../../src/apis/resources';
import type { ApiHandler, WatchSink } from '../../src/cluster/client/apiHandler';
import { ClusterState } from '../../src/views/clusterState';

const NOW = '2026-01-01T00:00:00Z';

export class FakeCluster {
  readonly state: ClusterState;
  readonly #sinks = new Map<string, WatchSink>();
  readonly #objects = new Map<string, ApiObject>();
  #uids = 0;
  #cause = 0;

  constructor() {
    const api: ApiHandler = {
      handle: () => {
        throw new Error('views only look');
      },
      watch: ({ resource }, sink) => {
        this.#sinks.set(resource.plural, sink);
        return { stop: () => this.#sinks.delete(resource.plural) };
      },
    };
    this.state = new ClusterState({
      observerApi: api,
      faults: { active: () => [] },
      etcdLeader: undefined,
      etcdQuorum: undefined,
      isServing: true,
      machines: new Map(),
    });
  }

  /** Creates or replaces; `cause` is told with the change. */
  put<T extends ApiObject>(resource: Resource<T>, object: T, cause = ++this.#cause): T {
    const key = `${resource.plural}/${objectKey(object)}`;
    const type = this.#objects.has(key) ? 'MODIFIED' : 'ADDED';
    this.#objects.set(key, object);
    this.#sinks.get(resource.plural)?.event({ type, object, cause });
    return object;
  }

  remove<T extends ApiObject>(resource: Resource<T>, object: T): void {
    this.#objects.delete(`${resource.plural}/${objectKey(object)}`);
    this.#sinks.get(resource.plural)?.event({ type: 'DELETED', object, cause: ++this.#cause });
  }

  /** Creates the node, or puts it into another state. */
  node(name: string, options: NodeOptions = {}): Node {
    const uid = this.state.nodes.get(undefined, name)?.metadata.uid ?? this.#uid();
    return this.put(NODES, makeNode(name, options, uid));
  }

  /** Creates the pod, or puts it into another state. */
  pod(name: string, options: PodOptions = {}): Pod {
    const { namespace = 'default' } = options;
    const uid = this.state.pods.get(namespace, name)?.metadata.uid ?? this.#uid();
    return this.put(PODS, makePod(name, options, uid));
  }

  /** The four static pods of a control plane, and kube-proxy. */
  controlPlane(node = 'control-plane', phase: PodOptions['status'] = 'Running'): void {
    this.node(node, { controlPlane: true });
    for (const component of [
      'etcd',
      'kube-apiserver',
      'kube-controller-manager',
      'kube-scheduler',
    ]) {
      const labels = { component, tier: 'control-plane' };
      this.pod(`${component}-${node}`, { node, labels, status: phase, namespace: 'kube-system' });
    }
    this.kubeProxy(node);
  }

  worker(name: string, options: NodeOptions = {}): void {
    this.node(name, options);
    this.kubeProxy(name);
  }

  kubeProxy(node: string): void {
    const labels = { 'k8s-app': 'kube-proxy' };
    const name = `kube-proxy-${String(this.#uids).padStart(5, 'x')}`;
    this.pod(name, { node, labels, namespace: 'kube-system', daemonSet: 'kube-proxy' });
  }

  #uid(): string {
    return `uid-${String(++this.#uids)}`;
  }
}

export interface NodeOptions {
  readonly controlPlane?: boolean;
  /** Default: Ready. `silent`: its kubelet has stopped reporting. */
  readonly ready?: 'yes' | 'no' | 'silent';
  readonly cordoned?: boolean;
}

function makeNode(name: string, options: NodeOptions, uid: string): Node {
  const { controlPlane = false, ready = 'yes', cordoned = false } = options;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid,
      resourceVersion: '1',
      creationTimestamp: NOW,
      ...(controlPlane && { labels: { 'node-role.kubernetes.io/control-plane': '' } }),
    },
    spec: cordoned ? { unschedulable: true } : {},
    status: { conditions: [readyCondition(ready)], addresses: [] },
  } as unknown as Node;
}

function readyCondition(ready: 'yes' | 'no' | 'silent'): object {
  switch (ready) {
    case 'yes':
      return {
        type: 'Ready',
        status: 'True',
        reason: 'KubeletReady',
        message: 'kubelet is posting ready status',
      };
    case 'no':
      return {
        type: 'Ready',
        status: 'False',
        reason: 'KubeletNotReady',
        message: 'container runtime network not ready',
      };
    case 'silent':
      return {
        type: 'Ready',
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
      };
  }
}

export interface PodOptions {
  readonly node?: string;
  readonly namespace?: string;
  /** Default: Running and ready. Other words: the reason for which its container waits. */
  readonly status?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly deployment?: string;
  readonly daemonSet?: string;
  readonly deleting?: boolean;
}

const HASH = '6f8b9c7d4';

function makePod(name: string, options: PodOptions, uid: string): Pod {
  const { node, namespace = 'default', status = 'Running', labels = {}, deployment } = options;
  const scheduled = node !== undefined;
  const running = status === 'Running';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion: '1',
      creationTimestamp: NOW,
      labels: { ...labels, ...(deployment !== undefined && { 'pod-template-hash': HASH }) },
      ...(options.deleting === true && { deletionTimestamp: NOW }),
      ...ownerReferences(options),
    },
    spec: {
      containers: [{ name: 'main', image: 'nginx:1.28' }],
      ...(scheduled && { nodeName: node }),
    },
    status: {
      phase: running ? 'Running' : status === 'Completed' ? 'Succeeded' : 'Pending',
      conditions: [
        { type: 'Ready', status: running ? 'True' : 'False' },
        scheduled
          ? { type: 'PodScheduled', status: 'True' }
          : {
              type: 'PodScheduled',
              status: 'False',
              reason: 'Unschedulable',
              message: '0/4 nodes are available: 4 Insufficient cpu.',
            },
      ],
      ...(scheduled && { containerStatuses: [containerStatus(status)] }),
    },
  } as unknown as Pod;
}

function ownerReferences({ deployment, daemonSet }: PodOptions): object {
  const kind = deployment === undefined ? 'DaemonSet' : 'ReplicaSet';
  const name = deployment === undefined ? daemonSet : `${deployment}-${HASH}`;
  if (name === undefined) return {};
  const owner = { apiVersion: 'apps/v1', kind, name, uid: `uid-of-${name}`, controller: true };
  return { ownerReferences: [owner] };
}

function containerStatus(status: string): object {
  const base = { name: 'main', image: 'nginx:1.28', imageID: '', restartCount: 0 };
  if (status === 'Running') return { ...base, ready: true, state: { running: { startedAt: NOW } } };
  if (status === 'Completed') {
    const terminated = { exitCode: 0, reason: 'Completed', startedAt: NOW, finishedAt: NOW };
    return { ...base, ready: false, state: { terminated } };
  }
  return { ...base, ready: false, state: { waiting: { reason: status } } };
}
