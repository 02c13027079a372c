// Who owns what after a create, update or patch: the writer owns all that it changed, and nobody else
// any longer. Source: sigs.k8s.io/structured-merge-diff (merge/update.go, Update) and
// k8s.io/apimachinery/pkg/util/managedfields (internal/managedfieldsupdater.go).
import type { EntryPool } from './entryPool';
import type { FieldChanges } from './fieldChanges';
import { difference, union } from './fieldSetAlgebra';
import { cappedUpdaters } from './cappedUpdaters';
import {
  isSameManager,
  sortedEntries,
  type ManagedEntry,
  type ManagerIdentity,
} from './managedEntries';

/** The same list where nothing changes. `time` undefined leaves times alone, as scaling does. */
export function entriesAfterUpdate(
  pool: EntryPool,
  entries: readonly ManagedEntry[],
  writer: ManagerIdentity,
  changes: FieldChanges,
  time: string | undefined,
): readonly ManagedEntry[] {
  const { removed } = changes;
  const changed = difference(changes.changed, removed);
  if (entries.length === 0 && time !== undefined) {
    return changed.isEmpty ? entries : pool.single(writer, changed, time);
  }
  const kept: ManagedEntry[] = [];
  let isNew = !changed.isEmpty;
  let isSame = true;
  for (const entry of entries) {
    const isWriter = isSameManager(entry, writer);
    if (isWriter) isNew = false;
    const left = isWriter
      ? union(difference(entry.fieldsV1, removed), changed)
      : difference(difference(entry.fieldsV1, changed), removed);
    const at = isWriter && !changed.isEmpty ? (time ?? entry.time) : entry.time;
    if (left === entry.fieldsV1 && at === entry.time) {
      kept.push(entry);
      continue;
    }
    isSame = false;
    if (!left.isEmpty) kept.push(pool.entry(entry, left, at));
  }
  if (isNew) kept.push(pool.entry(writer, changed, time));
  return isSame && !isNew ? entries : pool.list(sortedEntries(cappedUpdaters(pool, kept)));
}
