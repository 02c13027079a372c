// Scaling in the middle of a rollout: old and new ReplicaSets grow or shrink in proportion, to lower
// the risk that all new pods belong to a bad revision.
// Source: k8s.io/kubernetes/pkg/controller/deployment (scale, GetReplicaSetProportion),
// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#proportional-scaling
import type { Deployment, ReplicaSet } from '../../../apis/generated/apps/v1';
import { MAX_REPLICAS_ANNOTATION } from '../../../apis/apps/deploymentRevisions';
import { desiredReplicas, maxSurge, sizeOf, sumOfReplicas } from './rolloutLimits';

/**
 * New sizes of the active ReplicaSets, the largest one first.
 *
 * Worked example: 10 replicas with a surge of 3 stand at 8 old and 5 new pods; scaled to 15, the 18
 * allowed pods leave 5 to add: 3 to the old ReplicaSet (8 x 18 / 13 is 11.08) and 2 to the new one.
 */
export function proportionalSizes(
  deployment: Deployment,
  active: readonly ReplicaSet[],
): ReadonlyMap<ReplicaSet, number> {
  const desired = desiredReplicas(deployment);
  const allowed = desired > 0 ? desired + maxSurge(deployment) : 0;
  const toAdd = allowed - sumOfReplicas(active);
  const sizes = new Map<ReplicaSet, number>();
  let added = 0;
  for (const replicaSet of sortBySize(active, toAdd > 0 ? 'newest' : 'oldest')) {
    const share = toAdd === 0 ? 0 : shareOf(replicaSet, deployment, toAdd, added);
    added += share;
    sizes.set(replicaSet, sizeOf(replicaSet) + share);
  }
  const first = sizes.entries().next();
  if (first.done !== true && toAdd !== 0) {
    // What rounding left over goes to the largest one.
    const [largest, size] = first.value;
    sizes.set(largest, Math.max(0, size + toAdd - added));
  }
  return sizes;
}

function shareOf(
  replicaSet: ReplicaSet,
  deployment: Deployment,
  toAdd: number,
  added: number,
): number {
  if (sizeOf(replicaSet) === 0 || toAdd === added) return 0;
  const fraction = fractionOf(replicaSet, deployment);
  const left = toAdd - added;
  return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
}

/** How much the ReplicaSet would change if it kept its part of the whole. */
function fractionOf(replicaSet: ReplicaSet, deployment: Deployment): number {
  const desired = desiredReplicas(deployment);
  const size = sizeOf(replicaSet);
  if (desired === 0) return -size;
  const recorded = Number(replicaSet.metadata.annotations?.[MAX_REPLICAS_ANNOTATION] ?? 0);
  const before = recorded > 0 ? recorded : (deployment.status.replicas ?? 0);
  if (before === 0) return 0;
  return Math.round((size * (desired + maxSurge(deployment))) / before) - size;
}

/** Largest first; among equals the newest (or oldest) first. */
function sortBySize(
  replicaSets: readonly ReplicaSet[],
  among: 'newest' | 'oldest',
): readonly ReplicaSet[] {
  const sign = among === 'newest' ? -1 : 1;
  return [...replicaSets].sort((a, b) => sizeOf(b) - sizeOf(a) || sign * compareByCreation(a, b));
}

/** Oldest first; the name decides within the same second. */
export function compareByCreation(a: ReplicaSet, b: ReplicaSet): number {
  const [timeA, timeB] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  if (timeA !== timeB) return timeA < timeB ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
