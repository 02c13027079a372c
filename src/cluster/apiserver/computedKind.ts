// Kinds whose objects are worked out when they are read, as those of an aggregated API are: nothing of
// them is in etcd, and they can be got and listed, not watched.
// Differs from Kubernetes: the API server answers itself, where it would ask another server.
import type { ApiObject } from '../../apimachinery/objectMeta';
import { apiVersionOf } from '../../apimachinery/resource';
import type { KindTable } from '../../apis/printerColumn';
import type { ServedResource } from '../../apis/schema/schemaBundle';
import type { DefinedKinds, ServedKind } from './servedKinds';
import { strategyFor } from './strategies/strategyFor';
import { fallbackRules } from './validation';

export interface ComputedResource {
  readonly resource: Pick<
    ServedResource,
    'group' | 'version' | 'kind' | 'plural' | 'singular' | 'namespaced'
  >;
  /** All of them, or those of one namespace. */
  readonly list: (namespace: string | undefined) => readonly ApiObject[];
  readonly table: KindTable<ApiObject>;
}

export function computedKinds(computed: readonly ComputedResource[]): DefinedKinds {
  const kinds = computed.map(computedKind);
  const schemas = new Map(kinds.map((kind) => [kind.schemaName, { gvk: kind.resource }] as const));
  return { kinds, schemas };
}

function computedKind({ resource, list, table }: ComputedResource): ServedKind {
  const served: ServedResource = {
    ...resource,
    verbs: ['get', 'list'],
    shortNames: [],
    categories: [],
    subresources: new Map(),
  };
  const apiVersion = apiVersionOf(resource);
  return {
    resource: served,
    apiVersion,
    kind: resource.kind,
    schemaName: `${apiVersion}.${resource.kind}`,
    parts: [],
    keyPrefix: `/computed/${resource.group}/${resource.plural}/`,
    rules: fallbackRules(served),
    hasOwnRules: true,
    strategy: strategyFor(served),
    ttlMs: undefined,
    table,
    versioning: undefined,
    custom: undefined,
    computed: list,
  };
}
