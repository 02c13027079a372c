// Strategic merge patch: like a merge patch, but lists of named things merge by their keys, and
// directives delete, replace, order and retain.
// Source: https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
// (k8s.io/apimachinery/pkg/util/strategicpatch).
//
// Worked example, with `name` as merge key:
//
//     original [{name: a, image: x}, {name: b}]
//     patch    [{name: a, image: y}, {name: b, $patch: delete}, {name: c}]
//     result   [{name: a, image: y}, {name: c}]
import { deepEqual } from '../../../apimachinery/deepEqual';
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';
import type { SchemaLookup } from '../../../apis/schema/schemaBundle';
import { patchMetaFor, type PatchMeta } from '../../../apis/schema/patchMeta';
import { own, setOwn } from './mergePatch';
import { orderedElements } from './setElementOrder';

/** `$` */
const DIRECTIVE_START = 0x24;
const PATCH_DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM_LIST = '$deleteFromPrimitiveList/';
const ELEMENT_ORDER = '$setElementOrder/';

/** A patch that contradicts itself or the schema; the message is Kubernetes'. */
export class StrategicPatchError extends Error {
  override readonly name = 'StrategicPatchError';
}

/** An element of a list with what a patch made of it. */
interface KnownMerge {
  readonly patch: JsonObject;
  readonly schemaName: string | undefined;
  readonly merged: JsonObject | undefined;
}

/** A cache, and no more. */
const MAX_KNOWN = 64;

export class StrategicMerger {
  readonly #schema: SchemaLookup;
  /**
   * Of elements that many objects share, as pods do the conditions of their status: what was made of one by the last
   * patch is what the next one, for another pod, makes of it too.
   */
  readonly #known = new Map<JsonObject, KnownMerge>();

  constructor(schema: SchemaLookup) {
    this.#schema = schema;
  }

  /**
   * Applies a patch to an object of the named schema; the object itself where that changes nothing. Throws
   * {@link StrategicPatchError}.
   */
  apply(schemaName: string, original: object, patch: JsonObject): JsonObject {
    const base = isJsonObject(original) ? original : {};
    return this.#mergeObject(base, patch, schemaName) ?? {};
  }

  /** Undefined where the patch deletes the object. */
  #mergeObject(
    original: JsonObject,
    patch: JsonObject,
    schemaName: string | undefined,
  ): JsonObject | undefined {
    if (!hasDirectives(patch)) return this.#mergeFields(original, patch, schemaName);
    switch (own(patch, PATCH_DIRECTIVE)) {
      case undefined:
      case 'merge':
        return this.#mergeDirected(original, patch, schemaName);
      case 'replace':
        return withoutDirectives(patch);
      case 'delete':
        return undefined;
      default:
        throw unknownDirective(own(patch, PATCH_DIRECTIVE));
    }
  }

  #mergeDirected(
    original: JsonObject,
    patch: JsonObject,
    schemaName: string | undefined,
  ): JsonObject {
    const result = retained(original, patch);
    deleteFromLists(result, patch);
    const merged = { ...this.#mergeFields(result, patch, schemaName) };
    this.#orderUnpatchedLists(merged, patch, schemaName);
    return merged;
  }

  #mergeFields(
    original: JsonObject,
    patch: JsonObject,
    schemaName: string | undefined,
  ): JsonObject {
    // Made for the first change.
    let result: Record<string, unknown> | undefined;
    // An object from which a key was deleted takes several times the memory of its copy.
    let hasLostKeys = false;
    for (const key in patch) {
      const value = patch[key];
      if (value === undefined || isDirective(key)) continue;
      const before = own(original, key);
      const merged = value === null ? undefined : this.#mergeField(before, key, patch, schemaName);
      if (merged === before) continue;
      result ??= { ...original };
      if (merged === undefined) {
        delete result[key];
        hasLostKeys = true;
      } else setOwn(result, key, merged);
    }
    if (result === undefined) return original;
    return hasLostKeys ? { ...result } : result;
  }

  #mergeField(
    original: unknown,
    key: string,
    patch: JsonObject,
    schemaName: string | undefined,
  ): unknown {
    const value = patch[key];
    if (typeof value !== 'object') return value;
    const meta = schemaName === undefined ? undefined : patchMetaFor(this.#schema, schemaName, key);
    return this.#mergeValue(original, value, key, patch, meta);
  }

  #mergeValue(
    original: unknown,
    value: unknown,
    key: string,
    patch: JsonObject,
    meta: PatchMeta | undefined,
  ): unknown {
    if (isJsonObject(value)) {
      // Without an original there is nothing to merge with, but directives within still count.
      const base = isJsonObject(original) ? original : {};
      if (meta?.strategy === 'replace') return withoutDirectives(value);
      return this.#mergeObject(base, value, meta?.childSchema);
    }
    if (!Array.isArray(value)) return value;
    // What is JSON holds JSON.
    const list = value as readonly unknown[];
    if (meta?.strategy?.includes('merge') !== true) return cleaned(list);
    const originals = Array.isArray(original) ? (original as readonly unknown[]) : [];
    const order = own(patch, ELEMENT_ORDER + key);
    return this.#mergeList(originals, list, meta, Array.isArray(order) ? order : undefined);
  }

  /** Lists that come in a new order and otherwise as they were. */
  #orderUnpatchedLists(
    result: Record<string, unknown>,
    patch: JsonObject,
    schemaName: string | undefined,
  ): void {
    for (const directive of Object.keys(patch)) {
      const order = directive.startsWith(ELEMENT_ORDER) ? patch[directive] : undefined;
      if (!Array.isArray(order)) continue;
      const key = directive.slice(ELEMENT_ORDER.length);
      const list = own(result, key);
      if (own(patch, key) !== undefined || !Array.isArray(list)) continue;
      const meta =
        schemaName === undefined ? undefined : patchMetaFor(this.#schema, schemaName, key);
      result[key] = orderedElements(list, list, order, meta?.mergeKey);
    }
  }

  #mergeList(
    originals: readonly unknown[],
    patches: readonly unknown[],
    meta: PatchMeta,
    order: readonly unknown[] | undefined,
  ): readonly unknown[] {
    const { mergeKey } = meta;
    if (patches.some(replacesList)) {
      return patches.filter((each) => !replacesList(each)).map(cleaned);
    }
    const merged =
      mergeKey === undefined
        ? [...new Set([...originals, ...patches])]
        : this.#mergeByKey(originals, patches, mergeKey, meta.childSchema);
    // Without a word on the order, the patch's own counts: what it adds comes first.
    return orderedElements(merged, originals, order ?? patches, mergeKey);
  }

  #mergeByKey(
    originals: readonly unknown[],
    patches: readonly unknown[],
    mergeKey: string,
    childSchema: string | undefined,
  ): readonly unknown[] {
    let result = [...originals];
    for (const patch of patches) {
      if (!isJsonObject(patch)) {
        throw new StrategicPatchError(`expected type of map in list with merge key ${mergeKey}`);
      }
      const keyValue = own(patch, mergeKey);
      if (keyValue === undefined) {
        throw new StrategicPatchError(
          `map: ${JSON.stringify(patch)} does not contain declared merge key: ${mergeKey}`,
        );
      }
      const index = indexOfKey(result, mergeKey, keyValue);
      const merged = this.#mergeElement(index < 0 ? undefined : result[index], patch, childSchema);
      if (merged === undefined) {
        result = result.filter((each) => !(isJsonObject(each) && own(each, mergeKey) === keyValue));
      } else if (index < 0) result.push(merged);
      else result[index] = merged;
    }
    if (hasSameItems(result, originals)) return originals;
    if (hasSameItems(result, patches)) return patches;
    // A copy has no room to grow, which for thousands of short lists is most of their size.
    return result.slice();
  }

  #mergeElement(
    original: unknown,
    patch: JsonObject,
    schemaName: string | undefined,
  ): JsonObject | undefined {
    if (!isJsonObject(original)) {
      // What there is nothing to merge with is taken as it is, and shared with who sent it.
      return isClean(patch) ? patch : this.#mergeObject({}, patch, schemaName);
    }
    const known = this.#known.get(original);
    const isKnown = known !== undefined && known.schemaName === schemaName;
    if (isKnown && deepEqual(known.patch, patch)) return known.merged;
    const merged = this.#mergeObject(original, patch, schemaName);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(original, { patch, schemaName, merged });
    return merged;
  }
}

function hasSameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

function replacesList(element: unknown): boolean {
  return isJsonObject(element) && element[PATCH_DIRECTIVE] === 'replace';
}

function indexOfKey(list: readonly unknown[], mergeKey: string, value: unknown): number {
  for (let index = 0; index < list.length; index++) {
    const element = list[index];
    if (isJsonObject(element) && own(element, mergeKey) === value) return index;
  }
  return -1;
}

/** A copy of the original, cut down to the keys that `$retainKeys` names where there is one. */
function retained(original: JsonObject, patch: JsonObject): Record<string, unknown> {
  const keys = own(patch, RETAIN_KEYS);
  if (!Array.isArray(keys)) return { ...original };
  const wanted = new Set(keys as readonly unknown[]);
  return Object.fromEntries(Object.entries(original).filter(([key]) => wanted.has(key)));
}

/** `$deleteFromPrimitiveList`: before anything is merged, so that what is put in stays in. */
function deleteFromLists(result: Record<string, unknown>, patch: JsonObject): void {
  for (const directive of Object.keys(patch)) {
    const value = directive.startsWith(DELETE_FROM_LIST) ? patch[directive] : undefined;
    if (!Array.isArray(value)) continue;
    const key = directive.slice(DELETE_FROM_LIST.length);
    const list = own(result, key);
    const unwanted = new Set(value as readonly unknown[]);
    if (Array.isArray(list)) result[key] = list.filter((each) => !unwanted.has(each));
  }
}

function hasDirectives(patch: JsonObject): boolean {
  for (const key in patch) if (isDirective(key)) return true;
  return false;
}

function isDirective(key: string): boolean {
  if (key.charCodeAt(0) !== DIRECTIVE_START) return false;
  return (
    key === PATCH_DIRECTIVE ||
    key === RETAIN_KEYS ||
    key.startsWith(DELETE_FROM_LIST) ||
    key.startsWith(ELEMENT_ORDER)
  );
}

function withoutDirectives(object: JsonObject): JsonObject {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined && value !== null && !isDirective(key))
      setOwn(result, key, cleaned(value));
  }
  return result;
}

/**
 * Nothing of a patch's own language must get into an object. What has none of it is taken as it is,
 * and so goes on to be shared with whoever sent it.
 */
function cleaned(value: unknown): unknown {
  if (isClean(value)) return value;
  if (Array.isArray(value)) return (value as readonly unknown[]).map(cleaned);
  return isJsonObject(value) ? withoutDirectives(value) : value;
}

function isClean(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isClean);
  if (!isJsonObject(value)) return true;
  for (const key in value) {
    const each = value[key];
    if (each === undefined || each === null || isDirective(key) || !isClean(each)) return false;
  }
  return true;
}

function unknownDirective(directive: unknown): StrategicPatchError {
  return new StrategicPatchError(`unknown patch type: ${String(directive)}`);
}
