// The body of a POST to a subresource as admission sees it: of a kind of its own, and never stored as it is.
// Source: k8s.io/apiserver/pkg/endpoints/handlers (create.go).
import type { ApiObject, ObjectMeta } from '../../../apimachinery/objectMeta';
import type { AdmissionRequest } from '../admission/admissionPlugin';
import type { BodyKind } from '../bodyDecoder';
import type { CreateRequest } from '../handlers/create';
import { randomFor, type ServerContext } from '../serverContext';

/** `name` is that of the object whose subresource it is. */
export function subresourceAttributes(
  server: ServerContext,
  { user, resource, namespace, subresource, options }: CreateRequest,
  bodyKind: BodyKind,
  name: string,
): AdmissionRequest {
  const dryRun = options.dryRun ?? false;
  return {
    operation: 'CREATE',
    user,
    kind: server.kinds.get(resource),
    bodyKind,
    subresource,
    namespace,
    name,
    dryRun,
    random: randomFor(server, dryRun),
  };
}

/** A body with its kind, its name and its namespace, which clients may leave out. */
export function completeBody<T extends ApiObject>(
  { apiVersion, kind }: BodyKind,
  body: Partial<T>,
  { namespace }: CreateRequest,
  name: string,
): T {
  // Nobody has given it a uid and a version, and nobody will.
  const metadata = { ...body.metadata, name, namespace } as ObjectMeta;
  return { ...body, apiVersion, kind, metadata } as T;
}
