// DefaultPreemption: finds the node where evicting pods of lower priority makes room for a pod at the least harm,
// or says why it would not help. Source: k8s.io/kubernetes/pkg/scheduler/framework/preemption.
//
// Differs from Kubernetes: budgets are asked for when they are needed instead of watched, every node is looked at
// instead of a tenth of them, and pods that go do not count for the spread of others before they are gone.
import { findCondition } from '../../../apimachinery/conditions';
import type { PodDisruptionBudget } from '../../../apis/generated/policy/v1';
import { Diagnosis } from '../framework/diagnosis';
import type {
  ClusterSnapshot,
  NodeFilter,
  PostFilterPlugin,
  PostFilterResult,
} from '../framework/plugin';
import { StatusTable } from '../framework/status';
import type { PodInfo } from '../podInfo';
import { chooseVictims, leastHarm, type Candidate } from './preemptionVictims';

export class DefaultPreemption implements PostFilterPlugin {
  readonly name = 'DefaultPreemption';
  readonly #budgets: () => readonly PodDisruptionBudget[];
  readonly #statuses = new StatusTable(this.name);
  readonly #notHelpful = this.#statuses.status(
    'UnschedulableAndUnresolvable',
    'Preemption is not helpful for scheduling',
  );
  readonly #noVictims = this.#statuses.status(
    'UnschedulableAndUnresolvable',
    'No preemption victims found for incoming pod',
  );

  constructor(budgets: () => readonly PodDisruptionBudget[] = () => []) {
    this.#budgets = budgets;
  }

  postFilter(
    pod: PodInfo,
    snapshot: ClusterSnapshot,
    diagnosis: Diagnosis,
    filters: readonly NodeFilter[],
  ): PostFilterResult {
    const why = ineligible(pod, snapshot, diagnosis);
    if (why !== undefined) return { message: `preemption: not eligible due to ${why}.` };
    const verdict = new Diagnosis();
    verdict.absentNodesStatus = this.#notHelpful;
    let budgets: readonly PodDisruptionBudget[] | undefined;
    const candidates: Candidate[] = [];
    for (const node of snapshot.nodes) {
      if (diagnosis.statusOf(node)?.code !== 'Unschedulable') continue;
      const lower = [...node.pods.values()].filter((other) => other.priority < pod.priority);
      if (lower.length === 0) {
        verdict.refuse(node, this.#noVictims);
        continue;
      }
      const chosen = chooseVictims(node, lower, filters, () => (budgets ??= this.#budgets()));
      if ('victims' in chosen) candidates.push(chosen);
      else verdict.refuse(node, chosen);
    }
    const best = leastHarm(candidates);
    if (best === undefined)
      return { message: `preemption: ${verdict.message(snapshot.nodes.length)}` };
    return { message: undefined, nominated: { node: best.node.name, victims: best.victims } };
  }
}

/** It has made room before and that is still on its way, or may not. */
function ineligible(
  { pod, priority }: PodInfo,
  snapshot: ClusterSnapshot,
  diagnosis: Diagnosis,
): string | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return 'preemptionPolicy=Never';
  const { nominatedNodeName } = pod.status;
  const node = nominatedNodeName ? snapshot.node(nominatedNodeName) : undefined;
  if (node === undefined) return undefined;
  if (diagnosis.statusOf(node)?.code === 'UnschedulableAndUnresolvable') return undefined;
  for (const other of node.pods.values()) {
    if (other.priority < priority && isBeingPreempted(other))
      return 'a terminating pod on the nominated node';
  }
  return undefined;
}

function isBeingPreempted({ pod }: PodInfo): boolean {
  const target = findCondition(pod.status.conditions, 'DisruptionTarget');
  return (
    pod.metadata.deletionTimestamp !== undefined &&
    target?.status === 'True' &&
    target.reason === 'PreemptionByScheduler'
  );
}
