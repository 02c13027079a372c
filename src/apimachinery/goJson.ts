// The text that Go's encoding/json writes for a value.
import { isJsonObject } from './jsonObject';

/** In JSON, nothing between tokens; what HTML would trip over is escaped: `<`, `>` and `&`. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** As Go writes maps (not structs): with sorted keys. */
export function goMapJson(value: unknown): string {
  return goJson(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}
