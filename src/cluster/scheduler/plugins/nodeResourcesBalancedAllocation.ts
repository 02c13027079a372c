// NodeResourcesBalancedAllocation: prefers nodes where, with the pod on it, the shares of CPU and
// memory in use are close to each other.
// Source: k8s.io/kubernetes/pkg/scheduler/framework/plugins/noderesources (as it is in 1.35: the
// balance before the pod came does not matter).
import { MAX_NODE_SCORE, type NodeScorer, type ScorePlugin } from '../framework/plugin';
import type { PodInfo } from '../podInfo';

export class NodeResourcesBalancedAllocation implements ScorePlugin {
  readonly name = 'NodeResourcesBalancedAllocation';

  /** Pods that request neither CPU nor memory change no balance. */
  preScore({ requests }: PodInfo): NodeScorer | undefined {
    const { cpuMillis, memoryBytes } = requests;
    if (cpuMillis === 0 && memoryBytes === 0) return undefined;
    return {
      score: ({ allocatable, requestedCpuMillis, requestedMemoryBytes }) => {
        // A resource that the node has none of is left out.
        if (allocatable.cpuMillis === 0 || allocatable.memoryBytes === 0) return MAX_NODE_SCORE;
        const cpu = share(requestedCpuMillis + cpuMillis, allocatable.cpuMillis);
        const memory = share(requestedMemoryBytes + memoryBytes, allocatable.memoryBytes);
        // The standard deviation of two shares is half their difference.
        return Math.trunc((1 - Math.abs(cpu - memory) / 2) * MAX_NODE_SCORE);
      },
    };
  }
}

function share(requested: number, capacity: number): number {
  return Math.min(1, requested / capacity);
}
