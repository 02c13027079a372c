// What a path of the API names: group, version, namespace, resource, object, subresource.
// Source: k8s.io/apiserver/pkg/endpoints/request (requestinfo.go) and
// https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris

export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly namespace: string | undefined;
  readonly plural: string;
  /** Undefined for the collection. */
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** What follows the subresource (`proxy` alone takes it). */
  readonly rest: readonly string[];
}

/**
 * Undefined where the path is not that of a resource (`/apis`, `/version`).
 *
 *     /api/v1/nodes                                   core, all nodes
 *     /apis/apps/v1/namespaces/default/deployments/web/scale
 *     /api/v1/namespaces/default                      the namespace itself
 *     /api/v1/namespaces/default/finalize             its subresource
 */
export function parseResourcePath(segments: readonly string[]): ResourcePath | undefined {
  const [root] = segments;
  const groupEnd = root === 'api' ? 1 : root === 'apis' ? 2 : undefined;
  if (groupEnd === undefined) return undefined;
  const group = groupEnd === 2 ? segments[1] : '';
  const version = segments[groupEnd];
  const parts = segments.slice(groupEnd + 1);
  if (group === undefined || version === undefined || parts.length === 0) return undefined;
  return { group, version, ...inGroup(parts) };
}

/** Subresources of namespaces themselves: no resource has their names. */
const NAMESPACE_SUBRESOURCES: readonly string[] = ['finalize', 'status'];

function inGroup(parts: readonly string[]): Omit<ResourcePath, 'group' | 'version'> {
  const [first, namespace, plural] = parts;
  const isInNamespace =
    first === 'namespaces' && plural !== undefined && !NAMESPACE_SUBRESOURCES.includes(plural);
  if (isInNamespace) return { namespace, ...resourceParts(parts.slice(2)) };
  // A namespace is in itself: requests for it are authorized there.
  return { namespace: first === 'namespaces' ? namespace : undefined, ...resourceParts(parts) };
}

function resourceParts(
  parts: readonly string[],
): Omit<ResourcePath, 'group' | 'version' | 'namespace'> {
  const [plural = '', name, subresource, ...rest] = parts;
  return { plural, name, subresource, rest };
}
