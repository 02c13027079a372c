// Errors of one value against one schema, worded as kube-openapi and field errors word them.
// Source: k8s.io/kube-openapi/pkg/validation/errors (schema.go),
// k8s.io/apiextensions-apiserver/pkg/apiserver/validation (kubeOpenAPIResultToFieldErrors).
import type { FieldError, FieldErrorType } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { printValue, quote } from '../../../apimachinery/fieldError';
import { goMapJson } from '../../../apimachinery/goJson';

/** How Go prints the path of what has none. */
export const NO_PATH = '<nil>';

export class SchemaErrors {
  readonly list: FieldError[] = [];
  matches = 0;

  add({ list, matches }: SchemaErrors): void {
    this.list.push(...list);
    this.matches += matches;
  }

  /** `spec.replicas in body must be of type integer: "string"`. */
  type(path: string, expected: string, found: string): void {
    const text = `${path} in body must be of type ${expected}: ${quote(found)}`;
    this.#push('FieldValueTypeInvalid', path, `Invalid value: ${quote(found)}: ${text}`);
  }

  /** `spec.replicas in body should be ...`. */
  invalid(path: string, value: unknown, rule: string): void {
    const text = `${path} in body ${rule}`;
    this.#push('FieldValueInvalid', path, `Invalid value: ${printValue(value)}: ${text}`);
  }

  forbiddenProperty(path: string, name: string): void {
    const text = `${path}.${name} in body is a forbidden property`;
    this.#push('FieldValueInvalid', path, `Invalid value: ${quote(name)}: ${text}`);
  }

  required(path: string, name: string): void {
    this.#push('FieldValueRequired', path === '' ? name : `${path}.${name}`, 'Required value');
  }

  tooLong(path: string, max: number): void {
    const unit = max === 1 ? 'byte' : 'bytes';
    const text = `Too long: may not be more than ${String(max)} ${unit}`;
    this.#push('FieldValueTooLong', path, text);
  }

  tooMany(path: string, size: number, max: number): void {
    const unit = max === 1 ? 'item' : 'items';
    const text = `Too many: ${String(size)}: must have at most ${String(max)} ${unit}`;
    this.#push('FieldValueTooMany', path, text);
  }

  enumeration(path: string, value: unknown, allowed: readonly unknown[]): void {
    if (allowed.some((each) => deepEqual(each, value))) return;
    const values = allowed
      .map((each) => quote(typeof each === 'string' ? each : goMapJson(each)))
      .join(', ');
    const bad = value === null ? 'null' : printValue(value);
    this.#push(
      'FieldValueNotSupported',
      path,
      `Unsupported value: ${bad}: supported values: ${values}`,
    );
  }

  /** Of alternatives: about no one field. */
  composite(text: string): void {
    this.#push('FieldValueInvalid', NO_PATH, `Invalid value: "": ${text}`);
  }

  #push(type: FieldErrorType, path: string, detail: string): void {
    this.list.push({ type, path: path === '' ? NO_PATH : path, detail });
  }
}
