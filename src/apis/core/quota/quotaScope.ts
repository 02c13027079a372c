// Whether a quota is about an object: by what it limits, and by its scopes.
// Source: k8s.io/kubernetes/pkg/quota/v1/evaluator/core (pods.go, podMatchesScopeFunc).
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type {
  Pod,
  PodAffinityTerm,
  ResourceQuotaSpec,
  ScopedResourceSelectorRequirement,
} from '../../generated/core/v1';
import { podQosClass } from '../podQosClass';

interface ResourceName {
  readonly group: string;
  readonly plural: string;
}

type Requirement = Pick<ScopedResourceSelectorRequirement, 'scopeName' | 'operator' | 'values'>;

/** All scopes have to match; they are about pods alone. */
export function matchesScopes(
  { scopes = [], scopeSelector }: ResourceQuotaSpec,
  { group, plural }: ResourceName,
  object: ApiObject,
): boolean {
  const requirements: readonly Requirement[] = [
    ...scopes.map((scopeName) => ({ scopeName, operator: 'Exists' as const })),
    ...(scopeSelector?.matchExpressions ?? []),
  ];
  if (requirements.length === 0) return true;
  if (group !== '' || plural !== 'pods') return false;
  // The resource determines the kind of its objects.
  return requirements.every((requirement) => matches(requirement, object as Pod));
}

function matches(requirement: Requirement, { spec }: Pod): boolean {
  const { scopeName } = requirement;
  switch (scopeName) {
    case 'Terminating':
      return spec.activeDeadlineSeconds !== undefined;
    case 'NotTerminating':
      return spec.activeDeadlineSeconds === undefined;
    case 'BestEffort':
      return podQosClass(spec) === 'BestEffort';
    case 'NotBestEffort':
      return podQosClass(spec) !== 'BestEffort';
    case 'PriorityClass':
      return matchesValue(requirement, spec.priorityClassName);
    case 'CrossNamespacePodAffinity':
      return affinityTerms({ spec }).some(
        ({ namespaces = [], namespaceSelector }) =>
          namespaces.length > 0 || namespaceSelector !== undefined,
      );
    default:
      return false;
  }
}

function matchesValue({ operator, values = [] }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'Exists':
      return Boolean(value);
    case 'DoesNotExist':
      return !value;
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
  }
}

function affinityTerms({ spec }: Pick<Pod, 'spec'>): readonly PodAffinityTerm[] {
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  return [podAffinity, podAntiAffinity].flatMap((each) => [
    ...(each?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(each?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
      ({ podAffinityTerm }) => podAffinityTerm,
    ),
  ]);
}
