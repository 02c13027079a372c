// All kinds that the editor knows: Kubernetes' own, and those that definitions in the cluster define.
import { apiVersionOf, type GroupVersionKind } from '../apimachinery/resource';
import type { DefinedKind } from '../apis/apiextensions/definedKind';
import { objectSchemas } from '../apis/apiextensions/structural/objectSchemas';
import {
  fieldAt,
  type BundledGroupVersion,
  type FieldPath,
  type FieldSchema,
  type KindLookup,
  type KubernetesSchema,
  type ObjectSchema,
  type ServedResource,
} from '../apis/schema/schemaBundle';

export class KnownKinds implements KindLookup {
  readonly resources: readonly ServedResource[];
  readonly #schema: KubernetesSchema;
  readonly #defined = new Map<string, DefinedKind>();
  readonly #schemas = new Map<string, ObjectSchema>();

  constructor(schema: KubernetesSchema, defined: readonly DefinedKind[]) {
    this.#schema = schema;
    this.resources = [...schema.resources, ...defined.map(({ resource }) => resource)];
    for (const kind of defined) {
      const { group, version, kind: name } = kind.resource;
      const gvk = { group, version, kind: name };
      this.#defined.set(keyOf(gvk), kind);
      for (const [each, struct] of objectSchemas(kind.schemaName, gvk, kind.schema)) {
        this.#schemas.set(each, struct);
      }
    }
  }

  get groupVersions(): readonly BundledGroupVersion[] {
    return this.#schema.groupVersions;
  }

  definedKind(gvk: GroupVersionKind): DefinedKind | undefined {
    return this.#defined.get(keyOf(gvk));
  }

  resourceOfKind(gvk: GroupVersionKind): ServedResource | undefined {
    return this.#schema.resourceOfKind(gvk) ?? this.definedKind(gvk)?.resource;
  }

  schemaNameOf(gvk: GroupVersionKind): string | undefined {
    return this.#schema.schemaNameOf(gvk) ?? this.definedKind(gvk)?.schemaName;
  }

  schemaFor(gvk: GroupVersionKind): ObjectSchema | undefined {
    const name = this.schemaNameOf(gvk);
    return name === undefined ? undefined : this.schema(name);
  }

  schema(name: string): ObjectSchema | undefined {
    return this.#schema.schema(name) ?? this.#schemas.get(name);
  }

  field(schemaName: string, name: string): FieldSchema | undefined {
    const properties = this.schema(schemaName)?.properties;
    return properties !== undefined && Object.hasOwn(properties, name)
      ? properties[name]
      : undefined;
  }

  fieldAt(schemaName: string, path: FieldPath): FieldSchema | undefined {
    return fieldAt(this, schemaName, path);
  }
}

function keyOf(gvk: GroupVersionKind): string {
  return `${apiVersionOf(gvk)} ${gvk.kind}`;
}
