// Building blocks of defaulting: they return what they were given where nothing is missing, and
// otherwise a copy that shares all that is unchanged. So the pods of one template share its parts.

/** `object` with the fields of `defaults` that it does not have; null counts as absent. */
export function withDefaults<T extends object>(object: T, defaults: Partial<T>): T {
  for (const key in defaults) {
    if (object[key] === undefined || object[key] === null) return filled(object, defaults);
  }
  return object;
}

function filled<T extends object>(object: T, defaults: Partial<T>): T {
  const missing: Partial<T> = {};
  for (const key in defaults) {
    if (object[key] === undefined || object[key] === null) missing[key] = defaults[key];
  }
  return { ...object, ...missing };
}

/** Replaces one field by what `change` makes of it; an absent field stays absent. */
export function withField<T extends object, K extends keyof T>(
  object: T,
  key: K,
  change: (value: NonNullable<T[K]>) => T[K],
): T {
  const value = object[key];
  if (value === undefined || value === null) return object;
  const changed = change(value);
  return changed === value ? object : { ...object, [key]: changed };
}

/** `list.map(change)`, or the list itself where no item changed. */
export function mapShared<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  for (let i = 0; i < list.length; i++) {
    const item = list[i] as T;
    const changed = change(item);
    if (changed !== item) {
      return [...list.slice(0, i), changed, ...list.slice(i + 1).map(change)];
    }
  }
  return list;
}
