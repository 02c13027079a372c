// Which requests are answered from the server's own cache, and which need what etcd's majority knows.
// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list;
// k8s.io/apiserver/pkg/storage/cacher (delegator.go), pkg/endpoints/handlers/responsewriters (status.go);
// pkg/endpoints/handlers/finisher; go.etcd.io/etcd/client/v3 (retry.go: reads are tried again, writes are not),
// server/v3/config (ReqTimeout).
//
// What is asked and not kept, such as a SubjectAccessReview, is answered by the server alone.
//
// Differs from Kubernetes: a write that did not go through never turns out to have done so after all; an apply to what
// is not there yet fails as any write, though it has to read before; a client's own ?timeout= is not heeded.
import { ApiStatusError } from '../../apimachinery/apiStatus';
import { qualifiedResource } from '../../apimachinery/resource';
import type { ApiRequest, ListOptions } from '../client/apiHandler';
import type { EtcdClient } from '../etcd/etcdClient';
import { EtcdError } from '../etcd/etcdError';
import { isReview } from './reviews/reviews';

/** --request-timeout: until then the server's etcd client asks again. */
const READ_LIMIT_MS = 60_000;
/** requestTimeoutUpperBound of writes. A deletion reads what it deletes, and never comes to write. */
const DELETE_LIMIT_MS = 34_000;
/** etcd answers then that it timed out: 5 s, and two election timeouts. */
const WRITE_LIMIT_MS = 7_000;

/** How long a request waits for etcd before it is refused; 0 where it does not ask etcd. */
export function etcdPatienceMs(request: ApiRequest): number {
  if (isQuestion(request) || isFromCache(request)) return 0;
  if (isRead(request)) return READ_LIMIT_MS;
  return isDeletion(request) ? DELETE_LIMIT_MS : WRITE_LIMIT_MS;
}

/** Throws what the client sees while etcd cannot answer, or its watches have ended. */
export function assertAnswerable(etcd: EtcdClient<unknown>, request: ApiRequest): void {
  if (isQuestion(request)) return;
  if (isFromCache(request)) {
    assertCached(etcd);
    return;
  }
  try {
    etcd.confirm();
  } catch (error) {
    throw refusedByEtcd(request, error);
  }
}

/** What the client sees of what etcd says; the error itself where it is none of etcd's. */
export function refusedByEtcd(request: ApiRequest, error: unknown): unknown {
  if (!(error instanceof EtcdError)) return error;
  if (isRead(request)) return timedOut(request);
  if (isDeletion(request)) return new ApiStatusError('Timeout', DELETE_TIMED_OUT);
  // etcd's words go through as they are, without a reason.
  return new ApiStatusError('Unknown', error.message);
}

/** The cache lives on etcd's watches. */
export function assertCached(etcd: EtcdClient<unknown>): void {
  if (etcd.isFollowing) return;
  const details = { retryAfterSeconds: 1 };
  throw new ApiStatusError('TooManyRequests', 'storage is (re)initializing', details);
}

const DELETE_TIMED_OUT =
  'Timeout: request did not complete within requested timeout - context deadline exceeded';

function isQuestion({ verb, resource }: ApiRequest): boolean {
  return verb === 'create' && isReview(resource);
}

function isDeletion({ verb }: ApiRequest): boolean {
  return verb === 'delete' || verb === 'deletecollection';
}

type ReadRequest = Extract<ApiRequest, { verb: 'get' | 'list' }>;

function isRead(request: ApiRequest): request is ReadRequest {
  return request.verb === 'get' || request.verb === 'list';
}

/** As client-go puts it, to whom the server says only that the time is up. */
function timedOut(request: ReadRequest): ApiStatusError {
  const name = request.verb === 'get' ? ` ${request.name}` : '';
  const what = `get ${qualifiedResource(request.resource)}${name}`;
  const message = 'the server was unable to return a response in the time allotted';
  return new ApiStatusError(
    'Timeout',
    `${message}, but may still be processing the request (${what})`,
  );
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
