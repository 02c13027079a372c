// Which pods go first when there are too many. Source: k8s.io/kubernetes/pkg/controller
// (ActivePodsWithRanks), https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset
import { findCondition } from '../../../apimachinery/conditions';
import { parseTime } from '../../../apimachinery/time';
import { isPodActive, isPodReady } from '../../../apis/core/podState';
import type { Pod } from '../../../apis/generated/core/v1';

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const PHASE_RANK: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

interface Ranked {
  readonly pod: Pod;
  /** Each number compared in turn; the pod with the smaller one goes first. */
  readonly ranks: readonly number[];
}

/**
 * `pods` in the order in which they are to be deleted. `related` are the pods that should be spread:
 * of two, the one that shares its node with more of them goes first.
 *
 * Worked example: of a Running pod on a node with two related ones, a Running pod alone on its node
 * and a Pending pod, the Pending one goes first, then the one that is doubled up.
 */
export function rankForDeletion(
  pods: readonly Pod[],
  related: readonly Pod[],
  nowEpochMs: number,
): readonly Pod[] {
  const onNode = new Map<string, number>();
  for (const pod of related) {
    const nodeName = pod.spec.nodeName ?? '';
    if (isPodActive(pod)) onNode.set(nodeName, (onNode.get(nodeName) ?? 0) + 1);
  }
  return pods
    .map((pod): Ranked => ({ pod, ranks: ranksOf(pod, onNode, nowEpochMs) }))
    .sort(compareRanked)
    .map(({ pod }) => pod);
}

function ranksOf(
  pod: Pod,
  onNode: ReadonlyMap<string, number>,
  nowEpochMs: number,
): readonly number[] {
  const nodeName = pod.spec.nodeName ?? '';
  const ready = isPodReady(pod);
  const readySince = ready
    ? findCondition(pod.status.conditions, 'Ready')?.lastTransitionTime
    : undefined;
  return [
    nodeName === '' ? 0 : 1,
    PHASE_RANK[pod.status.phase ?? 'Unknown'] ?? 1,
    ready ? 1 : 0,
    deletionCost(pod),
    -(onNode.get(nodeName) ?? 0),
    ready ? ageRank(readySince, nowEpochMs) : 0,
    -maxRestarts(pod),
    ageRank(pod.metadata.creationTimestamp, nowEpochMs),
  ];
}

function compareRanked(a: Ranked, b: Ranked): number {
  for (let i = 0; i < a.ranks.length; i++) {
    const difference = (a.ranks[i] ?? 0) - (b.ranks[i] ?? 0);
    if (difference !== 0) return difference;
  }
  // Ages of the same magnitude count as equal (LogarithmicScaleDown): the uid decides, as chance.
  return a.pod.metadata.uid < b.pod.metadata.uid ? -1 : 1;
}

/** The magnitude of an age: younger pods go first, and pods of about the same age are equal. */
function ageRank(time: string | undefined, nowEpochMs: number): number {
  const since = parseTime(time ?? '');
  const ageNanos = since === undefined ? 0 : (nowEpochMs - since) * 1e6;
  return ageNanos <= 0 ? -1 : Math.floor(Math.log2(ageNanos));
}

function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[DELETION_COST] ?? '';
  return /^-?[0-9]{1,10}$/.test(text) ? Number(text) : 0;
}

function maxRestarts(pod: Pod): number {
  let restarts = 0;
  for (const { restartCount } of pod.status.containerStatuses ?? []) {
    restarts = Math.max(restarts, restartCount);
  }
  return restarts;
}
