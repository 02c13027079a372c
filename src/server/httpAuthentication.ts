// Who is at the other end of a connection: the certificate's subject, or the bearer token's account.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { ANONYMOUS, AUTHENTICATED, type UserInfo } from '../apimachinery/userInfo';

/** Undefined where the token is none of ours. */
export type TokenAuthenticator = (token: string) => UserInfo | undefined;

/** Undefined where a certificate or token was shown that is not good: the answer is 401. */
export function authenticate(
  request: IncomingMessage,
  authenticateToken: TokenAuthenticator,
): UserInfo | undefined {
  const fromCertificate = certificateUser(request);
  if (fromCertificate !== ANONYMOUS) return fromCertificate;
  const { authorization } = request.headers;
  if (authorization === undefined) return ANONYMOUS;
  const [scheme = '', token = ''] = authorization.split(' ', 2);
  if (scheme.toLowerCase() !== 'bearer' || token === '') return ANONYMOUS;
  return authenticateToken(token);
}

/** CN is the user's name, each O one of the groups. */
function certificateUser({ socket }: IncomingMessage): UserInfo | undefined {
  if (!(socket instanceof TLSSocket)) return ANONYMOUS;
  const certificate = socket.getPeerCertificate();
  // Node answers with an empty object where none was shown.
  if (Object.keys(certificate).length === 0) return ANONYMOUS;
  if (!socket.authorized) return undefined;
  // Several values of one name come as a list, which the type does not say.
  const { CN, O } = certificate.subject as { CN?: string | string[]; O?: string | string[] };
  const name = [CN ?? []].flat()[0];
  if (name === undefined) return undefined;
  const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  const extra = { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${fingerprint}`] };
  return { name, groups: [...[O ?? []].flat(), AUTHENTICATED], extra };
}
