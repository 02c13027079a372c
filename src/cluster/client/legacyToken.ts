// Tokens that are kept in secrets of type kubernetes.io/service-account-token: for ever, and for one account.
// Source: k8s.io/kubernetes/pkg/serviceaccount (legacy.go).
import type { ObjectMeta } from '../../apimachinery/objectMeta';
import { serviceAccountUserName } from '../../apimachinery/userInfo';
import type { TokenClaims } from './tokenSigner';

export const TOKEN_SECRET_TYPE = 'kubernetes.io/service-account-token';
/** Annotations of such a secret. */
export const ACCOUNT_NAME = 'kubernetes.io/service-account.name';
export const ACCOUNT_UID = 'kubernetes.io/service-account.uid';
const ISSUER = 'kubernetes/serviceaccount';

/** For whom such a token is, and where it is kept. */
export interface LegacyToken {
  readonly namespace: string;
  readonly secretName: string;
  readonly accountName: string;
  readonly accountUid: string;
}

export function legacyClaims(account: ObjectMeta, secretName: string): TokenClaims {
  const { namespace = '', name, uid } = account;
  return {
    iss: ISSUER,
    'kubernetes.io/serviceaccount/namespace': namespace,
    'kubernetes.io/serviceaccount/secret.name': secretName,
    'kubernetes.io/serviceaccount/service-account.name': name,
    'kubernetes.io/serviceaccount/service-account.uid': uid,
    sub: serviceAccountUserName(namespace, name),
  };
}

/** Undefined where the claims are those of a token of another kind. */
export function legacyToken(claims: TokenClaims): LegacyToken | undefined {
  if (claims.iss !== ISSUER) return undefined;
  return {
    namespace: claims['kubernetes.io/serviceaccount/namespace'] ?? '',
    secretName: claims['kubernetes.io/serviceaccount/secret.name'] ?? '',
    accountName: claims['kubernetes.io/serviceaccount/service-account.name'] ?? '',
    accountUid: claims['kubernetes.io/serviceaccount/service-account.uid'] ?? '',
  };
}
