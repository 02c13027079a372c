// Whether a node is one on which a pod may run by its nodeSelector and required node affinity.
// Source: k8s.io/component-helpers/scheduling/corev1/nodeaffinity.
import type {
  Node,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSpec,
} from '../../../apis/generated/core/v1';

export function matchesRequiredNodeAffinity(spec: PodSpec, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  for (const [key, value] of Object.entries(spec.nodeSelector ?? {})) {
    if (labels[key] !== value) return false;
  }
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (required === undefined) return true;
  return required.nodeSelectorTerms.some((term) => matchesTerm(term, node));
}

/** All requirements hold; an empty term matches nothing. */
function matchesTerm(term: NodeSelectorTerm, node: Node): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length + matchFields.length === 0) return false;
  return (
    matchExpressions.every((each) => holds(each, node.metadata.labels?.[each.key])) &&
    matchFields.every((each) =>
      holds(each, each.key === 'metadata.name' ? node.metadata.name : undefined),
    )
  );
}

function holds(requirement: NodeSelectorRequirement, value: string | undefined): boolean {
  const { values = [] } = requirement;
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return Number.parseInt(value ?? '', 10) > Number(values[0]);
    case 'Lt':
      return Number.parseInt(value ?? '', 10) < Number(values[0]);
  }
}
