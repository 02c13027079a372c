// A hand that does anything a learner can do to a small cluster, at any time: random actions as
// data, and how each is laid on the cluster. What the cluster refuses is part of the run.
import fc from 'fast-check';
import { ApiConnectionError, ApiStatusError } from '../../../src/apimachinery/apiStatus';
import { DEPLOYMENTS, NODES, PODS, SERVICES } from '../../../src/apis/resources';
import type { Cluster } from '../../../src/cluster/cluster';
import type { Client } from '../../../src/cluster/client/client';
import type { ClusterInput } from '../../../src/cluster/clusterInput';
import type { Fault, FaultTarget } from '../../../src/cluster/faults/fault';
import { faultById, FAULTS } from '../../../src/cluster/faults/faults';
import { applyManifests } from '../../../src/kubectl/apply';
import { planDrain, setUnschedulable, startDrain } from '../../../src/kubectl/drain';

export type Action =
  | {
      readonly do: 'apply';
      readonly app: string;
      readonly replicas: number;
      readonly image: string;
      readonly cpu: string;
    }
  | { readonly do: 'scale'; readonly app: string; readonly replicas: number }
  | { readonly do: 'deleteApp'; readonly app: string; readonly orphan: boolean }
  | { readonly do: 'barePod'; readonly name: string; readonly image: string }
  | { readonly do: 'deletePod'; readonly nth: number; readonly now: boolean }
  | { readonly do: 'crashContainer'; readonly nth: number; readonly system: boolean }
  | { readonly do: 'cordon'; readonly nth: number; readonly unschedulable: boolean }
  | { readonly do: 'drain' | 'crashNode' | 'restartNode' | 'removeWorker'; readonly nth: number }
  | { readonly do: 'addWorker'; readonly name: string }
  | { readonly do: 'fault' | 'liftFault'; readonly fault: string; readonly nth: number };

export interface Step {
  readonly waitMs: number;
  readonly action: Action;
}

const app = fc.constantFrom('web', 'api');
const replicas = fc.integer({ min: 0, max: 5 });
const nth = fc.nat(30);
const image = fc.constantFrom('nginx:1.29', 'nginx:1.28', 'nginx:1.999', 'redis:8', 'busybox:1.37');

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('apply' as const),
      app,
      replicas,
      image,
      cpu: fc.constantFrom('100m', '1', '1900m'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('scale' as const), app, replicas }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('deleteApp' as const), app, orphan: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('barePod' as const),
      name: fc.constantFrom('alone', 'lonely'),
      image,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('deletePod' as const), nth, now: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('crashContainer' as const), nth, system: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cordon' as const), nth, unschedulable: fc.boolean() }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'drain' as const,
        'crashNode' as const,
        'crashNode' as const,
        'restartNode' as const,
        'restartNode' as const,
        'removeWorker' as const,
      ),
      nth,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('fault' as const, 'fault' as const, 'liftFault' as const),
      fault: fc.constantFrom(...FAULTS.map(({ id }) => id)),
      nth,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('addWorker' as const),
      name: fc.constantFrom('worker-2', 'worker-3'),
    }),
  },
);

/** Half of the waits are short, so that things happen in the middle of others. */
const waitMs = fc.oneof(
  fc.integer({ min: 0, max: 50 }),
  fc.integer({ min: 50, max: 5_000 }),
  fc.integer({ min: 5_000, max: 60_000 }),
  fc.integer({ min: 60_000, max: 400_000 }),
);

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(fc.record({ waitMs, action }), {
  minLength: 1,
  maxLength: 20,
  size: 'max',
});

const COMPONENTS = ['kube-apiserver', 'etcd', 'kube-scheduler', 'kube-controller-manager'] as const;

export class RandomHand {
  readonly #cluster: Cluster;
  readonly #admin: Client;
  readonly #observer: Client;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#admin = cluster.userClient();
    this.#observer = cluster.userClient(cluster.observerApi);
  }

  /** Waits, then acts; a refusal by the cluster is no error. */
  play({ waitMs: ms, action: what }: Step): void {
    const { simulation } = this.#cluster;
    simulation.runUntil(simulation.nowMs + ms);
    try {
      this.#act(what);
    } catch (error) {
      if (error instanceof ApiStatusError || error instanceof ApiConnectionError) return;
      throw error;
    }
  }

  /** Undoes all faults, puts all machines back on and opens all nodes, so that the cluster can heal. */
  makeWhole(): void {
    this.#input({ type: 'liftAllFaults' });
    for (const name of this.#cluster.machines.keys())
      this.#input({ type: 'restartNode', node: name });
    const { simulation } = this.#cluster;
    const isUp = (): boolean => {
      try {
        this.#admin.list(NODES);
        return true;
      } catch {
        return false;
      }
    };
    simulation.runUntilTrue(isUp, 600_000);
    for (const { metadata, spec } of this.#admin.list(NODES).items) {
      if (spec.unschedulable === true) setUnschedulable(this.#admin, metadata.name, false);
    }
  }

  /** Deletes all that the hand can have made. */
  deleteAll(): void {
    for (const { metadata } of this.#admin.list(DEPLOYMENTS, 'default').items) {
      this.#admin.delete(DEPLOYMENTS, 'default', metadata.name);
    }
    for (const name of ['web', 'api']) {
      if (
        this.#admin.list(SERVICES, 'default').items.some(({ metadata }) => metadata.name === name)
      ) {
        this.#admin.delete(SERVICES, 'default', name);
      }
    }
    for (const { metadata } of this.#admin.list(PODS, 'default').items) {
      this.#admin.delete(PODS, 'default', metadata.name);
    }
  }

  #act(what: Action): void {
    switch (what.do) {
      case 'apply':
        this.#apply(what.app, what.replicas, what.image, what.cpu);
        return;
      case 'scale':
        this.#admin.patch(
          DEPLOYMENTS,
          'default',
          what.app,
          { type: 'merge', body: { spec: { replicas: what.replicas } } },
          { subresource: 'scale' },
        );
        return;
      case 'deleteApp':
        this.#admin.delete(DEPLOYMENTS, 'default', what.app, {
          propagationPolicy: what.orphan ? 'Orphan' : 'Background',
        });
        return;
      case 'barePod':
        this.#admin.create(PODS, 'default', {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: what.name },
          spec: { containers: [{ name: 'main', image: what.image }] },
        });
        return;
      case 'addWorker':
        if (!this.#cluster.machines.has(what.name))
          this.#input({ type: 'addWorker', node: what.name });
        return;
      case 'fault':
      case 'liftFault':
        this.#fault(what);
        return;
      case 'deletePod':
      case 'crashContainer':
        this.#actOnPod(what);
        return;
      default:
        this.#actOnNode(what);
    }
  }

  #apply(name: string, count: number, imageName: string, cpu: string): void {
    const labels = { app: name };
    const template = {
      metadata: { labels },
      spec: { containers: [{ name: 'main', image: imageName, resources: { requests: { cpu } } }] },
    };
    const values = [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name },
        spec: { replicas: count, selector: { matchLabels: labels }, template },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name },
        spec: { selector: labels, ports: [{ port: 80 }] },
      },
    ];
    applyManifests(
      values.map((value, documentIndex) => ({ documentIndex, value })),
      { client: this.#admin, schema: this.#cluster.schema, source: 'random.yaml' },
    );
  }

  #actOnPod(what: Extract<Action, { readonly do: 'deletePod' | 'crashContainer' }>): void {
    const isSystem = what.do === 'crashContainer' && what.system;
    const pods = this.#observer.list(PODS, isSystem ? 'kube-system' : 'default').items;
    const pod = pods[what.nth % Math.max(1, pods.length)];
    if (pod === undefined) return;
    const { namespace = '', name } = pod.metadata;
    if (what.do === 'deletePod') {
      this.#admin.delete(PODS, namespace, name, what.now ? { gracePeriodSeconds: 0 } : {});
    } else if (pod.spec.nodeName !== undefined && this.#cluster.machines.has(pod.spec.nodeName)) {
      this.#input({ type: 'crashContainer', namespace, pod: name });
    }
  }

  #fault({
    do: type,
    fault,
    nth: n,
  }: Extract<Action, { readonly do: 'fault' | 'liftFault' }>): void {
    const target = this.#faultTarget(faultById(fault), n);
    if (target === undefined) return;
    if (type === 'fault' && this.#cluster.faults.refusal(fault, target) !== undefined) return;
    this.#input({ type, fault, target });
  }

  #faultTarget(fault: Fault, n: number): FaultTarget | undefined {
    const nodes = [...this.#cluster.machines.keys()];
    const node = nodes[n % nodes.length] ?? '';
    switch (fault.target) {
      case 'cluster':
        return {};
      case 'node':
      case 'worker':
        return { node };
      case 'nodePair':
        return { node, otherNode: nodes[(n + 1) % nodes.length] ?? '' };
      case 'component':
        return { node: 'control-plane', component: COMPONENTS[n % COMPONENTS.length] ?? 'etcd' };
      case 'container': {
        const pods = this.#observer.list(PODS).items;
        const pod = pods[n % Math.max(1, pods.length)];
        return pod && { namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name };
      }
    }
  }

  #actOnNode(what: Extract<Action, { readonly nth: number }>): void {
    const names = [...this.#cluster.machines.keys()];
    const node = names[what.nth % names.length] ?? '';
    switch (what.do) {
      case 'cordon':
        setUnschedulable(this.#admin, node, what.unschedulable);
        return;
      case 'drain': {
        const pods = this.#observer.list(PODS).items.filter(({ spec }) => spec.nodeName === node);
        startDrain(this.#admin, node, planDrain(pods));
        return;
      }
      case 'removeWorker':
        if (node === 'control-plane' || names.length < 3) return;
        this.#input({ type: 'removeWorker', node });
        return;
      case 'crashNode':
      case 'restartNode':
        this.#input({ type: what.do, node });
        return;
      default:
    }
  }

  #input(input: ClusterInput): void {
    this.#cluster.input(input);
  }
}
