// Takes fields out of a value: what an apply no longer has and nobody else owns.
// Source: sigs.k8s.io/structured-merge-diff (typed/remove.go).
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';
import { setOwn } from '../patch/mergePatch';
import { isLeafShape, shapeOfValue, type FieldShape, type ListShape } from './fieldShape';
import type { FieldSet } from './fieldSet';
import { itemElement } from './listItems';
import { shapeOfKey } from './mergeApplied';
import { fieldElement } from './pathElement';

/** The value itself where nothing goes; undefined where nothing stays. */
export function removeFields(declared: FieldShape, value: unknown, fields: FieldSet): unknown {
  if (fields.elements.length === 0) return value;
  const shape = shapeOfValue(declared, value);
  if (isLeafShape(shape)) return undefined;
  if (shape.kind === 'list') {
    return Array.isArray(value) ? withoutItems(shape, value, fields) : value;
  }
  return isJsonObject(value) ? withoutKeys(shape, value, fields) : value;
}

function withoutKeys(
  shape: FieldShape,
  value: JsonObject,
  fields: FieldSet,
): JsonObject | undefined {
  const kept: Record<string, unknown> = {};
  let isSame = true;
  for (const [key, child] of Object.entries(value)) {
    const below = fields.child(fieldElement(key));
    const left = below === undefined ? child : leftOf(shapeOfKey(shape, key), child, below);
    if (left !== child) isSame = false;
    if (left !== undefined) setOwn(kept, key, left);
  }
  if (isSame) return value;
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function withoutItems(
  shape: ListShape,
  value: readonly unknown[],
  fields: FieldSet,
): readonly unknown[] | undefined {
  const left = value.map((item) => {
    const element = itemElement(shape, item);
    const below = element === undefined ? undefined : fields.child(element);
    return below === undefined ? item : leftOf(shape.items, item, below);
  });
  if (left.every((item, at) => item === value[at])) return value;
  const kept = left.filter((item) => item !== undefined);
  return kept.length === 0 ? undefined : kept;
}

function leftOf(shape: FieldShape, value: unknown, fields: FieldSet): unknown {
  return fields.isMember ? undefined : removeFields(shape, value, fields);
}
