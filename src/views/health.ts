// How well something is, in the few words that icons and colours can tell apart.
import type { Pod } from '../apis/generated/core/v1';

export type Health = 'good' | 'working' | 'bad' | 'off' | 'done';

const BAD_STATUS = /BackOff|Err|Invalid|Failed|OOM|Unknown|Evicted|ContainerConfig/;

/** How a pod is, from its phase, its Ready condition and kubectl's STATUS column. */
export function podHealth(pod: Pod, status: string): Health {
  if (pod.metadata.deletionTimestamp !== undefined) return 'off';
  if (status === 'Completed' || pod.status.phase === 'Succeeded') return 'done';
  if (BAD_STATUS.test(status)) return 'bad';
  if (pod.status.phase !== 'Running') return 'working';
  return isReady(pod) ? 'good' : 'working';
}

/** The same as `podHealth(pod, status) === 'good'` without the status, which takes long to find out. */
export function isPodGood(pod: Pod): boolean {
  return (
    pod.status.phase === 'Running' && pod.metadata.deletionTimestamp === undefined && isReady(pod)
  );
}

function isReady(pod: Pod): boolean {
  for (const condition of pod.status.conditions ?? []) {
    if (condition.type === 'Ready') return condition.status === 'True';
  }
  return false;
}
