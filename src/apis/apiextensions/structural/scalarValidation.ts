// Rules of a schema for strings and numbers.
// Source: k8s.io/kube-openapi/pkg/validation/validate (values.go, validator.go).
import { goRegexp } from '../../../apimachinery/goRegexp';
import type { JsonSchema } from './jsonSchema';
import type { SchemaErrors } from './schemaErrors';
import { formatCheck } from './stringFormats';

export function scalarErrors(
  errors: SchemaErrors,
  schema: JsonSchema,
  value: unknown,
  path: string,
): void {
  if (typeof value === 'string') stringErrors(errors, schema, value, path);
  else if (typeof value === 'number') numberErrors(errors, schema, value, path);
}

/** Of length and pattern the first that fails is told. */
function stringErrors(
  errors: SchemaErrors,
  { maxLength, minLength, pattern, format }: JsonSchema,
  text: string,
  path: string,
): void {
  // Go counts characters, not UTF-16 units.
  const length = maxLength === undefined && minLength === undefined ? 0 : [...text].length;
  if (maxLength !== undefined && length > maxLength) errors.tooLong(path, maxLength);
  else if (minLength !== undefined && length < minLength) {
    errors.invalid(path, text, `should be at least ${String(minLength)} chars long`);
  } else if (pattern !== undefined && pattern !== '' && !goRegexp(pattern).test(text)) {
    errors.invalid(path, text, `should match '${pattern}'`);
  }
  const fits = formatCheck(format);
  if (fits !== undefined && !fits(text)) {
    errors.invalid(path, text, `must be of type ${format ?? ''}: ${JSON.stringify(text)}`);
  }
}

function numberErrors(
  errors: SchemaErrors,
  { multipleOf, maximum, exclusiveMaximum, minimum, exclusiveMinimum }: JsonSchema,
  value: number,
  path: string,
): void {
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) {
    errors.invalid(path, value, `should be a multiple of ${String(multipleOf)}`);
  }
  if (maximum !== undefined) {
    if (exclusiveMaximum === true ? value >= maximum : value > maximum) {
      const rule = exclusiveMaximum === true ? 'less than' : 'less than or equal to';
      errors.invalid(path, value, `should be ${rule} ${String(maximum)}`);
    }
  }
  if (minimum !== undefined) {
    if (exclusiveMinimum === true ? value <= minimum : value < minimum) {
      const rule = exclusiveMinimum === true ? 'greater than' : 'greater than or equal to';
      errors.invalid(path, value, `should be ${rule} ${String(minimum)}`);
    }
  }
}

function isMultiple(value: number, factor: number): boolean {
  const ratio = factor < 1 ? (1 / factor) * value : value / factor;
  return Math.abs(ratio - Math.round(ratio)) < 1e-9;
}
