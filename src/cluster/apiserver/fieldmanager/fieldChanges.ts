// Which fields a write changes. Values are immutable and share what stayed the same, so that a
// comparison costs as much as there are changes.
// Source: sigs.k8s.io/structured-merge-diff (typed/compare.go).
import { deepEqual } from '../../../apimachinery/deepEqual';
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
import { difference } from './fieldSetAlgebra';
import { FieldSetBuilder } from './fieldSetBuilder';
import type { FieldSetTrie } from './fieldSetTrie';
import { itemElement, itemsByElement, uniqueElements } from './listItems';
import { fieldElement } from './pathElement';
import { appearingFields } from './presentFields';

export interface FieldChanges {
  /** Fields that are new or have another value. */
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

/** Undefined where nothing changes. */
export function fieldChanges(
  declared: FieldShape,
  old: unknown,
  value: unknown,
): FieldChanges | undefined {
  if (old === value) return undefined;
  if (old === undefined) return { changed: appearingFields(declared, value), removed: NO_FIELDS };
  if (value === undefined) return { changed: NO_FIELDS, removed: appearingFields(declared, old) };
  const shape = shapeOfValue(declared, value);
  if (isLeafShape(shape)) return leafChanges(declared, old, value);
  if (shape.kind === 'list') {
    return Array.isArray(old) && Array.isArray(value)
      ? listChanges(shape, old, value)
      : leafChanges(declared, old, value);
  }
  if (!isJsonObject(old) || !isJsonObject(value)) return leafChanges(declared, old, value);
  if (shape.kind === 'struct') return structChanges(shape, old, value);
  return shape.kind === 'map' ? mapChanges(shape, old, value) : leafChanges(declared, old, value);
}

const MODIFIED: FieldChanges = { changed: LEAF, removed: NO_FIELDS };
const GONE: FieldChanges = { changed: NO_FIELDS, removed: LEAF };

/** Of a field that is owned as a whole: most are, and nothing is made for them. */
function wholeChanges(shape: FieldShape, old: unknown, value: unknown): FieldChanges | undefined {
  if (old === undefined) return value === undefined ? undefined : MODIFIED;
  if (value === undefined) return GONE;
  return leafChanges(shape, old, value);
}

function leafChanges(declared: FieldShape, old: unknown, value: unknown): FieldChanges | undefined {
  if (deepEqual(old, value)) return undefined;
  if (isLeafShape(declared)) return MODIFIED;
  // The value is of another type than before.
  const changed = appearingFields(declared, value);
  return { changed, removed: difference(appearingFields(declared, old), changed) };
}

/** Gathers what changes in the parts of a value; made when the first one does. */
class ChangesBuilder {
  readonly #known: FieldSetTrie | undefined;
  #changed: FieldSetBuilder | undefined;
  #removed: FieldSetBuilder | undefined;

  constructor(known: FieldSetTrie | undefined) {
    this.#known = known;
  }

  add(element: string, { changed, removed }: FieldChanges): this {
    if (!changed.isEmpty)
      (this.#changed ??= new FieldSetBuilder(this.#known)).add(element, changed);
    if (!removed.isEmpty)
      (this.#removed ??= new FieldSetBuilder(this.#known)).add(element, removed);
    return this;
  }

  build(): FieldChanges {
    return {
      changed: this.#changed?.build() ?? NO_FIELDS,
      removed: this.#removed?.build() ?? NO_FIELDS,
    };
  }
}

type Building = ChangesBuilder | undefined;

function gathered(
  { sets }: StructShape | MapShape | ListShape,
  builder: Building,
  element: string,
  changes: FieldChanges | undefined,
): Building {
  if (changes === undefined) return builder;
  return (builder ?? new ChangesBuilder(sets)).add(element, changes);
}

function structChanges(
  shape: StructShape,
  old: JsonObject,
  value: JsonObject,
): FieldChanges | undefined {
  let builder: Building;
  // What is there, and not what could be: of the fields of most structs, few are used.
  for (const name in value) {
    const after = value[name];
    const before = old === NOTHING ? undefined : fieldOf(shape, old, name);
    if (after === undefined || before === after) continue;
    builder = withField(shape, builder, name, before, after);
  }
  if (old === NOTHING) return builder?.build();
  for (const name in old) {
    const before = old[name];
    if (before === undefined || fieldOf(shape, value, name) !== undefined) continue;
    builder = withField(shape, builder, name, before, undefined);
  }
  return builder?.build();
}

/** Declared fields are named like nothing that all objects have; others may be. */
function fieldOf({ others }: StructShape, object: JsonObject, name: string): unknown {
  return others === undefined ? object[name] : own(object, name);
}

function withField(
  shape: StructShape,
  builder: Building,
  name: string,
  before: unknown,
  after: unknown,
): Building {
  const field = shape.field(name);
  if (field === undefined) {
    const { others } = shape;
    if (others === undefined) return builder;
    return gathered(shape, builder, fieldElement(name), fieldChanges(others, before, after));
  }
  if (!field.isOwned) return builder;
  const old = field.isAlwaysThere ? (before ?? zeroOf(field.shape)) : before;
  const value = field.isAlwaysThere ? (after ?? zeroOf(field.shape)) : after;
  const changes = field.isLeaf
    ? wholeChanges(field.shape, old, value)
    : fieldChanges(field.shape, old, value);
  return gathered(shape, builder, field.element, changes);
}

/** What Go has where nothing is filled in. */
function zeroOf(shape: FieldShape): unknown {
  switch (shape.kind) {
    case 'struct':
    case 'map':
      return NOTHING;
    case 'list':
      return NO_ITEMS;
    case 'any':
      return null;
    case 'scalar':
      return ZEROS[shape.type];
  }
}

/** A struct or map that has nothing in it; told by being this one, it need not be searched. */
export const NOTHING: JsonObject = {};
const NO_ITEMS: readonly never[] = [];
const ZEROS = { string: '', number: 0, boolean: false, any: null };

function mapChanges(shape: MapShape, old: JsonObject, value: JsonObject): FieldChanges | undefined {
  let builder: Building;
  for (const key in value) {
    const after = value[key];
    if (after === undefined || after === old[key]) continue;
    const changes = fieldChanges(shape.values, own(old, key), after);
    builder = gathered(shape, builder, fieldElement(key), changes);
  }
  for (const key in old) {
    const before = old[key];
    if (before === undefined || own(value, key) !== undefined) continue;
    const changes = fieldChanges(shape.values, before, undefined);
    builder = gathered(shape, builder, fieldElement(key), changes);
  }
  return builder?.build();
}

/** Keys come from outside: `constructor` is a key like any other. */
function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function listChanges(
  shape: ListShape,
  old: readonly unknown[],
  value: readonly unknown[],
): FieldChanges | undefined {
  const inPlace = changesInPlace(shape, old, value);
  if (inPlace !== 'moved') return inPlace;
  const [were, are] = [uniqueElements(shape, old), uniqueElements(shape, value)];
  if (were !== undefined && are !== undefined) {
    return uniqueChanges(shape, { items: old, elements: were }, { items: value, elements: are });
  }
  let builder: Building;
  const before = itemsByElement(shape, old);
  const after = itemsByElement(shape, value);
  for (const element of new Set([...before.keys(), ...after.keys()])) {
    builder = gathered(
      shape,
      builder,
      element,
      itemChanges(shape, before.get(element), after.get(element)),
    );
  }
  return builder?.build();
}

interface NamedItems {
  readonly items: readonly unknown[];
  readonly elements: readonly string[];
}

/** Of items no two of which have one element. */
function uniqueChanges(
  shape: ListShape,
  old: NamedItems,
  value: NamedItems,
): FieldChanges | undefined {
  let builder: Building;
  for (let at = 0; at < value.items.length; at++) {
    const element = value.elements[at] ?? '';
    const was = old.elements.indexOf(element);
    const before = was < 0 ? undefined : old.items[was];
    builder = gathered(shape, builder, element, fieldChanges(shape.items, before, value.items[at]));
  }
  for (let at = 0; at < old.items.length; at++) {
    const element = old.elements[at] ?? '';
    if (value.elements.includes(element)) continue;
    const changes = fieldChanges(shape.items, old.items[at], undefined);
    builder = gathered(shape, builder, element, changes);
  }
  return builder?.build();
}

/** Most often the items stay where they are; then only those that changed need an element. */
function changesInPlace(
  shape: ListShape,
  old: readonly unknown[],
  value: readonly unknown[],
): FieldChanges | undefined | 'moved' {
  if (shape.type !== 'map' || shape.hasImpliedKey || old.length !== value.length) return 'moved';
  let builder: Building;
  for (let index = 0; index < old.length; index++) {
    const before = old[index];
    const after = value[index];
    if (before === after) continue;
    if (!haveSameKeys(shape, before, after)) return 'moved';
    const changes = fieldChanges(shape.items, before, after);
    if (changes === undefined) continue;
    const element = itemElement(shape, after);
    if (element === undefined || !isOnlyOne(shape, value, index)) return 'moved';
    builder = gathered(shape, builder, element, changes);
  }
  return builder?.build();
}

function isOnlyOne(shape: ListShape, items: readonly unknown[], index: number): boolean {
  for (let at = 0; at < items.length; at++) {
    if (at !== index && haveSameKeys(shape, items[at], items[index])) return false;
  }
  return true;
}

function haveSameKeys({ keys }: ListShape, a: unknown, b: unknown): boolean {
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  for (const key of keys) if (a[key] !== b[key]) return false;
  return true;
}

/** Items with the same keys are one thing, that is compared as a whole. */
function itemChanges(
  shape: ListShape,
  before: readonly unknown[] = [],
  after: readonly unknown[] = [],
): FieldChanges | undefined {
  const [wereSeveral, areSeveral] = [before.length > 1, after.length > 1];
  if (!wereSeveral && !areSeveral) return fieldChanges(shape.items, before[0], after[0]);
  if (wereSeveral && areSeveral) return deepEqual(before, after) ? undefined : MODIFIED;
  const [one] = wereSeveral ? after : before;
  const fields = one === undefined ? NO_FIELDS : appearingFields(shape.items, one);
  return wereSeveral ? { changed: fields, removed: LEAF } : { changed: LEAF, removed: fields };
}
