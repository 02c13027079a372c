// Who owns what after a create, update or patch: the writer owns all that it changed, and nobody else
// any longer. Source: sigs.k8s.io/structured-merge-diff (merge/update.go, Update) and
// k8s.io/apimachinery/pkg/util/managedfields (internal/managedfieldsupdater.go).
import type { EntryPool } from './entryPool';
import type { FieldChanges } from './fieldChanges';
import type { FieldSet } from './fieldSet';
import { difference, union } from './fieldSetAlgebra';
import { cappedUpdaters } from './cappedUpdaters';
import {
  isSameManager,
  isSameOwner,
  sortedEntries,
  type ManagedEntry,
  type ManagerIdentity,
} from './managedEntries';

export interface OwnershipChange extends FieldChanges {
  readonly writer: ManagerIdentity;
  /** Undefined leaves times alone, as scaling does. */
  readonly time: string | undefined;
}

/** The last change of a list, and what became of it. */
interface LastChange extends OwnershipChange {
  readonly after: readonly ManagedEntry[];
}

/** What is left of a set after a change; one of several that the set has met. */
interface KnownLeft extends FieldChanges {
  readonly isWriter: boolean;
  readonly left: FieldSet;
  readonly other: KnownLeft | undefined;
}

/** Both are caches, and no more. */
const MAX_LISTS = 256;
const MAX_LEFT = 256;

export class UpdateOwnership {
  readonly #pool: EntryPool;
  /** The pods of a template share their list, and go through the same changes in the same seconds. */
  readonly #last = new Map<readonly ManagedEntry[], LastChange>();
  /** Written in other seconds, they have lists of their own, and the same sets, that meet the same few changes. */
  readonly #knownLeft = new Map<FieldSet, KnownLeft>();
  #knownLeftSize = 0;

  constructor(pool: EntryPool) {
    this.#pool = pool;
  }

  /** The same list where nothing changes. */
  after(entries: readonly ManagedEntry[], change: OwnershipChange): readonly ManagedEntry[] {
    const { writer, time, removed } = change;
    const changed = difference(change.changed, removed);
    if (entries.length === 0 && time !== undefined) {
      return changed.isEmpty ? entries : this.#pool.single(writer, changed, time);
    }
    const last = this.#last.get(entries);
    const own: OwnershipChange = { writer, time, changed, removed };
    if (last !== undefined && isSameChange(last, own)) return last.after;
    const after = this.#changed(entries, own);
    if (this.#last.size >= MAX_LISTS) this.#last.clear();
    this.#last.set(entries, { writer, time, changed, removed, after });
    return after;
  }

  #changed(entries: readonly ManagedEntry[], change: OwnershipChange): readonly ManagedEntry[] {
    const { writer, time, changed } = change;
    const kept: ManagedEntry[] = [];
    let isNew = !changed.isEmpty;
    let isSame = true;
    for (const entry of entries) {
      const isWriter = isSameManager(entry, writer);
      if (isWriter) isNew = false;
      const left = this.#left(entry.fieldsV1, isWriter, change);
      const at = isWriter && !changed.isEmpty ? (time ?? entry.time) : entry.time;
      if (left === entry.fieldsV1 && at === entry.time) {
        kept.push(entry);
        continue;
      }
      isSame = false;
      if (!left.isEmpty) kept.push(this.#pool.entry(entry, left, at));
    }
    if (isNew) kept.push(this.#pool.entry(writer, changed, time));
    if (isSame && !isNew) return entries;
    return this.#pool.list(sortedEntries(cappedUpdaters(this.#pool, kept)));
  }

  /** What a manager owns then of what it has owned. */
  #left(fields: FieldSet, isWriter: boolean, { changed, removed }: FieldChanges): FieldSet {
    for (let each = this.#knownLeft.get(fields); each !== undefined; each = each.other) {
      if (each.isWriter === isWriter && each.changed === changed && each.removed === removed)
        return each.left;
    }
    const left = isWriter
      ? union(difference(fields, removed), changed)
      : difference(difference(fields, changed), removed);
    const shared = left === fields ? fields : this.#pool.share(left);
    if (this.#knownLeftSize >= MAX_LEFT) {
      this.#knownLeft.clear();
      this.#knownLeftSize = 0;
    }
    this.#knownLeft.set(fields, {
      isWriter,
      changed,
      removed,
      left: shared,
      other: this.#knownLeft.get(fields),
    });
    this.#knownLeftSize++;
    return shared;
  }
}

function isSameChange(a: OwnershipChange, b: OwnershipChange): boolean {
  return (
    a.changed === b.changed &&
    a.removed === b.removed &&
    a.time === b.time &&
    isSameOwner(a.writer, b.writer)
  );
}
