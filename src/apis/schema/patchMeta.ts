// How fields merge: what strategic merge patch and server-side apply need to know of the schema.
// Source: struct tags patchStrategy and patchMergeKey, markers +listType, +listMapKey, +mapType and
// +structType of k8s.io/api; https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
import type { FieldSchema, SchemaLookup } from './schemaBundle';

export type PatchStrategy = 'merge' | 'replace' | 'retainKeys' | 'merge,retainKeys';

export interface PatchMeta {
  readonly field: FieldSchema;
  /** Lists without a strategy are replaced, maps and structs without one are merged. */
  readonly strategy: PatchStrategy | undefined;
  /** Names the elements of a list of objects; a list with `merge` and without a key is a set of scalars. */
  readonly mergeKey: string | undefined;
  /** Schema name of the struct, or of the structs in the list or map; undefined for scalars and free-form JSON. */
  readonly childSchema: string | undefined;
}

/** A pure function's memo: patches meet the same few fields again and again. */
const METAS = new WeakMap<FieldSchema, PatchMeta>();

/**
 * Strategic merge patch's view of one field: `('core.v1.PodSpec', 'containers')` merges by `name` and
 * goes on with `core.v1.Container`. Undefined where the struct has no such field.
 */
export function patchMetaFor(
  schema: SchemaLookup,
  schemaName: string,
  name: string,
): PatchMeta | undefined {
  const field = schema.field(schemaName, name);
  if (field === undefined) return undefined;
  let meta = METAS.get(field);
  if (meta === undefined) {
    const { patchMergeKey } = field;
    const [strategy, childSchema] = [strategyOf(field), childSchemaOf(field)];
    meta = { field, strategy, mergeKey: patchMergeKey, childSchema };
    METAS.set(field, meta);
  }
  return meta;
}

export interface MergeInfo {
  /** How server-side apply owns a list: as a whole, per scalar, or per element by keys. */
  readonly listType: 'atomic' | 'set' | 'map' | undefined;
  readonly listMapKeys: readonly string[];
  /** Server-side apply owns the map or struct as a whole. */
  readonly atomic: boolean;
  readonly childSchema: string | undefined;
}

/** Server-side apply's view of one field. */
export function mergeInfo(schema: SchemaLookup, field: FieldSchema): MergeInfo {
  const childSchema = childSchemaOf(field);
  const child = childSchema === undefined ? undefined : schema.schema(childSchema);
  const atomicChild = field.type === 'object' && child?.mapType === 'atomic';
  return {
    listType: field.listType,
    listMapKeys: field.listMapKeys ?? [],
    atomic: field.mapType === 'atomic' || atomicChild,
    childSchema,
  };
}

function strategyOf({ patchStrategy }: FieldSchema): PatchStrategy | undefined {
  switch (patchStrategy) {
    case undefined:
    case 'merge':
    case 'replace':
    case 'retainKeys':
    case 'merge,retainKeys':
      return patchStrategy;
    default:
      throw new Error(`unknown patch strategy ${patchStrategy} in the schema`);
  }
}

function childSchemaOf(field: FieldSchema): string | undefined {
  const inner = field.items ?? field.values ?? field;
  return inner.type === 'object' ? inner.ref : undefined;
}
