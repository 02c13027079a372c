// A kind of a CustomResourceDefinition, in one of its versions, as the API server serves it.
// Source: k8s.io/apiextensions-apiserver/pkg/apiserver (customresource_handler.go) and
// pkg/registry/customresource (strategy.go).
import { isDns1123Subdomain } from '../../../apimachinery/names';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import { apiVersionOf } from '../../../apimachinery/resource';
import { isTerminating } from '../../../apis/apiextensions/definitionState';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionVersion,
} from '../../../apis/generated/apiextensions/v1';
import { metadataRules } from '../../../apis/meta/metadataRules';
import { tableOf } from '../../../apis/printerColumns';
import type { ServedResource, ServedSubresource, Verb } from '../../../apis/schema/schemaBundle';
import type { ServedKind, Versioning } from '../servedKinds';
import { customStrategy } from './customStrategy';

/** What only kinds of a CustomResourceDefinition have. */
export interface CustomKind {
  /** Name of the definition: `crontabs.stable.example.com`. */
  readonly definition: string;
  /** The definition is being deleted: nothing new is taken. */
  readonly terminating: boolean;
  /** For the Warning header of every answer, where the version is deprecated. */
  readonly deprecationWarning: string | undefined;
  readonly version: CustomResourceDefinitionVersion;
}

const VERBS: readonly Verb[] = [
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'create',
  'update',
  'watch',
];
const SUBRESOURCE_VERBS: readonly Verb[] = ['get', 'patch', 'update'];

/** `storageApiVersion`: what objects are stored as. */
export function customKind(
  definition: CustomResourceDefinition,
  version: CustomResourceDefinitionVersion,
  storageApiVersion: string,
): ServedKind {
  const resource = servedResource(definition, version);
  const apiVersion = apiVersionOf(resource);
  return {
    resource,
    apiVersion,
    kind: resource.kind,
    schemaName: `${apiVersion}.${resource.kind}`,
    parts: [],
    keyPrefix: `/registry/${resource.group}/${resource.plural}/`,
    rules: metadataRules(resource, isDns1123Subdomain),
    hasOwnRules: true,
    strategy: customStrategy(version.subresources?.status !== undefined),
    ttlMs: undefined,
    table: tableOf(resource),
    versioning: versioning(apiVersion, storageApiVersion),
    custom: {
      definition: definition.metadata.name,
      terminating: isTerminating(definition),
      deprecationWarning: deprecationWarning(resource, version),
      version,
    },
  };
}

function servedResource(
  { spec, status }: CustomResourceDefinition,
  version: CustomResourceDefinitionVersion,
): ServedResource {
  const names = status.acceptedNames ?? spec.names;
  return {
    group: spec.group,
    version: version.name,
    plural: names.plural,
    kind: names.kind,
    namespaced: spec.scope === 'Namespaced',
    singular: names.singular ?? '',
    verbs: VERBS,
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    subresources: subresources(spec.group, names.kind, version),
  };
}

function subresources(
  group: string,
  kind: string,
  { name: version, subresources = {} }: CustomResourceDefinitionVersion,
): ReadonlyMap<string, ServedSubresource> {
  const served: ServedSubresource[] = [];
  if (subresources.status !== undefined) {
    served.push({ name: 'status', kind: { group, version, kind }, verbs: SUBRESOURCE_VERBS });
  }
  if (subresources.scale !== undefined) {
    const scale = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
    served.push({ name: 'scale', kind: scale, verbs: SUBRESOURCE_VERBS });
  }
  return new Map(served.map((each) => [each.name, each]));
}

/** Conversion strategy None: nothing but the apiVersion differs. */
function versioning(apiVersion: string, storageApiVersion: string): Versioning | undefined {
  if (apiVersion === storageApiVersion) return undefined;
  const known = new WeakMap<ApiObject, ApiObject>();
  return {
    fromStorage(stored) {
      if (stored.apiVersion === apiVersion) return stored;
      let object = known.get(stored);
      if (object === undefined) {
        object = { ...stored, apiVersion };
        known.set(stored, object);
      }
      return object;
    },
    toStorage: (object) => ({ ...object, apiVersion: storageApiVersion }),
  };
}

function deprecationWarning(
  { kind, ...resource }: ServedResource,
  version: CustomResourceDefinitionVersion,
): string | undefined {
  if (version.deprecated !== true) return undefined;
  return version.deprecationWarning ?? `${apiVersionOf(resource)} ${kind} is deprecated`;
}
