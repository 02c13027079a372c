// From method, path and query to the request that the registry understands.
// Source: k8s.io/apiserver/pkg/endpoints (installer.go) and
// https://kubernetes.io/docs/reference/using-api/api-concepts/#api-verbs
import { ApiStatusError } from '../../../apimachinery/apiStatus';
import type { UserInfo } from '../../../apimachinery/userInfo';
import type { ServedResource } from '../../../apis/schema/schemaBundle';
import type { ApiRequest, WatchOptions, WriteOptions } from '../../client/apiHandler';
import { methodNotSupported, routeNotFound } from '../routeErrors';
import { parseBody, parsePatch } from './requestBody';
import {
  deleteOptions,
  getOptions,
  isWatch,
  listOptions,
  patchOptions,
  watchOptions,
  writeOptions,
} from './requestOptions';
import type { QueryParameters } from './requestTarget';
import type { ResourcePath } from './resourcePath';

/** What of an HTTP request matters for a resource. */
export interface ResourceHttpRequest {
  readonly method: string;
  readonly path: ResourcePath;
  readonly query: QueryParameters;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly user: UserInfo;
}

export interface WatchRequest {
  readonly verb: 'watch';
  readonly user: UserInfo;
  readonly resource: ServedResource;
  readonly namespace: string | undefined;
  readonly options: WatchOptions;
}

/** Throws ApiStatusError where the method does not fit the path, or options or body cannot be read. */
export function resourceRequest(
  resource: ServedResource,
  request: ResourceHttpRequest,
): ApiRequest | WatchRequest {
  const { path } = request;
  if (path.namespace !== undefined && !resource.namespaced && resource.plural !== 'namespaces') {
    throw routeNotFound();
  }
  if (path.name === undefined) return collectionRequest(resource, request);
  if (resource.namespaced && path.namespace === undefined) throw routeNotFound();
  if (path.rest.length > 0) throw routeNotFound();
  return objectRequest(resource, path.name, request);
}

function collectionRequest(
  resource: ServedResource,
  request: ResourceHttpRequest,
): ApiRequest | WatchRequest {
  const { method, query } = request;
  const base = baseOf(resource, request);
  switch (method) {
    case 'GET':
      if (isWatch(query)) return { verb: 'watch', ...base, options: watchOptions(query) };
      return { verb: 'list', ...base, options: listOptions(query) };
    case 'POST':
      return { verb: 'create', ...base, ...written(request) };
    case 'DELETE':
      return {
        verb: 'deletecollection',
        ...base,
        options: deleteOptions(query, bodyOf(request)),
        listOptions: listOptions(query),
      };
    default:
      throw unsupportedMethod();
  }
}

function objectRequest(
  resource: ServedResource,
  name: string,
  request: ResourceHttpRequest,
): ApiRequest | WatchRequest {
  const { method, query, path, headers } = request;
  const sub = path.subresource === undefined ? {} : { subresource: path.subresource };
  const base = { ...baseOf(resource, request), name };
  switch (method) {
    case 'GET':
      if (isWatch(query) && path.subresource === undefined) {
        const fieldSelector = `metadata.name=${name}`;
        const options = { ...watchOptions(query), fieldSelector };
        return { verb: 'watch', ...baseOf(resource, request), options };
      }
      return { verb: 'get', ...base, ...sub, options: getOptions(query) };
    case 'POST':
      if (path.subresource === undefined) throw unsupportedMethod();
      return { verb: 'create', ...base, ...sub, ...written(request) };
    case 'PUT':
      return { verb: 'update', ...base, ...sub, ...written(request) };
    case 'PATCH': {
      const { patch, duplicateFields } = parsePatch(headers['content-type'], request.body);
      const isApply = patch.type === 'apply';
      const options = { ...patchOptions(query, headers['user-agent'], isApply), duplicateFields };
      return { verb: 'patch', ...base, ...sub, patch, options };
    }
    case 'DELETE':
      if (path.subresource !== undefined) throw methodNotSupported(resource, 'delete');
      return { verb: 'delete', ...base, options: deleteOptions(query, bodyOf(request)) };
    default:
      throw unsupportedMethod();
  }
}

function baseOf(
  resource: ServedResource,
  { path, user }: ResourceHttpRequest,
): { user: UserInfo; resource: ServedResource; namespace: string | undefined } {
  return { user, resource, namespace: resource.namespaced ? path.namespace : undefined };
}

function bodyOf({ headers, body }: ResourceHttpRequest): unknown {
  return parseBody(headers['content-type'], body).value;
}

function written(request: ResourceHttpRequest): { body: unknown; options: WriteOptions } {
  const { value, duplicateFields } = parseBody(request.headers['content-type'], request.body);
  return { body: value, options: { ...writing(request), duplicateFields } };
}

function writing({ query, headers }: ResourceHttpRequest): WriteOptions {
  return writeOptions(query, headers['user-agent']);
}

function unsupportedMethod(): ApiStatusError {
  const message = 'the server does not allow this method on the requested resource';
  return new ApiStatusError('MethodNotAllowed', message);
}
