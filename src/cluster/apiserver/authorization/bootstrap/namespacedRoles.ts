// The roles that every API server makes in kube-system and kube-public, with their bindings.
// Source: k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy (namespace_policy.go).
import type { PolicyRule, Subject } from '../../../../apis/generated/rbac/v1';
import { policyRule, READ } from '../../../../apis/rbac/policyRule';
import { EVENTS_RULE } from './controllerRoles';
import { serviceAccountSubject, userSubject } from '../../../../apis/rbac/subject';

export interface BootstrapRole {
  readonly namespace: string;
  readonly name: string;
  readonly rules: readonly PolicyRule[];
  readonly subjects: readonly Subject[];
  /** Of the binding, where it is not the role's. */
  readonly bindingName?: string;
}

const SYSTEM = 'kube-system';

function leaderLocking(component: string, ...accounts: readonly string[]): BootstrapRole {
  return {
    namespace: SYSTEM,
    name: `system::leader-locking-${component}`,
    rules: ['leases', 'leasecandidates'].map((resource) =>
      policyRule(`${READ} create update`, 'coordination.k8s.io', resource),
    ),
    subjects: [
      userSubject(`system:${component}`),
      ...accounts.map((account) => serviceAccountSubject(SYSTEM, account)),
    ],
  };
}

function controllerRole(
  name: string,
  rules: readonly PolicyRule[],
  namespace = SYSTEM,
): BootstrapRole {
  const subjects = [serviceAccountSubject(SYSTEM, name)];
  return { namespace, name: `system:controller:${name}`, rules, subjects };
}

export const BOOTSTRAP_ROLES: readonly BootstrapRole[] = [
  {
    namespace: SYSTEM,
    name: 'extension-apiserver-authentication-reader',
    bindingName: 'system::extension-apiserver-authentication-reader',
    rules: [policyRule(READ, '', 'configmaps', 'extension-apiserver-authentication')],
    subjects: [userSubject('system:kube-controller-manager'), userSubject('system:kube-scheduler')],
  },
  controllerRole('bootstrap-signer', [policyRule(READ, '', 'secrets')]),
  controllerRole('cloud-provider', [policyRule(`create ${READ}`, '', 'configmaps')]),
  controllerRole('token-cleaner', [policyRule(`${READ} delete`, '', 'secrets'), EVENTS_RULE]),
  leaderLocking('kube-controller-manager', 'kube-controller-manager', 'leader-election-controller'),
  leaderLocking('kube-scheduler', 'kube-scheduler'),
  controllerRole(
    'bootstrap-signer',
    [
      policyRule(READ, '', 'configmaps'),
      policyRule('update', '', 'configmaps', 'cluster-info'),
      EVENTS_RULE,
    ],
    'kube-public',
  ),
];
