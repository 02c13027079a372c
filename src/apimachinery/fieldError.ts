// Constructors of field errors, worded as k8s.io/apimachinery/pkg/util/validation/field words them.
//
// Differs from Kubernetes: a struct as bad value is printed as its API JSON with the fields in the
// order of the manifest; Kubernetes prints the fields in the order of the Go struct.
import type { FieldError, FieldErrorType } from './apiStatus';
import type { FieldPath } from './fieldPath';
import { goJson } from './goJson';

/** `Required value`, with the detail behind it unless it is empty. */
export function required(path: FieldPath, detail = ''): FieldError {
  return fieldError('FieldValueRequired', path, withDetail('Required value', detail));
}

/** `Invalid value: "x": detail`. */
export function invalidValue(path: FieldPath, value: unknown, detail: string): FieldError {
  return fieldError(
    'FieldValueInvalid',
    path,
    withDetail(`Invalid value: ${printValue(value)}`, detail),
  );
}

/** As {@link invalidValue} for an absent list or map, which Go prints as a bare null. */
export function invalidNil(path: FieldPath, detail: string): FieldError {
  return fieldError('FieldValueInvalid', path, withDetail('Invalid value: null', detail));
}

/** `Unsupported value: "x": supported values: "A", "B"`; the caller sorts as Kubernetes does. */
export function notSupported(
  path: FieldPath,
  value: unknown,
  supported: readonly string[],
): FieldError {
  const detail =
    supported.length === 0 ? '' : `supported values: ${supported.map(quote).join(', ')}`;
  const text = withDetail(`Unsupported value: ${printValue(value)}`, detail);
  return fieldError('FieldValueNotSupported', path, text);
}

/** `Duplicate value: "x"`. */
export function duplicate(path: FieldPath, value: unknown): FieldError {
  return fieldError('FieldValueDuplicate', path, `Duplicate value: ${printValue(value)}`);
}

/** `Not found: "x"`. */
export function notFoundValue(path: FieldPath, value: unknown): FieldError {
  return fieldError('FieldValueNotFound', path, `Not found: ${printValue(value)}`);
}

/** `Forbidden: detail`. */
export function forbiddenValue(path: FieldPath, detail: string): FieldError {
  return fieldError('FieldValueForbidden', path, withDetail('Forbidden', detail));
}

/** `Too long: may not be more than 253 bytes`. */
export function tooLong(path: FieldPath, maxBytes: number): FieldError {
  const detail = `may not be more than ${String(maxBytes)} ${maxBytes === 1 ? 'byte' : 'bytes'}`;
  return fieldError('FieldValueTooLong', path, `Too long: ${detail}`);
}

/** `Too many: 5: must have at most 3 items`. */
export function tooMany(path: FieldPath, actual: number, max: number): FieldError {
  const detail = `must have at most ${String(max)} ${max === 1 ? 'item' : 'items'}`;
  return fieldError('FieldValueTooMany', path, `Too many: ${String(actual)}: ${detail}`);
}

function fieldError(type: FieldErrorType, path: FieldPath, detail: string): FieldError {
  return { type, path: path.toString(), detail };
}

function withDetail(text: string, detail: string): string {
  return detail === '' ? text : `${text}: ${detail}`;
}

/**
 * A bad value as Go prints it: strings quoted, numbers and booleans bare, all else as JSON. An absent
 * value is the empty string; null is a pointer that points nowhere, which prints as a quoted "null".
 */
export function printValue(value: unknown): string {
  if (value === undefined) return '""';
  if (value === null) return '"null"';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return goJson(value);
}

/** Go's %q and strconv.Quote, for text as it occurs in manifests. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(/\\u([0-9a-f]{4})/g, (whole, hex: string) => {
    const code = Number.parseInt(hex, 16);
    if (code === 7) return '\\a';
    if (code === 11) return '\\v';
    return code < 0x80 ? `\\x${hex.slice(2)}` : whole;
  });
}
