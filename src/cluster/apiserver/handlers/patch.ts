// PATCH of an object or its status. Source: k8s.io/apiserver/pkg/endpoints/handlers (patch.go).
import { ApiStatusError, badRequest, notFound } from '../../../apimachinery/apiStatus';
import { isJsonObject } from '../../../apimachinery/jsonObject';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { ApiRequest, ApiResponse, Patch } from '../../client/apiHandler';
import { applyJsonPatch, JsonPatchError } from '../patch/jsonPatch';
import { applyMergePatch } from '../patch/mergePatch';
import { applyStrategicMergePatch, StrategicPatchError } from '../patch/strategicMergePatch';
import { assertSameName } from '../requestName';
import { namespaceOfRequest } from '../requestNamespace';
import type { ServerContext } from '../serverContext';
import { writeOrigin } from '../writeOrigin';
import { replaceObject } from './replace';

export type PatchRequest = Extract<ApiRequest, { verb: 'patch' }>;

export function handlePatch(server: ServerContext, request: PatchRequest): ApiResponse {
  const kind = server.kinds.get(request.resource);
  const { name, patch, options } = request;
  const namespace = kind.resource.namespaced ? request.namespace : undefined;
  const old = server.storage.get(kind, namespace, name);
  if (old === undefined) throw notFound(kind.resource, name);
  const patched = applyPatch(server, kind.schemaName, old, patch);
  const body = server.decoder.decode(kind, patched, options.fieldValidation);
  const { metadata } = body.object;
  assertSameName(name, metadata.name);
  namespaceOfRequest(kind, old.metadata.namespace, metadata.namespace);
  const object = replaceObject(server, {
    kind,
    origin: writeOrigin(request),
    old,
    body: body.object,
    schemaErrors: body.schemaErrors,
    dryRun: options.dryRun ?? false,
  });
  return {
    code: 200,
    body: object,
    ...(body.warnings.length > 0 ? { warnings: body.warnings } : {}),
  };
}

/** The object as the patch makes it, unchecked; what the patch does not touch is shared with `old`. */
export function applyPatch(
  server: ServerContext,
  schemaName: string,
  old: ApiObject,
  patch: Patch,
): unknown {
  try {
    switch (patch.type) {
      case 'json':
        return applyJsonPatch(old, patch.body);
      case 'merge':
        return applyMergePatch(old, patchObject(patch.body));
      case 'strategic':
        return applyStrategicMergePatch(
          server.schema,
          schemaName,
          { ...old },
          patchObject(patch.body),
        );
    }
  } catch (error) {
    if (error instanceof JsonPatchError) throw rejected(error.message);
    if (error instanceof StrategicPatchError) throw badRequest(error.message);
    throw error;
  }
}

function patchObject(body: unknown): Readonly<Record<string, unknown>> {
  if (isJsonObject(body)) return body;
  throw badRequest(
    'error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}',
  );
}

/** What the API server answers to a JSON patch that does not fit the object. */
function rejected(message: string): ApiStatusError {
  const what = 'the server rejected our request due to an error in our request';
  return new ApiStatusError('Invalid', what, { causes: [{ message }] });
}
