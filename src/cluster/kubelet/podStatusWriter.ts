// Writes pod statuses to the API server: only what changed, again later where it is unreachable.
// Source: k8s.io/kubernetes/pkg/kubelet/status/status_manager.go.
import { ApiConnectionError, ApiStatusError } from '../../apimachinery/apiStatus';
import { findCondition } from '../../apimachinery/conditions';
import { deepEqual } from '../../apimachinery/deepEqual';
import { SmallMap } from '../../apimachinery/smallMap';
import type { Pod, PodCondition, PodStatus } from '../../apis/generated/core/v1';
import { PODS } from '../../apis/resources';
import type { Client } from '../client/client';

/** A pod whose status is written: the pod itself, or a static pod's mirror. */
export interface ReportedPod {
  /** Undefined where the API server has no such object yet. */
  readonly apiPod: Pod | undefined;
  /** What the API server has, as far as this kubelet knows. */
  reported: PodStatus | undefined;
  /** The resource version that the last write led to. */
  writtenVersion: string;
}

export class PodStatusWriter {
  readonly #client: Client;
  readonly #pending = new SmallMap<ReportedPod, PodStatus>();

  constructor(client: Client) {
    this.#client = client;
  }

  write(pod: ReportedPod, status: PodStatus): void {
    this.#pending.delete(pod);
    if (pod.apiPod === undefined) return;
    const body = statusChanges(pod.reported, status);
    if (body === undefined) return;
    const { namespace, name, uid } = pod.apiPod.metadata;
    try {
      const written = this.#client.patch(
        PODS,
        namespace,
        name,
        { type: 'strategic', body: { metadata: { uid }, status: body } },
        { subresource: 'status' },
      );
      pod.writtenVersion = written.metadata.resourceVersion;
      // The server's own object: the same in content, and shared with its store.
      pod.reported = written.status;
    } catch (error) {
      const isTransient =
        error instanceof ApiStatusError && (error.code >= 500 || error.code === 429);
      if (error instanceof ApiConnectionError || isTransient) this.#pending.set(pod, status);
      // Gone, or replaced by another pod of the same name: nobody to report about.
      else if (!(error instanceof ApiStatusError && (error.code === 404 || error.code === 409)))
        throw error;
    }
  }

  /** Tries again what could not be written. */
  flush(): void {
    for (const [pod, status] of [...this.#pending.entries()]) this.write(pod, status);
  }

  forget(pod: ReportedPod): void {
    this.#pending.delete(pod);
  }
}

/** A strategic merge patch of the status; undefined where nothing changed. */
export function statusChanges(
  before: PodStatus | undefined,
  after: PodStatus,
): Readonly<Record<string, unknown>> | undefined {
  const changes: Record<string, unknown> = {};
  const { conditions, podIPs } = after;
  for (const key in after) {
    if (key === 'conditions' || key === 'podIPs') continue;
    const field = key as keyof PodStatus; // The keys of a status are those of its type.
    const value = after[field];
    const old = before?.[field];
    if (old !== value && !deepEqual(old, value)) changes[field] = value;
  }
  for (const field of ['reason', 'message', 'podIP'] as const) {
    if (before?.[field] !== undefined && after[field] === undefined) changes[field] = null;
  }
  const changedConditions: unknown[] = [];
  for (const condition of conditions ?? []) {
    const change = conditionChange(before?.conditions, condition);
    if (change !== undefined) changedConditions.push(change);
  }
  if (changedConditions.length > 0) changes.conditions = changedConditions;
  const changedIPs = addressChanges(before, podIPs);
  if (changedIPs.length > 0) changes.podIPs = changedIPs;
  return Object.keys(changes).length === 0 ? undefined : changes;
}

function conditionChange(
  before: PodStatus['conditions'],
  condition: PodCondition,
): object | undefined {
  const old = findCondition(before, condition.type);
  if (old === condition) return undefined;
  if (old === undefined) return condition;
  if (
    old.status === condition.status &&
    old.reason === condition.reason &&
    old.message === condition.message &&
    old.lastTransitionTime === condition.lastTransitionTime &&
    old.observedGeneration === condition.observedGeneration
  )
    return undefined;
  const change: Record<string, unknown> = { ...condition };
  if (old.reason !== undefined && condition.reason === undefined) change.reason = null;
  if (old.message !== undefined && condition.message === undefined) change.message = null;
  return change;
}

const NO_CHANGES: readonly unknown[] = [];

/** podIPs are merged by address: those that are gone have to be named. */
function addressChanges(
  before: PodStatus | undefined,
  podIPs: PodStatus['podIPs'],
): readonly unknown[] {
  if (before?.podIPs === podIPs) return NO_CHANGES;
  const old = before?.podIPs ?? [];
  const now = podIPs ?? [];
  if (deepEqual(old, now)) return NO_CHANGES;
  const gone = old.filter(({ ip }) => !now.some((other) => other.ip === ip));
  return [...now, ...gone.map(({ ip }) => ({ $patch: 'delete', ip }))];
}
