// What many objects have in common: the same fields in the same order, and most of them with the same values.
// Thousands of events are told by it, so that it is one walk over the fields and nothing else.
import { deepEqual } from '../../apimachinery/deepEqual';

/** In the place of what each object has for itself: some text that is not empty, some object. */
const OWN_TEXT = Symbol('text');
const OWN_OBJECT = Symbol('object');

export class ObjectForm<T extends object> {
  readonly #fields: readonly string[];
  readonly #values: readonly unknown[];

  /** `own` are the fields in which an object may have another text or object than the example. */
  constructor(example: T, own: ReadonlySet<string>) {
    const entries = Object.entries<unknown>(example as Readonly<Record<string, unknown>>);
    this.#fields = entries.map(([field]) => field);
    this.#values = entries.map(([field, value]) => (own.has(field) ? placeFor(value) : value));
  }

  /** Whether these are its fields, in this order. */
  has(fields: readonly string[]): boolean {
    return deepEqual(fields, this.#fields);
  }

  matches(object: T): boolean {
    const fields = this.#fields;
    const values = this.#values;
    let position = 0;
    for (const field in object) {
      if (field !== fields[position]) return false;
      const value = values[position++];
      const actual = object[field];
      if (value === actual) continue;
      if (value === OWN_TEXT) {
        if (typeof actual !== 'string' || actual === '') return false;
      } else if (value === OWN_OBJECT) {
        if (typeof actual !== 'object' || actual === null) return false;
      } else if (!deepEqual(value, actual)) return false;
    }
    return position === fields.length;
  }
}

function placeFor(value: unknown): unknown {
  if (typeof value === 'string' && value !== '') return OWN_TEXT;
  return typeof value === 'object' && value !== null ? OWN_OBJECT : value;
}
