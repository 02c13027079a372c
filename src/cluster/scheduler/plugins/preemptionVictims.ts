// Whom to evict from a node so that a pod fits: as few and as unimportant pods as will do, and those last that a
// PodDisruptionBudget guards. Source: k8s.io/kubernetes/pkg/scheduler/framework/plugins/defaultpreemption.
import { parseTime } from '../../../apimachinery/time';
import type { PodDisruptionBudget } from '../../../apis/generated/policy/v1';
import { coversPod } from '../../../apis/policy/disruptionBudget';
import { firstRefusal } from '../framework/firstRefusal';
import type { NodeFilter } from '../framework/plugin';
import type { Status } from '../framework/status';
import type { NodeInfo } from '../nodeInfo';
import type { PodInfo } from '../podInfo';

export interface Candidate {
  readonly node: NodeInfo;
  /** The most important first. */
  readonly victims: readonly PodInfo[];
  /** How many of them their budgets would rather keep. */
  readonly violations: number;
}

/** The answer of the filter that refuses even without all pods of lower priority; `lower` are those. */
export function chooseVictims(
  node: NodeInfo,
  lower: readonly PodInfo[],
  filters: readonly NodeFilter[],
  budgets: () => readonly PodDisruptionBudget[],
): Candidate | Status {
  const gone = new Set(lower);
  for (const pod of lower) node.removePod(pod, undefined);
  try {
    const refusal = firstRefusal(filters, node);
    if (refusal !== undefined) return refusal;
    const { guarded, free } = byBudget([...lower].sort(importantFirst), budgets());
    for (const pod of [...guarded, ...free]) {
      node.addPod(pod, undefined);
      if (firstRefusal(filters, node) === undefined) gone.delete(pod);
      else node.removePod(pod, undefined);
    }
    const violations = guarded.filter((pod) => gone.has(pod)).length;
    return { node, victims: [...gone].sort(importantFirst), violations };
  } finally {
    for (const pod of gone) node.addPod(pod, undefined);
  }
}

/** pickOneNodeForPreemption: the least harm, by one measure after the other. */
export function leastHarm(candidates: readonly Candidate[]): Candidate | undefined {
  let best = candidates;
  for (const harm of HARMS) {
    const least = Math.min(...best.map(harm));
    best = best.filter((candidate) => harm(candidate) === least);
  }
  return best[0];
}

const HARMS: readonly ((candidate: Candidate) => number)[] = [
  ({ violations }) => violations,
  ({ victims }) => victims[0]?.priority ?? -Infinity,
  ({ victims }) => victims.reduce((sum, { priority }) => sum + priority + 2 ** 31, 0),
  ({ victims }) => victims.length,
  // The later the most important of them have started, the less is lost.
  ({ victims }) => {
    const highest = victims.filter(({ priority }) => priority === victims[0]?.priority);
    return -Math.min(...highest.map(startedMs));
  },
];

function importantFirst(a: PodInfo, b: PodInfo): number {
  return b.priority - a.priority || startedMs(a) - startedMs(b);
}

/** What has not started yet counts as the newest. */
function startedMs({ pod }: PodInfo): number {
  return parseTime(pod.status.startTime ?? '') ?? Number.MAX_SAFE_INTEGER;
}

function byBudget(
  pods: readonly PodInfo[],
  budgets: readonly PodDisruptionBudget[],
): { readonly guarded: readonly PodInfo[]; readonly free: readonly PodInfo[] } {
  const left = budgets.map(({ status }) => status.disruptionsAllowed ?? 0);
  const guarded: PodInfo[] = [];
  const free: PodInfo[] = [];
  for (const info of pods) {
    let isGuarded = false;
    budgets.forEach((budget, index) => {
      const { name = '' } = info.pod.metadata;
      if (!coversPod(budget, info.pod) || budget.status.disruptedPods?.[name] !== undefined) return;
      left[index] = (left[index] ?? 0) - 1;
      if ((left[index] ?? 0) < 0) isGuarded = true;
    });
    (isGuarded ? guarded : free).push(info);
  }
  return { guarded, free };
}
