// The status of a ReplicaSet from its pods.
// Source: k8s.io/kubernetes/pkg/controller/replicaset (calculateStatus).
import { findCondition, removeCondition, setCondition } from '../../../apimachinery/conditions';
import type {
  ReplicaSet,
  ReplicaSetCondition,
  ReplicaSetStatus,
} from '../../../apis/generated/apps/v1';
import type { ReplicationController } from '../../../apis/generated/core/v1';
import type { ReplicaCounts } from './replicaCounts';

/** A failed attempt to create (or delete) pods. */
export interface ReplicaFailure {
  readonly reason: 'FailedCreate' | 'FailedDelete';
  readonly message: string;
}

export function calculateStatus(
  owner: ReplicaSet | ReplicationController,
  counts: ReplicaCounts,
  failure: ReplicaFailure | undefined,
  now: string,
): ReplicaSetStatus {
  const conditions = withFailure(owner.status.conditions, failure, now);
  return {
    replicas: counts.active,
    fullyLabeledReplicas: counts.fullyLabeled,
    readyReplicas: counts.ready,
    availableReplicas: counts.available,
    terminatingReplicas: counts.terminating,
    ...(owner.metadata.generation === undefined
      ? {}
      : { observedGeneration: owner.metadata.generation }),
    ...(conditions.length === 0 ? {} : { conditions }),
  };
}

function withFailure(
  conditions: readonly ReplicaSetCondition[] | undefined,
  failure: ReplicaFailure | undefined,
  now: string,
): readonly ReplicaSetCondition[] {
  if (failure === undefined) return removeCondition(conditions, 'ReplicaFailure');
  // The first failure stands until the next success, as in Kubernetes.
  if (findCondition(conditions, 'ReplicaFailure') !== undefined) return conditions ?? [];
  return setCondition(conditions, {
    type: 'ReplicaFailure',
    status: 'True',
    reason: failure.reason,
    message: failure.message,
    lastTransitionTime: now,
  });
}
