// All RBAC objects that the API server makes for itself, complete but for what storage adds.
// Source: k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy (policy.go).
import type { ApiObject, Draft } from '../../../../apimachinery/objectMeta';
import type { Resource } from '../../../../apimachinery/resource';
import { AUTHENTICATED, MASTERS, UNAUTHENTICATED } from '../../../../apimachinery/userInfo';
import type {
  ClusterRole,
  ClusterRoleBinding,
  Role,
  RoleBinding,
  RoleRef,
  Subject,
} from '../../../../apis/generated/rbac/v1';
import { RBAC_GROUP } from '../../../../apis/rbac/policyRule';
import { groupSubject, serviceAccountSubject, userSubject } from '../../../../apis/rbac/subject';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  ROLE_BINDINGS,
  ROLES,
} from '../../../../apis/resources';
import { BOOTSTRAP_CLUSTER_ROLES, type BootstrapClusterRole } from './clusterRoles';
import { CONTROLLER_ROLES } from './controllerRoles';
import { BOOTSTRAP_ROLES, type BootstrapRole } from './namespacedRoles';

export type PolicyObject = ClusterRole | ClusterRoleBinding | Role | RoleBinding;

export interface PolicyDraft {
  readonly resource: Resource<PolicyObject>;
  readonly draft: Draft<ClusterRole> | Draft<ClusterRoleBinding> | Draft<Role> | Draft<RoleBinding>;
}

export const AUTOUPDATE = 'rbac.authorization.kubernetes.io/autoupdate';

const API_VERSION = 'rbac.authorization.k8s.io/v1';
const LABELS = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
const ANNOTATIONS = { [AUTOUPDATE]: 'true' };
const SYSTEM = 'kube-system';

/** Whom the API server gives its cluster roles; nobody has `system:node` since 1.8. */
const CLUSTER_ROLE_SUBJECTS: Readonly<Record<string, readonly Subject[]>> = {
  'cluster-admin': [groupSubject(MASTERS)],
  'system:monitoring': [groupSubject('system:monitoring')],
  'system:discovery': [groupSubject(AUTHENTICATED)],
  'system:basic-user': [groupSubject(AUTHENTICATED)],
  'system:public-info-viewer': [groupSubject(AUTHENTICATED), groupSubject(UNAUTHENTICATED)],
  'system:node-proxier': [userSubject('system:kube-proxy')],
  'system:kube-controller-manager': [userSubject('system:kube-controller-manager')],
  'system:kube-dns': [serviceAccountSubject(SYSTEM, 'kube-dns')],
  'system:kube-scheduler': [userSubject('system:kube-scheduler')],
  'system:volume-scheduler': [userSubject('system:kube-scheduler')],
  'system:service-account-issuer-discovery': [groupSubject('system:serviceaccounts')],
  'system:node': [],
};

/** Cluster roles, their bindings, roles, their bindings: in this order. */
export function bootstrapPolicy(): readonly PolicyDraft[] {
  const controllers = Object.keys(CONTROLLER_ROLES);
  return [
    ...Object.entries(BOOTSTRAP_CLUSTER_ROLES).map(([name, role]) => clusterRole(name, role)),
    ...controllers.map((name) =>
      clusterRole(controllerRoleName(name), { rules: CONTROLLER_ROLES[name] ?? [] }),
    ),
    ...Object.entries(CLUSTER_ROLE_SUBJECTS).map(([name, subjects]) =>
      clusterRoleBinding(name, subjects),
    ),
    ...controllers.map((name) =>
      clusterRoleBinding(controllerRoleName(name), [serviceAccountSubject(SYSTEM, name)]),
    ),
    ...BOOTSTRAP_ROLES.map(role),
    ...BOOTSTRAP_ROLES.map(roleBinding),
  ];
}

function controllerRoleName(controller: string): string {
  return `system:controller:${controller}`;
}

function clusterRole(
  name: string,
  { rules, labels, aggregates }: BootstrapClusterRole,
): PolicyDraft {
  const draft: Draft<ClusterRole> = {
    apiVersion: API_VERSION,
    kind: 'ClusterRole',
    metadata: metadata(name, undefined, labels),
    ...(aggregates === undefined
      ? { rules }
      : {
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [aggregates]: 'true' } }] },
        }),
  };
  return { resource: CLUSTER_ROLES, draft };
}

function clusterRoleBinding(name: string, subjects: readonly Subject[]): PolicyDraft {
  const draft: Draft<ClusterRoleBinding> = {
    apiVersion: API_VERSION,
    kind: 'ClusterRoleBinding',
    metadata: metadata(name),
    roleRef: roleRef('ClusterRole', name),
    ...(subjects.length > 0 ? { subjects } : {}),
  };
  return { resource: CLUSTER_ROLE_BINDINGS, draft };
}

function role({ namespace, name, rules }: BootstrapRole): PolicyDraft {
  const draft: Draft<Role> = {
    apiVersion: API_VERSION,
    kind: 'Role',
    metadata: metadata(name, namespace),
    rules,
  };
  return { resource: ROLES, draft };
}

function roleBinding({ namespace, name, bindingName, subjects }: BootstrapRole): PolicyDraft {
  const draft: Draft<RoleBinding> = {
    apiVersion: API_VERSION,
    kind: 'RoleBinding',
    metadata: metadata(bindingName ?? name, namespace),
    roleRef: roleRef('Role', name),
    subjects,
  };
  return { resource: ROLE_BINDINGS, draft };
}

function roleRef(kind: 'Role' | 'ClusterRole', name: string): RoleRef {
  return { apiGroup: RBAC_GROUP, kind, name };
}

function metadata(
  name: string,
  namespace?: string,
  labels?: Readonly<Record<string, string>>,
): Partial<ApiObject['metadata']> {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels: labels === undefined ? LABELS : { ...LABELS, ...labels },
    annotations: ANNOTATIONS,
  };
}
