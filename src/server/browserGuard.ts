// Keeps web pages out: a page in the learner's browser can reach 127.0.0.1, also under a name of its own
// (DNS rebinding). Tools name the server by one of its own names, and send no foreign Origin.
import type { IncomingMessage } from 'node:http';

/** The names in the server's certificate. */
const OWN_NAMES: readonly string[] = [
  '127.0.0.1',
  'localhost',
  '10.96.0.1',
  'control-plane',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
];

/** Why a request is refused; undefined where it is not. */
export function refusalOf({ headers }: IncomingMessage): string | undefined {
  const host = headers.host ?? '';
  if (!OWN_NAMES.includes(hostName(host))) {
    return `the request is for the host "${host}", which is not this server`;
  }
  const { origin } = headers;
  if (origin !== undefined && !isOwnOrigin(origin, host)) {
    return `requests of web pages are not served (Origin: ${origin})`;
  }
  return undefined;
}

function isOwnOrigin(origin: string, host: string): boolean {
  return origin === `https://${host}`;
}

/** Without the port. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
