// PUT of an object or its status. Source: k8s.io/apiserver/pkg/endpoints/handlers (update.go).
import { notFound } from '../../../apimachinery/apiStatus';
import type { ApiRequest, ApiResponse } from '../../client/apiHandler';
import { requestAttributes } from '../authorization/requestAttributes';
import { warningsOf, type DecodedBody } from '../bodyDecoder';
import { managerName } from '../fieldmanager/managerName';
import { assertSameName } from '../requestName';
import { namespaceOfRequest } from '../requestNamespace';
import type { ServedKind } from '../servedKinds';
import type { ServerContext } from '../serverContext';
import { writeOrigin } from '../writeOrigin';
import { createObject } from './create';
import { otherUid, replaceObject } from './replace';

export type UpdateRequest = Extract<ApiRequest, { verb: 'update' }>;

export function handleUpdate(server: ServerContext, request: UpdateRequest): ApiResponse {
  const kind = server.kinds.get(request.resource);
  const body = server.decoder.decode(kind, request.body, request.options);
  const warnings = warningsOf(body);
  const { metadata } = body.object;
  const namespace = namespaceOfRequest(kind, request.namespace, metadata.namespace);
  assertSameName(request.name, metadata.name);
  const old = server.storage.get(kind, namespace, request.name);
  if (old === undefined) {
    // A body with a uid is meant for an object that was there.
    const { uid } = metadata;
    if (uid) throw otherUid(kind, { metadata: { name: request.name, namespace } }, uid);
    return { ...createdByUpdate(server, kind, request, body), ...warnings };
  }
  const object = replaceObject(server, {
    kind,
    origin: writeOrigin(request),
    manager: managerName(request.options.fieldManager, request.user),
    old,
    body: body.object,
    schemaErrors: body.schemaErrors,
    dryRun: request.options.dryRun ?? false,
  });
  return { code: 200, body: object, ...warnings };
}

function createdByUpdate(
  server: ServerContext,
  kind: ServedKind,
  request: UpdateRequest,
  body: DecodedBody,
): ApiResponse {
  if (!kind.strategy.allowsCreateOnUpdate || request.subresource !== undefined) {
    throw notFound(kind.resource, request.name);
  }
  // Whoever may change what is there may not make it for that alone.
  server.authorizer.check({ ...requestAttributes(request), verb: 'create' });
  // Whatever version it names: there is none that it could be.
  const metadata = { ...body.object.metadata, resourceVersion: '' };
  const created = { ...body, object: { ...body.object, metadata } };
  return { code: 201, body: createObject(server, kind, { ...request, verb: 'create' }, created) };
}
