// Kubernetes' schema: the shape of dist/kubernetes.json, which scripts/generateSchema.mjs writes (all GA
// group versions with their resources and schemas), and the lookups that the API server, kubectl and the
// editor need. Schemas have short names: `core.v1.Pod`. Indexes are built on first use; nothing is copied.
import { apiVersionOf, type GroupVersionKind, type Resource } from '../../apimachinery/resource';

export interface SchemaBundle {
  /** Kubernetes' minor version: `1.36`. */
  readonly version: string;
  /** By apiVersion (`apps/v1`), in the order of discovery. */
  readonly groupVersions: Readonly<Record<string, BundledGroupVersion>>;
  readonly schemas: Readonly<Record<string, ObjectSchema>>;
}

export interface BundledGroupVersion {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Resources and subresources, sorted by name. */
  readonly resources: readonly BundledResource[];
}

/** One entry of discovery's APIResourceList. */
export interface BundledResource {
  /** Plural, or `pods/status` for a subresource. */
  readonly name: string;
  /** Empty for subresources. */
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly verbs: readonly Verb[];
  /** Group and version of the kind, where they differ from those of the resource (`deployments/scale`). */
  readonly group?: string;
  readonly version?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

export type Verb =
  'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

/** A struct with `properties`; or, without them, free-form JSON (`type: 'any'`) or a scalar such as Quantity. */
export interface ObjectSchema {
  readonly description?: string;
  /** Set for the kinds that can stand alone, lists included. */
  readonly gvk?: GroupVersionKind;
  /** Server-side apply replaces the struct as a whole. */
  readonly mapType?: 'atomic';
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly type?: 'any' | 'string';
  /** Of custom resources: fields that the schema does not have are kept. */
  readonly preservesUnknownFields?: true;
  readonly format?: FieldFormat;
}

/** `map` has string keys and `values`, `object` is a struct named by `ref`, `any` is free-form JSON. */
export type FieldType =
  'string' | 'boolean' | 'integer' | 'number' | 'array' | 'map' | 'object' | 'any';

/** Fields of format `quantity` and `int-or-string` take a number as well as a string. */
export type FieldFormat =
  'int32' | 'int64' | 'double' | 'byte' | 'date-time' | 'micro-time' | 'quantity' | 'int-or-string';

export interface FieldSchema {
  readonly type: FieldType;
  readonly description?: string;
  readonly format?: FieldFormat;
  readonly enum?: readonly string[];
  /** Schema name, for `object` and for free-form JSON that has a name. */
  readonly ref?: string;
  /** Schema of list elements. */
  readonly items?: FieldSchema;
  /** Schema of map values. */
  readonly values?: FieldSchema;
  /** As in Go's struct tag: `merge`, `replace`, `retainKeys` or `merge,retainKeys`. */
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listMapKeys?: readonly string[];
  readonly mapType?: 'atomic';
  /** Free-form JSON of custom resources: server-side apply owns each of its fields. */
  readonly preservesUnknownFields?: true;
  readonly default?: string | boolean;
  /**
   * Number of the field in protobuf messages, `2.4` where Go embeds the struct that has it; a star where Go has
   * a pointer, so that a zero is a value.
   */
  readonly protobuf?: string;
  /** Go's name of the type where it does not follow from the rest: `v1.PullPolicy`. */
  readonly goType?: string;
}

/** Where schemas are found by name: Kubernetes' own, or those of custom resources beside them. */
export interface SchemaLookup {
  /** The schema of a short name: `core.v1.PodSpec`. */
  schema(name: string): ObjectSchema | undefined;
  /** One field of a struct: `('core.v1.PodSpec', 'containers')`. */
  field(schemaName: string, name: string): FieldSchema | undefined;
}

/** Where kinds are found, and the schemas of their objects. */
export interface KindLookup extends SchemaLookup {
  /** Those of Kubernetes itself. */
  readonly groupVersions: readonly BundledGroupVersion[];
  readonly resources: readonly ServedResource[];
  resourceOfKind(gvk: GroupVersionKind): ServedResource | undefined;
  schemaNameOf(gvk: GroupVersionKind): string | undefined;
  schemaFor(gvk: GroupVersionKind): ObjectSchema | undefined;
  fieldAt(schemaName: string, path: FieldPath): FieldSchema | undefined;
}

/** A resource that the API server of this Kubernetes version serves, with what discovery says of it. */
export interface ServedResource extends Resource {
  /** `pod` */
  readonly singular: string;
  readonly verbs: readonly Verb[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** By name: `status`, `scale`, `eviction`. */
  readonly subresources: ReadonlyMap<string, ServedSubresource>;
}

export interface ServedSubresource {
  readonly name: string;
  /** Kind of its request and answer: `autoscaling/v1 Scale` for `deployments/scale`. */
  readonly kind: GroupVersionKind;
  readonly verbs: readonly Verb[];
}

/** Field names, list indexes and map keys from an object's root. */
export type FieldPath = readonly (string | number)[];

/** Where each short group name of schemas lives in OpenAPI, when it is not `io.k8s.api.<group>`. */
const OPENAPI_PREFIXES: Readonly<Record<string, string>> = {
  meta: 'io.k8s.apimachinery.pkg.apis.meta',
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions',
  apiregistration: 'io.k8s.kube-aggregator.pkg.apis.apiregistration',
};

const OPENAPI_NAMES: Readonly<Record<string, string>> = {
  Quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
  IntOrString: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  RawExtension: 'io.k8s.apimachinery.pkg.runtime.RawExtension',
  Info: 'io.k8s.apimachinery.pkg.version.Info',
};

export class KubernetesSchema implements KindLookup {
  readonly #bundle: SchemaBundle;
  #schemaNameByGvk: ReadonlyMap<string, string> | undefined;
  #resources: readonly ServedResource[] | undefined;
  #resourceByPlural: ReadonlyMap<string, ServedResource> | undefined;
  #resourceByKind: ReadonlyMap<string, ServedResource> | undefined;

  /** Takes the parsed JSON of dist/kubernetes.json. */
  constructor(bundle: SchemaBundle) {
    this.#bundle = bundle;
  }

  /** Kubernetes' minor version: `1.36`. */
  get version(): string {
    return this.#bundle.version;
  }

  /** Group versions in the order of discovery; a group's preferred version comes first. */
  get groupVersions(): readonly BundledGroupVersion[] {
    return Object.values(this.#bundle.groupVersions);
  }

  /** Looks up `v1` or `apps/v1`. */
  groupVersion(apiVersion: string): BundledGroupVersion | undefined {
    return own(this.#bundle.groupVersions, apiVersion);
  }

  /** All resources without subresources: one per GA kind that has a REST path. */
  get resources(): readonly ServedResource[] {
    this.#resources ??= this.groupVersions.flatMap(servedResources);
    return this.#resources;
  }

  /** Looks up by group, version and plural: `('apps/v1', 'deployments')`. */
  resource(apiVersion: string, plural: string): ServedResource | undefined {
    this.#resourceByPlural ??= indexBy(this.resources, (each) =>
      gvKey(apiVersionOf(each), each.plural),
    );
    return this.#resourceByPlural.get(gvKey(apiVersion, plural));
  }

  /** Looks up by kind: `{ group: 'apps', version: 'v1', kind: 'Deployment' }`. */
  resourceOfKind(gvk: GroupVersionKind): ServedResource | undefined {
    this.#resourceByKind ??= indexBy(this.resources, (each) =>
      gvKey(apiVersionOf(each), each.kind),
    );
    return this.#resourceByKind.get(gvKey(apiVersionOf(gvk), gvk.kind));
  }

  /** Name of a kind's schema: `apps.v1.Deployment`. Lists and kinds without a resource have one, too. */
  schemaNameOf(gvk: GroupVersionKind): string | undefined {
    this.#schemaNameByGvk ??= this.#indexKinds();
    return this.#schemaNameByGvk.get(gvKey(apiVersionOf(gvk), gvk.kind));
  }

  /** The schema of a kind. */
  schemaFor(gvk: GroupVersionKind): ObjectSchema | undefined {
    const name = this.schemaNameOf(gvk);
    return name === undefined ? undefined : this.schema(name);
  }

  /** The schema of a short name: `core.v1.PodSpec`. */
  schema(name: string): ObjectSchema | undefined {
    return own(this.#bundle.schemas, name);
  }

  /** Names of all schemas, sorted. */
  get schemaNames(): readonly string[] {
    return Object.keys(this.#bundle.schemas);
  }

  /** One field of a struct: `('core.v1.PodSpec', 'containers')`. */
  field(schemaName: string, name: string): FieldSchema | undefined {
    const properties = this.schema(schemaName)?.properties;
    return properties === undefined ? undefined : own(properties, name);
  }

  /**
   * The field that a path leads to: `['spec', 'containers', 0, 'image']` from `core.v1.Pod`.
   * Undefined where the path leaves the schema; the empty path is the struct itself.
   */
  fieldAt(schemaName: string, path: FieldPath): FieldSchema | undefined {
    return fieldAt(this, schemaName, path);
  }

  /** The name that OpenAPI documents use: `io.k8s.api.core.v1.Pod` for `core.v1.Pod`. */
  openApiName(schemaName: string): string {
    const group = schemaName.slice(0, Math.max(0, schemaName.indexOf('.')));
    const prefix = own(OPENAPI_PREFIXES, group) ?? `io.k8s.api.${group}`;
    return own(OPENAPI_NAMES, schemaName) ?? `${prefix}${schemaName.slice(group.length)}`;
  }

  #indexKinds(): ReadonlyMap<string, string> {
    const index = new Map<string, string>();
    for (const [name, { gvk }] of Object.entries(this.#bundle.schemas)) {
      if (gvk) index.set(gvKey(apiVersionOf(gvk), gvk.kind), name);
    }
    return index;
  }
}

/** As {@link KubernetesSchema.fieldAt} in any schemas. */
export function fieldAt(
  schemas: SchemaLookup,
  schemaName: string,
  path: FieldPath,
): FieldSchema | undefined {
  let current: FieldSchema | undefined = { type: 'object', ref: schemaName };
  for (const step of path) {
    if (current === undefined) return undefined;
    current = fieldWithin(schemas, current, step);
  }
  return current;
}

function fieldWithin(
  schemas: SchemaLookup,
  field: FieldSchema,
  step: string | number,
): FieldSchema | undefined {
  if (field.type === 'array') return typeof step === 'number' ? field.items : undefined;
  if (field.type === 'map') return field.values;
  if (field.type === 'object' && field.ref !== undefined)
    return schemas.field(field.ref, String(step));
  return undefined;
}

function servedResources({ group, version, resources }: BundledGroupVersion): ServedResource[] {
  const subresources = resources.filter(({ name }) => name.includes('/'));
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map((resource) => ({
      group,
      version,
      plural: resource.name,
      kind: resource.kind,
      namespaced: resource.namespaced,
      singular: resource.singularName,
      verbs: resource.verbs,
      shortNames: resource.shortNames ?? [],
      categories: resource.categories ?? [],
      subresources: new Map(
        subresources
          .filter(({ name }) => name.startsWith(`${resource.name}/`))
          .map((each) => servedSubresource(each, { group, version }))
          .map((each) => [each.name, each]),
      ),
    }));
}

function servedSubresource(
  resource: BundledResource,
  owner: { readonly group: string; readonly version: string },
): ServedSubresource {
  return {
    name: resource.name.slice(resource.name.indexOf('/') + 1),
    kind: {
      group: resource.group ?? owner.group,
      version: resource.version ?? owner.version,
      kind: resource.kind,
    },
    verbs: resource.verbs,
  };
}

function gvKey(apiVersion: string, name: string): string {
  return `${apiVersion} ${name}`;
}

function indexBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [keyOf(item), item]));
}

/** Names come from manifests: `constructor` must not find what Object.prototype has. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
