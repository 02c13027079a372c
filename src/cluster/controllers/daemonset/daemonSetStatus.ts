// A DaemonSet's status: on how many nodes it should run, does run, and is ready.
// Source: k8s.io/kubernetes/pkg/controller/daemon (updateDaemonSetStatus).
import type { DaemonSet, DaemonSetStatus } from '../../../apis/generated/apps/v1';
import type { Node, Pod } from '../../../apis/generated/core/v1';
import { availableAtMs } from '../podConditions';
import { REVISION_HASH_LABEL, type NodeJudge } from './daemonPod';

export interface DaemonSetCount {
  readonly status: DaemonSetStatus;
  /** When the next pod becomes available by mere passing of time, in ms since 1970. */
  readonly nextAvailableAtMs: number | undefined;
}

export function countDaemonSet(
  daemonSet: DaemonSet,
  judge: NodeJudge,
  nodes: Iterable<Node>,
  podsByNode: ReadonlyMap<string, readonly Pod[]>,
  hash: string,
  nowEpochMs: number,
): DaemonSetCount {
  const minReadySeconds = daemonSet.spec.minReadySeconds ?? 0;
  let [desired, current, misscheduled, ready, available, updated] = [0, 0, 0, 0, 0, 0];
  let nextAvailableAtMs: number | undefined;
  for (const node of nodes) {
    const pods = podsByNode.get(node.metadata.name) ?? [];
    if (!judge.verdict(node).shouldRun) {
      if (pods.length > 0) misscheduled++;
      continue;
    }
    desired++;
    const oldest = oldestOf(pods);
    if (oldest === undefined) continue;
    current++;
    if (oldest.metadata.labels?.[REVISION_HASH_LABEL] === hash) updated++;
    const atMs = availableAtMs(oldest, minReadySeconds);
    if (atMs === undefined) continue;
    ready++;
    if (atMs <= nowEpochMs) available++;
    else nextAvailableAtMs = Math.min(nextAvailableAtMs ?? atMs, atMs);
  }
  const { generation } = daemonSet.metadata;
  const { collisionCount, conditions } = daemonSet.status;
  const status: DaemonSetStatus = {
    desiredNumberScheduled: desired,
    currentNumberScheduled: current,
    numberMisscheduled: misscheduled,
    numberReady: ready,
    updatedNumberScheduled: updated,
    numberAvailable: available,
    numberUnavailable: desired - available,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  };
  return { status, nextAvailableAtMs };
}

/** The one that counts where a node has more than one. */
export function oldestOf(pods: readonly Pod[]): Pod | undefined {
  if (pods.length < 2) return pods[0];
  return [...pods].sort((a, b) =>
    a.metadata.creationTimestamp === b.metadata.creationTimestamp
      ? a.metadata.name.localeCompare(b.metadata.name, 'en')
      : a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp, 'en'),
  )[0];
}
