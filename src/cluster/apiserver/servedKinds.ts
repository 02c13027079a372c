// What the API server knows of each resource that it serves: schema, rules, strategy, place in etcd.
// The kinds of Kubernetes are there from the start; those of CustomResourceDefinitions come and go.
import type { ApiObject } from '../../apimachinery/objectMeta';
import { apiVersionOf, type Resource } from '../../apimachinery/resource';
import type { KindRules } from '../../apis/kindRules';
import type { KindTable } from '../../apis/printerColumn';
import { tableOf } from '../../apis/printerColumns';
import type {
  FieldSchema,
  KubernetesSchema,
  ObjectSchema,
  SchemaLookup,
  ServedResource,
} from '../../apis/schema/schemaBundle';
import type { CustomKind } from './customresources/customKind';
import { structParts, type StructPart } from './objectParts';
import { routeNotFound } from './routeErrors';
import { versioningOf } from './secondNames';
import { strategyFor } from './strategies/strategyFor';
import type { Strategy } from './strategies/strategy';
import { fallbackRules } from './validation';

export interface ServedKind {
  readonly resource: ServedResource;
  readonly apiVersion: string;
  readonly kind: string;
  /** `core.v1.Pod`; to be looked up in `ServedKinds.schemas`. */
  readonly schemaName: string;
  /** Parts that every object of the kind has. */
  readonly parts: readonly StructPart[];
  /** `/registry/pods/` */
  readonly keyPrefix: string;
  readonly rules: KindRules<ApiObject>;
  /** False for kinds of which the schema is checked, beside metadata and few fields. */
  readonly hasOwnRules: boolean;
  readonly strategy: Strategy;
  /** Objects that nobody writes for so long are deleted, in virtual ms. */
  readonly ttlMs: number | undefined;
  /** What `kubectl get` shows of its objects. */
  readonly table: KindTable<ApiObject>;
  /** How a stored object looks in this version, and back; undefined where both are the same. */
  readonly versioning: Versioning | undefined;
  /** Set for kinds of a CustomResourceDefinition. */
  readonly custom: CustomKind | undefined;
  /** Set for kinds whose objects are worked out when they are read: all, or those of a namespace. */
  readonly computed: ((namespace: string | undefined) => readonly ApiObject[]) | undefined;
}

/** For kinds that are stored in another version, or completed when they are read. */
export interface Versioning {
  /** The same object for the same stored one, so that readers can compare references. */
  fromStorage(stored: ApiObject): ApiObject;
  toStorage(object: ApiObject): ApiObject;
}

/** kube-apiserver's --event-ttl. */
const EVENT_TTL_MS = 60 * 60_000;

/** What a CustomResourceDefinition brings: a kind for each version that is served. */
export interface DefinedKinds {
  readonly kinds: readonly ServedKind[];
  readonly schemas: ReadonlyMap<string, ObjectSchema>;
}

export class ServedKinds {
  readonly #schema: KubernetesSchema;
  readonly #rules: ReadonlyMap<string, KindRules<ApiObject>>;
  readonly #byName = new Map<string, ServedKind>();
  /** Components use constants for resources: found without building a name. */
  #byResource = new WeakMap<Resource, ServedKind>();
  /** By the name of the CustomResourceDefinition. */
  readonly #defined = new Map<string, DefinedKinds>();
  #definedByName: ReadonlyMap<string, ServedKind> = new Map();
  #definedBySchema: ReadonlyMap<string, ServedKind> = new Map();
  #resources: readonly ServedResource[];
  #generation = 1;
  /** All schemas by name, those of custom kinds beside Kubernetes' own. */
  readonly schemas: SchemaLookup;

  constructor(schema: KubernetesSchema, rules: readonly KindRules<ApiObject>[]) {
    this.#schema = schema;
    this.#rules = new Map(rules.map((each) => [nameOf(each.resource), each]));
    this.#resources = schema.resources;
    this.schemas = new KindSchemas(schema, this.#defined);
  }

  /** All that is served: Kubernetes' own resources, then custom ones. A new list after each change. */
  resources(): readonly ServedResource[] {
    return this.#resources;
  }

  /** Grows with each change of what is served. */
  get generation(): number {
    return this.#generation;
  }

  /** Serves the kinds of a definition in the place of those that it had; none to serve it no more. */
  define(definition: string, defined: DefinedKinds | undefined): void {
    if (defined === undefined) this.#defined.delete(definition);
    else this.#defined.set(definition, defined);
    const kinds = [...this.#defined.values()].flatMap((each) => each.kinds);
    this.#definedByName = new Map(kinds.map((kind) => [nameOf(kind.resource), kind]));
    this.#definedBySchema = new Map(kinds.map((kind) => [kind.schemaName, kind]));
    this.#resources = [...this.#schema.resources, ...kinds.map(({ resource }) => resource)];
    this.#byResource = new WeakMap();
    this.#generation++;
  }

  /** The custom kind whose schema has this name. */
  customKindOf(schemaName: string): ServedKind | undefined {
    return this.#definedBySchema.get(schemaName);
  }

  /** Throws NotFound as the API server does for a path that it does not serve. */
  get(resource: Resource): ServedKind {
    const kind = this.find(resource);
    if (kind === undefined) throw routeNotFound();
    return kind;
  }

  /** Undefined where it is not served. */
  find(resource: Resource): ServedKind | undefined {
    const known = this.#byResource.get(resource);
    if (known !== undefined) return known;
    const kind = this.#findByName(resource);
    if (kind !== undefined) this.#byResource.set(resource, kind);
    return kind;
  }

  #findByName(resource: Resource): ServedKind | undefined {
    const name = nameOf(resource);
    const known = this.#byName.get(name) ?? this.#definedByName.get(name);
    if (known !== undefined) return known;
    const served = this.#schema.resource(apiVersionOf(resource), resource.plural);
    if (served === undefined) return undefined;
    const kind = this.#describe(served, name);
    this.#byName.set(name, kind);
    return kind;
  }

  #describe(served: ServedResource, name: string): ServedKind {
    const schemaName = this.#schema.schemaNameOf(served);
    if (schemaName === undefined) throw new Error(`no schema for ${name}`);
    const rules = this.#rules.get(name);
    return {
      resource: served,
      apiVersion: apiVersionOf(served),
      kind: served.kind,
      schemaName,
      parts: structParts(this.#schema, schemaName),
      keyPrefix: `/registry/${served.plural}/`,
      rules: rules ?? fallbackRules(served),
      hasOwnRules: rules !== undefined && rules.needsSchema !== true,
      strategy: strategyFor(served),
      ttlMs: served.plural === 'events' ? EVENT_TTL_MS : undefined,
      table: tableOf(served),
      versioning: versioningOf(served),
      custom: undefined,
      computed: undefined,
    };
  }
}

/** One lookup over the bundle and what the definitions bring. */
class KindSchemas implements SchemaLookup {
  readonly #schema: KubernetesSchema;
  readonly #defined: ReadonlyMap<string, DefinedKinds>;

  constructor(schema: KubernetesSchema, defined: ReadonlyMap<string, DefinedKinds>) {
    this.#schema = schema;
    this.#defined = defined;
  }

  schema(name: string): ObjectSchema | undefined {
    const known = this.#schema.schema(name);
    if (known !== undefined) return known;
    for (const { schemas } of this.#defined.values()) {
      const schema = schemas.get(name);
      if (schema !== undefined) return schema;
    }
    return undefined;
  }

  field(schemaName: string, name: string): FieldSchema | undefined {
    const properties = this.schema(schemaName)?.properties;
    return properties !== undefined && Object.hasOwn(properties, name)
      ? properties[name]
      : undefined;
  }
}

function nameOf(resource: Resource): string {
  return `${resource.group}/${resource.version}/${resource.plural}`;
}
