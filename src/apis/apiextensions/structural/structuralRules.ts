// A schema is structural when the types of all fields stand outside of its logic (allOf, anyOf, ...).
// Source: k8s.io/apiextensions-apiserver/pkg/apiserver/schema (validation.go, complete.go).
import type { FieldError } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { forbiddenValue, invalidValue, required } from '../../../apimachinery/fieldError';
import type { FieldPath } from '../../../apimachinery/fieldPath';
import { goRegexp, GoRegexpError } from '../../../apimachinery/goRegexp';
import { isJsonObject } from '../../../apimachinery/jsonObject';
import { isEmbedded, isIntOrString, preservesUnknown, type JsonSchema } from './jsonSchema';

type Level = 'root' | 'item' | 'field';

const EMPTY_TYPE: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};
const INT_OR_STRING = [{ type: 'integer' }, { type: 'string' }];

/** Sorted by their text, as Kubernetes tells them. */
export function structuralErrors(path: FieldPath, schema: JsonSchema): readonly FieldError[] {
  const errors: FieldError[] = [];
  checkInvariants(errors, path, schema, 'root');
  checkCompleteness(errors, path, schema, schema);
  const text = (error: FieldError): string => `${error.path}: ${error.detail}`;
  return errors.sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

function checkInvariants(
  errors: FieldError[],
  path: FieldPath,
  schema: JsonSchema,
  level: Level,
): void {
  const { items, properties = {}, additionalProperties, type } = schema;
  if (type === 'array' && items === undefined) {
    errors.push(required(path.child('items'), 'must be specified'));
  }
  if (isJsonObject(items)) checkInvariants(errors, path.child('items'), items, 'item');
  for (const [name, inner] of Object.entries(properties)) {
    checkInvariants(errors, path.child('properties').key(name), inner, 'field');
  }
  if (additionalProperties !== undefined) {
    const at = path.child('additionalProperties');
    if (level === 'root') errors.push(forbiddenValue(at, 'must not be used at the root'));
    if (isJsonObject(additionalProperties)) {
      checkInvariants(errors, at, additionalProperties, 'field');
    }
  }
  checkExtensions(errors, path, schema);
  checkLogic(errors, path, schema, isIntOrStringPattern(schema.anyOf));
  checkType(errors, path, schema, level);
  checkObjectFields(errors, path, schema, level);
}

function checkExtensions(errors: FieldError[], path: FieldPath, schema: JsonSchema): void {
  if (!isIntOrString(schema)) return;
  const rule = 'must be false if x-kubernetes-int-or-string is true';
  for (const extension of ['preserve-unknown-fields', 'embedded-resource'] as const) {
    const name = `x-kubernetes-${extension}` as const;
    if (schema[name] === true) errors.push(invalidValue(path.child(name), true, rule));
  }
}

function checkType(errors: FieldError[], path: FieldPath, schema: JsonSchema, level: Level): void {
  const { type = '', additionalProperties, properties } = schema;
  const at = path.child('type');
  if (isEmbedded(schema) && type !== 'object') {
    const rule = 'must be object if x-kubernetes-embedded-resource is true';
    errors.push(type === '' ? required(at, rule) : invalidValue(at, type, rule));
  } else if (type === '' && !isIntOrString(schema) && !preservesUnknown(schema)) {
    errors.push(required(at, EMPTY_TYPE[level]));
  }
  if (level === 'root' && type !== '' && type !== 'object') {
    errors.push(invalidValue(at, type, 'must be object at the root'));
  }
  if (!isEmbedded(schema)) return;
  if (additionalProperties !== undefined) {
    const rule = 'must not be used if x-kubernetes-embedded-resource is set';
    errors.push(forbiddenValue(path.child('additionalProperties'), rule));
  }
  if (!preservesUnknown(schema) && Object.keys(properties ?? {}).length === 0) {
    const rule =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(required(path.child('properties'), rule));
  }
}

/** What every object has is there by itself; of metadata only names may be restricted. */
function checkObjectFields(
  errors: FieldError[],
  path: FieldPath,
  schema: JsonSchema,
  level: Level,
): void {
  const { properties = {} } = schema;
  if (level !== 'root' && !isEmbedded(schema)) return;
  for (const name of ['kind', 'apiVersion']) {
    const type = properties[name]?.type;
    if (properties[name] === undefined || type === 'string') continue;
    const at = path.child('properties').key(name).child('type');
    errors.push(invalidValue(at, type, 'must be string'));
  }
  const { metadata } = properties;
  if (metadata === undefined) return;
  const at = path.child('properties').key('metadata');
  if (metadata.type !== 'object') {
    errors.push(invalidValue(at.child('type'), metadata.type, 'must be object'));
  }
  if (level !== 'root') return;
  const others = Object.keys(metadata).filter(
    (key) => !['type', 'properties', 'default', 'description'].includes(key),
  );
  const fields = Object.keys(metadata.properties ?? {});
  const named = fields.every((field) => field === 'name' || field === 'generateName');
  if (others.length > 0 || !named || metadata.description !== undefined) {
    const rule =
      'must not specify anything other than name and generateName, but metadata is implicitly specified';
    errors.push(forbiddenValue(at, rule));
  }
}

function isIntOrStringPattern(anyOf: readonly JsonSchema[] | undefined): boolean {
  return deepEqual(anyOf, INT_OR_STRING);
}

function checkLogic(
  errors: FieldError[],
  path: FieldPath,
  schema: JsonSchema,
  skipAnyOf: boolean,
): void {
  const { anyOf = [], allOf = [], oneOf = [], not, pattern } = schema;
  const nested = (name: string, list: readonly JsonSchema[]): void => {
    list.forEach((inner, index) => {
      const first = name === 'allOf' && index === 0 && isIntOrStringPattern(inner.anyOf);
      checkNested(errors, path.child(name).index(index), inner, first);
    });
  };
  if (!skipAnyOf) nested('anyOf', anyOf);
  nested('allOf', allOf);
  nested('oneOf', oneOf);
  if (not !== undefined) checkNested(errors, path.child('not'), not, false);
  if (pattern) checkPattern(errors, path.child('pattern'), pattern);
}

function checkPattern(errors: FieldError[], path: FieldPath, pattern: string): void {
  try {
    goRegexp(pattern);
  } catch (error) {
    if (!(error instanceof GoRegexpError)) throw error;
    const rule = `must be a valid regular expression, but isn't: ${error.message}`;
    errors.push(invalidValue(path, pattern, rule));
  }
}

/** Fields that say what a value is, and the words in which they are forbidden within logic. */
const FORBIDDEN: readonly (readonly [keyof JsonSchema, string])[] = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['externalDocs', 'must be undefined to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

function checkNested(
  errors: FieldError[],
  path: FieldPath,
  schema: JsonSchema,
  skipAnyOf: boolean,
): void {
  checkLogic(errors, path, schema, skipAnyOf);
  if (schema.items !== undefined) checkNested(errors, path.child('items'), schema.items, false);
  const { properties = {} } = schema;
  for (const [name, inner] of Object.entries(properties)) {
    checkNested(errors, path.child('properties').key(name), inner, false);
  }
  for (const [field, rule] of FORBIDDEN) {
    const value = schema[field];
    if (value === undefined || value === '' || value === false) continue;
    errors.push(forbiddenValue(path.child(field), rule));
  }
  if (properties.metadata !== undefined) {
    const at = path.child('properties').key('metadata');
    errors.push(forbiddenValue(at, 'must not be specified in a nested context'));
  }
}

/** What logic speaks of must be specified outside of it. */
function checkCompleteness(
  errors: FieldError[],
  path: FieldPath,
  schema: JsonSchema,
  spine: JsonSchema,
): void {
  const logic = [
    ...(['anyOf', 'allOf', 'oneOf'] as const).flatMap((name) =>
      (schema[name] ?? []).map((inner, index) => [path.child(name).index(index), inner] as const),
    ),
    ...(schema.not === undefined ? [] : [[path.child('not'), schema.not] as const]),
  ];
  for (const [at, inner] of logic) checkSpecified(errors, at, inner, spine, path);
  if (schema !== spine) return;
  if (isJsonObject(schema.items)) {
    checkCompleteness(errors, path.child('items'), schema.items, schema.items);
  }
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    checkCompleteness(errors, path.child('properties').key(name), inner, inner);
  }
  if (isJsonObject(schema.additionalProperties)) {
    const inner = schema.additionalProperties;
    checkCompleteness(errors, path.child('additionalProperties'), inner, inner);
  }
}

function checkSpecified(
  errors: FieldError[],
  path: FieldPath,
  schema: JsonSchema,
  spine: JsonSchema,
  spinePath: FieldPath,
): void {
  const need = (at: FieldPath): void => {
    errors.push(required(at, `because it is defined in ${path.toString()}`));
  };
  if (isJsonObject(schema.items)) {
    if (isJsonObject(spine.items)) {
      checkSpecified(
        errors,
        path.child('items'),
        schema.items,
        spine.items,
        spinePath.child('items'),
      );
    } else need(spinePath.child('items'));
  }
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    const at = spinePath.child('properties').key(name);
    const outer = spine.properties?.[name];
    if (outer === undefined) {
      errors.push(
        required(at, `because it is defined in ${path.child('properties').key(name).toString()}`),
      );
    } else checkSpecified(errors, path.child('properties').key(name), inner, outer, at);
  }
  checkCompleteness(errors, path, schema, spine);
}
