// A request to a server in the cluster, handed on, and its answer handed back.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiStatusError } from '../../apimachinery/apiStatus';
import type { ClusterStreams, ProxyTarget } from '../../cluster/client/clusterStreams';
import type { RestConnect } from '../../cluster/client/restHandler';

const RESOURCES: readonly ProxyTarget['resource'][] = ['pods', 'services', 'nodes'];
/** They belong to the connection, or tell who asks. */
const NOT_HANDED_ON = new Set([
  'authorization',
  'connection',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export function sendProxied(
  streams: ClusterStreams,
  connect: RestConnect,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): void {
  const resource = RESOURCES.find((each) => each === connect.resource);
  if (resource === undefined) throw new ApiStatusError('NotFound', '404 page not found');
  const { method = 'GET' } = request;
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined || NOT_HANDED_ON.has(name) ? [] : [[name, [value].flat().join(', ')]],
    ),
  );
  const answer = streams.proxy(
    { resource, namespace: connect.namespace, name: connect.name },
    { method, target: handedOn(request.url ?? ''), headers, body: body.toString('latin1') },
  );
  const bytes = Buffer.from(answer.body, 'latin1');
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers)
    if (!NOT_HANDED_ON.has(name.toLowerCase()) && name.toLowerCase() !== 'content-length')
      response.setHeader(name, value);
  response.setHeader('content-length', bytes.length);
  response.end(method === 'HEAD' ? undefined : bytes);
}

/** What follows `proxy` in the path, with its query, as it came. */
function handedOn(url: string): string {
  const rest = /\/(?:pods|services|nodes)\/[^/]+\/proxy([/?].*)?$/s.exec(url)?.[1] ?? '/';
  return rest.startsWith('?') ? `/${rest}` : rest;
}
