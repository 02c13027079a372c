// What controllers ask of a pod's conditions, and set in them. Source: k8s.io/kubernetes/pkg/api/v1/pod.
import { findCondition, setCondition } from '../../apimachinery/conditions';
import { parseTime } from '../../apimachinery/time';
import type { Pod, PodCondition } from '../../apis/generated/core/v1';

/**
 * When a pod counts as available, in ms since 1970: once it is ready for `minReadySeconds`.
 * 0 for "at once", undefined while it is not ready.
 */
export function availableAtMs(pod: Pod, minReadySeconds: number): number | undefined {
  const ready = findCondition(pod.status.conditions, 'Ready');
  if (ready?.status !== 'True') return undefined;
  if (minReadySeconds === 0) return 0;
  const since = parseTime(ready.lastTransitionTime ?? '');
  return since === undefined ? undefined : since + minReadySeconds * 1000;
}

/** The pod with one condition set; the same pod where it has it already. */
export function withPodCondition(pod: Pod, condition: PodCondition): Pod {
  const conditions = setCondition(pod.status.conditions, condition);
  if (conditions === pod.status.conditions) return pod;
  return { ...pod, status: { ...pod.status, conditions } };
}
