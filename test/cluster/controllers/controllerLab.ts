// A control plane for stories about controllers: the real API server and controller manager, and
// machines that start every pod after a while unless its image is called bad.
import type { ApiObject, Draft } from '../../../src/apimachinery/objectMeta';
import type { Resource } from '../../../src/apimachinery/resource';
import { AUTHENTICATED } from '../../../src/apimachinery/userInfo';
import type { WallClock } from '../../../src/apimachinery/wallClock';
import type { Deployment } from '../../../src/apis/generated/apps/v1';
import type { Event, Node, Pod } from '../../../src/apis/generated/core/v1';
import { DEPLOYMENTS, EVENTS, LEASES, NODES, PODS } from '../../../src/apis/resources';
import type { ApiServer } from '../../../src/cluster/apiserver/apiServer';
import type { Client } from '../../../src/cluster/client/client';
import { Observer } from '../../../src/cluster/client/observer';
import { ControllerManager } from '../../../src/cluster/controllers/controllerManager';
import type { Link } from '../../../src/simulation/link';
import type { Simulation } from '../../../src/simulation/simulation';
import { clientOf, emptyServer } from '../emptyServer';
import { SCHEMA } from '../../kubernetesSchema';

export interface ControllerLabOptions {
  readonly seed?: number;
  readonly nodes?: number;
  /** How long a pod takes until it is ready. */
  readonly startMs?: number;
  /** Up to this much longer, at random. */
  readonly startJitterMs?: number;
  readonly stopMs?: number;
  readonly zoneOf?: (node: number) => string;
}

export class ControllerLab {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly api: ApiServer;
  readonly admin: Client;
  readonly manager: ControllerManager;
  readonly managerLink: Link;
  readonly pods: Observer<Pod>;
  readonly #options: Required<ControllerLabOptions>;
  readonly #crashed = new Set<string>();
  #nextNode = 0;
  #nextIp = 0;

  constructor(options: ControllerLabOptions = {}) {
    this.#options = {
      seed: 1,
      nodes: 3,
      startMs: 1_000,
      startJitterMs: 0,
      stopMs: 500,
      zoneOf: () => '',
      ...options,
    };
    const server = emptyServer(this.#options.seed);
    this.simulation = server.simulation;
    this.clock = server.clock;
    this.api = server.api;
    // A start makes the namespaces, and the roles, which the controllers are held to.
    this.api.setServing(false);
    this.api.setServing(true);
    this.admin = clientOf(server, 'kubernetes-admin', 1);
    const client = clientOf(server, 'kubernetes-admin', 2).as({
      name: 'system:kube-controller-manager',
      groups: [AUTHENTICATED],
    });
    this.managerLink = client.link;
    this.manager = new ControllerManager(
      { simulation: this.simulation, clock: this.clock, client },
      { schema: SCHEMA },
    );
    this.manager.start();
    for (let i = 1; i <= this.#options.nodes; i++) this.addNode(`worker-${String(i)}`, i);
    this.pods = new Observer(this.api, PODS);
    this.pods.onChange(({ type, object, old }) => {
      if (type !== 'DELETED') this.#podChanged(object, old);
    });
    this.runFor(1_000);
  }

  runFor(ms: number): void {
    this.simulation.runUntil(this.simulation.nowMs + ms);
  }

  runForSeconds(seconds: number): void {
    this.runFor(seconds * 1000);
  }

  create<T extends ApiObject>(resource: Resource<T>, draft: Draft<T>, namespace = 'default'): T {
    return this.admin.create(resource, resource.namespaced ? namespace : undefined, draft);
  }

  list<T extends ApiObject>(resource: Resource<T>): readonly T[] {
    return this.admin.list(resource).items;
  }

  deployment(name: string): Deployment {
    return this.admin.get(DEPLOYMENTS, 'default', name);
  }

  node(name: string): Node {
    return this.admin.get(NODES, undefined, name);
  }

  /** `Reason: message` of the events about an object, in order. */
  events(kind: string, name?: string): readonly string[] {
    return this.list(EVENTS)
      .filter(({ involvedObject }: Event) => involvedObject.kind === kind)
      .filter(({ involvedObject }: Event) => name === undefined || involvedObject.name === name)
      .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
      .map(({ reason = '', message = '' }) => `${reason}: ${message}`);
  }

  addNode(name: string, index = 0): void {
    const zone = this.#options.zoneOf(index);
    const labels = {
      'kubernetes.io/hostname': name,
      ...(zone === '' ? {} : { 'topology.kubernetes.io/zone': zone }),
    };
    this.create(NODES, { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } });
    this.#crashed.delete(name);
    this.#heartbeat(name);
  }

  crash(name: string): void {
    this.#crashed.add(name);
  }

  recover(name: string): void {
    this.#crashed.delete(name);
    this.#heartbeat(name);
  }

  /** Every 10 s, with the node's status and its lease. */
  #heartbeat(name: string): void {
    if (this.#crashed.has(name)) return;
    this.#reportReady(name);
    this.#renewLease(name);
    this.simulation.schedule(
      10_000,
      'heartbeat',
      name,
      () => {
        this.#heartbeat(name);
      },
      { background: true },
    );
  }

  #reportReady(name: string): void {
    const node = this.list(NODES).find(({ metadata }) => metadata.name === name);
    if (node === undefined) return;
    const ready = node.status.conditions?.find(({ type }) => type === 'Ready');
    if (ready?.status === 'True') return;
    const now = this.clock.now();
    const condition = (type: string, status: string) => ({
      type,
      status,
      reason: `Kubelet${type}`,
      message: '',
      lastHeartbeatTime: now,
      lastTransitionTime: now,
    });
    const conditions = [
      condition('MemoryPressure', 'False'),
      condition('DiskPressure', 'False'),
      condition('PIDPressure', 'False'),
      condition('Ready', 'True'),
    ];
    this.admin.updateStatus(NODES, { ...node, status: { ...node.status, conditions } });
  }

  #renewLease(name: string): void {
    const namespace = 'kube-node-lease';
    const spec = {
      holderIdentity: name,
      renewTime: this.clock.nowMicro(),
      leaseDurationSeconds: 40,
    };
    const known = this.list(LEASES).find(({ metadata }) => metadata.name === name);
    if (known !== undefined) this.admin.update(LEASES, { ...known, spec });
    else {
      const metadata = { name };
      this.create(
        LEASES,
        { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec },
        namespace,
      );
    }
  }

  #podChanged(pod: Pod, old: Pod | undefined): void {
    const { metadata, spec } = pod;
    const at = (delayMs: number, action: () => void): void => {
      this.simulation.schedule(delayMs, 'machine', metadata.name, action);
    };
    const same = (): Pod | undefined => {
      const live = this.pods.get(metadata.namespace, metadata.name);
      return live?.metadata.uid === metadata.uid ? live : undefined;
    };
    if (!spec.nodeName) {
      if (old === undefined) at(5, () => this.#bind(same()));
      return;
    }
    if (metadata.deletionTimestamp !== undefined) {
      if (old?.metadata.deletionTimestamp === undefined) {
        at(this.#options.stopMs, () => this.#remove(same()));
      }
    } else if (!old?.spec.nodeName) {
      const { startMs, startJitterMs } = this.#options;
      at(startMs + this.simulation.random.below(startJitterMs + 1), () => this.#startPod(same()));
    }
  }

  #bind(pod: Pod | undefined): void {
    if (pod === undefined) return;
    const pinned =
      pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
        ?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0];
    const candidates = this.list(NODES)
      .filter(({ spec }) => pinned !== undefined || (spec.taints ?? []).length === 0)
      .map(({ metadata }) => metadata.name)
      .filter((name) => pinned === undefined || name === pinned);
    const name = candidates[this.#nextNode++ % candidates.length];
    if (name === undefined) {
      this.simulation.schedule(1_000, 'schedule again', pod.metadata.name, () => {
        this.#bind(this.pods.get(pod.metadata.namespace, pod.metadata.name));
      });
      return;
    }
    const body = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: pod.metadata.name },
      target: { kind: 'Node', name },
    };
    this.admin.createSubresource(PODS, pod.metadata.namespace, pod.metadata.name, 'binding', body);
  }

  #startPod(pod: Pod | undefined): void {
    if (pod === undefined || this.#crashed.has(pod.spec.nodeName ?? '')) return;
    if (pod.metadata.deletionTimestamp !== undefined) return;
    if (pod.spec.containers[0]?.image?.includes('bad') === true) return;
    this.setReady(pod, 'True');
  }

  setReady(pod: Pod, status: 'True' | 'False'): void {
    const now = this.clock.now();
    const index = this.#nextIp++;
    const podIP = pod.status.podIP ?? `10.244.${String(index >> 8)}.${String(index & 255)}`;
    const others = (pod.status.conditions ?? []).filter(({ type }) => type !== 'Ready');
    const conditions = [...others, { type: 'Ready', status, lastTransitionTime: now }];
    const updated = { ...pod.status, phase: 'Running' as const, podIP, conditions };
    this.admin.updateStatus(PODS, { ...pod, status: updated });
  }

  #remove(pod: Pod | undefined): void {
    if (pod === undefined || this.#crashed.has(pod.spec.nodeName ?? '')) return;
    this.admin.delete(PODS, pod.metadata.namespace, pod.metadata.name, { gracePeriodSeconds: 0 });
  }
}

/** A Deployment `web` with label app=web. */
export function webDeployment(
  replicas: number,
  spec: Partial<Deployment['spec']> = {},
  image = 'nginx:1.29',
): Draft<Deployment> {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
      },
      selector: { matchLabels: { app: 'web' } },
      template: webTemplate(image),
      ...spec,
    },
  };
}

export function webTemplate(image = 'nginx:1.29'): Deployment['spec']['template'] {
  return {
    metadata: { labels: { app: 'web' } },
    spec: {
      containers: [{ name: 'web', image, ports: [{ name: 'http', containerPort: 80 }] }],
      terminationGracePeriodSeconds: 30,
    },
  };
}
