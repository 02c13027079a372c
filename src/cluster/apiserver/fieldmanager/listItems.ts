// What an item of a list is called among the list's owners: by its keys or by its value.
// Source: sigs.k8s.io/structured-merge-diff (typed/helpers.go).
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';
import type { ListShape } from './fieldShape';
import { SOLE_ITEM } from './impliedKeys';
import { keyElement, valueElement } from './pathElement';

/** Undefined for an item that cannot be told from others; {@link itemProblem} says why. */
export function itemElement(list: ListShape, item: unknown): string | undefined {
  if (list.type === 'set') return isScalar(item) ? valueElement(item) : undefined;
  if (!isJsonObject(item)) return undefined;
  const { keys } = list;
  if (hasAll(item, keys)) return keyElement(keys, item);
  const completed: JsonObject = { ...list.keyDefaults, ...item };
  const present = keys.filter((key) => completed[key] !== undefined);
  return present.length === 0 ? undefined : keyElement(present, completed);
}

/** Why an item has no element. */
export function itemProblem(list: ListShape, item: unknown): string {
  if (list.type === 'set') {
    if (isJsonObject(item)) return `associative list without keys has an element that's a map type`;
    if (Array.isArray(item)) return 'not supported: associative list with lists as elements';
    return `associative list without keys has an element that's an explicit null`;
  }
  if (item === null) return 'associative list with keys may not have a null element';
  if (!isJsonObject(item)) return 'associative list with keys may not have non-map elements';
  const keys = list.keys.map((key) => JSON.stringify(key)).join(' ');
  return (
    `associative list with keys has an element that omits all key fields [${keys}] ` +
    `(and doesn't have default values for any key fields)`
  );
}

/** Items by element, in the order of the list; items without element are left out. */
export function itemsByElement(
  list: ListShape,
  items: readonly unknown[],
): ReadonlyMap<string, readonly unknown[]> {
  const grouped = new Map<string, unknown[]>();
  for (const item of items) {
    const element = list.hasImpliedKey && items.length === 1 ? SOLE_ITEM : itemElement(list, item);
    if (element === undefined) continue;
    const same = grouped.get(element);
    if (same === undefined) grouped.set(element, [item]);
    else same.push(item);
  }
  return grouped;
}

/** As long as this, a list is looked through faster than put into a map. */
const SHORT = 16;

/**
 * The element of each item of a short list; undefined where an item has none, or that of another. Most often that is
 * all that is to be known.
 */
export function uniqueElements(
  list: ListShape,
  items: readonly unknown[],
): readonly string[] | undefined {
  if (items.length > SHORT) return undefined;
  if (list.hasImpliedKey && items.length === 1) return SOLE;
  const elements: string[] = [];
  for (const item of items) {
    const element = itemElement(list, item);
    if (element === undefined || elements.includes(element)) return undefined;
    elements.push(element);
  }
  return elements;
}

const SOLE: readonly string[] = [SOLE_ITEM];

function hasAll(item: JsonObject, keys: readonly string[]): boolean {
  for (const key of keys) if (item[key] === undefined) return false;
  return true;
}

function isScalar(value: unknown): boolean {
  return value !== null && value !== undefined && typeof value !== 'object';
}
