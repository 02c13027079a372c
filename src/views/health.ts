// How well something is, in the few words that icons and colours can tell apart.
import { isPodReady } from '../apis/core/podState';
import type { Pod, PodCondition } from '../apis/generated/core/v1';

export type Health = 'good' | 'working' | 'bad' | 'off' | 'done';

const BAD_STATUS = /BackOff|Err|Invalid|Failed|OOM|Unknown|Evicted|ContainerConfig/;

/** How a pod is, from its phase, its Ready condition and kubectl's STATUS column. */
export function podHealth(pod: Pod, status: string): Health {
  if (pod.metadata.deletionTimestamp !== undefined) return 'off';
  if (status === 'Completed' || pod.status.phase === 'Succeeded') return 'done';
  if (BAD_STATUS.test(status)) return 'bad';
  if (pod.status.phase !== 'Running') return 'working';
  return isPodReady(pod) ? 'good' : 'working';
}

/** The same as `podHealth(pod, status) === 'good'` without the status, which takes long to find out. */
export function isPodGood(pod: Pod): boolean {
  return (
    pod.status.phase === 'Running' &&
    pod.metadata.deletionTimestamp === undefined &&
    isPodReady(pod)
  );
}

/** What keeps the pod from running, as far as its conditions tell. */
export function blockingCondition({ status }: Pod): PodCondition | undefined {
  return status.conditions?.find(
    (condition) => condition.status !== 'True' && (condition.message ?? '') !== '',
  );
}
