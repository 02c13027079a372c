// Rules of Roles and ClusterRoles. Source: k8s.io/kubernetes/pkg/apis/rbac/validation (validation.go).
import { required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isPathSegmentName } from '../../apimachinery/names';
import type { Resource } from '../../apimachinery/resource';
import type { ClusterRole, Role } from '../generated/rbac/v1';
import type { KindRules } from '../kindRules';
import type { FieldErrors } from '../meta/fieldChecks';
import { checkLabelSelector } from '../meta/labelValidation';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { CLUSTER_ROLES, ROLES } from '../resources';
import { checkPolicyRule } from './policyRuleValidation';

const RULES = FieldPath.root('rules');
const SELECTORS = FieldPath.root('aggregationRule').child('clusterRoleSelectors');

export const ROLE_RULES = roleRules(ROLES, validateRole);
export const CLUSTER_ROLE_RULES = roleRules(CLUSTER_ROLES, validateClusterRole);

function roleRules<R extends Role | ClusterRole>(
  resource: Resource<R>,
  validate: (role: R) => FieldErrors,
): KindRules<R> {
  return {
    resource,
    defaults: (role) => role,
    validate,
    validateUpdate(role, old) {
      const errors = validate(role);
      checkObjectMetaUpdate(errors, role.metadata, old.metadata);
      return errors;
    },
  };
}

function validateRole(role: Role): FieldErrors {
  const errors: FieldErrors = [];
  checkObjectMeta(errors, role.metadata, true, isPathSegmentName);
  (role.rules ?? []).forEach((rule, index) => {
    checkPolicyRule(errors, rule, true, RULES.index(index));
  });
  return errors;
}

function validateClusterRole({ metadata, rules, aggregationRule }: ClusterRole): FieldErrors {
  const errors: FieldErrors = [];
  checkObjectMeta(errors, metadata, false, isPathSegmentName);
  (rules ?? []).forEach((rule, index) => {
    checkPolicyRule(errors, rule, false, RULES.index(index));
  });
  if (aggregationRule === undefined) return errors;
  const { clusterRoleSelectors = [] } = aggregationRule;
  if (clusterRoleSelectors.length === 0) {
    const why = 'at least one clusterRoleSelector required if aggregationRule is non-nil';
    errors.push(required(SELECTORS, why));
  }
  clusterRoleSelectors.forEach((selector, index) => {
    checkLabelSelector(errors, SELECTORS.index(index), selector);
  });
  return errors;
}
