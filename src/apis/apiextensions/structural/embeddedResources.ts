// Objects within objects (x-kubernetes-embedded-resource): they name their kind.
// Source: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta (validation.go).
// Differs from Kubernetes: of their metadata only types are checked.
import type { FieldError } from '../../../apimachinery/apiStatus';
import { isDns1035Label } from '../../../apimachinery/names';
import { printValue } from '../../../apimachinery/fieldError';
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';
import { isEmbedded, propertySchema, type JsonSchema } from './jsonSchema';

export function embeddedResourceErrors(schema: JsonSchema, value: unknown): readonly FieldError[] {
  const errors: FieldError[] = [];
  visit(errors, schema, value, '');
  return errors;
}

function visit(errors: FieldError[], schema: JsonSchema, value: unknown, path: string): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return;
    (value as readonly unknown[]).forEach((element, index) => {
      visit(errors, items, element, `${path}[${String(index)}]`);
    });
  } else if (isJsonObject(value)) {
    if (isEmbedded(schema)) checkKind(errors, value, path);
    for (const name of Object.keys(value)) {
      const inner = propertySchema(schema, name);
      if (inner !== undefined)
        visit(errors, inner, value[name], path === '' ? name : `${path}.${name}`);
    }
  }
}

function checkKind(errors: FieldError[], { apiVersion, kind }: JsonObject, path: string): void {
  const required = (name: string): void => {
    const detail = 'Required value: must not be empty';
    errors.push({ type: 'FieldValueRequired', path: `${path}.${name}`, detail });
  };
  if (apiVersion === undefined || apiVersion === '') required('apiVersion');
  if (kind === undefined || kind === '') required('kind');
  else if (typeof kind === 'string') {
    for (const rule of isDns1035Label(kind.toLowerCase())) {
      const detail = `Invalid value: ${printValue(kind)}: may have mixed case, but should otherwise match: ${rule}`;
      errors.push({ type: 'FieldValueInvalid', path: `${path}.kind`, detail });
    }
  }
}
