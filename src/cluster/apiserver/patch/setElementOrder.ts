// `$setElementOrder` of strategic merge patches: which order a merged list has.
// Source: the proposal "Preserve Order" of strategic merge patch (strategicpatch, normalizeElementOrder).
import { own } from './mergePatch';
import { isJsonObject } from '../../../apimachinery/jsonObject';

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
