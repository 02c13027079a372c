// The warning that comes with every answer of an API that has a better one.
// Source: the prerelease-lifecycle markers in k8s.io/api; k8s.io/apiserver/pkg/endpoints/deprecation.
import { apiVersionOf, type Resource } from '../../apimachinery/resource';

interface Deprecation {
  readonly since: string;
  readonly replacement?: string;
}

const DEPRECATED: Readonly<Record<string, Deprecation>> = {
  'v1/endpoints': { since: 'v1.33+', replacement: 'discovery.k8s.io/v1 EndpointSlice' },
  'v1/componentstatuses': { since: 'v1.19+' },
};

export function deprecationWarning(resource: Resource): string | undefined {
  const apiVersion = apiVersionOf(resource);
  const found = DEPRECATED[`${apiVersion}/${resource.plural}`];
  if (found === undefined) return undefined;
  const { since, replacement } = found;
  const warning = `${apiVersion} ${resource.kind} is deprecated in ${since}`;
  return replacement === undefined ? warning : `${warning}; use ${replacement}`;
}
