// Service account tokens as the cluster means them; how they are signed is for the host to say, since
// the core has no cryptography. Source: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens

/** An object that a token is bound to, or the account that it is for. */
export interface TokenReference {
  readonly name: string;
  readonly uid: string;
}

/** The payload of a JSON web token, with Kubernetes' names. Times are seconds since 1970. */
export interface TokenClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud?: readonly string[];
  /** Tokens in secrets have none of these times: they do not expire. */
  readonly exp?: number;
  readonly iat?: number;
  readonly nbf?: number;
  readonly jti?: string;
  readonly 'kubernetes.io'?: {
    readonly namespace: string;
    readonly serviceaccount: TokenReference;
    readonly pod?: TokenReference;
    readonly node?: TokenReference;
    readonly secret?: TokenReference;
    readonly warnafter?: number;
  };
  /** These stand in tokens that are kept in secrets, in the place of the above. */
  readonly 'kubernetes.io/serviceaccount/namespace'?: string;
  readonly 'kubernetes.io/serviceaccount/secret.name'?: string;
  readonly 'kubernetes.io/serviceaccount/service-account.name'?: string;
  readonly 'kubernetes.io/serviceaccount/service-account.uid'?: string;
}

/** Synchronous and, for the same claims, always the same: a replay must come to the same tokens. */
export interface TokenSigner {
  sign(claims: TokenClaims): string;
  /** Undefined where the text is no token of ours. */
  verify(token: string): TokenClaims | undefined;
}
