// NodeResourcesFit: the pods' requests must not exceed what the node has to give; of the nodes where
// they fit, those with more left are preferred (strategy LeastAllocated).
// Source: k8s.io/kubernetes/pkg/scheduler/framework/plugins/noderesources.
import type { Node, Pod } from '../../../apis/generated/core/v1';
import type { ClusterEvent } from '../clusterEvent';
import {
  MAX_NODE_SCORE,
  type FilterPlugin,
  type NodeScorer,
  type PreFilterResult,
  type ScorePlugin,
} from '../framework/plugin';
import { StatusTable, type Status } from '../framework/status';
import { NodeInfo } from '../nodeInfo';
import { podRequests, type PodInfo, type PodRequests } from '../podInfo';

export class NodeResourcesFit implements FilterPlugin, ScorePlugin {
  readonly name = 'NodeResourcesFit';
  readonly #statuses = new StatusTable(this.name);

  preFilter({ requests }: PodInfo): PreFilterResult {
    return { filter: (node) => (fits(requests, node) ? undefined : this.#refusal(requests, node)) };
  }

  preScore({ requests }: PodInfo): NodeScorer {
    const { nonZeroCpuMillis, nonZeroMemoryBytes } = requests;
    return {
      score: (node) => {
        const { allocatable } = node;
        let sum = 0;
        let weights = 0;
        if (allocatable.cpuMillis > 0) {
          sum += freeShare(node.nonZeroCpuMillis + nonZeroCpuMillis, allocatable.cpuMillis);
          weights++;
        }
        if (allocatable.memoryBytes > 0) {
          sum += freeShare(node.nonZeroMemoryBytes + nonZeroMemoryBytes, allocatable.memoryBytes);
          weights++;
        }
        return weights === 0 ? 0 : Math.trunc(sum / weights);
      },
    };
  }

  queueingHint(pod: PodInfo, event: ClusterEvent): boolean {
    switch (event.type) {
      case 'nodeAdded':
        return fits(pod.requests, new NodeInfo(event.node));
      case 'nodeUpdated':
        return isHelpedByGrowth(pod.requests, event.old, event.node);
      case 'assignedPodDeleted':
        return true;
      case 'assignedPodUpdated':
        return freesSomething(pod.requests, event.old, event.pod);
      case 'targetPodUpdated':
        return isScaledDown(podRequests(event.old.spec), pod.requests);
      default:
        return false;
    }
  }

  #refusal(requests: PodRequests, node: NodeInfo): Status {
    const reasons: string[] = [];
    let unresolvable = false;
    const { allocatable } = node;
    if (node.pods.size + 1 > allocatable.pods) reasons.push('Too many pods');
    const check = (name: string, wanted: number, used: number, capacity: number): void => {
      if (wanted === 0 || wanted <= capacity - used) return;
      reasons.push(`Insufficient ${name}`);
      if (wanted > capacity) unresolvable = true;
    };
    check('cpu', requests.cpuMillis, node.requestedCpuMillis, allocatable.cpuMillis);
    check('memory', requests.memoryBytes, node.requestedMemoryBytes, allocatable.memoryBytes);
    check(
      'ephemeral-storage',
      requests.ephemeralStorageBytes,
      node.requestedEphemeralStorageBytes,
      allocatable.ephemeralStorageBytes,
    );
    for (const [name, amount] of requests.scalars) {
      const capacity = allocatable.scalars.get(name) ?? 0;
      check(name, amount, node.requestedScalars.get(name) ?? 0, capacity);
    }
    // Evicting pods does not help where the pod is larger than the whole node.
    const code = unresolvable ? 'UnschedulableAndUnresolvable' : 'Unschedulable';
    return this.#statuses.status(code, ...reasons);
  }
}

function fits(requests: PodRequests, node: NodeInfo): boolean {
  const { allocatable } = node;
  if (node.pods.size + 1 > allocatable.pods) return false;
  if (!leaves(requests.cpuMillis, allocatable.cpuMillis - node.requestedCpuMillis)) return false;
  if (!leaves(requests.memoryBytes, allocatable.memoryBytes - node.requestedMemoryBytes))
    return false;
  const freeStorageBytes = allocatable.ephemeralStorageBytes - node.requestedEphemeralStorageBytes;
  if (!leaves(requests.ephemeralStorageBytes, freeStorageBytes)) return false;
  for (const [name, amount] of requests.scalars) {
    const capacity = allocatable.scalars.get(name) ?? 0;
    if (!leaves(amount, capacity - (node.requestedScalars.get(name) ?? 0))) return false;
  }
  return true;
}

/** What is not asked for may even be overcommitted. */
function leaves(wanted: number, free: number): boolean {
  return wanted === 0 || wanted <= free;
}

/** Whole points from 100 (nothing taken) to 0 (nothing left). */
function freeShare(requested: number, capacity: number): number {
  if (requested > capacity) return 0;
  return Math.trunc(((capacity - requested) * MAX_NODE_SCORE) / capacity);
}

/** The pod fits an empty node of the new size, and something that it asks for has grown. */
function isHelpedByGrowth(requests: PodRequests, old: Node, node: Node): boolean {
  const after = new NodeInfo(node);
  if (!fits(requests, after)) return false;
  const before = new NodeInfo(old).allocatable;
  const now = after.allocatable;
  return (
    now.pods > before.pods ||
    (requests.cpuMillis > 0 && now.cpuMillis > before.cpuMillis) ||
    (requests.memoryBytes > 0 && now.memoryBytes > before.memoryBytes) ||
    (requests.ephemeralStorageBytes > 0 &&
      now.ephemeralStorageBytes > before.ephemeralStorageBytes) ||
    requests.scalars.some(
      ([name]) => (now.scalars.get(name) ?? 0) > (before.scalars.get(name) ?? 0),
    )
  );
}

function freesSomething(wanted: PodRequests, old: Pod, pod: Pod): boolean {
  const before = podRequests(old.spec);
  const after = podRequests(pod.spec);
  return (
    (wanted.cpuMillis > 0 && after.cpuMillis < before.cpuMillis) ||
    (wanted.memoryBytes > 0 && after.memoryBytes < before.memoryBytes)
  );
}

function isScaledDown(before: PodRequests, after: PodRequests): boolean {
  return after.cpuMillis < before.cpuMillis || after.memoryBytes < before.memoryBytes;
}
