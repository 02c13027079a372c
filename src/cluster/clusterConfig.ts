// What a learner chooses of a cluster before it starts. With the seed and the journal of inputs it
// determines everything that happens.

export type ControlPlaneCount = 1 | 3 | 5;

export interface ClusterConfig {
  readonly seed: number;
  /** Wall-clock time at the start of the cluster, ms since 1970. */
  readonly startEpochMs: number;
  readonly workers: number;
  /** Each with an API server, an etcd member, a scheduler and a controller manager: odd, for a majority. */
  readonly controlPlaneNodes: ControlPlaneCount;
  /** CPU of each node in thousandths of a core. */
  readonly nodeCpuMillis: number;
  readonly nodeMemoryBytes: number;
  /** Latency of every connection to the API server, virtual ms. */
  readonly apiLatencyMs: number;
}

export const KUBERNETES_VERSION = 'v1.35.2';

/** Three workers of 4 cores and 8 GiB beside one control plane node. */
export function defaultClusterConfig(seed: number, startEpochMs: number): ClusterConfig {
  return {
    seed,
    startEpochMs,
    workers: 3,
    controlPlaneNodes: 1,
    nodeCpuMillis: 4000,
    nodeMemoryBytes: 8 * 1024 ** 3,
    apiLatencyMs: 2,
  };
}

export const CONTROL_PLANE_NODE = 'control-plane';

export function workerName(number: number): string {
  return `worker-${String(number)}`;
}

/** `172.18.0.2` for the control plane node (index 0), then one after the other. */
export function nodeAddress(index: number): string {
  const host = index + 2;
  return `172.18.${String(host >> 8)}.${String(host & 255)}`;
}
