// Nobody gives more than they have: whoever writes a role or a binding must hold all its rules, unless a
// role says that they may `escalate` or `bind`.
// Source: k8s.io/kubernetes/pkg/registry/rbac (escalation_check.go) and the policybased storages of its kinds;
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
import { forbidden } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { quote } from '../../../apimachinery/fieldError';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import { MASTERS, type UserInfo } from '../../../apimachinery/userInfo';
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
} from '../../../apis/generated/rbac/v1';
import { pathRule, policyRule, RBAC_GROUP } from '../../../apis/rbac/policyRule';
import type { ServedKind } from '../servedKinds';
import type { Authorizer } from './authorizer';
import { compactRules, describeRule, quoteAll, uncoveredRules } from './ruleCoverage';

export interface PolicyWrite {
  readonly user: UserInfo;
  readonly kind: ServedKind;
  readonly object: ApiObject;
  /** What it replaces. */
  readonly old?: ApiObject;
}

const FULL_AUTHORITY: readonly PolicyRule[] = [policyRule('*', '*', '*'), pathRule('*', '*')];

/** Throws Forbidden for a role or binding that gives what its writer does not have; of other kinds nothing. */
export function assertNoEscalation(authorizer: Authorizer, write: PolicyWrite): void {
  const { kind, user } = write;
  if (kind.resource.group !== RBAC_GROUP || user.groups.includes(MASTERS)) return;
  switch (kind.resource.plural) {
    case 'roles':
    case 'clusterroles':
      checkRole(authorizer, write);
      return;
    case 'rolebindings':
    case 'clusterrolebindings':
      checkBinding(authorizer, write);
  }
}

function checkRole(authorizer: Authorizer, write: PolicyWrite): void {
  // The resource determines the kind of its objects.
  const role = write.object as Role | ClusterRole;
  const old = write.old as Role | ClusterRole | undefined;
  const aggregation = 'aggregationRule' in role ? role.aggregationRule : undefined;
  const oldAggregation =
    old !== undefined && 'aggregationRule' in old ? old.aggregationRule : undefined;
  if (
    old !== undefined &&
    deepEqual(role.rules ?? [], old.rules ?? []) &&
    deepEqual(aggregation, oldAggregation)
  ) {
    return;
  }
  const { namespace = '', name } = role.metadata;
  if (mayOverride(authorizer, write, 'escalate', write.kind.resource.plural, namespace, name))
    return;
  const lacking = lackedBy(authorizer, write.user, namespace, role.rules ?? []);
  if (lacking !== undefined) throw forbidden(write.kind.resource, name, lacking);
  // It can gather anything, so that whoever sets it must be allowed everything.
  const gathers = aggregation !== undefined || oldAggregation !== undefined;
  if (gathers && lackedBy(authorizer, write.user, namespace, FULL_AUTHORITY) !== undefined) {
    const why = 'must have cluster-admin privileges to use the aggregationRule';
    throw forbidden(write.kind.resource, name, why);
  }
}

function checkBinding(authorizer: Authorizer, write: PolicyWrite): void {
  // The resource determines the kind of its objects.
  const binding = write.object as RoleBinding | ClusterRoleBinding;
  const old = write.old as RoleBinding | ClusterRoleBinding | undefined;
  const { roleRef, subjects = [], metadata } = binding;
  const { namespace = '', name } = metadata;
  if (
    old !== undefined &&
    deepEqual(roleRef, old.roleRef) &&
    deepEqual(subjects, old.subjects ?? [])
  ) {
    return;
  }
  const plural = roleRef.kind === 'Role' ? 'roles' : 'clusterroles';
  if (mayOverride(authorizer, write, 'bind', plural, namespace, roleRef.name)) return;
  const rules = authorizer.policy.rulesOf(roleRef, namespace);
  const lacking = lackedBy(authorizer, write.user, namespace, rules);
  if (lacking !== undefined) throw forbidden(write.kind.resource, name, lacking);
}

function mayOverride(
  authorizer: Authorizer,
  { user }: PolicyWrite,
  verb: 'escalate' | 'bind',
  resource: string,
  namespace: string,
  name: string,
): boolean {
  const attributes = { user, verb, group: RBAC_GROUP, resource, subresource: '', namespace, name };
  return authorizer.decide(attributes).allowed;
}

/** What the user would give without having it, in Kubernetes' words; undefined for nothing. */
function lackedBy(
  authorizer: Authorizer,
  user: UserInfo,
  namespace: string,
  wanted: readonly PolicyRule[],
): string | undefined {
  const { rules, errors } = authorizer.rbac.rulesFor(user, namespace);
  const missing = uncoveredRules(rules, wanted);
  if (missing.length === 0) return undefined;
  const descriptions = [...new Set(compactRules(missing).map(describeRule))].sort();
  const who = `user ${quote(user.name)} (groups=${quoteAll(user.groups)})`;
  const unresolved = errors.length === 0 ? '' : `; resolution errors: [${errors.join(' ')}]`;
  return `${who} is attempting to grant RBAC permissions not currently held:\n${descriptions.join('\n')}${unresolved}`;
}
