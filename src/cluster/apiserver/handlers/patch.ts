// PATCH of an object or its status. Source: k8s.io/apiserver/pkg/endpoints/handlers (patch.go).
import { badRequest, notFound } from '../../../apimachinery/apiStatus';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { ApiRequest, ApiResponse, Patch } from '../../client/apiHandler';
import { warningsOf } from '../bodyDecoder';
import { managerName } from '../fieldmanager/managerName';
import { applyJsonPatch, JsonPatchError } from '../patch/jsonPatch';
import { applyMergePatch } from '../patch/mergePatch';
import {
  jsonPatchOperations,
  patchObject,
  rejectedPatch,
  unsupportedPatch,
} from '../patch/patchErrors';
import { StrategicPatchError } from '../patch/strategicMergePatch';
import { assertSameName } from '../requestName';
import { namespaceOfRequest } from '../requestNamespace';
import type { ServerContext } from '../serverContext';
import { writeOrigin } from '../writeOrigin';
import { handleApply } from './apply';
import { replaceObject } from './replace';

export type PatchRequest = Extract<ApiRequest, { verb: 'patch' }>;

export function handlePatch(server: ServerContext, request: PatchRequest): ApiResponse {
  const kind = server.kinds.get(request.resource);
  const { name, patch, options } = request;
  if (patch.type === 'apply') return handleApply(server, request);
  const namespace = kind.resource.namespaced ? request.namespace : undefined;
  const old = server.storage.get(kind, namespace, name);
  if (old === undefined) throw notFound(kind.resource, name);
  if (kind.custom !== undefined && patch.type === 'strategic') throw unsupportedPatch();
  const patched = applyPatch(server, kind.schemaName, old, patch);
  const body = server.decoder.decodePatched(kind, patched, patch, options);
  const { metadata } = body.object;
  assertSameName(name, metadata.name);
  namespaceOfRequest(kind, old.metadata.namespace, metadata.namespace);
  const object = replaceObject(server, {
    kind,
    origin: writeOrigin(request),
    manager: managerName(options.fieldManager, request.user),
    old,
    body: body.object,
    schemaErrors: body.schemaErrors,
    dryRun: options.dryRun ?? false,
  });
  return { code: 200, body: object, ...warningsOf(body) };
}

/** The object as the patch makes it, unchecked; what the patch does not touch is shared with `old`. */
export function applyPatch(
  server: ServerContext,
  schemaName: string,
  old: ApiObject,
  patch: Exclude<Patch, { type: 'apply' }>,
): unknown {
  try {
    switch (patch.type) {
      case 'json':
        return applyJsonPatch(old, jsonPatchOperations(patch.body));
      case 'merge':
        return applyMergePatch(old, patchObject(patch.body));
      case 'strategic':
        return server.merger.apply(schemaName, old, patchObject(patch.body));
    }
  } catch (error) {
    if (error instanceof JsonPatchError) throw rejectedPatch();
    if (error instanceof StrategicPatchError) throw badRequest(error.message);
    throw error;
  }
}
