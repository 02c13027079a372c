// What ConfigMaps and Secrets have in common: their size, and how `immutable` guards their data.
import { deepEqual } from '../../apimachinery/deepEqual';
import { forbiddenValue } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import type { FieldErrors } from '../meta/fieldChecks';

export const MAX_DATA_BYTES = 1024 * 1024;

/** Length in UTF-8, which is what etcd stores. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Each half of a surrogate pair counts two of its four bytes.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

/** Length of what base64 text stands for. */
export function base64Bytes(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return Math.floor((text.length * 3) / 4) - padding;
}

interface WithData {
  readonly immutable?: boolean | undefined;
  readonly data?: unknown;
}

/** True where `old` is immutable; the caller checks what else it holds. */
export function checkImmutableData(errors: FieldErrors, object: WithData, old: WithData): boolean {
  if (old.immutable !== true) return false;
  const rule = 'field is immutable when `immutable` is set';
  if (object.immutable !== true) errors.push(forbiddenValue(FieldPath.root('immutable'), rule));
  if (!deepEqual(object.data, old.data)) errors.push(forbiddenValue(FieldPath.root('data'), rule));
  return true;
}
