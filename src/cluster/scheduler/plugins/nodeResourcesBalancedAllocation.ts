// NodeResourcesBalancedAllocation: prefers nodes on which the pod brings the shares of CPU and memory
// in use closer to each other. Source: k8s.io/kubernetes/pkg/scheduler/framework/plugins/noderesources.
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
        const after = balance(
          share(requestedCpuMillis + cpuMillis, allocatable.cpuMillis),
          share(requestedMemoryBytes + memoryBytes, allocatable.memoryBytes),
        );
        const before = balance(
          share(requestedCpuMillis, allocatable.cpuMillis),
          share(requestedMemoryBytes, allocatable.memoryBytes),
        );
        const half = MAX_NODE_SCORE / 2;
        return half + Math.trunc((half + after - before) / 2);
      },
    };
  }
}

/** Undefined where the node has none of the resource: it is then left out. */
function share(requested: number, capacity: number): number | undefined {
  return capacity === 0 ? undefined : Math.min(1, requested / capacity);
}

/** 100 less the standard deviation of the shares in percent; of two, it is half their difference. */
function balance(cpu: number | undefined, memory: number | undefined): number {
  const deviation = cpu === undefined || memory === undefined ? 0 : Math.abs(cpu - memory) / 2;
  return Math.trunc((1 - deviation) * MAX_NODE_SCORE);
}
