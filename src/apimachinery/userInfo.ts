// Who makes a request. Names and groups are those of kubeadm's certificates and service accounts.

export interface UserInfo {
  /** e.g. `kubernetes-admin`, `system:kube-scheduler`, `system:node:worker-1`. */
  readonly name: string;
  readonly groups: readonly string[];
  /** Of a service account: its object's. */
  readonly uid?: string | undefined;
  /** What else the authenticator knows: the pod that a token is bound to, for example. */
  readonly extra?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Group of everyone who has shown who they are. */
export const AUTHENTICATED = 'system:authenticated';
export const UNAUTHENTICATED = 'system:unauthenticated';
/** Group that may do everything, whatever roles say. */
export const MASTERS = 'system:masters';
export const ANONYMOUS: UserInfo = { name: 'system:anonymous', groups: [UNAUTHENTICATED] };

const SERVICE_ACCOUNT_PREFIX = 'system:serviceaccount:';

/** The user that a service account acts as. */
export function serviceAccountUser(namespace: string, name: string): UserInfo {
  return {
    name: serviceAccountUserName(namespace, name),
    groups: [...serviceAccountGroups(namespace), AUTHENTICATED],
  };
}

export function serviceAccountUserName(namespace: string, name: string): string {
  return `${SERVICE_ACCOUNT_PREFIX}${namespace}:${name}`;
}

export function serviceAccountGroups(namespace: string): readonly string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

/** Undefined where the user is no service account. */
export function serviceAccountOfUser(
  userName: string,
): { readonly namespace: string; readonly name: string } | undefined {
  if (!userName.startsWith(SERVICE_ACCOUNT_PREFIX)) return undefined;
  const [namespace, name, ...rest] = userName.slice(SERVICE_ACCOUNT_PREFIX.length).split(':');
  return namespace && name && rest.length === 0 ? { namespace, name } : undefined;
}
