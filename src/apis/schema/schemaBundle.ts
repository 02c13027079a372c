// Shape of dist/kubernetes.json, which scripts/generateSchema.mjs writes: all GA group versions of
// Kubernetes with their resources and schemas. Schemas are keyed by short names: `core.v1.Pod`.

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

export interface SchemaGvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A struct with `properties`; or, without them, free-form JSON (`type: 'any'`) or a scalar such as Quantity. */
export interface ObjectSchema {
  readonly description?: string;
  /** Set for the kinds that can stand alone, lists included. */
  readonly gvk?: SchemaGvk;
  /** Server-side apply replaces the struct as a whole. */
  readonly mapType?: 'atomic';
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly type?: 'any' | 'string';
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
  readonly default?: string | boolean;
  /** Go's name of the type where it does not follow from the rest: `v1.PullPolicy`. */
  readonly goType?: string;
}
