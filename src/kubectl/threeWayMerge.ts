// Computes the patch of `kubectl apply`: what the manifest adds or changes against the live object,
// and deletes only what the last applied manifest had and this one has not. What others have set on
// the live object stays. Source: k8s.io/apimachinery/pkg/util/strategicpatch.
//
// Example: last applied {a: 1, b: 2}, now {a: 3}, live {a: 1, b: 2, c: 4} -> {a: 3, b: null}.
//
// Differs from Kubernetes: a manifest that itself holds $patch directives is taken literally.
import { deepEqual } from '../apimachinery/deepEqual';
import { isJsonObject, type JsonObject } from '../apimachinery/jsonObject';
import type { FieldSchema, SchemaLookup } from '../apis/schema/schemaBundle';
import { childSchema } from './childSchema';
import { MergeListDiff } from './mergeListDiff';
import { mergePatches } from './mergePatches';

export interface ThreeWayInput {
  /** As last applied; undefined where the object was not made by apply. */
  readonly original: JsonObject | undefined;
  /** As it is to be. */
  readonly modified: JsonObject;
  /** As it is in the cluster. */
  readonly current: JsonObject;
}

/** What a pass looks for: the manifest against the live object, or against the last manifest. */
export type DiffPass = 'changes' | 'deletions';

/** A strategic merge patch for a kind (`apps.v1.Deployment`); `{}` where there is nothing to do. */
export function threeWayMergePatch(
  schema: SchemaLookup,
  schemaName: string,
  input: ThreeWayInput,
): JsonObject {
  return mergePatch(schema, { type: 'object', ref: schemaName }, input);
}

/** A JSON merge patch, for kinds whose types kubectl does not have: lists are replaced as a whole. */
export function threeWayJsonMergePatch(schema: SchemaLookup, input: ThreeWayInput): JsonObject {
  return mergePatch(schema, undefined, input);
}

function mergePatch(
  schema: SchemaLookup,
  root: FieldSchema | undefined,
  { original = {}, modified, current }: ThreeWayInput,
): JsonObject {
  const changes = new MapDiff(schema, 'changes').diff(current, modified, root);
  const deletions = new MapDiff(schema, 'deletions').diff(original, modified, root);
  return mergePatches(schema, root, deletions, changes);
}

export class MapDiff {
  readonly #schema: SchemaLookup;
  readonly #pass: DiffPass;

  constructor(schema: SchemaLookup, pass: DiffPass) {
    this.#schema = schema;
    this.#pass = pass;
  }

  /** The patch that leads from `from` to `to`, as far as this pass looks. */
  diff(
    from: JsonObject,
    to: JsonObject,
    struct: FieldSchema | undefined,
    retainKeys = false,
  ): JsonObject {
    const patch: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(to)) {
      const field = childSchema(this.#schema, struct, key);
      const old = from[key];
      if (isJsonObject(old) && isJsonObject(value)) {
        this.#diffChild(patch, key, field, old, value);
      } else if (
        Array.isArray(old) &&
        Array.isArray(value) &&
        field?.patchStrategy?.includes('merge')
      ) {
        new MergeListDiff(this, this.#pass, key, field).diff(patch, old, value);
      } else if (this.#pass === 'changes' && (!(key in from) || !deepEqual(old, value))) {
        patch[key] = value;
      }
    }
    if (this.#pass === 'deletions') {
      for (const key of Object.keys(from)) if (!(key in to)) patch[key] = null;
    }
    const drops = Object.keys(from).some((key) => !(key in to));
    if (retainKeys && (Object.keys(patch).length > 0 || drops)) {
      patch.$retainKeys = Object.keys(to).sort();
    }
    return patch;
  }

  #diffChild(
    patch: Record<string, unknown>,
    key: string,
    field: FieldSchema | undefined,
    old: JsonObject,
    value: JsonObject,
  ): void {
    if (field?.patchStrategy === 'replace') {
      if (this.#pass === 'changes' && !deepEqual(old, value)) patch[key] = value;
      return;
    }
    const retainKeys = field?.patchStrategy?.includes('retainKeys') ?? false;
    const child = this.diff(old, value, field, retainKeys);
    if (Object.keys(child).length > 0) patch[key] = child;
  }
}
