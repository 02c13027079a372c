// What a rule of a role must say. Source: k8s.io/kubernetes/pkg/apis/rbac/validation (ValidatePolicyRule).
import { invalidValue, required } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import type { PolicyRule } from '../generated/rbac/v1';
import type { FieldErrors } from '../meta/fieldChecks';

/** Values may be missing: the object came from outside. */
export function checkPolicyRule(
  errors: FieldErrors,
  rule: Partial<PolicyRule>,
  namespaced: boolean,
  path: FieldPath,
): void {
  const {
    verbs = [],
    apiGroups = [],
    resources = [],
    resourceNames = [],
    nonResourceURLs = [],
  } = rule;
  if (verbs.length === 0) {
    errors.push(required(path.child('verbs'), 'verbs must contain at least one value'));
  }
  if (nonResourceURLs.length > 0) {
    const urls = path.child('nonResourceURLs');
    if (namespaced) {
      const why = 'namespaced rules cannot apply to non-resource URLs';
      errors.push(invalidValue(urls, nonResourceURLs, why));
    }
    if (apiGroups.length + resources.length + resourceNames.length > 0) {
      const why = 'rules cannot apply to both regular resources and non-resource URLs';
      errors.push(invalidValue(urls, nonResourceURLs, why));
    }
    return;
  }
  if (apiGroups.length === 0) {
    const why = 'resource rules must supply at least one api group';
    errors.push(required(path.child('apiGroups'), why));
  }
  if (resources.length === 0) {
    const why = 'resource rules must supply at least one resource';
    errors.push(required(path.child('resources'), why));
  }
}
