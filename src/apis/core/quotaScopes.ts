// Which objects a quota counts. Source: k8s.io/kubernetes/pkg/apis/core/validation
// (validateResourceQuotaScopes, validateScopeSelector).
import { invalidValue, required } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import type { ResourceQuotaSpec, ScopedResourceSelectorRequirement } from '../generated/core/v1';
import type { FieldErrors } from '../meta/fieldChecks';
import { isQuotaResource } from './quotaResources';

const POD_COUNT: readonly string[] = ['pods'];
const POD_RESOURCES: readonly string[] = [
  ...POD_COUNT,
  'cpu',
  'memory',
  'limits.cpu',
  'limits.memory',
  'requests.cpu',
  'requests.memory',
];
/** By scope, the resources that can be counted within it. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  Terminating: POD_RESOURCES,
  NotTerminating: POD_RESOURCES,
  BestEffort: POD_COUNT,
  NotBestEffort: POD_RESOURCES,
  PriorityClass: POD_RESOURCES,
  CrossNamespacePodAffinity: POD_RESOURCES,
  VolumeAttributesClass: ['persistentvolumeclaims', 'requests.storage'],
};
/** Scopes of which one excludes the other. */
const CONFLICTS = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;
const EXISTS_ONLY: readonly string[] = [
  'BestEffort',
  'NotBestEffort',
  'Terminating',
  'NotTerminating',
  'CrossNamespacePodAffinity',
];

export function checkQuotaScopes(
  errors: FieldErrors,
  path: FieldPath,
  spec: ResourceQuotaSpec,
): void {
  const scopes: readonly string[] = spec.scopes ?? [];
  const at = path.child('scopes');
  for (const scope of scopes) {
    if (!Object.hasOwn(SCOPES, scope)) errors.push(invalidValue(at, scopes, 'unsupported scope'));
    uncountable(scope, spec).forEach(() => {
      errors.push(invalidValue(at, scopes, 'unsupported scope applied to resource'));
    });
  }
  for (const pair of CONFLICTS) {
    if (pair.every((scope) => scopes.includes(scope))) {
      errors.push(invalidValue(at, scopes, 'conflicting scopes'));
    }
  }
  const expressions = path.child('scopeSelector').child('matchExpressions');
  for (const requirement of spec.scopeSelector?.matchExpressions ?? []) {
    checkRequirement(errors, expressions, spec, requirement);
  }
}

/** Limited resources that make no sense within the scope. */
function uncountable(scope: string, { hard = {} }: ResourceQuotaSpec): readonly string[] {
  const countable = Object.hasOwn(SCOPES, scope) ? SCOPES[scope] : [];
  return Object.keys(hard).filter(
    (name) => isQuotaResource(name) && countable?.includes(name) !== true,
  );
}

function checkRequirement(
  errors: FieldErrors,
  path: FieldPath,
  spec: ResourceQuotaSpec,
  { scopeName = '' as never, operator, values = [] }: Partial<ScopedResourceSelectorRequirement>,
): void {
  if (!Object.hasOwn(SCOPES, scopeName)) {
    errors.push(invalidValue(path.child('scopeName'), scopeName, 'unsupported scope'));
  }
  uncountable(scopeName, spec).forEach(() => {
    const rule = 'unsupported scope applied to resource';
    errors.push(invalidValue(path, spec.scopeSelector, rule));
  });
  if (EXISTS_ONLY.includes(scopeName) && operator !== 'Exists') {
    const rule =
      "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
    errors.push(invalidValue(path.child('operator'), operator, rule));
  }
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        const rule =
          "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
        errors.push(required(path.child('values'), rule));
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        const rule =
          "must be no value when `operator` is 'Exists' or 'DoesNotExist' for scope selector";
        errors.push(invalidValue(path.child('values'), values, rule));
      }
      break;
    default:
      errors.push(invalidValue(path.child('operator'), operator, 'not a valid selector operator'));
  }
}
