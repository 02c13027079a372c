// The difference of two lists that merge instead of being replaced: lists of objects by a key
// (containers by name), lists of scalars as sets (finalizers).
// Source: k8s.io/apimachinery/pkg/util/strategicpatch (diffListsOfMaps, diffListsOfScalars).
import { deepEqual } from '../apimachinery/deepEqual';
import { isJsonObject, type JsonObject } from '../apimachinery/jsonObject';
import type { FieldSchema } from '../apis/schema/schemaBundle';
import type { DiffPass, MapDiff } from './threeWayMerge';

export const SET_ELEMENT_ORDER = '$setElementOrder/';
export const DELETE_FROM_PRIMITIVE_LIST = '$deleteFromPrimitiveList/';

/** kubectl's error for an element that cannot be told from the others. */
export class MissingMergeKeyError extends Error {
  constructor(element: unknown, mergeKey: string) {
    super(`map: ${JSON.stringify(element)} does not contain declared merge key: ${mergeKey}`);
    this.name = 'MissingMergeKeyError';
  }
}

export class MergeListDiff {
  readonly #maps: MapDiff;
  readonly #pass: DiffPass;
  readonly #key: string;
  readonly #field: FieldSchema;

  constructor(maps: MapDiff, pass: DiffPass, key: string, field: FieldSchema) {
    this.#maps = maps;
    this.#pass = pass;
    this.#key = key;
    this.#field = field;
  }

  /** Adds what the list needs to the patch of the struct that holds it. */
  diff(patch: Record<string, unknown>, from: readonly unknown[], to: readonly unknown[]): void {
    if (from.length === 0) {
      if (to.length > 0 && this.#pass === 'changes') patch[this.#key] = to;
      return;
    }
    const mergeKey = this.#field.patchMergeKey;
    if (mergeKey === undefined) this.#diffScalars(patch, from, to);
    else this.#diffObjects(patch, from, to, mergeKey);
  }

  #diffScalars(
    patch: Record<string, unknown>,
    from: readonly unknown[],
    to: readonly unknown[],
  ): void {
    if (this.#pass === 'deletions') {
      const gone = [...new Set(from.filter((each) => !to.includes(each)))];
      if (gone.length === 0) return;
      patch[DELETE_FROM_PRIMITIVE_LIST + this.#key] = gone;
    } else {
      if (deepEqual(from, to)) return;
      const added = [...new Set(to.filter((each) => !from.includes(each)))];
      if (added.length > 0) patch[this.#key] = added;
    }
    patch[SET_ELEMENT_ORDER + this.#key] = to;
  }

  #diffObjects(
    patch: Record<string, unknown>,
    from: readonly unknown[],
    to: readonly unknown[],
    mergeKey: string,
  ): void {
    const old = byMergeKey(from, mergeKey);
    const wanted = byMergeKey(to, mergeKey);
    const elements: JsonObject[] = [];
    for (const [id, element] of wanted) {
      const before = old.get(id);
      if (before === undefined) {
        if (this.#pass === 'changes') elements.push(element);
        continue;
      }
      const changed = this.#maps.diff(before, element, this.#field.items);
      if (Object.keys(changed).length > 0)
        elements.push({ ...changed, [mergeKey]: element[mergeKey] });
    }
    if (this.#pass === 'deletions') {
      for (const [id, element] of old) {
        if (!wanted.has(id)) elements.push({ $patch: 'delete', [mergeKey]: element[mergeKey] });
      }
    }
    const reordered = this.#pass === 'changes' && !deepEqual([...old.keys()], [...wanted.keys()]);
    if (elements.length > 0) patch[this.#key] = elements;
    if (elements.length > 0 || reordered) {
      patch[SET_ELEMENT_ORDER + this.#key] = [...wanted.values()].map((element) => ({
        [mergeKey]: element[mergeKey],
      }));
    }
  }
}

/** By the text of the key: ports merge by number, and kubectl compares what is printed. */
function byMergeKey(list: readonly unknown[], mergeKey: string): ReadonlyMap<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const element of list) {
    const id = isJsonObject(element) ? element[mergeKey] : undefined;
    if (!isJsonObject(element) || id === undefined || id === null) {
      throw new MissingMergeKeyError(element, mergeKey);
    }
    found.set(JSON.stringify(id), element);
  }
  return found;
}
