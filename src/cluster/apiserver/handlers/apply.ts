// PATCH by server-side apply. Source: k8s.io/apiserver/pkg/endpoints/handlers (patch.go, applyPatcher);
// https://kubernetes.io/docs/reference/using-api/server-side-apply/
import { badRequest, conflict, notFound } from '../../../apimachinery/apiStatus';
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { ApiResponse } from '../../client/apiHandler';
import { requestAttributes } from '../authorization/requestAttributes';
import { goString, gvkText } from '../fieldmanager/gvkText';
import { assertSameName } from '../requestName';
import { namespaceOfRequest } from '../requestNamespace';
import { warningsOf, type BodyKind, type DecodedBody } from '../bodyDecoder';
import type { ServedKind } from '../servedKinds';
import type { ServerContext } from '../serverContext';
import { writeOrigin } from '../writeOrigin';
import { createObject } from './create';
import type { PatchRequest } from './patch';
import { replaceObject } from './replace';

/** Creates the object where there is none. */
export function handleApply(server: ServerContext, request: PatchRequest): ApiResponse {
  const kind = server.kinds.get(request.resource);
  const applied = appliedObject(kind, request.patch.body);
  const namespace = kind.resource.namespaced ? request.namespace : undefined;
  const old = server.storage.get(kind, namespace, request.name);
  if (old === undefined) return createdByApply(server, kind, request, applied);
  const { body, object } = applyTo(server, kind, request, old, applied);
  return { code: 200, body: object, ...warningsOf(body) };
}

/** The configuration, which is of the kind that is asked for. Throws BadRequest. */
export function appliedObject(kind: BodyKind, body: unknown): JsonObject {
  if (!isJsonObject(body)) {
    throw badRequest(
      'error decoding YAML: error unmarshaling JSON: json: cannot unmarshal into Go value of type map[string]interface {}',
    );
  }
  if (body.apiVersion !== kind.apiVersion || body.kind !== kind.kind) {
    throw badRequest(`invalid object type: ${gvkText(body.apiVersion, body.kind)}`);
  }
  const { metadata } = body;
  if (isJsonObject(metadata) && (metadata.managedFields ?? undefined) !== undefined) {
    throw badRequest('metadata.managedFields must be nil');
  }
  return body;
}

/** The configuration laid over a stored object, and what is stored then. */
export function applyTo(
  server: ServerContext,
  kind: ServedKind,
  request: PatchRequest,
  old: ApiObject,
  applied: JsonObject,
): { readonly body: DecodedBody; readonly object: ApiObject } {
  const { options, subresource } = request;
  const manager = options.fieldManager ?? '';
  const write = { kind, manager, subresource };
  const result = server.fields.apply(write, old, applied, options.force === true);
  const body = decoded(server, kind, request, result.object);
  const { metadata } = body.object;
  assertSameName(request.name, metadata.name);
  namespaceOfRequest(kind, old.metadata.namespace, metadata.namespace);
  const object = replaceObject(server, {
    kind,
    origin: writeOrigin(request),
    manager,
    managedFields: result.entries,
    old,
    body: body.object,
    schemaErrors: body.schemaErrors,
    dryRun: options.dryRun ?? false,
  });
  return { body, object };
}

function createdByApply(
  server: ServerContext,
  kind: ServedKind,
  request: PatchRequest,
  applied: JsonObject,
): ApiResponse {
  const { options, subresource, name } = request;
  if (subresource !== undefined) throw notFound(kind.resource, name);
  // Whoever may change what is there may not make it for that alone.
  server.authorizer.check({ ...requestAttributes(request), verb: 'create' });
  const write = { kind, manager: options.fieldManager ?? '', subresource };
  const result = server.fields.apply(write, undefined, applied, options.force === true);
  const body = decoded(server, kind, request, result.object);
  assertSameName(name, body.object.metadata.name);
  const uid = goString(body.object.metadata.uid);
  if (uid !== '') {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw conflict(kind.resource, name, why);
  }
  const object = createObject(server, kind, { ...request, verb: 'create' }, body, result.entries);
  return { code: 201, body: object, ...warningsOf(body) };
}

/** What an apply makes of an object goes through the decoder as all else: nulls go, amounts are canonical. */
function decoded(
  server: ServerContext,
  kind: ServedKind,
  { options }: PatchRequest,
  object: unknown,
): DecodedBody {
  const fieldValidation = options.fieldValidation ?? 'Ignore';
  return server.decoder.decode(kind, object, { ...options, fieldValidation });
}
