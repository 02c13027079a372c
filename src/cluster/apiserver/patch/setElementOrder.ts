// `$setElementOrder` of strategic merge patches: which order a merged list has.
// Source: the proposal "Preserve Order" of strategic merge patch (strategicpatch, normalizeElementOrder).
import { own } from './mergePatch';
import { isJsonObject } from '../../../apimachinery/jsonObject';

/** As long as this, a list is looked through faster than put into a map. */
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
  const ranks = placesOf(keysOf(order, mergeKey));
  const keys = keysOf(merged, mergeKey);
  const originalKeys = keysOf(originals, mergeKey);
  if (isInOrder(keys, originalKeys, ranks)) return merged;
  const places = placesOf(originalKeys);
  const elements = keys.map((key, at) => ({
    element: merged[at],
    rank: ranks(key),
    place: places(key),
  }));
  const ordered = elements.filter(({ rank }) => rank >= 0).sort((a, b) => a.rank - b.rank);
  const serverOnly = elements.filter(({ rank }) => rank < 0);
  const result: unknown[] = [];
  let next = serverOnly.shift();
  for (const { element, place } of ordered) {
    while (next !== undefined && next.place >= 0 && next.place <= place) {
      result.push(next.element);
      next = serverOnly.shift();
    }
    result.push(element);
  }
  if (next !== undefined) result.push(next.element);
  return result.concat(serverOnly.map(({ element }) => element));
}

function keysOf(elements: readonly unknown[], mergeKey: string | undefined): readonly unknown[] {
  if (mergeKey === undefined) return elements;
  return elements.map((each) => (isJsonObject(each) ? own(each, mergeKey) : each));
}

/** Tells where a key stands, the last time that it does; -1 for none. */
function placesOf(keys: readonly unknown[]): (key: unknown) => number {
  if (keys.length <= SHORT) return (key) => keys.lastIndexOf(key);
  const places = new Map(keys.map((key, place) => [key, place]));
  return (key) => places.get(key) ?? -1;
}

/** Most often what was there only changes, and stays where it is. */
function isInOrder(
  keys: readonly unknown[],
  originals: readonly unknown[],
  ranks: (key: unknown) => number,
): boolean {
  if (keys.length !== originals.length || keys.length > SHORT) return false;
  let last = -1;
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at];
    if (key !== originals[at] || originals.indexOf(key) !== at) return false;
    const rank = ranks(key);
    if (rank < 0) continue;
    if (rank < last) return false;
    last = rank;
  }
  return true;
}
