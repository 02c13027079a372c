// Looks through a schema and all schemas within.
import { isJsonObject } from '../../../apimachinery/jsonObject';
import type { JsonSchema } from './jsonSchema';

/** Whether a predicate holds for the schema or one within. */
export function schemaSome(schema: JsonSchema, holds: (schema: JsonSchema) => boolean): boolean {
  return holds(schema) || innerSchemas(schema).some((inner) => schemaSome(inner, holds));
}

function innerSchemas(schema: JsonSchema): readonly JsonSchema[] {
  const { items, properties, additionalProperties, allOf, anyOf, oneOf, not } = schema;
  return [
    ...(isJsonObject(items) ? [items] : []),
    ...Object.values(properties ?? {}),
    ...(isJsonObject(additionalProperties) ? [additionalProperties] : []),
    ...(allOf ?? []),
    ...(anyOf ?? []),
    ...(oneOf ?? []),
    ...(not === undefined ? [] : [not]),
  ];
}
