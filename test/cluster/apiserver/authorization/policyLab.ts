// An API server with its own roles, and users of all kinds before it: who may do what?
import assert from 'node:assert/strict';
import { ApiStatusError } from '../../../../src/apimachinery/apiStatus';
import {
  ANONYMOUS,
  AUTHENTICATED,
  serviceAccountUser,
  type UserInfo,
} from '../../../../src/apimachinery/userInfo';
import type { Draft } from '../../../../src/apimachinery/objectMeta';
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  Subject,
} from '../../../../src/apis/generated/rbac/v1';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  ROLE_BINDINGS,
  ROLES,
} from '../../../../src/apis/resources';
import type { Client } from '../../../../src/cluster/client/client';
import { ServerLab } from '../serverLab';

const API_VERSION = 'rbac.authorization.k8s.io/v1';
const RBAC = 'rbac.authorization.k8s.io';

export class PolicyLab extends ServerLab {
  constructor(...options: ConstructorParameters<typeof ServerLab>) {
    super(...options);
    // A start makes the roles.
    this.api.setServing(false);
    this.api.setServing(true);
  }

  /** A user from outside, or a component by its name. */
  as(user: string | UserInfo): Client {
    return this.client.as(typeof user === 'string' ? userNamed(user) : user);
  }

  role(name: string, rules: readonly PolicyRule[], by = this.client, namespace = 'default'): Role {
    return by.create(ROLES, namespace, roleDraft(name, rules));
  }

  clusterRole(name: string, rules: readonly PolicyRule[], by = this.client): ClusterRole {
    const draft: Draft<ClusterRole> = {
      apiVersion: API_VERSION,
      kind: 'ClusterRole',
      metadata: { name },
      rules,
    };
    return by.create(CLUSTER_ROLES, undefined, draft);
  }

  /** Gives a user a role of the namespace (`Role/x`) or a cluster role in it (`ClusterRole/view`). */
  bind(who: string, role: string, by = this.client, namespace = 'default'): RoleBinding {
    const draft: Draft<RoleBinding> = {
      apiVersion: API_VERSION,
      kind: 'RoleBinding',
      metadata: { name: bindingName(who, role) },
      roleRef: roleRef(role),
      subjects: [subject(who)],
    };
    return by.create(ROLE_BINDINGS, namespace, draft);
  }

  bindInCluster(who: string, role: string, by = this.client): ClusterRoleBinding {
    const draft: Draft<ClusterRoleBinding> = {
      apiVersion: API_VERSION,
      kind: 'ClusterRoleBinding',
      metadata: { name: bindingName(who, role) },
      roleRef: roleRef(`ClusterRole/${role}`),
      subjects: [subject(who)],
    };
    return by.create(CLUSTER_ROLE_BINDINGS, undefined, draft);
  }
}

/** `system:serviceaccount:NS:NAME`, `system:node:NAME`, `system:anonymous`, or anyone else. */
export function userNamed(name: string): UserInfo {
  if (name === ANONYMOUS.name) return ANONYMOUS;
  const [, kind, first, second] = name.split(':');
  if (kind === 'serviceaccount') return serviceAccountUser(first ?? '', second ?? '');
  if (kind === 'node') return { name, groups: ['system:nodes', AUTHENTICATED] };
  return { name, groups: [AUTHENTICATED] };
}

export function roleDraft(name: string, rules: readonly PolicyRule[]): Draft<Role> {
  return { apiVersion: API_VERSION, kind: 'Role', metadata: { name }, rules };
}

/** The message of what an action is refused with. */
export function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ApiStatusError) return error.message;
    throw error;
  }
  return assert.fail('was not refused');
}

function bindingName(who: string, role: string): string {
  return `${who}-${role.replace(/^.*\//, '')}`;
}

function roleRef(role: string): RoleBinding['roleRef'] {
  const [kind = '', name = ''] = role.split('/');
  return { apiGroup: RBAC, kind, name };
}

function subject(who: string): Subject {
  const [, kind, namespace, name = ''] = who.split(':');
  return kind === 'serviceaccount'
    ? { kind: 'ServiceAccount', namespace, name }
    : { apiGroup: RBAC, kind: 'User', name: who };
}
