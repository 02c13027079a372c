// What a pod is and how it is, in the few questions that all components ask.
// Source: k8s.io/kubernetes/pkg/api/v1/pod, pkg/controller (IsPodActive, IsPodTerminating) and
// pkg/kubelet/types (IsMirrorPod).
import { isConditionTrue } from '../../apimachinery/conditions';
import type { Pod } from '../generated/core/v1';

/** Set by a kubelet on the mirrors of its static pods. */
export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

/** The API's image of a static pod, which its kubelet runs from a file. */
export function isMirrorPod({ metadata }: Pod): boolean {
  return metadata.annotations?.[MIRROR_ANNOTATION] !== undefined;
}

export function isPodReady({ status }: Pod): boolean {
  return isConditionTrue(status.conditions, 'Ready');
}

/** Succeeded or Failed: its containers will not run again. */
export function isPodTerminal({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}

export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Deleted, and still shutting down. */
export function isPodTerminating(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp !== undefined;
}
