// Validates an object against the schema of its definition, with the words of Kubernetes.
// Source: k8s.io/kube-openapi/pkg/validation (validate, errors) and
// k8s.io/apiextensions-apiserver/pkg/apiserver/validation (validation.go, ratcheting.go).
//
// Differs from Kubernetes: errors come in the order of the schema; Go's maps have none.
import type { FieldError } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';
import { isEmbedded, isIntOrString, preservesUnknown, type JsonSchema } from './jsonSchema';
import { findOld, type Correlation } from './correlation';
import { scalarErrors } from './scalarValidation';
import { SchemaErrors } from './schemaErrors';

/** What an object at `path` lacks; nothing is said of parts that an update leaves as they were. */
export function schemaValidation(
  schema: JsonSchema,
  value: unknown,
  correlation: Correlation = undefined,
): readonly FieldError[] {
  return validated(schema, value, '', correlation).list;
}

/** Errors, and how many checks were done: of failed alternatives the one with most is told. */
function validated(
  schema: JsonSchema,
  value: unknown,
  path: string,
  correlation: Correlation,
): SchemaErrors {
  const errors = new SchemaErrors();
  errors.add(typeErrors(schema, value, path));
  if (value === null) {
    if (schema.enum !== undefined) errors.enumeration(path, value, schema.enum);
    return errors;
  }
  alternatives(errors, schema, value, path, correlation);
  scalarErrors(errors, schema, value, path);
  if (Array.isArray(value)) listErrors(errors, schema, value, path, correlation);
  if (schema.enum !== undefined) errors.enumeration(path, value, schema.enum);
  if (isJsonObject(value)) objectErrors(errors, schema, value, path, correlation);
  errors.matches++;
  // What was wrong before and is as it was may stay.
  const unchanged = correlation !== undefined && deepEqual(value, correlation.old);
  return unchanged && errors.list.length > 0 ? new SchemaErrors() : errors;
}

function typeErrors(schema: JsonSchema, value: unknown, path: string): SchemaErrors {
  const errors = new SchemaErrors();
  errors.matches++;
  const types = isIntOrString(schema) ? ['integer', 'string'] : schema.type ? [schema.type] : [];
  if (value === null) {
    if (types.length > 0 && schema.nullable !== true) errors.type(path, types.join(','), 'null');
    return errors;
  }
  if (types.length === 0) return errors;
  const found = jsonType(value);
  const fits = types.includes(found) || (found === 'integer' && types.includes('number'));
  if (!fits) errors.type(path, types.join(','), found);
  return errors;
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function alternatives(
  errors: SchemaErrors,
  { anyOf = [], oneOf = [], allOf = [], not }: JsonSchema,
  value: unknown,
  path: string,
  correlation: Correlation,
): void {
  const check = (schema: JsonSchema): SchemaErrors => validated(schema, value, path, correlation);
  if (anyOf.length > 0) {
    const results = anyOf.map(check);
    if (!results.some(isValid)) {
      errors.composite(`"${path}" must validate at least one schema (anyOf)`);
      errors.add(best(results));
    }
  }
  if (oneOf.length > 0) {
    const results = oneOf.map(check);
    const valid = results.filter(isValid).length;
    if (valid !== 1) {
      const found = valid === 0 ? 'Found none valid' : `Found ${String(valid)} valid alternatives`;
      errors.composite(`"${path}" must validate one and only one schema (oneOf). ${found}`);
      if (valid === 0) errors.add(best(results));
    }
  }
  if (allOf.length > 0) {
    const results = allOf.map(check);
    for (const result of results) errors.add(result);
    const valid = results.filter(isValid).length;
    if (valid !== results.length) {
      const none = valid === 0 ? '. None validated' : '';
      errors.composite(`"${path}" must validate all the schemas (allOf)${none}`);
    }
  }
  if (not !== undefined && isValid(check(not))) {
    errors.composite(`"${path}" must not validate the schema (not)`);
  }
}

function isValid({ list }: SchemaErrors): boolean {
  return list.length === 0;
}

function best(results: readonly SchemaErrors[]): SchemaErrors {
  return results.reduce((a, b) => (b.matches > a.matches ? b : a));
}

function listErrors(
  errors: SchemaErrors,
  schema: JsonSchema,
  list: readonly unknown[],
  path: string,
  correlation: Correlation,
): void {
  const { items, minItems, maxItems } = schema;
  if (items !== undefined) {
    list.forEach((element, index) => {
      const old = findOld(schema, correlation, element);
      errors.add(validated(items, element, `${path}[${String(index)}]`, old));
    });
  }
  const size = list.length;
  if (minItems !== undefined && size < minItems) {
    errors.invalid(path, size, `should have at least ${String(minItems)} items`);
  }
  if (maxItems !== undefined && size > maxItems) errors.tooMany(path, size, maxItems);
}

function objectErrors(
  errors: SchemaErrors,
  schema: JsonSchema,
  object: JsonObject,
  path: string,
  correlation: Correlation,
): void {
  const { minProperties, maxProperties, properties = {}, additionalProperties, required } = schema;
  const size = Object.keys(object).length;
  if (minProperties !== undefined && size < minProperties) {
    errors.invalid(path, size, `should have at least ${String(minProperties)} properties`);
    return;
  }
  if (maxProperties !== undefined && size > maxProperties) {
    errors.tooMany(path, size, maxProperties);
    return;
  }
  const check = (inner: JsonSchema, name: string): void => {
    const at = path === '' ? name : `${path}.${name}`;
    errors.add(validated(inner, object[name], at, memberOf(schema, correlation, name)));
  };
  for (const name of Object.keys(object)) {
    if (object[name] === undefined || Object.hasOwn(properties, name)) continue;
    if (isJsonObject(additionalProperties)) check(additionalProperties, name);
    else if (additionalProperties === false && !isEmbedded(schema) && !preservesUnknown(schema)) {
      errors.forbiddenProperty(path, name);
    }
  }
  for (const [name, inner] of Object.entries(properties)) {
    if (Object.hasOwn(object, name) && object[name] !== undefined) check(inner, name);
  }
  for (const name of required ?? []) {
    if (!Object.hasOwn(object, name) || object[name] === undefined) errors.required(path, name);
  }
}

function memberOf(schema: JsonSchema, correlation: Correlation, name: string): Correlation {
  if (correlation === undefined || schema['x-kubernetes-map-type'] === 'atomic') return undefined;
  const { old } = correlation;
  if (!isJsonObject(old) || !Object.hasOwn(old, name)) return undefined;
  return { old: old[name] };
}
