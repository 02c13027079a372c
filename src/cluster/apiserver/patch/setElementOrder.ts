// `$setElementOrder` of strategic merge patches: which order a merged list has.
// Source: the proposal "Preserve Order" of strategic merge patch (strategicpatch, normalizeElementOrder).
import { own } from './mergePatch';
import { isJsonObject } from '../../../apimachinery/jsonObject';

/** As long as this, a list is looked through faster than put in order. */
const SHORT = 16;

/**
 * Elements that the order names come in that order; the others, which only the server knows, keep
 * their place relative to their neighbours in the original list: each goes before the first ordered
 * element that came after it there.
 */
export function orderedElements(
  merged: readonly unknown[],
  originals: readonly unknown[],
  order: readonly unknown[],
  mergeKey: string | undefined,
): readonly unknown[] {
  const keyOf = (element: unknown): unknown =>
    mergeKey !== undefined && isJsonObject(element) ? own(element, mergeKey) : element;
  const rank = new Map(order.map((element, index) => [keyOf(element), index]));
  if (isInOrder(merged.map(keyOf), originals.map(keyOf), rank)) return merged;
  const place = new Map(originals.map((element, index) => [keyOf(element), index]));
  const ordered = merged
    .filter((element) => rank.has(keyOf(element)))
    .sort((a, b) => (rank.get(keyOf(a)) ?? 0) - (rank.get(keyOf(b)) ?? 0));
  const serverOnly = merged.filter((element) => !rank.has(keyOf(element)));
  const result: unknown[] = [];
  for (const element of ordered) {
    const elementPlace = place.get(keyOf(element));
    while (elementPlace !== undefined && serverOnly.length > 0) {
      const next = serverOnly[0];
      if ((place.get(keyOf(next)) ?? Infinity) > elementPlace) break;
      result.push(serverOnly.shift());
    }
    result.push(element);
  }
  return [...result, ...serverOnly];
}

/** Most often what was there only changes, and stays where it is. */
function isInOrder(
  keys: readonly unknown[],
  originals: readonly unknown[],
  rank: ReadonlyMap<unknown, number>,
): boolean {
  if (keys.length !== originals.length || keys.length > SHORT) return false;
  let last = -1;
  for (const [index, key] of keys.entries()) {
    if (key !== originals[index] || originals.indexOf(key) !== index) return false;
    const next = rank.get(key) ?? last;
    if (next < last) return false;
    last = next;
  }
  return true;
}
