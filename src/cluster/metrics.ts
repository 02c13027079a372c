// metrics.k8s.io/v1beta1: what nodes and pods use, as metrics-server tells it, for `kubectl top`.
// Source: https://kubernetes.io/docs/reference/external-api/metrics.v1beta1/ and
// https://github.com/kubernetes-sigs/metrics-server
// Differs from Kubernetes: the cluster has no pod of metrics-server; the API server answers itself.
import type { ApiObject, Draft } from '../apimachinery/objectMeta';
import { formatTime } from '../apimachinery/time';
import type { WallClock } from '../apimachinery/wallClock';
import type { APIService } from '../apis/generated/apiregistration/v1';
import type { Container, Pod } from '../apis/generated/core/v1';
import { NODES, PODS } from '../apis/resources';
import type { Simulation } from '../simulation/simulation';
import type { ComputedResource } from './apiserver/computedKind';
import type { ApiHandler } from './client/apiHandler';
import { OBSERVER_USER } from './client/observer';
import type { Usage } from './kubelet/containerUsage';
import { kubeletFailure, type Dialler } from './kubeletDial';
import { SYSTEM_MEMORY_BYTES } from './kubelet/eviction/nodeResources';
import type { Machine } from './kubelet/machine';
import { METRICS_TABLE, type Metrics, type UsedQuantities } from './metricsTable';

export interface MetricsWorld extends Dialler {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  /** Reads that leave no mark. */
  readonly api: () => ApiHandler;
  readonly machines: ReadonlyMap<string, Machine>;
}

const METRICS_API_SERVICE = 'v1beta1.metrics.k8s.io';

export function metricsApiService(): Draft<APIService> {
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: METRICS_API_SERVICE, labels: { 'k8s-app': 'metrics-server' } },
    spec: {
      group: 'metrics.k8s.io',
      version: 'v1beta1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
    },
  };
}

/** metrics-server asks the kubelets this often; it needs two answers to tell a rate. */
const RESOLUTION_MS = 15_000;
/** Of the system below the pods: kernel, container runtime, kubelet. */
const SYSTEM: Usage = { cpuMillis: 62, memoryBytes: SYSTEM_MEMORY_BYTES };

/** By the name of the API service. */
export function metricsKinds(
  world: MetricsWorld,
): ReadonlyMap<string, readonly ComputedResource[]> {
  return new Map([[METRICS_API_SERVICE, metricsResources(world)]]);
}

function metricsResources(world: MetricsWorld): readonly ComputedResource[] {
  const group = { group: 'metrics.k8s.io', version: 'v1beta1' };
  return [
    {
      resource: { ...group, kind: 'NodeMetrics', plural: 'nodes', singular: '', namespaced: false },
      list: () => nodeMetrics(world),
      table: METRICS_TABLE,
    },
    {
      resource: { ...group, kind: 'PodMetrics', plural: 'pods', singular: '', namespaced: true },
      list: (namespace) => podMetrics(world, namespace),
      table: METRICS_TABLE,
    },
  ];
}

function nodeMetrics(world: MetricsWorld): readonly Metrics[] {
  const pods = podsOf(world, undefined);
  return listOf(world, NODES, undefined).flatMap((node) => {
    const { name, labels } = node.metadata;
    if (scraped(world, name) === undefined) return [];
    const used = pods
      .filter(({ spec }) => spec.nodeName === name)
      .flatMap((pod) => usages(world, pod).map(([, usage]) => usage));
    const sum = used.reduce(plus, SYSTEM);
    return [
      metrics(
        world,
        'NodeMetrics',
        { name, ...(labels && { labels }) },
        { usage: quantities(sum) },
      ),
    ];
  });
}

function podMetrics(world: MetricsWorld, namespace: string | undefined): readonly Metrics[] {
  return podsOf(world, namespace).flatMap((pod) => {
    const { name, labels } = pod.metadata;
    const containers = usages(world, pod);
    if (containers.length === 0) return [];
    const metadata = {
      name,
      namespace: pod.metadata.namespace,
      ...(labels === undefined ? {} : { labels }),
    };
    const body = containers.map(([container, usage]) => ({
      name: container,
      usage: quantities(usage),
    }));
    return [metrics(world, 'PodMetrics', metadata, { containers: body })];
  });
}

/** Containers that have been asked twice, with what they use. */
function usages(world: MetricsWorld, pod: Pod): readonly (readonly [name: string, usage: Usage])[] {
  const machine = scraped(world, pod.spec.nodeName ?? '');
  if (machine === undefined) return [];
  const { nowMs } = world.simulation;
  const slots = machine.sandboxOf(pod.metadata.uid)?.containers.values() ?? [];
  const found: [string, Usage][] = [];
  for (const { current } of slots) {
    if (nowMs - (current.startedAtMs ?? nowMs) < RESOLUTION_MS) continue;
    const usage = machine.memory.usageOf(current, specOf(pod, current.name));
    if (usage !== undefined) found.push([current.name, usage]);
  }
  return found;
}

/** A node whose kubelet answers. */
function scraped(world: MetricsWorld, node: string): Machine | undefined {
  const machine = world.machines.get(node);
  return machine === undefined || kubeletFailure(world, machine) !== undefined
    ? undefined
    : machine;
}

function specOf({ spec }: Pod, name: string): Container | undefined {
  return [...spec.containers, ...(spec.initContainers ?? [])].find((each) => each.name === name);
}

function plus(a: Usage, b: Usage): Usage {
  return { cpuMillis: a.cpuMillis + b.cpuMillis, memoryBytes: a.memoryBytes + b.memoryBytes };
}

/** As metrics-server has them: nanocores, and memory in Ki. */
function quantities({ cpuMillis, memoryBytes }: Usage): UsedQuantities {
  return { cpu: `${Math.round(cpuMillis * 1e6)}n`, memory: `${Math.round(memoryBytes / 1024)}Ki` };
}

function metrics(
  world: MetricsWorld,
  kind: string,
  metadata: object,
  body: Pick<Metrics, 'usage' | 'containers'>,
): Metrics {
  const asked = Math.floor(world.clock.epochMs / RESOLUTION_MS) * RESOLUTION_MS;
  const timestamp = formatTime(asked);
  const object: unknown = {
    apiVersion: 'metrics.k8s.io/v1beta1',
    kind,
    metadata: { ...metadata, creationTimestamp: world.clock.now() },
    timestamp,
    window: `${String(RESOLUTION_MS / 1000)}s`,
    ...body,
  };
  // Its metadata have a name, and no more: nothing of it is stored.
  return object as Metrics;
}

function podsOf(world: MetricsWorld, namespace: string | undefined): readonly Pod[] {
  // A list of pods answers with pods.
  return listOf(world, PODS, namespace) as readonly Pod[];
}

function listOf(
  world: MetricsWorld,
  resource: typeof NODES | typeof PODS,
  namespace: string | undefined,
): readonly ApiObject[] {
  const request = { verb: 'list', user: OBSERVER_USER, resource, namespace, options: {} } as const;
  const { body } = world.api().handle(request);
  return 'items' in body ? body.items : [];
}
