// One step of a rolling update: grow the new ReplicaSet as far as the surge allows, or else shrink
// the old ones as far as availability allows.
// Source: k8s.io/kubernetes/pkg/controller/deployment/rolling.go.
//
// Differs from Kubernetes: a ReplicaSet whose status lags behind its size is not taken to have more
// available pods than it asks for; there, a rare race can lose a pod too many.
import type { ReplicaSet } from '../../../apis/generated/apps/v1';
import type { Rollout } from './rollout';
import {
  desiredReplicas,
  maxUnavailable,
  newReplicaSetSize,
  sizeOf,
  sumOfReplicas,
} from './rolloutLimits';

/** True where a ReplicaSet was resized: the next step waits for what comes of it. */
export function stepRollingUpdate(rollout: Rollout): boolean {
  return growNew(rollout) || shrinkOld(rollout);
}

function growNew(rollout: Rollout): boolean {
  const { newReplicaSet, deployment, allReplicaSets } = rollout;
  if (newReplicaSet === undefined) return false;
  const size = sizeOf(newReplicaSet);
  const desired = desiredReplicas(deployment);
  if (size === desired) return false;
  if (size > desired) return rollout.scale(newReplicaSet, desired);
  return rollout.scale(newReplicaSet, newReplicaSetSize(deployment, allReplicaSets, size));
}

/**
 * Worked example: 10 replicas, 2 may be unavailable, 8 old pods and 5 new ones of which none is
 * available yet: 13 - 8 - 5 = 0 old pods may go. Once the 5 are available, 5 may.
 */
function shrinkOld(rollout: Rollout): boolean {
  const { deployment, newReplicaSet, allReplicaSets } = rollout;
  if (rollout.activeOld.length === 0 || newReplicaSet === undefined) return false;
  const minAvailable = desiredReplicas(deployment) - maxUnavailable(deployment);
  const newUnavailable = sizeOf(newReplicaSet) - availableOf(newReplicaSet);
  const removable = sumOfReplicas(allReplicaSets) - minAvailable - newUnavailable;
  if (removable <= 0) return false;

  // Pods that are not available anyway go first, so that a bad revision never blocks its successor.
  const sizes = new Map(rollout.activeOld.map((replicaSet) => [replicaSet, sizeOf(replicaSet)]));
  const unhealthy = removeUpTo(removable, sizes, (replicaSet, size) =>
    Math.max(0, size - availableOf(replicaSet)),
  );
  const available = allReplicaSets.reduce((sum, replicaSet) => sum + availableOf(replicaSet), 0);
  const healthy = removeUpTo(available - minAvailable, sizes, (_, size) => size);
  if (unhealthy + healthy === 0) return false;
  let resized = false;
  for (const [replicaSet, size] of sizes) {
    if (size !== sizeOf(replicaSet)) resized = rollout.scale(replicaSet, size) || resized;
  }
  return resized;
}

/** Takes up to `count` off the sizes, oldest first, and returns how many. */
function removeUpTo(
  count: number,
  sizes: Map<ReplicaSet, number>,
  removableOf: (replicaSet: ReplicaSet, size: number) => number,
): number {
  let removed = 0;
  for (const [replicaSet, size] of sizes) {
    if (removed >= count) break;
    const removal = Math.min(count - removed, removableOf(replicaSet, size));
    sizes.set(replicaSet, size - removal);
    removed += removal;
  }
  return removed;
}

/** Not more than it asks for: right after a resize its status still counts pods that are to go. */
function availableOf(replicaSet: ReplicaSet): number {
  return Math.min(replicaSet.status.availableReplicas ?? 0, sizeOf(replicaSet));
}
