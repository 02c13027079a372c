// Lists of type set and map: no element twice.
// Source: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype (validation.go).
import type { FieldError } from '../../../apimachinery/apiStatus';
import { goMapJson } from '../../../apimachinery/goJson';
import { isJsonObject } from '../../../apimachinery/jsonObject';
import { printValue } from '../../../apimachinery/fieldError';
import { listMapKey } from './correlation';
import { propertySchema, type JsonSchema } from './jsonSchema';

export function listTypeErrors(schema: JsonSchema, value: unknown): readonly FieldError[] {
  const errors: FieldError[] = [];
  visit(errors, schema, value, '');
  return errors;
}

function visit(errors: FieldError[], schema: JsonSchema, value: unknown, path: string): void {
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    duplicates(errors, schema, list, path);
    const { items } = schema;
    if (items === undefined) return;
    list.forEach((element, index) => {
      visit(errors, items, element, `${path}[${String(index)}]`);
    });
  } else if (isJsonObject(value)) {
    for (const name of Object.keys(value)) {
      const inner = propertySchema(schema, name);
      if (inner === undefined) continue;
      const isField = schema.properties !== undefined && Object.hasOwn(schema.properties, name);
      const step = isField ? (path === '' ? name : `.${name}`) : `[${name}]`;
      visit(errors, inner, value[name], path + step);
    }
  }
}

function duplicates(
  errors: FieldError[],
  schema: JsonSchema,
  list: readonly unknown[],
  path: string,
): void {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'set' && type !== 'map') return;
  const seen = new Set<string>();
  const told = new Set<string>();
  list.forEach((element, index) => {
    if (type === 'map' && !isJsonObject(element)) return;
    const key =
      isJsonObject(element) && type === 'map' ? listMapKey(schema, element) : goMapJson(element);
    if (seen.has(key) && !told.has(key)) {
      told.add(key);
      const at = `${path}[${String(index)}]`;
      const detail = `Duplicate value: ${duplicateText(schema, element)}`;
      errors.push({ type: 'FieldValueDuplicate', path: at, detail });
    }
    seen.add(key);
  });
}

/** Of elements of a list of type map the keys alone. */
function duplicateText(schema: JsonSchema, element: unknown): string {
  if (!isJsonObject(element)) return printValue(element);
  if (schema['x-kubernetes-list-type'] !== 'map') return goMapJson(element);
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return goMapJson(Object.fromEntries(keys.map((key) => [key, element[key]])));
}
