// Objects that a manager wrote in the same second with the same fields share the entry in their
// managedFields, and its set of fields. A cache, and no more.
import { type FieldSet } from './fieldSet';
import { FieldSetPool } from './fieldSetPool';
import { isSameOwner, type ManagedEntry, type ManagerIdentity } from './managedEntries';

const MAX_ENTRIES = 2048;

export class EntryPool {
  readonly #sets = new FieldSetPool();
  /** The newest entry with a set, and the list that has it alone. */
  readonly #entries = new Map<FieldSet, readonly [ManagedEntry]>();
  /** The newest list that ends with an entry. No WeakMap: its table would keep the room for all that have been. */
  readonly #lists = new Map<ManagedEntry, readonly ManagedEntry[]>();

  share(fields: FieldSet): FieldSet {
    return this.#sets.share(fields);
  }

  entry(owner: ManagerIdentity, fields: FieldSet, time: string | undefined): ManagedEntry {
    return this.#listOf(owner, this.#sets.share(fields), time)[0];
  }

  /** The list of one entry, as most new objects have it. */
  single(owner: ManagerIdentity, fields: FieldSet, time: string): readonly ManagedEntry[] {
    return this.#listOf(owner, this.#sets.share(fields), time);
  }

  /** The one list with these entries, in memory that has no room to spare. */
  list(entries: readonly ManagedEntry[]): readonly ManagedEntry[] {
    const last = entries.at(-1);
    if (last === undefined) return entries;
    const known = this.#lists.get(last);
    const isKnown =
      known?.length === entries.length && known.every((entry, index) => entry === entries[index]);
    if (isKnown) return known;
    const list = entries.slice();
    if (this.#lists.size >= MAX_ENTRIES) this.#lists.clear();
    this.#lists.set(last, list);
    return list;
  }

  #listOf(
    owner: ManagerIdentity,
    fieldsV1: FieldSet,
    time: string | undefined,
  ): readonly [ManagedEntry] {
    const known = this.#entries.get(fieldsV1);
    if (known !== undefined && known[0].time === time && isSameOwner(known[0], owner)) return known;
    const { manager, operation, apiVersion, subresource } = owner;
    const made: ManagedEntry = {
      manager,
      operation,
      apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1,
      ...(subresource === undefined ? {} : { subresource }),
    };
    if (this.#entries.size >= MAX_ENTRIES) this.#entries.clear();
    const list = [made] as const;
    this.#entries.set(fieldsV1, list);
    return list;
  }
}
