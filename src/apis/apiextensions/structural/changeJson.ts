// Changing parts of a JSON value without touching it: what stays the same is shared.
import type { JsonObject } from '../../../apimachinery/jsonObject';

/** What becomes of a member: a value, or undefined to leave it out. */
type Change<K> = (value: unknown, key: K) => unknown;

/** The object with each member changed; the same object where nothing changed. */
export function changeMembers(object: JsonObject, change: Change<string>): JsonObject {
  let copy: Map<string, unknown> | undefined;
  for (const key of Object.keys(object)) {
    const value = object[key];
    const changed = change(value, key);
    if (changed === value) continue;
    copy ??= new Map(Object.entries(object));
    if (changed === undefined) copy.delete(key);
    else copy.set(key, changed);
  }
  // fromEntries, because the keys are the user's: assigning to `__proto__` would lose it.
  return copy === undefined ? object : Object.fromEntries(copy);
}

/** The list with each element changed; the same list where nothing changed. */
export function changeElements(
  list: readonly unknown[],
  change: Change<number>,
): readonly unknown[] {
  let copy: unknown[] | undefined;
  list.forEach((value, index) => {
    const changed = change(value, index);
    if (changed !== value) copy ??= [...list];
    if (copy !== undefined) copy[index] = changed;
  });
  return copy ?? list;
}
