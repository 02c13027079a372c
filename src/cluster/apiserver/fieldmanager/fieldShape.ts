// What ownership of fields needs to know of a type: which parts are owned one by one, and which as a
// whole. Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
import type { FieldSetTrie } from './fieldSetTrie';

export type FieldShape = ScalarShape | StructShape | MapShape | ListShape | AnyShape;

export interface ScalarShape {
  readonly kind: 'scalar';
  /** `any` takes texts, numbers and truth values: a quantity, a port by number or name. */
  readonly type: 'string' | 'number' | 'boolean' | 'any';
}

/** A map with string keys, all with values of one shape. */
export interface MapShape {
  readonly kind: 'map';
  /** Owned as a whole. */
  readonly isAtomic: boolean;
  readonly values: FieldShape;
  readonly sets?: FieldSetTrie | undefined;
}

export interface ListShape {
  readonly kind: 'list';
  /** Owned as a whole, per item by its value, or per item by its keys. */
  readonly type: 'atomic' | 'set' | 'map';
  /** Sorted; for type `map`. */
  readonly keys: readonly string[];
  /** Of keys that items may leave out. */
  readonly keyDefaults: Readonly<Record<string, unknown>>;
  readonly items: FieldShape;
  /** Whether the key of an only item is left out (see impliedKeys.ts). */
  readonly hasImpliedKey: boolean;
  readonly sets?: FieldSetTrie | undefined;
}

/**
 * Of whatever type the value is: all of it owned as a whole, or (where nothing is known of the type)
 * maps key by key and lists as a whole.
 */
export interface AnyShape {
  readonly kind: 'any';
  readonly isAtomic: boolean;
}

export interface StructField {
  readonly name: string;
  readonly element: string;
  readonly shape: FieldShape;
  /** Go always has it, filled in or not: nobody makes it appear, so that nobody owns its being there. */
  readonly isAlwaysThere: boolean;
  /** Whether its shape is one that is owned as a whole. */
  readonly isLeaf: boolean;
  /** Whether it is none of those that belong to the server. */
  readonly isOwned: boolean;
}

export interface StructShape {
  readonly kind: 'struct';
  readonly isAtomic: boolean;
  /** Those that have owners and are there in every object. */
  readonly alwaysThere: readonly StructField[];
  /** Fields that belong to the server and to nobody else: `metadata.uid`. */
  readonly unowned: ReadonlySet<string>;
  /** Of fields that are not declared; undefined where there may be none. */
  readonly others: FieldShape | undefined;
  /** Sets that such values have had; undefined where nobody keeps any. */
  readonly sets?: FieldSetTrie | undefined;
  field(name: string): StructField | undefined;
}

/** Whether the value is owned as a whole. */
export function isLeafShape(shape: FieldShape): boolean {
  switch (shape.kind) {
    case 'scalar':
      return true;
    case 'list':
      return shape.type === 'atomic';
    case 'struct':
    case 'map':
    case 'any':
      return shape.isAtomic;
  }
}

const ATOMIC_ANY: AnyShape = { kind: 'any', isAtomic: true };
export const DEDUCED: AnyShape = { kind: 'any', isAtomic: false };

/** A shape of unknown type becomes that of the value at hand. */
export function shapeOfValue(shape: FieldShape, value: unknown): FieldShape {
  if (shape.kind !== 'any' || shape.isAtomic) return shape;
  if (Array.isArray(value)) return DEDUCED_LIST;
  return typeof value === 'object' && value !== null ? DEDUCED_MAP : ANY_SCALAR;
}

const ANY_SCALAR: ScalarShape = { kind: 'scalar', type: 'any' };
const DEDUCED_MAP: MapShape = { kind: 'map', isAtomic: false, values: DEDUCED };
const DEDUCED_LIST: ListShape = {
  kind: 'list',
  type: 'atomic',
  keys: [],
  keyDefaults: {},
  items: ATOMIC_ANY,
  hasImpliedKey: false,
};
