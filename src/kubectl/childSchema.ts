// What the schema says of one key of an object that is being merged.
import type { FieldSchema, SchemaLookup } from '../apis/schema/schemaBundle';

/** The field of a struct, or the values of a map; undefined in free-form JSON. */
export function childSchema(
  schema: SchemaLookup,
  parent: FieldSchema | undefined,
  key: string,
): FieldSchema | undefined {
  if (parent?.type === 'map') return parent.values;
  return parent?.ref === undefined ? undefined : schema.field(parent.ref, key);
}
