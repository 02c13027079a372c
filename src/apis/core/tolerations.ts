// Which taints a pod tolerates, and for how long.
// Source: k8s.io/component-helpers/scheduling/corev1, k8s.io/kubernetes/pkg/controller/tainteviction,
// https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
//
// Differs from Kubernetes: the operators Gt and Lt (alpha in 1.35, off by default) tolerate nothing.
import type { Taint, Toleration } from '../generated/core/v1';

/** An empty effect stands for all effects, an empty key with `Exists` for all keys. */
export function toleratesTaint(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator || 'Equal') {
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    case 'Exists':
      return true;
    default:
      return false;
  }
}

export function isTolerated(taint: Taint, tolerations: readonly Toleration[] | undefined): boolean {
  if (tolerations === undefined) return false;
  for (const toleration of tolerations) if (toleratesTaint(toleration, taint)) return true;
  return false;
}

/** The first taint that keeps a new pod off the node: NoSchedule or NoExecute, and not tolerated. */
export function findUntoleratedTaint(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
): Taint | undefined {
  if (taints === undefined) return undefined;
  for (const taint of taints) {
    if (taint.effect !== 'PreferNoSchedule' && !isTolerated(taint, tolerations)) return taint;
  }
  return undefined;
}

/**
 * For how long NoExecute taints are tolerated, in ms: 0 where one is not tolerated at all, the
 * shortest `tolerationSeconds` otherwise, undefined for ever.
 */
export function toleratedForMs(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
): number | undefined {
  let shortest: number | undefined;
  for (const taint of taints) {
    const used = tolerations.find((toleration) => toleratesTaint(toleration, taint));
    if (used === undefined) return 0;
    if (used.tolerationSeconds === undefined) continue;
    shortest = Math.min(shortest ?? Infinity, Math.max(0, used.tolerationSeconds) * 1000);
  }
  return shortest;
}
