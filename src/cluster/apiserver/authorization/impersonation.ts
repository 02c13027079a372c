// Acting as someone else, who may do so: `kubectl --as jane --as-group dev`.
// Source: k8s.io/apiserver/pkg/endpoints/filters/impersonation;
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
import { ApiStatusError } from '../../../apimachinery/apiStatus';
import {
  ANONYMOUS,
  AUTHENTICATED,
  serviceAccountGroups,
  serviceAccountOfUser,
  UNAUTHENTICATED,
  type UserInfo,
} from '../../../apimachinery/userInfo';
import type { Authorizer } from './authorizer';

/** What the headers Impersonate-User, -Uid, -Group and -Extra-* ask for. */
export interface Impersonation {
  readonly user: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

const AUTHENTICATION = 'authentication.k8s.io';

/** One thing that must be allowed. */
interface Part {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

/** The user to go on as. Throws Forbidden where any part of the wish is not allowed. */
export function impersonate(authorizer: Authorizer, user: UserInfo, wish: Impersonation): UserInfo {
  const parts = partsOf(wish);
  if (wish.user === '') {
    const asked = parts.map(describePart).join(' ');
    throw new ApiStatusError(
      'InternalError',
      `Internal error occurred: requested [${asked}] without impersonating a user`,
    );
  }
  for (const part of parts) authorizer.check({ user, verb: 'impersonate', ...part });
  return {
    name: wish.user,
    groups: groupsOf(wish),
    ...(wish.uid === '' ? {} : { uid: wish.uid }),
    ...(Object.keys(wish.extra).length === 0 ? {} : { extra: wish.extra }),
  };
}

function partsOf({ user, uid, groups, extra }: Impersonation): readonly Part[] {
  const account = serviceAccountOfUser(user);
  const who =
    account === undefined
      ? part('users', user)
      : { ...part('serviceaccounts', account.name), namespace: account.namespace };
  return [
    ...(user === '' ? [] : [who]),
    ...(uid === '' ? [] : [{ ...part('uids', uid), group: AUTHENTICATION }]),
    ...groups.map((group) => part('groups', group)),
    ...Object.entries(extra).flatMap(([subresource, values]) =>
      values.map((value) => ({
        ...part('userextras', value),
        group: AUTHENTICATION,
        subresource,
      })),
    ),
  ];
}

function part(resource: string, name: string): Part {
  return { group: '', resource, subresource: '', namespace: '', name };
}

/** Groups that are named stand as they are, but for whether the user is known. */
function groupsOf({ user, groups }: Impersonation): readonly string[] {
  const account = serviceAccountOfUser(user);
  const own = groups.length === 0 && account !== undefined;
  const named = own ? serviceAccountGroups(account.namespace) : groups;
  if (named.includes(AUTHENTICATED) || named.includes(UNAUTHENTICATED)) return named;
  return [...named, user === ANONYMOUS.name ? UNAUTHENTICATED : AUTHENTICATED];
}

const KINDS: Readonly<Record<string, string>> = {
  groups: 'Group',
  uids: 'UID',
  userextras: 'UserExtra',
};

/** As Go prints an ObjectReference. */
function describePart({ resource, name, group, subresource }: Part): string {
  const apiVersion = group === '' ? '' : `${group}/v1`;
  return `{${KINDS[resource] ?? ''}  ${name}  ${apiVersion}  ${subresource}}`;
}
