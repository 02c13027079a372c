// Defaults must be values that the schema itself takes.
// Source: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting (validation.go).
import { deepEqual } from '../../../apimachinery/deepEqual';
import { invalidValue } from '../../../apimachinery/fieldError';
import type { FieldPath } from '../../../apimachinery/fieldPath';
import { isJsonObject } from '../../../apimachinery/jsonObject';
import type { FieldErrors } from '../../meta/fieldChecks';
import { withSchemaDefaults } from './defaulting';
import type { JsonSchema } from './jsonSchema';
import { prune } from './pruning';
import { NO_PATH } from './schemaErrors';
import { schemaValidation } from './schemaValidation';

export function checkDefaults(errors: FieldErrors, path: FieldPath, schema: JsonSchema): void {
  const { default: byDefault, items, properties = {}, additionalProperties } = schema;
  if (byDefault !== undefined) checkDefault(errors, path.child('default'), schema, byDefault);
  if (isJsonObject(items)) checkDefaults(errors, path.child('items'), items);
  for (const [name, inner] of Object.entries(properties)) {
    checkDefaults(errors, path.child('properties').key(name), inner);
  }
  if (isJsonObject(additionalProperties)) {
    checkDefaults(errors, path.child('additionalProperties'), additionalProperties);
  }
}

function checkDefault(
  errors: FieldErrors,
  path: FieldPath,
  schema: JsonSchema,
  value: unknown,
): void {
  const pruned = prune(schema, value, () => undefined);
  if (!deepEqual(pruned, value)) {
    errors.push(invalidValue(path, value, 'must not have unknown fields'));
    return;
  }
  const prefix = path.toString();
  for (const error of schemaValidation(schema, withSchemaDefaults(schema, value))) {
    const at = error.path === NO_PATH ? prefix : `${prefix}.${error.path}`;
    errors.push({ ...error, path: at, detail: withPlace(error.detail, prefix) });
  }
}

/** Messages name the field: at the root of a default that is the default itself. */
function withPlace(detail: string, prefix: string): string {
  return detail.replace(/(: )( in body )/, `$1${prefix}$2`);
}
