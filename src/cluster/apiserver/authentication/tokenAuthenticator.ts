// From a bearer token to the user that it stands for: the signature is the signer's to check, all else is
// checked here, by the objects as they are now and by the cluster's clock.
// Source: k8s.io/kubernetes/pkg/serviceaccount (claims.go, jwt.go, legacy.go).
//
// Differs from Kubernetes: nothing is remembered, so that a token is void at once when its pod is gone. Nor is it
// noted on a secret that its token was used.
import { fromBase64 } from '../../../apimachinery/base64';
import { parseTime } from '../../../apimachinery/time';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { Resource } from '../../../apimachinery/resource';
import {
  AUTHENTICATED,
  serviceAccountGroups,
  serviceAccountUserName,
  type UserInfo,
} from '../../../apimachinery/userInfo';
import type { Secret } from '../../../apis/generated/core/v1';
import { NODES, PODS, SECRETS, SERVICE_ACCOUNTS } from '../../../apis/resources';
import { legacyToken, type LegacyToken } from '../../client/legacyToken';
import type { TokenClaims, TokenReference } from '../../client/tokenSigner';
import type { ServerContext } from '../serverContext';

export const ISSUER = 'https://kubernetes.default.svc.cluster.local';
/** For whom tokens are where nobody else is named: --api-audiences. */
export const API_AUDIENCES: readonly string[] = [ISSUER];
const EXTRA = 'authentication.kubernetes.io';
/** How far clocks may be apart: what was deleted less long ago still counts. */
const LEEWAY_MS = 60_000;

export type TokenVerdict =
  { readonly user: UserInfo; readonly audiences: readonly string[] } | { readonly error: string };

/** `audiences`: at least one must be among those of the token. */
export function authenticateToken(
  server: ServerContext,
  token: string,
  audiences: readonly string[] = API_AUDIENCES,
): TokenVerdict {
  const claims = server.tokens.signer?.verify(token);
  if (claims === undefined) return { error: 'invalid bearer token' };
  const legacy = legacyToken(claims);
  const problem =
    legacy === undefined
      ? problemOf(server, claims, audiences)
      : legacyProblem(server, legacy, token);
  if (problem !== undefined) return { error: `[invalid bearer token, ${problem}]` };
  const shared = audiencesOf(claims, audiences);
  return { user: legacy === undefined ? userOf(claims) : legacyUser(legacy), audiences: shared };
}

/** Such a token is good as long as its secret holds it. */
function legacyProblem(
  server: ServerContext,
  { namespace, secretName, accountName, accountUid }: LegacyToken,
  token: string,
): string | undefined {
  // The resource determines the kind of its objects.
  const secret = find(server, SECRETS, namespace, secretName) as Secret | undefined;
  if (secret === undefined || isDeleted(server, secret))
    return 'service account token has been invalidated';
  if (fromBase64(secret.data?.['token'] ?? '') !== token)
    return "service account token does not match server's copy";
  return accountProblem(server, {
    namespace,
    serviceaccount: { name: accountName, uid: accountUid },
  });
}

function legacyUser({ namespace, accountName, accountUid }: LegacyToken): UserInfo {
  return {
    name: serviceAccountUserName(namespace, accountName),
    uid: accountUid,
    groups: [...serviceAccountGroups(namespace), AUTHENTICATED],
  };
}

function problemOf(
  server: ServerContext,
  claims: TokenClaims,
  audiences: readonly string[],
): string | undefined {
  const content = claims['kubernetes.io'];
  if (claims.iss !== ISSUER || content === undefined)
    return 'service account token claims could not be validated';
  if (audiencesOf(claims, audiences).length === 0) {
    const given = claims.aud?.join(' ') ?? '';
    return `token audiences ["${given}"] is invalid for the target audiences ["${audiences.join(' ')}"]`;
  }
  const nowMs = server.clock.epochMs;
  if (claims.exp !== undefined && nowMs > claims.exp * 1000 + LEEWAY_MS)
    return 'service account token has expired';
  if (claims.nbf !== undefined && nowMs < claims.nbf * 1000 - LEEWAY_MS)
    return 'service account token is not valid yet';
  return accountProblem(server, content) ?? boundProblem(server, content);
}

type Content = NonNullable<TokenClaims['kubernetes.io']>;

function accountProblem(
  server: ServerContext,
  { namespace, serviceaccount }: Pick<Content, 'namespace' | 'serviceaccount'>,
): string | undefined {
  const account = find(server, SERVICE_ACCOUNTS, namespace, serviceaccount.name);
  if (account === undefined) return `serviceaccounts "${serviceaccount.name}" not found`;
  if (isDeleted(server, account))
    return `service account ${namespace}/${serviceaccount.name} has been deleted`;
  if (account.metadata.uid === serviceaccount.uid) return undefined;
  return `service account UID (${account.metadata.uid}) does not match claim (${serviceaccount.uid})`;
}

/** A token lives no longer than what it is bound to. */
function boundProblem(server: ServerContext, content: Content): string | undefined {
  const { namespace, pod, secret, node } = content;
  if (secret !== undefined) return bindingProblem(server, SECRETS, namespace, secret, 'secret');
  if (pod !== undefined) return bindingProblem(server, PODS, namespace, pod, 'pod');
  // The node of a pod is told for information only.
  return node === undefined ? undefined : bindingProblem(server, NODES, undefined, node, 'node');
}

function bindingProblem(
  server: ServerContext,
  resource: Resource,
  namespace: string | undefined,
  { name, uid }: TokenReference,
  what: string,
): string | undefined {
  const object = find(server, resource, namespace, name);
  if (object === undefined || isDeleted(server, object))
    return 'service account token has been invalidated';
  if (object.metadata.uid === uid) return undefined;
  return `${what} UID (${object.metadata.uid}) does not match service account ${what} ref claim (${uid})`;
}

function userOf({ jti, ...claims }: TokenClaims): UserInfo {
  // Only claims with this content come so far.
  const { namespace, serviceaccount, pod, node } = claims['kubernetes.io'] as Content;
  const extra: Record<string, readonly string[]> = {};
  if (jti !== undefined) extra[`${EXTRA}/credential-id`] = [`JTI=${jti}`];
  if (node !== undefined) {
    extra[`${EXTRA}/node-name`] = [node.name];
    if (node.uid !== '') extra[`${EXTRA}/node-uid`] = [node.uid];
  }
  if (pod !== undefined) {
    extra[`${EXTRA}/pod-name`] = [pod.name];
    extra[`${EXTRA}/pod-uid`] = [pod.uid];
  }
  return {
    name: serviceAccountUserName(namespace, serviceaccount.name),
    uid: serviceaccount.uid,
    groups: [...serviceAccountGroups(namespace), AUTHENTICATED],
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

/** Tokens in secrets name nobody: they are for the API server. */
function audiencesOf({ aud }: TokenClaims, audiences: readonly string[]): readonly string[] {
  return audiences.filter((audience) => (aud ?? API_AUDIENCES).includes(audience));
}

function isDeleted({ clock }: ServerContext, { metadata }: ApiObject): boolean {
  const deletedMs = parseTime(metadata.deletionTimestamp ?? '');
  return deletedMs !== undefined && deletedMs < clock.epochMs - LEEWAY_MS;
}

function find(
  { kinds, storage }: ServerContext,
  resource: Resource,
  namespace: string | undefined,
  name: string,
): ApiObject | undefined {
  return storage.get(kinds.get(resource), namespace, name);
}
