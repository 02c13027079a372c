// JSON Merge Patch (RFC 7386): objects merge, null deletes, everything else replaces.
// Source: https://www.rfc-editor.org/rfc/rfc7386. Parts that the patch does not touch are shared.
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';

export function applyMergePatch(original: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const base = isJsonObject(original) ? original : {};
  // Made for the first change.
  let result: Record<string, unknown> | undefined;
  // An object from which a key was deleted takes several times the memory of its copy.
  let hasLostKeys = false;
  for (const key in patch) {
    const value = patch[key];
    if (value === undefined) continue;
    const before = own(base, key);
    const after = value === null ? undefined : applyMergePatch(before, value);
    if (after === before) continue;
    result ??= { ...base };
    if (after === undefined) {
      delete result[key];
      hasLostKeys = true;
    } else setOwn(result, key, after);
  }
  if (result === undefined) return base;
  return hasLostKeys ? { ...result } : result;
}

/** Keys come from outside: `__proto__` is a key like any other. */
export function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    object[key] = value;
  }
}

export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
