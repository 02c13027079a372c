// Server-side apply: what becomes of a live object and of who owns its fields when a configuration is
// applied. Source: sigs.k8s.io/structured-merge-diff (merge/update.go, Apply).
import { deepEqual } from '../../../apimachinery/deepEqual';
import { applyConflictError, type ApplyConflict } from './applyConflict';
import type { EntryPool } from './entryPool';
import { fieldChanges } from './fieldChanges';
import type { FieldShape } from './fieldShape';
import { NO_FIELDS, type FieldSet } from './fieldSet';
import { difference, intersection, recursiveDifference, union } from './fieldSetAlgebra';
import {
  isSameManager,
  sortedEntries,
  type ManagedEntry,
  type ManagerIdentity,
} from './managedEntries';
import { mergeApplied } from './mergeApplied';
import { appliedFields } from './presentFields';
import { pruneFields } from './pruneFields';

export interface Apply {
  readonly shape: FieldShape;
  /** `{}` where there is no object yet. */
  readonly live: unknown;
  readonly applied: unknown;
  readonly entries: readonly ManagedEntry[];
  readonly applier: ManagerIdentity;
  /** Takes fields from others that own them. */
  readonly force: boolean;
  /** Conflicts with these fields are none. */
  readonly allowed: FieldSet;
  /** Fields that the write cannot change. */
  readonly reset: FieldSet;
  /** Undefined leaves times alone, as scaling does. */
  readonly time: string | undefined;
}

export interface Applied {
  readonly object: unknown;
  readonly entries: readonly ManagedEntry[];
}

/** Throws Conflict. */
export function applyConfiguration(pool: EntryPool, apply: Apply): Applied {
  const { shape, live, applied, entries, applier, reset } = apply;
  const fields = recursiveDifference(appliedFields(shape, applied), reset);
  const last = entries.find((entry) => isSameManager(entry, applier));
  const others = entries.filter((entry) => entry !== last);
  const owned = others.reduce((set, { fieldsV1 }) => union(set, fieldsV1), fields);
  const merged = mergeApplied(shape, live, applied);
  const object = pruneFields(shape, merged, last?.fieldsV1 ?? NO_FIELDS, owned) ?? {};
  const changes = fieldChanges(shape, live, object);
  const changed = recursiveDifference(changes?.changed ?? NO_FIELDS, reset);
  const removed = recursiveDifference(changes?.removed ?? NO_FIELDS, reset);
  assertNoConflicts(apply, others, changed);
  const kept = others.flatMap((entry) => {
    const left = difference(difference(entry.fieldsV1, changed), removed);
    if (left === entry.fieldsV1) return entry;
    return left.isEmpty ? [] : pool.entry(entry, left, entry.time);
  });
  if (fields.isEmpty) return { object, entries: kept };
  const time = deepEqual(object, live) ? last?.time : (apply.time ?? last?.time);
  const own = pool.entry(applier, fields, time);
  return { object, entries: sortedEntries([...kept, own]) };
}

function assertNoConflicts(
  { force, allowed }: Apply,
  others: readonly ManagedEntry[],
  changed: FieldSet,
): void {
  if (force) return;
  const conflicts = others.flatMap((owner): readonly ApplyConflict[] => {
    const fields = difference(intersection(owner.fieldsV1, changed), allowed);
    return fields.isEmpty ? [] : [{ owner, fields }];
  });
  if (conflicts.length > 0) throw applyConflictError(conflicts);
}
