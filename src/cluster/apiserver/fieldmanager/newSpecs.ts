// Which fields the specs of new pods have. Pods of one template share their spec, and those of a daemon most of
// it: what their fields are is found once.
import type { JsonObject } from '../../../apimachinery/jsonObject';
import type { EntryPool } from './entryPool';
import { fieldChanges } from './fieldChanges';
import { NO_FIELDS, type FieldSet } from './fieldSet';
import { difference, union } from './fieldSetAlgebra';
import type { FieldShape } from './fieldShape';

interface LastSpec {
  readonly shape: FieldShape;
  readonly spec: JsonObject;
  readonly fields: FieldSet;
}

interface LastWhole {
  readonly rest: FieldSet;
  readonly spec: FieldSet;
  readonly whole: FieldSet;
}

export class NewSpecs {
  readonly #pool: EntryPool;
  readonly #known = new WeakMap<JsonObject, FieldSet>();
  #last: LastSpec | undefined;
  #lastWhole: LastWhole | undefined;

  constructor(pool: EntryPool) {
    this.#pool = pool;
  }

  /** `shape`: of the whole object. */
  fieldsOf(shape: FieldShape, spec: JsonObject): FieldSet {
    const known = this.#known.get(spec);
    if (known !== undefined) return known;
    const fields = this.#pool.share(this.#find(shape, spec));
    this.#known.set(spec, fields);
    this.#last = { shape, spec, fields };
    return fields;
  }

  /** Together with the other fields of a pod, as they were the last time. */
  with(rest: FieldSet, spec: FieldSet): FieldSet {
    const last = this.#lastWhole;
    if (last?.rest === rest && last.spec === spec) return last.whole;
    const whole = this.#pool.share(union(rest, spec));
    this.#lastWhole = { rest, spec, whole };
    return whole;
  }

  #find(shape: FieldShape, spec: JsonObject): FieldSet {
    const last = this.#last;
    if (last?.shape !== shape || !sharesParts(last.spec, spec)) {
      return fieldChanges(shape, {}, { spec })?.changed ?? NO_FIELDS;
    }
    const changes = fieldChanges(shape, { spec: last.spec }, { spec });
    return changes === undefined
      ? last.fields
      : union(difference(last.fields, changes.removed), changes.changed);
  }
}

function sharesParts(a: JsonObject, b: JsonObject): boolean {
  for (const name in a) if (typeof a[name] === 'object' && a[name] === b[name]) return true;
  return false;
}
