// Pods and nodes for the scheduler's tests: as the API server would hand them out, with little typing.
import type {
  Node,
  NodeSpec,
  NodeStatus,
  PersistentVolumeClaim,
  Pod,
  PodSpec,
} from '../../../src/apis/generated/core/v1';
import type { ObjectMeta } from '../../../src/apimachinery/objectMeta';
import type {
  ClusterSnapshot,
  FilterPlugin,
  ScorePlugin,
} from '../../../src/cluster/scheduler/framework/plugin';
import type { NodeInfo } from '../../../src/cluster/scheduler/nodeInfo';
import { VolumeBinding } from '../../../src/cluster/scheduler/plugins/volumeBinding';
import { PodInfos, type PodInfo } from '../../../src/cluster/scheduler/podInfo';
import { SchedulerCache } from '../../../src/cluster/scheduler/schedulerCache';
import { clientOf, emptyServer } from '../emptyServer';

const CREATED = '2026-01-01T00:00:00Z';

export function podOf(
  name: string,
  spec: Partial<PodSpec> = {},
  meta: Partial<ObjectMeta> = {},
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: CREATED,
      ...meta,
    },
    spec: { containers: [{ name: 'main', image: 'nginx:1.27' }], ...spec },
    status: { phase: 'Pending' },
  };
}

/** A pod with one container that requests this much. */
export function podRequesting(name: string, requests: Record<string, string>): Pod {
  return podOf(name, {
    containers: [{ name: 'main', image: 'nginx:1.27', resources: { requests } }],
  });
}

export interface NodeParts {
  readonly spec?: NodeSpec;
  readonly status?: Partial<NodeStatus>;
  readonly labels?: Record<string, string>;
  readonly allocatable?: Record<string, string>;
}

export function nodeOf(name: string, parts: NodeParts = {}): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: CREATED,
      labels: { 'kubernetes.io/hostname': name, ...parts.labels },
    },
    spec: parts.spec ?? {},
    status: {
      allocatable: { cpu: '4', memory: '8Gi', pods: '110', ...parts.allocatable },
      ...parts.status,
    },
  };
}

export function infoOf(pod: Pod): PodInfo {
  return new PodInfos().of(pod);
}

/** A cache with these nodes, and pods that run on them. */
export function cacheOf(nodes: readonly Node[], pods: readonly Pod[] = []): SchedulerCache {
  const cache = new SchedulerCache();
  for (const node of nodes) cache.setNode(node);
  for (const pod of pods) cache.setPod(infoOf(pod), pod.spec.nodeName ?? '');
  return cache;
}

/** Why a filter plugin refuses each node, by name; nodes that pass are left out. */
export function refusals(
  plugin: FilterPlugin,
  pod: Pod,
  snapshot: ClusterSnapshot,
): Record<string, readonly string[]> {
  const result = plugin.preFilter(infoOf(pod), snapshot);
  const refused: Record<string, readonly string[]> = {};
  for (const node of snapshot.nodes) {
    const status = result?.status ?? result?.filter?.(node);
    if (status !== undefined) refused[node.name] = status.reasons;
  }
  return refused;
}

/** Normalized scores by node; undefined where the plugin skips. */
export function scoresOf(
  plugin: ScorePlugin,
  pod: Pod,
  snapshot: ClusterSnapshot,
  nodes: readonly NodeInfo[] = snapshot.nodes,
): Record<string, number> | undefined {
  const scorer = plugin.preScore(infoOf(pod), nodes, snapshot);
  if (scorer === undefined) return undefined;
  const scores = Float64Array.from(nodes, (node) => scorer.score(node));
  scorer.normalize?.(scores);
  return Object.fromEntries(nodes.map((node, i) => [node.name, scores[i] ?? NaN]));
}

/** The plugin in a cluster that has these claims, and neither volumes nor storage classes. */
export function volumeBinding(claims: readonly PersistentVolumeClaim[] = []): VolumeBinding {
  const listers = {
    claims: {
      get: (_: string | undefined, name: string) =>
        claims.find(({ metadata }) => metadata.name === name),
    },
    volumes: { get: () => undefined, list: () => [] },
    classes: { get: () => undefined },
    node: () => undefined,
  };
  return new VolumeBinding(listers, clientOf(emptyServer(), 'system:kube-scheduler'));
}
