// Applies strategic merge patches in the plainest way, as an oracle for what apply computes: no
// sharing, no speed, only the directives that kubectl writes.
import { isJsonObject, type JsonObject } from '../../src/apimachinery/jsonObject';
import type { FieldSchema, KubernetesSchema } from '../../src/apis/schema/schemaBundle';
import { childSchema } from '../../src/kubectl/childSchema';

export function applyStrategicPatch(
  schema: KubernetesSchema,
  struct: FieldSchema | undefined,
  object: JsonObject,
  patch: JsonObject,
): JsonObject {
  const result: Record<string, unknown> = { ...object };
  const retain = patch.$retainKeys;
  if (Array.isArray(retain)) {
    for (const key of Object.keys(result)) if (!retain.includes(key)) delete result[key];
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const field = key.slice(key.indexOf('/') + 1);
      const gone = value as readonly unknown[];
      result[field] = ((result[field] ?? []) as unknown[]).filter((each) => !gone.includes(each));
    }
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    const field = childSchema(schema, struct, key);
    const old = result[key];
    if (value === null) delete result[key];
    else if (isJsonObject(value)) {
      result[key] = applyStrategicPatch(schema, field, isJsonObject(old) ? old : {}, value);
    } else if (Array.isArray(value) && field?.patchStrategy?.includes('merge')) {
      result[key] = mergeList(schema, field, Array.isArray(old) ? old : [], value);
    } else result[key] = value;
  }
  for (const [key, value] of Object.entries(patch)) {
    if (!key.startsWith('$setElementOrder/')) continue;
    const field = key.slice(key.indexOf('/') + 1);
    const mergeKey = childSchema(schema, struct, field)?.patchMergeKey;
    const order = (value as readonly unknown[]).map((each) => idOf(each, mergeKey));
    const list = (result[field] ?? []) as unknown[];
    const place = (each: unknown): number => {
      const at = order.indexOf(idOf(each, mergeKey));
      return at < 0 ? order.length : at;
    };
    result[field] = [...list].sort((a, b) => place(a) - place(b));
  }
  return result;
}

function mergeList(
  schema: KubernetesSchema,
  field: FieldSchema,
  old: readonly unknown[],
  patch: readonly unknown[],
): readonly unknown[] {
  const mergeKey = field.patchMergeKey;
  if (mergeKey === undefined) return [...new Set([...old, ...patch])];
  let list = [...old];
  for (const element of patch as readonly JsonObject[]) {
    const index = list.findIndex((each) => idOf(each, mergeKey) === idOf(element, mergeKey));
    if (element.$patch === 'delete') list = list.filter((_, at) => at !== index);
    else if (index < 0) list.push(element);
    else list[index] = applyStrategicPatch(schema, field.items, list[index] as JsonObject, element);
  }
  return list;
}

function idOf(value: unknown, mergeKey: string | undefined): string {
  return JSON.stringify(mergeKey !== undefined && isJsonObject(value) ? value[mergeKey] : value);
}
