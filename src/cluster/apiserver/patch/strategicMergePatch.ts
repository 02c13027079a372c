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
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';
import type { SchemaLookup } from '../../../apis/schema/schemaBundle';
import { patchMetaFor, type PatchMeta } from '../../../apis/schema/patchMeta';
import { own, setOwn } from './mergePatch';
import { orderedElements } from './setElementOrder';

const DIRECTIVE_START = '$';
const PATCH_DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM_LIST = '$deleteFromPrimitiveList/';
const ELEMENT_ORDER = '$setElementOrder/';

/** A patch that contradicts itself or the schema; the message is Kubernetes'. */
export class StrategicPatchError extends Error {
  override readonly name = 'StrategicPatchError';
}

/** Applies a patch to an object of the named schema. Throws {@link StrategicPatchError}. */
export function applyStrategicMergePatch(
  schema: SchemaLookup,
  schemaName: string,
  original: JsonObject,
  patch: JsonObject,
): JsonObject {
  return new Merger(schema).mergeObject(original, patch, schemaName) ?? {};
}

class Merger {
  readonly #schema: SchemaLookup;

  constructor(schema: SchemaLookup) {
    this.#schema = schema;
  }

  /** Undefined where the patch deletes the object. */
  mergeObject(
    original: JsonObject,
    patch: JsonObject,
    schemaName: string | undefined,
  ): JsonObject | undefined {
    switch (own(patch, PATCH_DIRECTIVE)) {
      case undefined:
      case 'merge':
        return this.#mergeFields(original, patch, schemaName);
      case 'replace':
        return withoutDirectives(patch);
      case 'delete':
        return undefined;
      default:
        throw unknownDirective(own(patch, PATCH_DIRECTIVE));
    }
  }

  #mergeFields(
    original: JsonObject,
    patch: JsonObject,
    schemaName: string | undefined,
  ): JsonObject {
    const directs = hasDirectives(patch);
    const result = directs ? retained(original, patch) : { ...original };
    if (directs) deleteFromLists(result, patch);
    // An object from which a key was deleted takes several times the memory of its copy.
    let hasLostKeys = false;
    for (const key of Object.keys(patch)) {
      const value = patch[key];
      if (value === undefined || isDirective(key)) continue;
      if (value === null) {
        delete result[key];
        hasLostKeys = true;
        continue;
      }
      const meta =
        schemaName === undefined ? undefined : patchMetaFor(this.#schema, schemaName, key);
      const merged = this.#mergeValue(own(result, key), value, key, patch, meta);
      if (merged === undefined) {
        delete result[key];
        hasLostKeys = true;
      } else setOwn(result, key, merged);
    }
    if (directs) this.#orderUnpatchedLists(result, patch, schemaName);
    return hasLostKeys ? { ...result } : result;
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
      return this.mergeObject(base, value, meta?.childSchema);
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
    if (patches.some((each) => isJsonObject(each) && each[PATCH_DIRECTIVE] === 'replace')) {
      return patches
        .filter((each) => !(isJsonObject(each) && each[PATCH_DIRECTIVE] === 'replace'))
        .map(cleaned);
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
      const index = result.findIndex(
        (each) => isJsonObject(each) && own(each, mergeKey) === keyValue,
      );
      const original = result[index];
      // What there is nothing to merge with is taken as it is, and shared with who sent it.
      const merged =
        index < 0 && isClean(patch)
          ? patch
          : this.mergeObject(isJsonObject(original) ? original : {}, patch, childSchema);
      if (merged === undefined) {
        result = result.filter((each) => !(isJsonObject(each) && own(each, mergeKey) === keyValue));
      } else if (index < 0) result.push(merged);
      else result[index] = merged;
    }
    if (result.length === patches.length && result.every((each, i) => each === patches[i]))
      return patches;
    // A copy has no room to grow, which for thousands of short lists is most of their size.
    return result.slice();
  }
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
  if (!key.startsWith(DIRECTIVE_START)) return false;
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
