// The schemas of the kinds that are served: Kubernetes' own, and those of CustomResourceDefinitions as far as
// they are known here. Source: k8s.io/apiserver/pkg/cel/openapi/resolver.
import type { GroupVersionKind } from '../../apimachinery/resource';
import { isEstablished, namesOf } from '../../apis/apiextensions/definitionState';
import { jsonSchema } from '../../apis/apiextensions/structural/jsonSchema';
import { objectSchemas } from '../../apis/apiextensions/structural/objectSchemas';
import type { ServedSchemas } from '../../apis/admissionregistration/typeChecking';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionVersion,
} from '../../apis/generated/apiextensions/v1';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../apis/resources';
import { apiVersionOf } from '../../apimachinery/resource';
import type { KubernetesSchema, SchemaLookup } from '../../apis/schema/schemaBundle';
import type { Informer } from '../client/informer';
import type { ControllerContext } from './controllerContext';

const ROOT = 'root';

export class KindSchemas implements ServedSchemas {
  readonly #definitions: Informer<CustomResourceDefinition>;
  readonly #schema: KubernetesSchema | undefined;

  constructor(context: ControllerContext, schema: KubernetesSchema | undefined) {
    this.#definitions = context.informers.informer(CUSTOM_RESOURCE_DEFINITIONS);
    this.#schema = schema;
  }

  kindOf(group: string, version: string, plural: string): GroupVersionKind | undefined {
    const own = this.#schema?.resource(apiVersionOf({ group, version }), plural);
    if (own !== undefined) return { group, version, kind: own.kind };
    const defined = this.#defined(
      group,
      version,
      (definition) => namesOf(definition).plural === plural,
    );
    return defined === undefined ? undefined : { group, version, kind: defined.kind };
  }

  schemaOf(
    kind: GroupVersionKind,
  ): { readonly lookup: SchemaLookup; readonly name: string } | undefined {
    const own = this.#schema;
    const name = own?.schemaNameOf(kind);
    if (own !== undefined && name !== undefined) return { lookup: own, name };
    const defined = this.#defined(
      kind.group,
      kind.version,
      (definition) => namesOf(definition).kind === kind.kind,
    );
    if (defined === undefined) return undefined;
    const { openAPIV3Schema = {} } = defined.version.schema ?? {};
    const schemas = objectSchemas(ROOT, kind, jsonSchema(openAPIV3Schema));
    const lookup: SchemaLookup = {
      schema: (each) => schemas.get(each) ?? own?.schema(each),
      field: (each, field) => schemas.get(each)?.properties?.[field] ?? own?.field(each, field),
    };
    return { lookup, name: ROOT };
  }

  #defined(
    group: string,
    version: string,
    isMeant: (definition: CustomResourceDefinition) => boolean,
  ): { readonly kind: string; readonly version: CustomResourceDefinitionVersion } | undefined {
    const definition = [...this.#definitions.list()].find(
      (each) => each.spec.group === group && isEstablished(each) && isMeant(each),
    );
    const served = definition?.spec.versions.find((each) => each.served && each.name === version);
    if (definition === undefined || served === undefined) return undefined;
    return { kind: namesOf(definition).kind, version: served };
  }
}
