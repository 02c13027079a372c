// What many objects have in common: the same fields in the same order, and most of them with the same values.
// Thousands of events are told by it, so that it is one walk over the fields and nothing else.
import { deepEqual } from '../../apimachinery/deepEqual';

/** In the place of a value that each object has for itself. */
const OWN = Symbol('own');

export class ObjectForm<T extends object> {
  readonly #fields: readonly string[];
  readonly #values: readonly unknown[];

  /** `own` are the fields that an object may have with another value than the example. */
  constructor(example: T, own: ReadonlySet<string>) {
    const entries = Object.entries<unknown>(example as Readonly<Record<string, unknown>>);
    this.#fields = entries.map(([field]) => field);
    this.#values = entries.map(([field, value]) => (own.has(field) ? OWN : value));
  }

  matches(object: T): boolean {
    const fields = this.#fields;
    const values = this.#values;
    let position = 0;
    for (const field in object) {
      if (field !== fields[position]) return false;
      const value = values[position++];
      if (value !== OWN && value !== object[field] && !deepEqual(value, object[field]))
        return false;
    }
    return position === fields.length;
  }
}
