// What one version of a CustomResourceDefinition defines: a resource, the schema of its objects and what that
// means for them. The API server serves it, and the editor judges manifests by it.
// Source: k8s.io/apiextensions-apiserver/pkg/apiserver (customresource_handler.go).
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { GroupVersionKind } from '../../apimachinery/resource';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionVersion,
} from '../generated/apiextensions/v1';
import type { KindRules } from '../kindRules';
import type { SchemaDecoder } from '../schema/decode';
import type { ServedResource, ServedSubresource, Verb } from '../schema/schemaBundle';
import { customResourceRules } from './customResourceRules';
import { CustomResourceSchema } from './customResourceSchema';
import { namesOf } from './definitionState';
import { jsonSchema, type JsonSchema } from './structural/jsonSchema';

export interface DefinedKind {
  readonly resource: ServedResource;
  readonly version: CustomResourceDefinitionVersion;
  /** `com.example.stable.v1.CronTab`. */
  readonly schemaName: string;
  /** As the definition has it. */
  readonly schema: JsonSchema;
  readonly meaning: CustomResourceSchema;
  readonly rules: KindRules<ApiObject>;
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

/** `decoder` knows Kubernetes' own schemas. */
export function definedKind(
  definition: CustomResourceDefinition,
  version: CustomResourceDefinitionVersion,
  decoder: SchemaDecoder,
): DefinedKind {
  const resource = servedResource(definition, version);
  const schema = jsonSchema(version.schema?.openAPIV3Schema ?? {});
  const meaning = new CustomResourceSchema(schema, decoder);
  return {
    resource,
    version,
    schemaName: schemaNameOf(resource),
    schema,
    meaning,
    rules: customResourceRules(resource, version, meaning),
  };
}

/** As OpenAPI calls it: `com.example.stable.v1.CronTab`. */
function schemaNameOf({ group, version, kind }: GroupVersionKind): string {
  return [...group.split('.').reverse(), version, kind].join('.');
}

function servedResource(
  definition: CustomResourceDefinition,
  version: CustomResourceDefinitionVersion,
): ServedResource {
  const { spec } = definition;
  const names = namesOf(definition);
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
