// A Deployment's status from its ReplicaSets, and whether its rollout is complete, progressing or stuck.
// Source: k8s.io/kubernetes/pkg/controller/deployment (calculateStatus, progress.go).
import { findCondition, removeCondition, setCondition } from '../../../apimachinery/conditions';
import { parseTime } from '../../../apimachinery/time';
import type {
  Deployment,
  DeploymentCondition,
  DeploymentStatus,
  ReplicaSet,
} from '../../../apis/generated/apps/v1';
import { desiredReplicas, maxUnavailable, sumOfReplicas } from './rolloutLimits';

type Conditions = readonly DeploymentCondition[];

/** kubectl's and the API's "no deadline" is the largest int32. */
const NO_DEADLINE = 2_147_483_647;

/** The clock as far as it is needed here. */
export interface Now {
  readonly epochMs: number;
  now(): string;
}

export function progressDeadlineMs(deployment: Deployment): number | undefined {
  const seconds = deployment.spec.progressDeadlineSeconds;
  return seconds === undefined || seconds === NO_DEADLINE ? undefined : seconds * 1000;
}

export function progressingCondition(
  status: Pick<DeploymentStatus, 'conditions'>,
): DeploymentCondition | undefined {
  return findCondition(status.conditions, 'Progressing');
}

/** A new condition; status and reason that stay as they are leave the old one untouched. */
export function withCondition(
  conditions: Conditions | undefined,
  condition: Pick<DeploymentCondition, 'type' | 'status' | 'reason' | 'message'>,
  now: string,
): Conditions {
  const old = findCondition(conditions, condition.type);
  if (old?.status === condition.status && old.reason === condition.reason) return conditions ?? [];
  return setCondition(conditions, { ...condition, lastUpdateTime: now, lastTransitionTime: now });
}

/** The numbers and the Available condition. */
export function calculateStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newReplicaSet: ReplicaSet | undefined,
  now: string,
): DeploymentStatus {
  const available = sumOf(all, (replicaSet) => replicaSet.status.availableReplicas);
  const minimum = desiredReplicas(deployment) - maxUnavailable(deployment);
  const { generation } = deployment.metadata;
  const { collisionCount } = deployment.status;
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    replicas: sumOf(all, (replicaSet) => replicaSet.status.replicas),
    updatedReplicas: newReplicaSet?.status.replicas ?? 0,
    readyReplicas: sumOf(all, (replicaSet) => replicaSet.status.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sumOfReplicas(all) - available),
    terminatingReplicas: sumOf(all, (replicaSet) => replicaSet.status.terminatingReplicas),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: withCondition(
      deployment.status.conditions,
      available >= minimum
        ? {
            type: 'Available',
            status: 'True',
            reason: 'MinimumReplicasAvailable',
            message: 'Deployment has minimum availability.',
          }
        : {
            type: 'Available',
            status: 'False',
            reason: 'MinimumReplicasUnavailable',
            message: 'Deployment does not have minimum availability.',
          },
      now,
    ),
  };
}

/** All wanted pods are of the new template and available, and no other is left. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const desired = desiredReplicas(deployment);
  return (
    status.updatedReplicas === desired &&
    status.replicas === desired &&
    status.availableReplicas === desired &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

/** The numbers of a rollout with its conditions Progressing and ReplicaFailure brought up to date. */
export function rolloutStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newReplicaSet: ReplicaSet | undefined,
  clock: Now,
): DeploymentStatus {
  const status = calculateStatus(deployment, all, newReplicaSet, clock.now());
  const progressed =
    progressDeadlineMs(deployment) === undefined
      ? removeCondition(status.conditions, 'Progressing')
      : withProgress(deployment, status, newReplicaSet, clock);
  return { ...status, conditions: withReplicaFailure(progressed, all, newReplicaSet, clock.now()) };
}

function withProgress(
  deployment: Deployment,
  status: DeploymentStatus,
  newReplicaSet: ReplicaSet | undefined,
  clock: Now,
): Conditions {
  const conditions = status.conditions ?? [];
  const current = progressingCondition(deployment.status);
  const wasComplete =
    status.replicas === status.updatedReplicas && current?.reason === 'NewReplicaSetAvailable';
  if (wasComplete) return conditions;
  const subject =
    newReplicaSet === undefined
      ? `Deployment "${deployment.metadata.name}"`
      : `ReplicaSet "${newReplicaSet.metadata.name}"`;
  const now = clock.now();
  if (isComplete(deployment, status)) {
    return withCondition(
      conditions,
      progressing('True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`),
      now,
    );
  }
  if (hasProgressed(deployment.status, status)) {
    // Each step of progress renews lastUpdateTime, from which the deadline runs.
    const since = current?.status === 'True' ? current.lastTransitionTime : undefined;
    return setCondition(removeCondition(conditions, 'Progressing'), {
      ...progressing('True', 'ReplicaSetUpdated', `${subject} is progressing.`),
      lastUpdateTime: now,
      lastTransitionTime: since ?? now,
    });
  }
  if (hasTimedOut(deployment, clock.epochMs)) {
    const message = `${subject} has timed out progressing.`;
    return withCondition(
      conditions,
      progressing('False', 'ProgressDeadlineExceeded', message),
      now,
    );
  }
  return conditions;
}

function progressing(
  status: 'True' | 'False',
  reason: string,
  message: string,
): Pick<DeploymentCondition, 'type' | 'status' | 'reason' | 'message'> {
  return { type: 'Progressing', status, reason, message };
}

function hasProgressed(old: DeploymentStatus, status: DeploymentStatus): boolean {
  const oldPods = (each: DeploymentStatus): number =>
    (each.replicas ?? 0) - (each.updatedReplicas ?? 0);
  return (
    (status.updatedReplicas ?? 0) > (old.updatedReplicas ?? 0) ||
    oldPods(status) < oldPods(old) ||
    (status.readyReplicas ?? 0) > (old.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (old.availableReplicas ?? 0)
  );
}

function hasTimedOut(deployment: Deployment, nowEpochMs: number): boolean {
  const condition = progressingCondition(deployment.status);
  if (condition === undefined || condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  const dueMs = deadlineMs(deployment, condition);
  return dueMs !== undefined && nowEpochMs > dueMs;
}

/** How long until the progress deadline has to be looked at, in ms; undefined where it does not matter. */
export function progressCheckDelayMs(
  deployment: Deployment,
  status: DeploymentStatus,
  nowEpochMs: number,
): number | undefined {
  const condition = progressingCondition(deployment.status);
  if (condition === undefined || isComplete(deployment, status)) return undefined;
  // Once timed out or done, the deadline has nothing more to say about this rollout.
  if (condition.reason === 'ProgressDeadlineExceeded') return undefined;
  if (condition.reason === 'NewReplicaSetAvailable') return undefined;
  const dueMs = deadlineMs(deployment, condition);
  // A second is added because API times are cut to whole seconds.
  return dueMs === undefined ? undefined : Math.max(dueMs - nowEpochMs, 0) + 1000;
}

function deadlineMs(deployment: Deployment, condition: DeploymentCondition): number | undefined {
  const deadline = progressDeadlineMs(deployment);
  const since = parseTime(condition.lastUpdateTime ?? '');
  return deadline === undefined || since === undefined ? undefined : since + deadline;
}

function withReplicaFailure(
  conditions: Conditions,
  all: readonly ReplicaSet[],
  newReplicaSet: ReplicaSet | undefined,
  now: string,
): Conditions {
  const candidates = newReplicaSet === undefined ? all : [newReplicaSet, ...all];
  for (const { status } of candidates) {
    const failure = findCondition(status.conditions, 'ReplicaFailure');
    if (failure !== undefined) {
      const { type, status: conditionStatus, reason, message } = failure;
      return withCondition(conditions, { type, status: conditionStatus, reason, message }, now);
    }
  }
  return removeCondition(conditions, 'ReplicaFailure');
}

function sumOf(
  replicaSets: readonly ReplicaSet[],
  count: (replicaSet: ReplicaSet) => number | undefined,
): number {
  return replicaSets.reduce((sum, replicaSet) => sum + (count(replicaSet) ?? 0), 0);
}
