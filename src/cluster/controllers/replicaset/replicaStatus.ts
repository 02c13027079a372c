// The status of a ReplicaSet from its pods.
// Source: k8s.io/kubernetes/pkg/controller/replicaset (calculateStatus).
import { findCondition, removeCondition, setCondition } from '../../../apimachinery/conditions';
import type { StringMap } from '../../../apimachinery/objectMeta';
import type {
  ReplicaSet,
  ReplicaSetCondition,
  ReplicaSetStatus,
} from '../../../apis/generated/apps/v1';
import type { Pod, ReplicationController } from '../../../apis/generated/core/v1';
import { availableAtMs } from '../podConditions';

export interface ReplicaPods {
  /** Neither finished nor being deleted. */
  readonly active: readonly Pod[];
  readonly terminatingCount: number;
}

/** A failed attempt to create (or delete) pods. */
export interface ReplicaFailure {
  readonly reason: 'FailedCreate' | 'FailedDelete';
  readonly message: string;
}

export interface CalculatedStatus {
  readonly status: ReplicaSetStatus;
  /** When the next pod becomes available by mere passing of time, in ms since 1970. */
  readonly nextAvailableAtMs: number | undefined;
}

export function calculateStatus(
  owner: ReplicaSet | ReplicationController,
  pods: ReplicaPods,
  failure: ReplicaFailure | undefined,
  now: { readonly epochMs: number; now(): string },
): CalculatedStatus {
  const labels = owner.spec.template?.metadata?.labels;
  const templateLabels = Object.entries(labels ?? {});
  const minReadySeconds = owner.spec.minReadySeconds ?? 0;
  let fullyLabeled = 0;
  let ready = 0;
  let available = 0;
  let nextAvailableAtMs: number | undefined;
  for (const pod of pods.active) {
    const own = pod.metadata.labels;
    // Most share those of the template.
    if (own === labels || hasLabels(own, templateLabels)) fullyLabeled++;
    const atMs = availableAtMs(pod, minReadySeconds);
    if (atMs === undefined) continue;
    ready++;
    if (atMs <= now.epochMs) available++;
    else nextAvailableAtMs = Math.min(nextAvailableAtMs ?? atMs, atMs);
  }
  const conditions = withFailure(owner.status.conditions, failure, now.now());
  const status: ReplicaSetStatus = {
    replicas: pods.active.length,
    fullyLabeledReplicas: fullyLabeled,
    readyReplicas: ready,
    availableReplicas: available,
    terminatingReplicas: pods.terminatingCount,
    ...(owner.metadata.generation === undefined
      ? {}
      : { observedGeneration: owner.metadata.generation }),
    ...(conditions.length === 0 ? {} : { conditions }),
  };
  return { status, nextAvailableAtMs };
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

function hasLabels(
  labels: StringMap | undefined,
  wanted: readonly (readonly [string, string])[],
): boolean {
  for (const [key, value] of wanted) if (labels?.[key] !== value) return false;
  return true;
}
