// The schema that a simple path leads to: `.spec.color`.
// Source: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel (validation.go, ValidFieldPath).
import { isJsonObject } from '../../../apimachinery/jsonObject';
import type { JsonSchema } from './jsonSchema';

export type SchemaAtPath = { readonly schema: JsonSchema } | { readonly problem: string };

/** With `brackets` also `['key']`, which lead to properties and values of maps. */
export function schemaAtPath(root: JsonSchema, path: string, brackets = false): SchemaAtPath {
  let schema = root;
  let rest = path;
  while (rest !== '') {
    const match = /^(?:\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\])/.exec(rest);
    if (!brackets && rest.startsWith('[')) return { problem: 'array notation is not allowed' };
    if (match === null) {
      if (rest === '.') return { problem: 'unexpected end of JSON path' };
      return { problem: `expected [ or . but got: ${rest}` };
    }
    const inner = step(schema, match[1] ?? match[2] ?? '');
    if (inner === undefined) return { problem: 'does not refer to a valid field' };
    schema = inner;
    rest = rest.slice(match[0].length);
  }
  return { schema };
}

function step(
  { properties, additionalProperties }: JsonSchema,
  name: string,
): JsonSchema | undefined {
  if (properties !== undefined)
    return Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isJsonObject(additionalProperties) ? additionalProperties : undefined;
}
