// Who a binding is for, written short.
import type { Subject } from '../generated/rbac/v1';
import { RBAC_GROUP } from './policyRule';

export function userSubject(name: string): Subject {
  return { kind: 'User', apiGroup: RBAC_GROUP, name };
}

export function groupSubject(name: string): Subject {
  return { kind: 'Group', apiGroup: RBAC_GROUP, name };
}

export function serviceAccountSubject(namespace: string, name: string): Subject {
  return { kind: 'ServiceAccount', name, namespace };
}
