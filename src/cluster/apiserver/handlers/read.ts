// GET of one object or of a list. Source: k8s.io/apiserver/pkg/endpoints/handlers (get.go) and
// https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
import { badRequest, expired, notFound } from '../../../apimachinery/apiStatus';
import type { ApiList, ApiObject } from '../../../apimachinery/objectMeta';
import type { ApiRequest, GetRequest, ListOptions } from '../../client/apiHandler';
import { CompactedError } from '../../etcd/etcdError';
import type { KeyRevision } from '../../etcd/keyRevision';
import { decodeContinueToken, encodeContinueToken } from '../continueToken';
import { ObjectSelector } from '../objectSelector';
import { asServed, rangePrefix } from '../objectStorage';
import { assertListOptions } from '../requestOptions';
import { assertReached, parseResourceVersion } from '../resourceVersion';
import type { ServedKind } from '../servedKinds';
import type { ServerContext } from '../serverContext';

export type ListRequest = Extract<ApiRequest, { verb: 'list' }>;

const CONTINUE_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list ' +
  'without the continue parameter, or use the continue token in this response to retrieve the remainder of the ' +
  'results. Continuing with the provided token results in an inconsistent list - objects that were created, ' +
  'modified, or deleted between the time the first chunk was returned and now may show up in the list.';

export function getObject(
  server: ServerContext,
  request: Pick<GetRequest, 'resource' | 'namespace' | 'name' | 'options'>,
): ApiObject {
  const kind = server.kinds.get(request.resource);
  const version = request.options?.resourceVersion;
  if (version) assertReached(parseResourceVersion(version), server.storage.etcd.revision);
  if (kind.computed !== undefined) return computedObject(kind, request.namespace, request.name);
  const object = server.storage.get(kind, request.namespace, request.name);
  if (object === undefined) throw notFound(kind.resource, request.name);
  return object;
}

/** Throws NotFound in the words of metrics-server, the one server that such kinds stand for. */
function computedObject(kind: ServedKind, namespace: string | undefined, name: string): ApiObject {
  const found = kind.computed?.(namespace).find(({ metadata }) => metadata.name === name);
  if (found !== undefined) return found;
  const resource = { ...kind.resource, plural: kind.kind.toLowerCase() };
  throw notFound(resource, namespace === undefined ? name : `${namespace}/${name}`);
}

/**
 * Throws Invalid and BadRequest for bad options, Expired where the asked-for revision is compacted,
 * Timeout for one that is yet to come.
 */
export function listObjects(server: ServerContext, request: ListRequest): ApiList<ApiObject> {
  const kind = server.kinds.get(request.resource);
  const { options } = request;
  assertListOptions(options);
  const selector = new ObjectSelector(kind, options);
  if (kind.computed !== undefined) {
    const items = kind.computed(request.namespace).filter((each) => selector.matches(each));
    return { resourceVersion: '', items };
  }
  const prefix = rangePrefix(kind, kind.resource.namespaced ? request.namespace : undefined);
  const start = startOf(server, options);
  const pods = podsOfNode(server, kind, selector, start, options);
  if (pods !== undefined) {
    const items = selectedBelow(prefix, pods, selector);
    return { resourceVersion: String(server.storage.etcd.revision), items };
  }
  const states = readStates(server, prefix, soleName(request, kind, selector), start);
  const items: ApiObject[] = [];
  const limit = limitOf(options);
  const resourceVersion = String(start.revision ?? server.storage.etcd.revision);
  let last = '';
  let index = -1;
  for (const { key, value: stored } of states) {
    index++;
    if (items.length === limit) {
      const revision = Number(resourceVersion);
      // The first key behind the last one that was looked at.
      const token = encodeContinueToken({ revision, start: `${last.slice(prefix.length)}\0` });
      // The server counts only where it need not look into the objects.
      const rest = selector.selectsAll ? { remainingItemCount: states.length - index } : {};
      return { resourceVersion, items, continue: token, ...rest };
    }
    last = key;
    if (stored === undefined) continue;
    const object = asServed(kind, stored);
    if (selector.matches(object)) items.push(object);
  }
  return { resourceVersion, items };
}

/** Of a list that can have but one object: kubelets watch their own node, and look for it among no others. */
function soleName(
  { namespace, options }: ListRequest,
  kind: ServedKind,
  { exactName }: ObjectSelector,
): string | undefined {
  const isOneNamespace = !kind.resource.namespaced || namespace !== undefined;
  return isOneNamespace && !options.continue ? exactName : undefined;
}

/** The pods of the one node that is asked for: the API server's cache too has an index of them, for kubelets. */
function podsOfNode(
  { authorizer }: ServerContext,
  kind: ServedKind,
  { exactField }: ObjectSelector,
  { revision, from }: ListStart,
  options: ListOptions,
): ReadonlyMap<string, ApiObject> | undefined {
  const isWhole = revision === undefined && from === undefined && limitOf(options) === Infinity;
  if (!isWhole || exactField?.field !== 'spec.nodeName') return undefined;
  return authorizer.graph.knownPods(kind, exactField.value);
}

/** In the order of their keys. */
function selectedBelow(
  prefix: string,
  objects: ReadonlyMap<string, ApiObject>,
  selector: ObjectSelector,
): readonly ApiObject[] {
  const items: ApiObject[] = [];
  for (const [key, object] of [...objects].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (key.startsWith(prefix) && selector.matches(object)) items.push(object);
  return items;
}

/** What "any version" may be answered from, the server's cache, has no pieces: no limit then. */
function limitOf({ limit = 0, resourceVersion, continue: token }: ListOptions): number {
  if (resourceVersion === '0' && !token) return Infinity;
  return limit > 0 ? limit : Infinity;
}

interface ListStart {
  readonly revision: number | undefined;
  /** Where in the kind's keys to go on; undefined for the beginning. */
  readonly from: string | undefined;
}

function startOf(server: ServerContext, options: ListOptions): ListStart {
  const { etcd } = server.storage;
  const { resourceVersion, resourceVersionMatch: match } = options;
  if (options.continue) {
    const { revision, start } = decodeContinueToken(options.continue);
    if (resourceVersion && resourceVersion !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue');
    }
    if (revision !== undefined) assertReached(revision, etcd.revision);
    return { revision, from: start };
  }
  const requested = parseResourceVersion(resourceVersion);
  assertReached(requested, etcd.revision);
  // Before resourceVersionMatch there was, a list in pieces was one of that very version.
  const exact = match === 'Exact' || (!match && limitOf(options) < Infinity);
  return { revision: exact && requested > 0 ? requested : undefined, from: undefined };
}

function readStates(
  { storage: { etcd } }: ServerContext,
  prefix: string,
  sole: string | undefined,
  { revision, from }: ListStart,
): readonly KeyRevision<ApiObject>[] {
  try {
    if (sole !== undefined) {
      const state = etcd.get(prefix + sole, revision);
      return state === undefined ? [] : [state];
    }
    return etcd.range(prefix, {
      ...(from === undefined ? {} : { startKey: prefix + from }),
      ...(revision === undefined ? {} : { revision }),
    });
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    if (from === undefined) throw expired('The resourceVersion for the provided list is too old.');
    throw expired(CONTINUE_EXPIRED, encodeContinueToken({ revision: undefined, start: from }));
  }
}
