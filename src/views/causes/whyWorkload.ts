// Why a Deployment, ReplicaSet or DaemonSet is not where it wants to be: a rollout that is stuck, pods that
// cannot be made or are of no use.
import { findCondition, type ConditionLike } from '../../apimachinery/conditions';
import { compileLabelSelector, type LabelSelectorSpec } from '../../apimachinery/labelSelector';
import type { DaemonSet, Deployment, ReplicaSet } from '../../apis/generated/apps/v1';
import type { Pod } from '../../apis/generated/core/v1';
import { plural } from '../plural';
import { podTrouble } from './podTrouble';

/** What the three have in common. */
interface Progress {
  readonly wanted: number;
  /** Of the newest version. */
  readonly updated: number;
  readonly available: number;
  readonly selector: LabelSelectorSpec;
  readonly conditions: readonly ConditionLike[];
}

/** Undefined where all is as it is wanted. `pods` are those of its namespace. */
export function whyDeployment(deployment: Deployment, pods: readonly Pod[]): string | undefined {
  const { spec, status, metadata } = deployment;
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    return unseen('deployment-controller');
  const wanted = spec.replicas ?? 1;
  const conditions = status.conditions ?? [];
  const { selector } = spec;
  const progress = { wanted, updated: updatedReplicas, available: availableReplicas };
  const isDone = updatedReplicas === wanted && replicas === wanted && availableReplicas >= wanted;
  if (isDone) return undefined;
  if (spec.paused === true && updatedReplicas < wanted)
    return `Its rollout is paused (spec.paused): ${counts(progress)}. kubectl rollout resume lets it go on.`;
  const isLate = findCondition(conditions, 'Progressing')?.reason === 'ProgressDeadlineExceeded';
  const what = isLate
    ? `Its rollout is stuck: for ${String(spec.progressDeadlineSeconds ?? 600)} s (progressDeadlineSeconds) nothing has moved`
    : 'Its rollout is not done';
  const trouble = troubleOf({ ...progress, selector, conditions }, pods);
  const olds = replicas - updatedReplicas;
  const old =
    trouble !== undefined && olds > 0 && availableReplicas > 0
      ? ` ${plural(olds, 'pod')} of the version before ${olds === 1 ? 'stays' : 'stay'} until new ones are ready; kubectl rollout undo goes back to it.`
      : '';
  return `${what}: ${counts(progress)}.${trouble ?? ''}${old}`;
}

export function whyReplicaSet(
  { spec, status }: ReplicaSet,
  pods: readonly Pod[],
): string | undefined {
  const wanted = spec.replicas ?? 1;
  const { availableReplicas: available = 0, conditions = [] } = status;
  if (available >= wanted) return undefined;
  const progress = { wanted, updated: wanted, available, selector: spec.selector, conditions };
  return `It wants ${plural(wanted, 'pod')}, and ${String(available)} ${available === 1 ? 'is' : 'are'} available.${troubleOf(progress, pods) ?? ''}`;
}

export function whyDaemonSet(set: DaemonSet, pods: readonly Pod[]): string | undefined {
  const { status, spec, metadata } = set;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    return unseen('daemon-set-controller');
  const { desiredNumberScheduled: wanted, numberAvailable: available = 0 } = status;
  const { updatedNumberScheduled: updated = 0, conditions = [] } = status;
  if (wanted === 0) return 'It has no pods, as no node is one that they may run on.';
  if (available >= wanted && updated >= wanted) return undefined;
  const progress = { wanted, updated, available, selector: spec.selector, conditions };
  return `It wants a pod on each of ${plural(wanted, 'node')}: ${counts(progress)}.${troubleOf(progress, pods) ?? ''}`;
}

function unseen(controller: string): string {
  return `The ${controller} has not looked at its last change yet. Does kube-controller-manager run, and does it hold its Lease?`;
}

function counts({
  wanted,
  updated,
  available,
}: Pick<Progress, 'wanted' | 'updated' | 'available'>): string {
  return `of ${plural(wanted, 'pod')} ${String(updated)} ${updated === 1 ? 'is' : 'are'} of the newest version, and ${String(available)} ${available === 1 ? 'is' : 'are'} available`;
}

function troubleOf({ selector, conditions }: Progress, pods: readonly Pod[]): string | undefined {
  const failure = findCondition(conditions, 'ReplicaFailure');
  if (failure?.status === 'True') return ` Pods cannot be made: ${failure.message ?? ''}.`;
  const matches = compileLabelSelector(selector);
  for (const pod of [...pods].reverse()) {
    const isOwn = matches(pod.metadata.labels) && pod.metadata.deletionTimestamp === undefined;
    const trouble = isOwn ? podTrouble(pod) : undefined;
    if (trouble !== undefined) return ` Pod ${pod.metadata.name} ${trouble}.`;
  }
  return undefined;
}
