// The warning that comes with every answer of an API that has a better one.
// Source: the prerelease-lifecycle markers in k8s.io/api; k8s.io/apiserver/pkg/endpoints/deprecation.
import { apiVersionOf, type Resource } from '../../apimachinery/resource';

interface Deprecation {
  readonly since: string;
  readonly replacement?: string;
}

/** By the plural, which is at hand: this is asked for each request. All are of the group without a name. */
const DEPRECATED: ReadonlyMap<string, Deprecation> = new Map([
  ['endpoints', { since: 'v1.33+', replacement: 'discovery.k8s.io/v1 EndpointSlice' }],
  ['componentstatuses', { since: 'v1.19+' }],
]);

export function deprecationWarning(resource: Resource): string | undefined {
  const found = DEPRECATED.get(resource.plural);
  const apiVersion = found && apiVersionOf(resource);
  if (found === undefined || apiVersion !== 'v1') return undefined;
  const { since, replacement } = found;
  const warning = `${apiVersion} ${resource.kind} is deprecated in ${since}`;
  return replacement === undefined ? warning : `${warning}; use ${replacement}`;
}
