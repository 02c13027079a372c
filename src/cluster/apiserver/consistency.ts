// Which requests are answered from the server's own cache, and which need what etcd's majority knows.
// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list;
// k8s.io/apiserver/pkg/storage/cacher (delegator.go), pkg/endpoints/handlers/responsewriters (status.go).
import { ApiStatusError } from '../../apimachinery/apiStatus';
import type { ApiRequest, ListOptions } from '../client/apiHandler';
import type { EtcdClient } from '../etcd/etcdClient';
import { EtcdError } from '../etcd/etcdError';

/** Throws what the client sees while etcd cannot answer, or its watches have ended. */
export function assertAnswerable(etcd: EtcdClient<unknown>, request: ApiRequest): void {
  if (isFromCache(request)) {
    assertCached(etcd);
    return;
  }
  try {
    etcd.confirm();
  } catch (error) {
    if (!(error instanceof EtcdError)) throw error;
    // etcd's words go through as they are, without a reason.
    throw new ApiStatusError('Unknown', error.message);
  }
}

/** The cache lives on etcd's watches. */
export function assertCached(etcd: EtcdClient<unknown>): void {
  if (etcd.isFollowing) return;
  const details = { retryAfterSeconds: 1 };
  throw new ApiStatusError('TooManyRequests', 'storage is (re)initializing', details);
}

function isFromCache(request: ApiRequest): boolean {
  if (request.verb === 'get') return Boolean(request.options?.resourceVersion);
  return request.verb === 'list' && isListFromCache(request.options);
}

/** Any version that is not too old will do. */
function isListFromCache({
  resourceVersion,
  resourceVersionMatch: match,
  limit = 0,
  continue: token,
}: ListOptions): boolean {
  if (!resourceVersion || token || match === 'Exact') return false;
  return resourceVersion === '0' || match === 'NotOlderThan' || limit === 0;
}
