// Rules of RoleBindings and ClusterRoleBindings.
// Source: k8s.io/kubernetes/pkg/apis/rbac (v1/defaults.go, validation/validation.go).
import { deepEqual } from '../../apimachinery/deepEqual';
import { invalidValue, notSupported, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain, isPathSegmentName } from '../../apimachinery/names';
import type { ClusterRoleBinding, RoleBinding, Subject } from '../generated/rbac/v1';
import type { KindRules } from '../kindRules';
import { checkRequiredName, type FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS } from '../resources';
import { RBAC_GROUP } from './policyRule';

type Binding = RoleBinding | ClusterRoleBinding;

const ROLE_REF = FieldPath.root('roleRef');
const SUBJECTS = FieldPath.root('subjects');

export const ROLE_BINDING_RULES: KindRules<RoleBinding> = {
  resource: ROLE_BINDINGS,
  defaults: withApiGroups,
  validate: (binding) => validateBinding(binding, true),
  validateUpdate: (binding, old) => validateUpdate(binding, old, true),
};

export const CLUSTER_ROLE_BINDING_RULES: KindRules<ClusterRoleBinding> = {
  resource: CLUSTER_ROLE_BINDINGS,
  defaults: withApiGroups,
  validate: (binding) => validateBinding(binding, false),
  validateUpdate: (binding, old) => validateUpdate(binding, old, false),
};

/** Roles, users and groups are of the RBAC group; service accounts of the core group. */
function withApiGroups<T extends Binding>(binding: T): T {
  const { subjects } = binding;
  // The object came from outside: there may be no reference at all.
  const roleRef = binding.roleRef as T['roleRef'] | undefined;
  const needsGroup = !roleRef?.apiGroup;
  if (!needsGroup && subjects?.some(lacksApiGroup) !== true) return binding;
  return {
    ...binding,
    roleRef: needsGroup ? { kind: '', name: '', ...roleRef, apiGroup: RBAC_GROUP } : roleRef,
    ...(subjects === undefined ? {} : { subjects: subjects.map(withApiGroup) }),
  };
}

function withApiGroup(subject: Subject): Subject {
  return lacksApiGroup(subject) ? { ...subject, apiGroup: RBAC_GROUP } : subject;
}

function lacksApiGroup({ kind, apiGroup }: Subject): boolean {
  return !apiGroup && (kind === 'User' || kind === 'Group');
}

function validateBinding(binding: Binding, namespaced: boolean): FieldErrors {
  const errors: FieldErrors = [];
  checkObjectMeta(errors, binding.metadata, namespaced, isPathSegmentName);
  const { apiGroup = '', kind, name } = binding.roleRef;
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (apiGroup !== RBAC_GROUP) {
    errors.push(notSupported(ROLE_REF.child('apiGroup'), apiGroup, [RBAC_GROUP]));
  }
  if (!kinds.includes(kind)) {
    errors.push(notSupported(ROLE_REF.child('kind'), kind, kinds));
  }
  checkRequiredName(errors, ROLE_REF, 'name', name, isPathSegmentName);
  (binding.subjects ?? []).forEach((subject, index) => {
    checkSubject(errors, subject, namespaced, SUBJECTS.index(index));
  });
  return errors;
}

function validateUpdate(binding: Binding, old: Binding, namespaced: boolean): FieldErrors {
  const errors = validateBinding(binding, namespaced);
  checkObjectMetaUpdate(errors, binding.metadata, old.metadata);
  if (!deepEqual(binding.roleRef, old.roleRef)) {
    errors.push(invalidValue(ROLE_REF, binding.roleRef, 'cannot change roleRef'));
  }
  return errors;
}

function checkSubject(
  errors: FieldErrors,
  { kind, name, apiGroup = '', namespace }: Subject,
  namespaced: boolean,
  path: FieldPath,
): void {
  switch (kind) {
    case 'ServiceAccount':
      checkRequiredName(errors, path, 'name', name, isDns1123Subdomain);
      if (apiGroup !== '') errors.push(notSupported(path.child('apiGroup'), apiGroup, ['']));
      if (!namespaced && !namespace) errors.push(required(path.child('namespace')));
      return;
    case 'User':
    case 'Group':
      if (!name) errors.push(required(path.child('name')));
      if (apiGroup !== RBAC_GROUP) {
        errors.push(notSupported(path.child('apiGroup'), apiGroup, [RBAC_GROUP]));
      }
      return;
    default:
      if (!name) errors.push(required(path.child('name')));
      errors.push(notSupported(path.child('kind'), kind, ['ServiceAccount', 'User', 'Group']));
  }
}
