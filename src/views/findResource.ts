// The resource that kubectl's users mean by a word: `deploy`, `pods`, `Deployment`.
import { qualifiedResource } from '../apimachinery/resource';
import type { ServedResource } from '../apis/schema/schemaBundle';

/** What the cluster serves, to find a resource by any of its names. */
export type KnownResources = readonly Pick<
  ServedResource,
  'group' | 'version' | 'plural' | 'kind' | 'namespaced' | 'singular' | 'shortNames'
>[];

/** By plural, singular, short name or kind, with or without the group: `deploy`, `pods`, `ingresses.networking.k8s.io`. */
export function findResource(
  name: string,
  resources: KnownResources,
): KnownResources[number] | undefined {
  const wanted = name.toLowerCase();
  return resources.find(
    (resource) =>
      wanted === resource.plural ||
      wanted === resource.singular ||
      wanted === resource.kind.toLowerCase() ||
      resource.shortNames.includes(wanted) ||
      wanted === qualifiedResource(resource),
  );
}
