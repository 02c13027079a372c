// Which part of the old object a part of the new one corresponds to.
// Source: k8s.io/apiserver/pkg/cel/common (equality.go, maplist.go).
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';
import type { JsonSchema } from './jsonSchema';

/** The old value; undefined where there is none that corresponds. */
export type Correlation = { readonly old: unknown } | undefined;

/** The old element of the same keys: only lists of type map know which it is. */
export function findOld(
  schema: JsonSchema,
  correlation: Correlation,
  element: unknown,
): Correlation {
  if (correlation === undefined || !Array.isArray(correlation.old)) return undefined;
  if (schema['x-kubernetes-list-type'] !== 'map' || !isJsonObject(element)) return undefined;
  const key = listMapKey(schema, element);
  const list: readonly unknown[] = correlation.old;
  const old = list.find((each) => isJsonObject(each) && listMapKey(schema, each) === key);
  return old === undefined ? undefined : { old };
}

/** What tells elements of a list of type map apart. */
export function listMapKey(schema: JsonSchema, element: JsonObject): string {
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return JSON.stringify(
    keys.map((key) => element[key] ?? schema.items?.properties?.[key]?.default),
  );
}
