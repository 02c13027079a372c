// GET of one object or of a list. Source: k8s.io/apiserver/pkg/endpoints/handlers (get.go) and
// https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
import { badRequest, expired, notFound } from '../../../apimachinery/apiStatus';
import type { ApiList, ApiObject } from '../../../apimachinery/objectMeta';
import type { ApiRequest, ListOptions } from '../../client/apiHandler';
import { CompactedError } from '../../etcd/etcdError';
import type { KeyRevision } from '../../etcd/keyRevision';
import { ObjectSelector } from '../objectSelector';
import { asServed, rangePrefix } from '../objectStorage';
import { parseResourceVersion, tooLargeResourceVersion } from '../resourceVersion';
import type { ServerContext } from '../serverContext';

export type GetRequest = Extract<ApiRequest, { verb: 'get' }>;
export type ListRequest = Extract<ApiRequest, { verb: 'list' }>;

const CONTINUE_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list ' +
  'without the continue parameter, or use the continue token in this response to retrieve the remainder of the ' +
  'results. Continuing with the provided token results in an inconsistent list - objects that were created, ' +
  'modified, or deleted between the time the first chunk was returned and now may show up in the list.';

export function getObject(
  server: ServerContext,
  request: Pick<GetRequest, 'resource' | 'namespace' | 'name'>,
): ApiObject {
  const kind = server.kinds.get(request.resource);
  const object = server.storage.get(kind, request.namespace, request.name);
  if (object === undefined) throw notFound(kind.resource, request.name);
  return object;
}

/** Throws BadRequest for bad options, Expired where the asked-for revision is compacted. */
export function listObjects(server: ServerContext, request: ListRequest): ApiList<ApiObject> {
  const kind = server.kinds.get(request.resource);
  const { options } = request;
  const selector = new ObjectSelector(kind, options);
  const prefix = rangePrefix(kind, kind.resource.namespaced ? request.namespace : undefined);
  const start = startOf(server, options);
  const states = readRange(server, prefix, start);
  const items: ApiObject[] = [];
  const limit = options.limit !== undefined && options.limit > 0 ? options.limit : Infinity;
  const resourceVersion = String(start.revision ?? server.storage.etcd.revision);
  for (const [index, { key, value: stored }] of states.entries()) {
    if (items.length === limit) {
      const token = `${resourceVersion}:${key.slice(prefix.length)}`;
      // The server counts only where it need not look into the objects.
      const rest = selector.selectsAll ? { remainingItemCount: states.length - index } : {};
      return { resourceVersion, items, continue: token, ...rest };
    }
    if (stored === undefined) continue;
    const object = asServed(kind, stored);
    if (selector.matches(object)) items.push(object);
  }
  return { resourceVersion, items };
}

interface ListStart {
  readonly revision: number | undefined;
  /** Where in the kind's keys to go on; undefined for the beginning. */
  readonly from: string | undefined;
}

function startOf(server: ServerContext, options: ListOptions): ListStart {
  const { etcd } = server.storage;
  if (options.continue) {
    if (options.resourceVersion && options.resourceVersion !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue');
    }
    const match = /^(\d+):([^]+)$/.exec(options.continue);
    if (match === null)
      throw badRequest('continue key is not valid: encoded continue token is invalid');
    return { revision: Number(match[1]), from: match[2] };
  }
  const requested = parseResourceVersion(options.resourceVersion);
  if (requested > etcd.revision) throw tooLargeResourceVersion(requested, etcd.revision);
  const exact = options.resourceVersionMatch === 'Exact' && requested > 0;
  return { revision: exact ? requested : undefined, from: undefined };
}

function readRange(
  server: ServerContext,
  prefix: string,
  { revision, from }: ListStart,
): readonly KeyRevision<ApiObject>[] {
  try {
    return server.storage.etcd.range(prefix, {
      ...(from === undefined ? {} : { startKey: prefix + from }),
      ...(revision === undefined ? {} : { revision }),
    });
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    throw expired(
      from === undefined
        ? 'The resourceVersion for the provided list is too old.'
        : CONTINUE_EXPIRED,
    );
  }
}
