// Rows of `kubectl get` for role bindings of both kinds: roles themselves have no columns of their own.
// Source: k8s.io/kubernetes/pkg/printers/internalversion, pkg/apis/rbac (SubjectsStrings).
import type { ClusterRoleBinding, RoleBinding, Subject } from '../generated/rbac/v1';
import { age, AGE_COLUMN, column, NAME_COLUMN, wideColumn, type KindTable } from '../printerColumn';

export const ROLE_BINDING_TABLE: KindTable<RoleBinding | ClusterRoleBinding> = {
  columns: [
    NAME_COLUMN,
    column('Role', 'The role that is granted.'),
    AGE_COLUMN,
    wideColumn('Users', 'Users who get it.'),
    wideColumn('Groups', 'Groups that get it.'),
    wideColumn('ServiceAccounts', 'Service accounts that get it.'),
  ],
  row: ({ metadata, roleRef, subjects = [] }, nowMs) => [
    metadata.name,
    `${roleRef.kind}/${roleRef.name}`,
    age(metadata.creationTimestamp, nowMs),
    namesOf(subjects, 'User'),
    namesOf(subjects, 'Group'),
    namesOf(subjects, 'ServiceAccount'),
  ],
};

function namesOf(subjects: readonly Subject[], wanted: string): string {
  return subjects
    .filter(({ kind }) => kind === wanted)
    .map(({ name, namespace }) =>
      wanted === 'ServiceAccount' && namespace ? `${namespace}/${name}` : name,
    )
    .join(', ');
}
