// Labels of nodes that have a newer name. Source: k8s.io/kubernetes/pkg/api/node (util.go).
import type { FieldPath } from '../../apimachinery/fieldPath';
import type { StringMap } from '../../apimachinery/objectMeta';
import type { NodeSelectorTerm } from '../generated/core/v1';

const DEPRECATED: StringMap = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region':
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone':
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type':
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods':
    'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

/** Why a label should not be used; undefined where nothing speaks against it. */
export function deprecatedLabel(key: string): string | undefined {
  return Object.hasOwn(DEPRECATED, key) ? DEPRECATED[key] : undefined;
}

export function selectorTermWarnings(
  path: FieldPath,
  { matchExpressions = [] }: NodeSelectorTerm,
): readonly string[] {
  return matchExpressions.flatMap(({ key }, index) => {
    const why = deprecatedLabel(key);
    const at = path.child('matchExpressions').index(index).child('key');
    return why === undefined ? [] : [`${at.toString()}: ${key} is ${why}`];
  });
}
