// Which taints a pod tolerates, and for how long.
// Source: k8s.io/api/core/v1 (ToleratesTaint), k8s.io/kubernetes/pkg/controller/tainteviction.
import type { Taint, Toleration } from '../../../apis/generated/core/v1';

export function toleratesTaint(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect !== undefined && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator ?? 'Equal') {
    case 'Exists':
      return true;
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    // Numeric comparison is an alpha feature that is off.
    case 'Lt':
    case 'Gt':
      return false;
  }
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
