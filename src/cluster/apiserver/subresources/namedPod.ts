// The pod that a binding or an eviction is for.
import { badRequest, notFound } from '../../../apimachinery/apiStatus';
import type { Pod } from '../../../apis/generated/core/v1';
import type { CreateRequest } from '../handlers/create';
import type { ServerContext } from '../serverContext';

/** The name in the path. Throws BadRequest where the body, a `kind`, has another. */
export function nameOf(
  request: CreateRequest,
  kind: 'Binding' | 'Eviction',
  inBody: string | undefined,
): string {
  const name = request.name ?? inBody ?? '';
  if (inBody && inBody !== name)
    throw badRequest(`name in URL does not match name in ${kind} object`);
  return name;
}

/** Throws NotFound without the pod. */
export function existingPod(server: ServerContext, request: CreateRequest, name: string): Pod {
  const kind = server.kinds.get(request.resource);
  const pod = server.storage.get(kind, request.namespace, name);
  if (pod === undefined) throw notFound(kind.resource, name);
  // The resource determines the kind of its objects.
  return pod as Pod;
}
