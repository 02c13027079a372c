// The configuration of a cluster as a lab file writes it, and back.
import { formatMicroTime, parseTime } from '../apimachinery/time';
import { bytes, cpuMillis, formatBytes, formatCpuMillis } from '../apimachinery/quantity';
import type { StringMap } from '../apimachinery/objectMeta';
import type { Taint } from '../apis/generated/core/v1';
import {
  DEFAULT_MAX_PODS,
  defaultClusterConfig,
  type ClusterConfig,
  type ControlPlaneCount,
  type NodeGroup,
} from '../cluster/clusterConfig';
import type { ClusterTimings } from '../cluster/clusterTimings';
import { formatDuration, parseDuration } from './duration';
import type { LabConfig } from './labFile';
import { imageOf, writtenImage, type WrittenImage } from './labImage';
import { latencyFields, type Latencies } from './latencyFields';
import { timingFields } from './timingFields';

/** `cluster` of a lab file, as the shape of it lets it through. */
export interface WrittenCluster {
  readonly seed?: number;
  readonly startTime?: string;
  readonly controlPlaneNodes?: ControlPlaneCount;
  readonly nodeDefaults?: { readonly cpu?: string | number; readonly memory?: string | number };
  readonly nodes?: readonly WrittenNodes[];
  readonly latencies?: Readonly<Record<string, string>>;
  readonly timings?: Readonly<Record<string, string | number>>;
  readonly autoRepair?: boolean;
  readonly images?: readonly WrittenImage[];
}

interface WrittenNodes {
  readonly count: number;
  readonly name?: string;
  readonly cpu?: string | number;
  readonly memory?: string | number;
  readonly maxPods?: number;
  readonly zones?: readonly string[];
  readonly region?: string;
  readonly labels?: StringMap;
  readonly taints?: readonly Taint[];
}

const WORKER = 'worker';

export function writtenCluster(config: LabConfig): WrittenCluster {
  const { seed, startEpochMs, workers, controlPlaneNodes, nodeCpuMillis, ...more } = config;
  const { nodeMemoryBytes, nodeGroups, timings, autoRepair, images, ...latencies } = more;
  // A new part of the configuration that is not written here would be lost: the compiler says so.
  latencies satisfies Record<Exclude<keyof typeof latencies, keyof Latencies>, never>;
  const size = sizeOf(nodeCpuMillis, nodeMemoryBytes);
  const plain = workers === 0 ? [] : [{ count: workers, name: WORKER, ...size }];
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(startEpochMs === undefined ? {} : { startTime: formatMicroTime(startEpochMs) }),
    controlPlaneNodes,
    nodeDefaults: size,
    nodes: [...plain, ...nodeGroups.map(writtenNodes)],
    latencies: writtenLatencies(latencies),
    timings: writtenTimings(timings),
    ...(autoRepair ? { autoRepair } : {}),
    ...(images.length === 0 ? {} : { images: images.map(writtenImage) }),
  };
}

export function configOf(written: WrittenCluster): LabConfig {
  const defaults: ClusterConfig = defaultClusterConfig(0, 0);
  const { seed, startTime, nodeDefaults, nodes, latencies, timings, images } = written;
  const nodeCpuMillis =
    nodeDefaults?.cpu === undefined ? defaults.nodeCpuMillis : cpuMillis(nodeDefaults.cpu);
  const nodeMemoryBytes =
    nodeDefaults?.memory === undefined ? defaults.nodeMemoryBytes : bytes(nodeDefaults.memory);
  const size = { nodeCpuMillis, nodeMemoryBytes };
  const [first, ...rest] = (nodes ?? []).map((each) => groupOf(each, size));
  const isPlain = first !== undefined && isPlainGroup(first, size);
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(startTime === undefined ? {} : { startEpochMs: epochMs(startTime) }),
    workers: nodes === undefined ? defaults.workers : isPlain ? first.count : 0,
    controlPlaneNodes: written.controlPlaneNodes ?? defaults.controlPlaneNodes,
    ...size,
    nodeGroups: first === undefined || isPlain ? rest : [first, ...rest],
    ...latenciesOf(latencies ?? {}, defaults),
    timings: { ...defaults.timings, ...timingsOf(timings ?? {}) },
    autoRepair: written.autoRepair ?? defaults.autoRepair,
    images: (images ?? []).map(imageOf),
  };
}

/** Whole cores are numbers. */
function sizeOf(
  cpu: number,
  memory: number,
): { readonly cpu: string | number; readonly memory: string } {
  const text = formatCpuMillis(cpu);
  return { cpu: /^\d+$/.test(text) ? Number(text) : text, memory: formatBytes(memory) };
}

/** A time of whole milliseconds, whatever the arithmetic makes of its fraction. */
function epochMs(time: string): number {
  return Math.round(parseTime(time) ?? 0);
}

function writtenNodes(group: NodeGroup): WrittenNodes {
  const { count, namePrefix: name, maxPods, zones, region, labels, taints } = group;
  return {
    count,
    name,
    ...sizeOf(group.cpuMillis, group.memoryBytes),
    maxPods,
    ...(zones.length === 0 ? {} : { zones }),
    ...(region === undefined ? {} : { region }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(taints.length === 0 ? {} : { taints }),
  };
}

type Size = Pick<ClusterConfig, 'nodeCpuMillis' | 'nodeMemoryBytes'>;

function groupOf(written: WrittenNodes, size: Size): NodeGroup {
  const { count, name = WORKER, cpu, memory, maxPods = DEFAULT_MAX_PODS, region } = written;
  return {
    count,
    namePrefix: name,
    cpuMillis: cpu === undefined ? size.nodeCpuMillis : cpuMillis(cpu),
    memoryBytes: memory === undefined ? size.nodeMemoryBytes : bytes(memory),
    maxPods,
    labels: written.labels ?? {},
    zones: written.zones ?? [],
    ...(region === undefined ? {} : { region }),
    taints: written.taints ?? [],
  };
}

/** Nothing was chosen for it but how many. */
function isPlainGroup(group: NodeGroup, size: Size): boolean {
  return (
    group.namePrefix === WORKER &&
    group.cpuMillis === size.nodeCpuMillis &&
    group.memoryBytes === size.nodeMemoryBytes &&
    group.maxPods === DEFAULT_MAX_PODS &&
    group.zones.length === 0 &&
    group.region === undefined &&
    Object.keys(group.labels).length === 0 &&
    group.taints.length === 0
  );
}

function writtenTimings(timings: ClusterTimings): Readonly<Record<string, string | number>> {
  const written: Record<string, string | number> = {};
  for (const [key, { name, unit }] of timingFields()) {
    const value = timings[key];
    if (unit === 'bytesPerMs') written[name] = value * 1000;
    else written[name] = formatDuration(unit === 'seconds' ? value * 1000 : value);
  }
  return written;
}

function writtenLatencies(latencies: Latencies): Readonly<Record<string, string>> {
  return Object.fromEntries(
    latencyFields().map(([key, { name }]) => [name, formatDuration(latencies[key])]),
  );
}

function latenciesOf(
  written: Readonly<Record<string, string>>,
  defaults: ClusterConfig,
): Latencies {
  const { apiLatencyMs, etcdLatencyMs, nodeLatencyMs, zoneLatencyMs, userLatencyMs } = defaults;
  const latencies = { apiLatencyMs, etcdLatencyMs, nodeLatencyMs, zoneLatencyMs, userLatencyMs };
  for (const [key, { name }] of latencyFields()) {
    const ms = parseDuration(written[name] ?? '');
    if (ms === undefined) continue;
    latencies[key] = ms;
    // What was said of the API server counts for etcd too.
    if (key === 'apiLatencyMs') latencies.etcdLatencyMs = ms;
  }
  return latencies;
}

function timingsOf(written: Readonly<Record<string, string | number>>): Partial<ClusterTimings> {
  const known: Partial<Record<keyof ClusterTimings, number>> = {};
  for (const [key, { name, unit }] of timingFields()) {
    const value = written[name];
    if (value === undefined) continue;
    if (unit === 'bytesPerMs') known[key] = bytes(value) / 1000;
    else known[key] = (parseDuration(String(value)) ?? 0) / (unit === 'seconds' ? 1000 : 1);
  }
  return known;
}
