// The fields that are present in a value, as a set. Source: sigs.k8s.io/structured-merge-diff
// (typed/tofieldset.go, and typed/compare.go for what appears).
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';
import {
  isLeafShape,
  shapeOfValue,
  type FieldShape,
  type ListShape,
  type MapShape,
  type StructShape,
} from './fieldShape';
import { type FieldSet, LEAF, NO_FIELDS } from './fieldSet';
import { FieldSetBuilder } from './fieldSetBuilder';
import { itemsByElement, uniqueElements } from './listItems';
import { fieldElement } from './pathElement';

/** What a client that applies the value wants to own: leaves, items and keys, but not what holds them. */
export function appliedFields(shape: FieldShape, value: unknown): FieldSet {
  return fieldsOf(shape, value, 'applied', false);
}

/** What comes into being with the value, what holds its leaves too: `spec` and all that is in it. */
export function appearingFields(shape: FieldShape, value: unknown): FieldSet {
  return fieldsOf(shape, value, 'appearing', true);
}

type Mode = 'applied' | 'appearing';

function fieldsOf(declared: FieldShape, value: unknown, mode: Mode, isMember: boolean): FieldSet {
  const shape = shapeOfValue(declared, value);
  if (value === null || value === undefined || isLeafShape(shape)) return LEAF;
  switch (shape.kind) {
    case 'struct':
      return isJsonObject(value) ? fieldsOfStruct(shape, value, mode, isMember) : LEAF;
    case 'map':
      return isJsonObject(value) ? fieldsOfMap(shape, value, mode, isMember) : LEAF;
    case 'list':
      return Array.isArray(value) ? fieldsOfList(shape, value, mode, isMember) : LEAF;
    case 'scalar':
    case 'any':
      return LEAF;
  }
}

function fieldsOfStruct(
  shape: StructShape,
  value: JsonObject,
  mode: Mode,
  isMember: boolean,
): FieldSet {
  const builder = new FieldSetBuilder(shape.sets);
  // What is there, and not what could be: of the fields of most structs, few are used.
  for (const name in value) {
    const child = value[name];
    if (child === undefined) continue;
    const field = shape.field(name);
    if (field === undefined) {
      if (shape.others === undefined) continue;
      builder.add(fieldElement(name), fieldsOf(shape.others, child, mode, true));
    } else if (field.isOwned) {
      builder.add(field.element, field.isLeaf ? LEAF : fieldsOfField(field.shape, child, mode));
    }
  }
  if (mode === 'applied') return builder.build(isMember);
  for (const { name, element, shape: inner } of shape.alwaysThere) {
    if (value[name] === undefined) builder.add(element, zeroFields(inner));
  }
  return builder.build(isMember);
}

/** An applied struct is not owned itself, unless there is nothing in it that could be. */
function fieldsOfField(shape: FieldShape, value: unknown, mode: Mode): FieldSet {
  if (mode === 'appearing') return fieldsOf(shape, value, mode, true);
  if (isJsonObject(value) && Object.keys(value).length === 0) return LEAF;
  return fieldsOf(shape, value, mode, false);
}

/** Of a field that is left out and there all the same. */
function zeroFields(shape: FieldShape): FieldSet {
  return fieldsOf(shape, shape.kind === 'struct' ? {} : null, 'appearing', true);
}

function fieldsOfMap(shape: MapShape, value: JsonObject, mode: Mode, isMember: boolean): FieldSet {
  const builder = new FieldSetBuilder(shape.sets);
  for (const key in value) {
    const child = value[key];
    if (child !== undefined) {
      builder.add(fieldElement(key), fieldsOf(shape.values, child, mode, true));
    }
  }
  return builder.build(isMember);
}

/** Of items that there are several of, only that they are there is owned. */
function fieldsOfList(
  shape: ListShape,
  value: readonly unknown[],
  mode: Mode,
  isMember: boolean,
): FieldSet {
  if (value.length === 0) return isMember ? LEAF : NO_FIELDS;
  const builder = new FieldSetBuilder(shape.sets);
  const elements = uniqueElements(shape, value);
  if (elements !== undefined) {
    for (let at = 0; at < elements.length; at++) {
      builder.add(elements[at] ?? '', fieldsOf(shape.items, value[at], mode, true));
    }
    return builder.build(isMember);
  }
  for (const [element, items] of itemsByElement(shape, value)) {
    builder.add(element, items.length > 1 ? LEAF : fieldsOf(shape.items, items[0], mode, true));
  }
  return builder.build(isMember);
}
