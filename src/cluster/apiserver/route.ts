// Which handler answers which verb and subresource.
import type { ApiRequest, ApiResponse } from '../client/apiHandler';
import { deprecationWarning } from './deprecationWarning';
import { handleCreate } from './handlers/create';
import { handleDelete, handleDeleteCollection } from './handlers/delete';
import { handlePatch } from './handlers/patch';
import { getObject, listObjects } from './handlers/read';
import { handleUpdate } from './handlers/update';
import { answerReview, isReview } from './reviews/reviews';
import { assertOptions } from './requestOptions';
import { definitionTerminating, methodNotSupported, routeNotFound } from './routeErrors';
import type { ServerContext } from './serverContext';
import { createBinding } from './subresources/binding';
import { createEviction } from './subresources/eviction';
import { createToken } from './subresources/token';
import { getScale, patchScale, updateScale } from './subresources/scale';

/** Throws NotFound where nothing is served, MethodNotAllowed where not this verb. */
export function route(server: ServerContext, request: ApiRequest): ApiResponse {
  const { custom } = server.kinds.get(request.resource);
  if (custom?.terminating === true && request.verb === 'create') {
    throw definitionTerminating(request);
  }
  // Those of a request that was refused are for nobody.
  server.warnings.take();
  const response = answer(server, request);
  const warned = server.warnings.take();
  const deprecated =
    custom === undefined ? deprecationWarning(request.resource) : custom.deprecationWarning;
  if (deprecated === undefined && warned.length === 0) return response;
  const first = deprecated === undefined ? [] : [deprecated];
  return { ...response, warnings: [...first, ...(response.warnings ?? []), ...warned] };
}

function answer(server: ServerContext, request: ApiRequest): ApiResponse {
  const { subresource } = request;
  assertServed(server, request, subresource);
  assertOptions(request);
  switch (request.verb) {
    case 'get':
      if (subresource === 'scale') return { code: 200, body: getScale(server, request) };
      return { code: 200, body: getObject(server, request) };
    case 'list':
      return { code: 200, body: listObjects(server, request) };
    case 'create':
      if (subresource === 'binding') return createBinding(server, request);
      if (subresource === 'eviction') return createEviction(server, request);
      if (subresource === 'token') return createToken(server, request);
      if (isReview(request.resource)) return answerReview(server, request);
      return handleCreate(server, request);
    case 'update':
      return subresource === 'scale' ? updateScale(server, request) : handleUpdate(server, request);
    case 'patch':
      return subresource === 'scale' ? patchScale(server, request) : handlePatch(server, request);
    case 'delete':
      return handleDelete(server, request);
    case 'deletecollection':
      return handleDeleteCollection(server, request);
  }
}

/** What looks from outside reads, and nothing else. */
export function observe(server: ServerContext, request: ApiRequest): ApiResponse {
  if (request.verb === 'get' || request.verb === 'list') return route(server, request);
  throw methodNotSupported(request.resource, request.verb);
}

/** Others need a part that the simulation does not have yet (#3). */
const SUBRESOURCES: readonly string[] = [
  'status',
  'scale',
  'finalize',
  'binding',
  'eviction',
  'ephemeralcontainers',
  'resize',
  'token',
  'approval',
];

function assertServed(
  server: ServerContext,
  { resource, verb }: ApiRequest,
  subresource: string | undefined,
): void {
  const served = server.kinds.get(resource).resource;
  const verbs: readonly string[] = served.verbs;
  // Bindings can be created as objects of their own, too; only the subresource is served.
  if (!verbs.includes('get') && !isReview(served)) throw routeNotFound();
  if (subresource === undefined) {
    if (!verbs.includes(verb)) throw methodNotSupported(served, verb);
    return;
  }
  const found = served.subresources.get(subresource);
  if (found === undefined || !SUBRESOURCES.includes(subresource)) throw routeNotFound();
  if (!found.verbs.some((each) => each === verb)) throw methodNotSupported(served, verb);
}
