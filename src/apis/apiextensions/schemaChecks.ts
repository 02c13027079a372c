// Everything that the schema of a version is checked for: structure first, then defaults, then what
// JSON schema has and Kubernetes does not, then the rules in CEL.
// Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation (validation.go).
import { forbiddenValue, invalidValue, printValue } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import type { FieldErrors } from '../meta/fieldChecks';
import { checkDefaults } from './structural/defaultRules';
import type { JsonSchema } from './structural/jsonSchema';
import { malformedSchema } from './structural/malformedSchema';
import { OpenApiRules } from './structural/openApiRules';
import { structuralErrors } from './structural/structuralRules';
import { checkRules } from './ruleChecks';

/** With a status subresource only these may stand at the root, in Go's names. */
const ROOT_FIELDS = [
  'Description',
  'Type',
  'Format',
  'Title',
  'Maximum',
  'ExclusiveMaximum',
  'Minimum',
  'ExclusiveMinimum',
  'MaxLength',
  'MinLength',
  'Pattern',
  'MaxItems',
  'MinItems',
  'UniqueItems',
  'MultipleOf',
  'Required',
  'Items',
  'Properties',
  'ExternalDocs',
  'Example',
  'XPreserveUnknownFields',
  'XValidations',
];

export function checkSchema(
  errors: FieldErrors,
  path: FieldPath,
  schema: JsonSchema,
  hasStatus: boolean,
): void {
  const malformed = malformedSchema(schema);
  if (malformed !== undefined) {
    const at = malformed === '' ? path : path.child(malformed);
    errors.push(invalidValue(at, null, 'must be a schema'));
    return;
  }
  const before = errors.length;
  if (hasStatus) checkRoot(errors, path, schema);
  if (schema.nullable === true) {
    errors.push(forbiddenValue(path.child('nullable'), 'nullable cannot be true at the root'));
  }
  const structural = structuralErrors(path, schema);
  errors.push(...structural);
  if (structural.length === 0) checkDefaults(errors, path, schema);
  new OpenApiRules(errors).check(path, schema);
  // Types for expressions can be made of good schemas only.
  if (errors.length === before) checkRules(errors, path, schema);
}

function checkRoot(errors: FieldErrors, path: FieldPath, schema: JsonSchema): void {
  if (schema.type !== undefined && schema.type !== 'object') {
    const rule =
      'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
    errors.push(invalidValue(path.child('type'), schema.type, rule));
  }
  const wrong = Object.entries(schema).some(
    ([name, value]) => value !== undefined && !ROOT_FIELDS.includes(goName(name)),
  );
  if (!wrong) return;
  const rule = `only [${ROOT_FIELDS.join(' ')}] fields are allowed at the root of the schema if the status subresource is enabled`;
  errors.push({
    type: 'FieldValueInvalid',
    path: path.toString(),
    detail: `Invalid value: ${printValue(schema)}: ${rule}`,
  });
}

/** `x-kubernetes-map-type` is XMapType. */
function goName(name: string): string {
  return name
    .replace(/^x-kubernetes/, 'X')
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}
