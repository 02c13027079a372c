// Puts the two halves of an apply patch together: what goes away and what comes or changes.
import { isJsonObject, type JsonObject } from '../apimachinery/jsonObject';
import type { FieldSchema, SchemaLookup } from '../apis/schema/schemaBundle';
import { childSchema } from './childSchema';

/** Where both say something, objects are merged, lists joined by merge key, and changes win. */
export function mergePatches(
  schema: SchemaLookup,
  struct: FieldSchema | undefined,
  deletions: JsonObject,
  changes: JsonObject,
): JsonObject {
  const merged: Record<string, unknown> = { ...deletions };
  for (const [key, change] of Object.entries(changes)) {
    const deletion = deletions[key];
    const field = childSchema(schema, struct, key);
    if (isJsonObject(deletion) && isJsonObject(change)) {
      merged[key] = mergePatches(schema, field, deletion, change);
    } else if (
      Array.isArray(deletion) &&
      Array.isArray(change) &&
      field?.patchMergeKey !== undefined
    ) {
      merged[key] = joinLists(schema, field, field.patchMergeKey, deletion, change);
    } else {
      merged[key] = change;
    }
  }
  return merged;
}

function joinLists(
  schema: SchemaLookup,
  field: FieldSchema,
  mergeKey: string,
  deletions: readonly unknown[],
  changes: readonly unknown[],
): readonly unknown[] {
  const rest = deletions.filter(isJsonObject);
  const joined = changes.filter(isJsonObject).map((change) => {
    const index = rest.findIndex((deletion) => deletion[mergeKey] === change[mergeKey]);
    const [deletion] = index < 0 ? [] : rest.splice(index, 1);
    return deletion === undefined ? change : mergePatches(schema, field.items, deletion, change);
  });
  return [...joined, ...rest];
}
