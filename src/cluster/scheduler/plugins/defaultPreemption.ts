// DefaultPreemption: says why evicting pods of lower priority would not make room.
// Source: k8s.io/kubernetes/pkg/scheduler/framework/preemption.
//
// Differs from Kubernetes: where evicting would help, nothing is evicted and nothing is said (#4).
import { Diagnosis } from '../framework/diagnosis';
import type {
  ClusterSnapshot,
  NodeFilter,
  PostFilterPlugin,
  PostFilterResult,
} from '../framework/plugin';
import { StatusTable, type Status } from '../framework/status';
import type { NodeInfo } from '../nodeInfo';
import type { PodInfo } from '../podInfo';

export class DefaultPreemption implements PostFilterPlugin {
  readonly name = 'DefaultPreemption';
  readonly #statuses = new StatusTable(this.name);
  readonly #notHelpful = this.#statuses.status(
    'UnschedulableAndUnresolvable',
    'Preemption is not helpful for scheduling',
  );
  readonly #noVictims = this.#statuses.status(
    'UnschedulableAndUnresolvable',
    'No preemption victims found for incoming pod',
  );

  postFilter(
    pod: PodInfo,
    snapshot: ClusterSnapshot,
    diagnosis: Diagnosis,
    filters: readonly NodeFilter[],
  ): PostFilterResult {
    if (pod.pod.spec.preemptionPolicy === 'Never') {
      return { message: 'preemption: not eligible due to preemptionPolicy=Never.' };
    }
    const verdict = new Diagnosis();
    verdict.absentNodesStatus = this.#notHelpful;
    for (const node of snapshot.nodes) {
      if (diagnosis.statusOf(node)?.code !== 'Unschedulable') continue;
      const status = this.#tryEvicting(pod, node, filters);
      if (status === undefined) return { message: undefined };
      verdict.refuse(node, status);
    }
    return { message: `preemption: ${verdict.message(snapshot.nodes.length)}` };
  }

  /** Undefined where the pod would fit without the pods of lower priority. */
  #tryEvicting(pod: PodInfo, node: NodeInfo, filters: readonly NodeFilter[]): Status | undefined {
    const victims = [...node.pods.values()].filter((other) => other.priority < pod.priority);
    if (victims.length === 0) return this.#noVictims;
    for (const victim of victims) node.removePod(victim, undefined);
    try {
      for (const filter of filters) {
        const status = filter(node);
        if (status !== undefined) return status;
      }
      return undefined;
    } finally {
      for (const victim of victims) node.addPod(victim, undefined);
    }
  }
}
