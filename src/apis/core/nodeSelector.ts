// Node selectors of node affinity: terms are alternatives, the requirements of a term hold together.
// Source: k8s.io/component-helpers/scheduling/corev1/nodeaffinity.
import type { StringMap } from '../../apimachinery/objectMeta';
import type {
  Node,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSpec,
} from '../generated/core/v1';

/** `nodeSelector` and required node affinity, both. */
export function matchesRequiredNodeAffinity(spec: PodSpec, node: Node): boolean {
  return (
    matchesNodeSelector(spec.nodeSelector, node.metadata.labels) && matchesRequiredTerms(spec, node)
  );
}

function matchesNodeSelector(
  selector: StringMap | undefined,
  labels: StringMap | undefined,
): boolean {
  for (const key in selector) if (labels?.[key] !== selector[key]) return false;
  return true;
}

function matchesRequiredTerms(spec: PodSpec, node: Node): boolean {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required?.nodeSelectorTerms.some((term) => matchesTerm(term, node)) ?? true;
}

/** An empty term matches no node. */
export function matchesTerm(term: NodeSelectorTerm, node: Node): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return (
    matchExpressions.every((each) => matches(each, node.metadata.labels?.[each.key])) &&
    matchFields.every((each) => matches(each, fieldOf(node, each.key)))
  );
}

/** metadata.name is the one field that can be selected. */
function fieldOf(node: Node, key: string): string | undefined {
  return key === 'metadata.name' ? node.metadata.name : undefined;
}

function matches(requirement: NodeSelectorRequirement, value: string | undefined): boolean {
  const { operator, values = [] } = requirement;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt':
      return compare(operator, value, values[0]);
  }
}

const INTEGER = /^[+-]?\d+$/;

function compare(
  operator: 'Gt' | 'Lt',
  value: string | undefined,
  bound: string | undefined,
): boolean {
  if (value === undefined || bound === undefined) return false;
  if (!INTEGER.test(value) || !INTEGER.test(bound)) return false;
  return operator === 'Gt' ? Number(value) > Number(bound) : Number(value) < Number(bound);
}
