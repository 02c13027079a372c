// An object keeps at most ten managers that update; what the oldest own goes over to a manager called
// ancient-changes. Source: k8s.io/apimachinery/pkg/util/managedfields (internal/capmanagers.go).
import type { EntryPool } from './entryPool';
import { union } from './fieldSetAlgebra';
import {
  compareAges,
  identityText,
  isSameManager,
  type ManagedEntry,
  type ManagerIdentity,
} from './managedEntries';

const MAX_UPDATERS = 10;
const BUCKET = 'ancient-changes';

/** Versions are kept apart: there is a bucket for each. */
export function cappedUpdaters(
  pool: EntryPool,
  entries: readonly ManagedEntry[],
): readonly ManagedEntry[] {
  if (entries.length <= MAX_UPDATERS) return entries;
  const updaters = entries.filter(({ operation }) => operation === 'Update');
  if (updaters.length <= MAX_UPDATERS) return entries;
  const oldestFirst = [...updaters].sort(
    (a, b) => compareAges(a.time, b.time) || (identityText(a) < identityText(b) ? -1 : 1),
  );
  const kept = new Set(entries);
  const firstOfVersion = new Map<string, ManagedEntry>();
  let count = updaters.length;
  for (const entry of oldestFirst) {
    if (count <= MAX_UPDATERS) break;
    const first = firstOfVersion.get(entry.apiVersion);
    if (first === undefined) {
      firstOfVersion.set(entry.apiVersion, entry);
      continue;
    }
    const owner: ManagerIdentity = {
      manager: BUCKET,
      operation: 'Update',
      apiVersion: entry.apiVersion,
    };
    const bucket = [...kept].find((each) => isSameManager(each, owner)) ?? first;
    kept.delete(bucket);
    kept.delete(entry);
    // The younger of the two tells the time.
    kept.add(pool.entry(owner, union(entry.fieldsV1, bucket.fieldsV1), entry.time));
    count--;
  }
  return [...kept];
}
