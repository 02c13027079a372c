// Tokens that everyone can read and write, for tests of what is in them.
import type { TokenClaims, TokenSigner } from '../../../../src/cluster/client/tokenSigner';

export const PLAIN_SIGNER: TokenSigner = {
  sign: (claims) => JSON.stringify(claims),
  verify(token) {
    try {
      // What it signed, it reads.
      return JSON.parse(token) as TokenClaims;
    } catch {
      return undefined;
    }
  },
};
