// JSON Merge Patch (RFC 7386): objects merge, null deletes, everything else replaces.
// Source: https://www.rfc-editor.org/rfc/rfc7386. Parts that the patch does not touch are shared.
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';

export function applyMergePatch(original: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const result: Record<string, unknown> = isJsonObject(original) ? { ...original } : {};
  // An object from which a key was deleted takes several times the memory of its copy.
  let hasLostKeys = false;
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) {
      delete result[key];
      hasLostKeys = true;
    } else setOwn(result, key, applyMergePatch(own(result, key), value));
  }
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
