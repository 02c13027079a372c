// Checks of single fields that all kinds share. Source: k8s.io/apimachinery/pkg/api/validation.
import type { FieldError } from '../../apimachinery/apiStatus';
import { deepEqual } from '../../apimachinery/deepEqual';
import { invalidValue, notSupported, required } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { isPercent, isPortName, isPortNumber } from '../../apimachinery/names';

/** Where checks put their complaints. */
export type FieldErrors = FieldError[];

type NameCheck = (value: string) => readonly string[];

/** One `Invalid value` per complaint. */
export function complain(
  errors: FieldErrors,
  path: FieldPath,
  value: unknown,
  complaints: readonly string[],
): void {
  for (const complaint of complaints) errors.push(invalidValue(path, value, complaint));
}

/** {@link complain}, of what `check` finds in a field. */
export function checkName(
  errors: FieldErrors,
  path: FieldPath,
  field: string,
  value: string | undefined,
  check: NameCheck,
): void {
  const complaints = check(value ?? '');
  if (complaints.length > 0) complain(errors, path.child(field), value, complaints);
}

/** As {@link checkName}, where an absent value is `Required value`. */
export function checkRequiredName(
  errors: FieldErrors,
  path: FieldPath,
  field: string,
  value: string | undefined,
  check: NameCheck,
): void {
  if (!value) errors.push(required(path.child(field)));
  else checkName(errors, path, field, value, check);
}

export function checkRequired(
  errors: FieldErrors,
  path: FieldPath,
  field: string,
  value: unknown,
): void {
  if (value === undefined || value === null || value === '')
    errors.push(required(path.child(field)));
}

export function checkNonNegative(
  errors: FieldErrors,
  path: FieldPath,
  field: string,
  value: number | undefined,
): void {
  if (value !== undefined && value < 0) {
    errors.push(invalidValue(path.child(field), value, 'must be greater than or equal to 0'));
  }
}

export function checkImmutable(
  errors: FieldErrors,
  path: FieldPath,
  field: string,
  value: unknown,
  old: unknown,
): void {
  if (!deepEqual(value, old)) {
    errors.push(invalidValue(path.child(field), value, 'field is immutable'));
  }
}

/** `Required value` where absent, `Unsupported value` where it is none of `supported`. */
export function checkEnum(
  errors: FieldErrors,
  path: FieldPath,
  field: string,
  value: string | undefined,
  supported: readonly string[],
): void {
  if (!value) errors.push(required(path.child(field)));
  else checkOptionalEnum(errors, path, field, value, supported);
}

export function checkOptionalEnum(
  errors: FieldErrors,
  path: FieldPath,
  field: string,
  value: string | undefined,
  supported: readonly string[],
): void {
  if (value === undefined || supported.includes(value)) return;
  errors.push(notSupported(path.child(field), value, supported));
}

/** A port by number, or by the name that a container gives it. */
export function checkPortNumberOrName(
  errors: FieldErrors,
  path: FieldPath,
  field: string,
  port: string | number | undefined,
): void {
  const value = port ?? 0;
  const complaints = typeof value === 'number' ? isPortNumber(value) : isPortName(value);
  if (complaints.length > 0) complain(errors, path.child(field), value, complaints);
}

/** `25%`, or a number that is not negative. */
export function checkIntOrPercent(
  errors: FieldErrors,
  path: FieldPath,
  field: string,
  value: string | number | undefined,
): void {
  if (value === undefined) return;
  if (typeof value === 'number') checkNonNegative(errors, path, field, value);
  else checkName(errors, path, field, value, isPercent);
}
