// How far a rollout may deviate from the wanted number of pods.
// Source: k8s.io/kubernetes/pkg/controller/deployment/util (ResolveFenceposts, NewRSNewReplicas).
import type { Deployment, ReplicaSet } from '../../../apis/generated/apps/v1';
import type { IntOrString } from '../../../apis/generated/meta/v1';

export function desiredReplicas(deployment: Deployment): number {
  return deployment.spec.replicas ?? 1;
}

export function isRollingUpdate(deployment: Deployment): boolean {
  return (deployment.spec.strategy?.type ?? 'RollingUpdate') === 'RollingUpdate';
}

/** Pods above the wanted number; a percentage is rounded up. */
export function maxSurge(deployment: Deployment): number {
  if (!isRollingUpdate(deployment)) return 0;
  const surge = deployment.spec.strategy?.rollingUpdate?.maxSurge ?? '25%';
  return resolveIntOrPercent(surge, desiredReplicas(deployment), 'up');
}

/**
 * Pods that may be missing from the wanted number; a percentage is rounded down. At least 1 where
 * the surge is 0, since the rollout could not begin otherwise.
 *
 * Worked example: 3 replicas with 25 % and 25 % are a surge of 1 and 0 unavailable.
 */
export function maxUnavailable(deployment: Deployment): number {
  const replicas = desiredReplicas(deployment);
  if (!isRollingUpdate(deployment) || replicas === 0) return 0;
  const value = deployment.spec.strategy?.rollingUpdate?.maxUnavailable ?? '25%';
  const unavailable = resolveIntOrPercent(value, replicas, 'down');
  if (unavailable === 0 && maxSurge(deployment) === 0) return 1;
  return Math.min(unavailable, replicas);
}

/** The size to which the new ReplicaSet may grow now. */
export function newReplicaSetSize(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  newSize: number,
): number {
  const desired = desiredReplicas(deployment);
  if (!isRollingUpdate(deployment)) return desired;
  const room = desired + maxSurge(deployment) - sumOfReplicas(replicaSets);
  return room <= 0 ? newSize : newSize + Math.min(room, desired - newSize);
}

/** The pods that the ReplicaSets ask for. */
export function sumOfReplicas(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, replicaSet) => sum + sizeOf(replicaSet), 0);
}

/** The pods that a ReplicaSet asks for. */
export function sizeOf(replicaSet: ReplicaSet): number {
  return replicaSet.spec.replicas ?? 1;
}

/** `25%` of a total, or the number itself. */
export function resolveIntOrPercent(
  value: IntOrString,
  total: number,
  round: 'up' | 'down',
): number {
  if (typeof value === 'number') return value;
  const percent = /^([0-9]+)%$/.exec(value)?.[1];
  if (percent === undefined) return 0;
  const exact = (Number(percent) * total) / 100;
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact);
}
