// The namespace that a write concerns: the path's, with which the body's must agree.
// Source: k8s.io/apiserver/pkg/registry/rest (meta.go, EnsureObjectNamespaceMatchesRequestNamespace).
import { badRequest } from '../../apimachinery/apiStatus';
import type { ServedKind } from './servedKinds';

/** Undefined for cluster-scoped kinds. Throws BadRequest where the two differ, or both are missing. */
export function namespaceOfRequest(
  kind: ServedKind,
  requested: string | undefined,
  inBody: string | undefined,
): string | undefined {
  // Where there is none to have, that of the body is dropped.
  if (!kind.resource.namespaced) return undefined;
  if (requested && inBody && requested !== inBody) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  const namespace = requested || inBody;
  if (!namespace) throw badRequest('an empty namespace may not be set during creation');
  return namespace;
}
