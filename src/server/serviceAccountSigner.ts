// Signs the tokens of service accounts as JSON web tokens (RS256) with the cluster's sa.key, as
// kube-apiserver does. RSASSA-PKCS1-v1_5 is deterministic: the same claims give the same token.
// Source: k8s.io/kubernetes/pkg/serviceaccount (jwt.go), RFC 7519.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { TokenClaims, TokenSigner } from '../cluster/client/tokenSigner';

const ALGORITHM = 'RSA-SHA256';

export class ServiceAccountSigner implements TokenSigner {
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  /** The part before the first dot, the same in every token. */
  readonly #header: string;

  /** `pem`: an RSA private key. */
  constructor(pem: string) {
    this.#privateKey = createPrivateKey(pem);
    this.#publicKey = createPublicKey(this.#privateKey);
    const der = this.#publicKey.export({ type: 'spki', format: 'der' });
    const kid = createHash('sha256').update(der).digest('base64url');
    this.#header = encoded({ alg: 'RS256', kid });
  }

  sign(claims: TokenClaims): string {
    const content = `${this.#header}.${encoded(claims)}`;
    const signature = sign(ALGORITHM, Buffer.from(content), this.#privateKey);
    return `${content}.${signature.toString('base64url')}`;
  }

  verify(token: string): TokenClaims | undefined {
    const [header, payload = '', signature = '', ...rest] = token.split('.');
    // No other header is ours: neither another key nor another algorithm.
    if (header !== this.#header || rest.length > 0) return undefined;
    const content = Buffer.from(`${header}.${payload}`);
    const isOurs = verify(ALGORITHM, content, this.#publicKey, Buffer.from(signature, 'base64url'));
    // We have signed it: it is what we wrote.
    return isOurs
      ? (JSON.parse(Buffer.from(payload, 'base64url').toString()) as TokenClaims)
      : undefined;
  }
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
