// Discovery: which groups, versions and resources there are, in the old form (a document a group version)
// and in the aggregated one that kubectl reads.
// Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
import { apiVersionOf } from '../../../apimachinery/resource';
import type { ServedResource, ServedSubresource } from '../../../apis/schema/schemaBundle';

/** Group versions with their resources; the versions of a group in the order of preference. */
export class Discovery {
  readonly #resources: readonly ServedResource[];

  constructor(resources: readonly ServedResource[]) {
    this.#resources = resources;
  }

  /** `/api` */
  coreVersions(serverAddress: string): object {
    return {
      kind: 'APIVersions',
      versions: this.#versions(''),
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
    };
  }

  /** `/apis` */
  groupList(): object {
    const groups = this.#groups().map((name) => this.#group(name));
    return { kind: 'APIGroupList', apiVersion: 'v1', groups };
  }

  /** `/apis/apps`; undefined where there is no such group. */
  group(name: string): object | undefined {
    if (!this.#groups().includes(name)) return undefined;
    return { kind: 'APIGroup', apiVersion: 'v1', ...this.#group(name) };
  }

  /** `/apis/apps/v1` and `/api/v1`; undefined where it is not served. */
  resourceList(group: string, version: string): object | undefined {
    const resources = this.#in(group, version);
    if (resources.length === 0) return undefined;
    return {
      kind: 'APIResourceList',
      ...(group === '' ? {} : { apiVersion: 'v1' }),
      groupVersion: apiVersionOf({ group, version }),
      resources: resources.flatMap((resource) => [
        apiResource(resource),
        ...[...resource.subresources.values()].map((each) => apiSubresource(resource, each)),
      ]),
    };
  }

  /** Aggregated discovery v2 of the core group (`/api`) or of all others (`/apis`). */
  aggregated(isCore: boolean): object {
    const groups = isCore ? [''] : this.#groups();
    return {
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
      metadata: {},
      items: groups.map((group) => ({
        metadata: { name: group, creationTimestamp: null },
        versions: this.#versions(group).map((version) => ({
          version,
          resources: this.#in(group, version).map(discoveredResource),
          freshness: 'Current',
        })),
      })),
    };
  }

  #groups(): readonly string[] {
    const groups = this.#resources.map(({ group }) => group).filter((group) => group !== '');
    return [...new Set(groups)];
  }

  #versions(group: string): readonly string[] {
    const versions = this.#resources
      .filter((resource) => resource.group === group)
      .map(({ version }) => version);
    return [...new Set(versions)];
  }

  #in(group: string, version: string): readonly ServedResource[] {
    return this.#resources.filter((each) => each.group === group && each.version === version);
  }

  #group(name: string): object {
    const versions = this.#versions(name).map((version) => ({
      groupVersion: apiVersionOf({ group: name, version }),
      version,
    }));
    return { name, versions, preferredVersion: versions[0] };
  }
}

function apiResource(resource: ServedResource): object {
  return {
    name: resource.plural,
    singularName: resource.singular,
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: resource.verbs,
    ...namesOf(resource),
  };
}

function apiSubresource(
  resource: ServedResource,
  { name, kind, verbs }: ServedSubresource,
): object {
  const isOfOtherGroup = kind.group !== resource.group || kind.version !== resource.version;
  return {
    name: `${resource.plural}/${name}`,
    singularName: '',
    namespaced: resource.namespaced,
    ...(isOfOtherGroup ? { group: kind.group, version: kind.version } : {}),
    kind: kind.kind,
    verbs,
  };
}

function discoveredResource(resource: ServedResource): object {
  const subresources = [...resource.subresources.values()].map(({ name, kind, verbs }) => ({
    subresource: name,
    responseKind: kind,
    verbs,
  }));
  return {
    resource: resource.plural,
    responseKind: { group: resource.group, version: resource.version, kind: resource.kind },
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...namesOf(resource),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

function namesOf({ shortNames, categories }: ServedResource): object {
  return {
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
  };
}
