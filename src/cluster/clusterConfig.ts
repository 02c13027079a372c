// What a learner chooses of a cluster before it starts. With the seed and the journal of inputs it
// determines everything that happens.
import type { StringMap } from '../apimachinery/objectMeta';
import type { Taint } from '../apis/generated/core/v1';
import { DEFAULT_TIMINGS, type ClusterTimings } from './clusterTimings';
import type { CatalogueImage } from './runtime/imageCatalogue';

export type ControlPlaneCount = 1 | 3 | 5;

export interface ClusterConfig {
  readonly seed: number;
  /** Wall-clock time at the start of the cluster, ms since 1970. */
  readonly startEpochMs: number;
  /** Workers of the size below, `worker-1` and so on. */
  readonly workers: number;
  /** Each with an API server, an etcd member, a scheduler and a controller manager: odd, for a majority. */
  readonly controlPlaneNodes: ControlPlaneCount;
  /** CPU of the control plane, of `workers`, and of nodes that join later, in thousandths of a core. */
  readonly nodeCpuMillis: number;
  readonly nodeMemoryBytes: number;
  /** Workers that are chosen in more detail; they join after `workers`. */
  readonly nodeGroups: readonly NodeGroup[];
  /** Latency of every connection to the API server, one way as all latencies are, virtual ms. */
  readonly apiLatencyMs: number;
  /** Between the etcd members of several control plane nodes. */
  readonly etcdLatencyMs: number;
  /** Between any two nodes, beside what one rack takes and on top of the two above. */
  readonly nodeLatencyMs: number;
  /** Between nodes of different zones, on top of that. */
  readonly zoneLatencyMs: number;
  /** Between simulated users outside and the nodes. */
  readonly userLatencyMs: number;
  readonly timings: ClusterTimings;
  /** Whether a cloud replaces workers that stay NotReady, until somebody tells it otherwise. */
  readonly autoRepair: boolean;
  /** Beside the known images, or in place of those of the same repository. */
  readonly images: readonly CatalogueImage[];
}

/** Nodes that are alike. */
export interface NodeGroup {
  readonly count: number;
  /** `<namePrefix>-1` and so on, over all groups with the prefix. */
  readonly namePrefix: string;
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly maxPods: number;
  readonly labels: StringMap;
  /** Nodes take them in turns; none: no `topology.kubernetes.io/zone`. */
  readonly zones: readonly string[];
  readonly region?: string;
  readonly taints: readonly Taint[];
}

/** One computer. */
export interface NodeSize {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly maxPods: number;
  readonly labels: StringMap;
  readonly taints: readonly Taint[];
}

/** Three computers in one room, and users somewhere in the country. */
const DEFAULT_LATENCIES = {
  apiLatencyMs: 2,
  etcdLatencyMs: 2,
  nodeLatencyMs: 0,
  zoneLatencyMs: 0,
  userLatencyMs: 10,
} as const satisfies Partial<ClusterConfig>;

export const KUBERNETES_VERSION = 'v1.35.2';
/** The kubelet's default. */
export const DEFAULT_MAX_PODS = 110;

/** Three workers of 4 cores and 8 GiB beside one control plane node. */
export function defaultClusterConfig(seed: number, startEpochMs: number): ClusterConfig {
  return {
    seed,
    startEpochMs,
    workers: 3,
    controlPlaneNodes: 1,
    nodeCpuMillis: 4000,
    nodeMemoryBytes: 8 * 1024 ** 3,
    nodeGroups: [],
    ...DEFAULT_LATENCIES,
    timings: DEFAULT_TIMINGS,
    autoRepair: false,
    images: [],
  };
}

/** What was chosen before there was more to choose from has the defaults for the rest. */
export function completeConfig(
  chosen: Pick<ClusterConfig, 'seed' | 'startEpochMs'> & Partial<ClusterConfig>,
): ClusterConfig {
  const defaults = defaultClusterConfig(chosen.seed, chosen.startEpochMs);
  return {
    ...defaults,
    // There was one latency for both.
    etcdLatencyMs: chosen.apiLatencyMs ?? defaults.etcdLatencyMs,
    ...chosen,
    timings: { ...DEFAULT_TIMINGS, ...chosen.timings },
  };
}

export const CONTROL_PLANE_NODE = 'control-plane';

/** As kind numbers them: `control-plane`, `control-plane-2` and so on. */
export function controlPlaneName(number: number): string {
  return number === 1 ? CONTROL_PLANE_NODE : `${CONTROL_PLANE_NODE}-${String(number)}`;
}

export function workerName(number: number): string {
  return `worker-${String(number)}`;
}

/** What a node is that nothing was chosen for. */
export function plainNode(config: ClusterConfig): NodeSize {
  return {
    cpuMillis: config.nodeCpuMillis,
    memoryBytes: config.nodeMemoryBytes,
    maxPods: DEFAULT_MAX_PODS,
    labels: {},
    taints: [],
  };
}

/** The workers that a cluster starts with, in the order in which they join. */
export function* initialWorkers(config: ClusterConfig): Generator<readonly [string, NodeSize]> {
  const plain = plainNode(config);
  for (let number = 1; number <= config.workers; number++) yield [workerName(number), plain];
  const numbers = new Map<string, number>([['worker', config.workers]]);
  for (const group of config.nodeGroups) {
    for (let index = 0; index < group.count; index++) {
      const number = (numbers.get(group.namePrefix) ?? 0) + 1;
      numbers.set(group.namePrefix, number);
      yield [`${group.namePrefix}-${String(number)}`, nodeOfGroup(group, index)];
    }
  }
}

function nodeOfGroup(group: NodeGroup, index: number): NodeSize {
  const { cpuMillis, memoryBytes, maxPods, zones, region, taints } = group;
  const zone = zones[index % zones.length];
  const labels = {
    ...(region === undefined ? {} : { 'topology.kubernetes.io/region': region }),
    ...(zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone }),
    ...group.labels,
  };
  return { cpuMillis, memoryBytes, maxPods, labels, taints };
}

/** `172.18.0.2` for the control plane node (index 0), then one after the other. */
export function nodeAddress(index: number): string {
  const host = index + 2;
  return `172.18.${String(host >> 8)}.${String(host & 255)}`;
}
