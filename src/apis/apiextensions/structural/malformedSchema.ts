// Kubernetes' own schema leaves `items` and `additionalProperties` of JSONSchemaProps open: what stands
// there is looked at before anything takes it for a schema.
import { isJsonObject } from '../../../apimachinery/jsonObject';

const TEXTS = [
  'type',
  'format',
  'pattern',
  'description',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
];
const NUMBERS =
  'maximum minimum maxLength minLength maxItems minItems multipleOf maxProperties minProperties'.split(
    ' ',
  );
const LISTS = ['required', 'enum', 'x-kubernetes-list-map-keys', 'x-kubernetes-validations'];
const SCHEMA_LISTS = ['allOf', 'anyOf', 'oneOf'];

/** The path of the first part that is no schema, such as `properties[spec].items`; undefined where all are. */
export function malformedSchema(value: unknown): string | undefined {
  if (!isJsonObject(value)) return '';
  const wrong = (fields: readonly string[], fits: (part: unknown) => boolean): string | undefined =>
    fields.find((field) => value[field] !== undefined && !fits(value[field]));
  const scalar =
    wrong(TEXTS, (part) => typeof part === 'string') ??
    wrong(NUMBERS, (part) => typeof part === 'number') ??
    wrong(LISTS, Array.isArray) ??
    wrong(SCHEMA_LISTS, Array.isArray) ??
    wrong(['properties'], isJsonObject) ??
    wrong(['x-kubernetes-validations'], areRules);
  if (scalar !== undefined) return scalar;
  for (const [path, inner] of innerParts(value)) {
    const found = malformedSchema(inner);
    if (found !== undefined) return found === '' ? path : `${path}.${found}`;
  }
  return undefined;
}

const RULE_TEXTS = ['rule', 'message', 'messageExpression', 'reason', 'fieldPath'];

function areRules(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    list.every(
      (rule: unknown) =>
        isJsonObject(rule) &&
        RULE_TEXTS.every((field) => rule[field] === undefined || typeof rule[field] === 'string'),
    )
  );
}

function innerParts(
  schema: Readonly<Record<string, unknown>>,
): readonly (readonly [string, unknown])[] {
  const parts: (readonly [string, unknown])[] = [];
  const { items, additionalProperties, not, properties } = schema;
  // A list of schemas for items is told by the rules that follow.
  if (items !== undefined && !Array.isArray(items)) parts.push(['items', items]);
  if (additionalProperties !== undefined && typeof additionalProperties !== 'boolean') {
    parts.push(['additionalProperties', additionalProperties]);
  }
  if (not !== undefined) parts.push(['not', not]);
  for (const [name, inner] of Object.entries(isJsonObject(properties) ? properties : {})) {
    parts.push([`properties[${name}]`, inner]);
  }
  for (const field of SCHEMA_LISTS) {
    const list: readonly unknown[] = Array.isArray(schema[field]) ? schema[field] : [];
    list.forEach((inner, index) => parts.push([`${field}[${String(index)}]`, inner]));
  }
  return parts;
}
