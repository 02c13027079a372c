// The API server's side of service account tokens, for whoever stands before it: what signs them, and
// whose they are.
import type { UserInfo } from '../../../apimachinery/userInfo';
import type { TokenSigner } from '../../client/tokenSigner';
import type { ServerContext } from '../serverContext';
import { authenticateToken } from './tokenAuthenticator';

export class ServiceAccountTokens {
  readonly #server: ServerContext;

  constructor(server: ServerContext) {
    this.#server = server;
  }

  /** From now on, tokens are signed with this. Without any signer nobody gets one. */
  useSigner(signer: TokenSigner): void {
    this.#server.tokens.signer = signer;
  }

  /** Whose bearer token it is; undefined where it is nobody's, or not any more. */
  authenticate(token: string): UserInfo | undefined {
    const verdict = authenticateToken(this.#server, token);
    return 'user' in verdict ? verdict.user : undefined;
  }
}
