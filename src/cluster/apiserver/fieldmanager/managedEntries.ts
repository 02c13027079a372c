// metadata.managedFields as a list of who owns what: entries as they are stored, with their set of
// fields. Source: k8s.io/apimachinery/pkg/util/managedfields (internal/managedfields.go).
import { compareText } from '../../../apimachinery/compareText';
import type { ManagedFieldsEntry } from '../../../apimachinery/objectMeta';
import { parseTime } from '../../../apimachinery/time';
import { FieldSet } from './fieldSet';
import { decodeFieldsV1 } from './fieldsV1';

export type ManagedOperation = 'Apply' | 'Update';

/** Who owns fields: the same manager is another one for another operation, version or subresource. */
export interface ManagerIdentity {
  readonly manager: string;
  readonly operation: ManagedOperation;
  readonly apiVersion: string;
  readonly subresource?: string | undefined;
}

export interface ManagedEntry extends ManagerIdentity {
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: FieldSet;
  readonly time?: string | undefined;
}

/** Undefined where an entry cannot be read; of entries with one identity the last one counts. */
export function decodeManagedFields(
  list: readonly ManagedFieldsEntry[] = [],
): readonly ManagedEntry[] | undefined {
  if (areDecoded(list)) return list;
  const entries = new Map<string, ManagedEntry>();
  for (const each of list) {
    const entry = decodeEntry(each);
    if (entry === undefined) return undefined;
    entries.set(identityText(entry), entry);
  }
  return [...entries.values()];
}

/** An update asks so that managedFields be forgotten: `[]` or `[{}]`. */
export function isResetOfManagedFields(list: readonly ManagedFieldsEntry[] | undefined): boolean {
  if (list === undefined) return false;
  const [first] = list;
  return first === undefined || (list.length === 1 && Object.keys(first).length === 0);
}

export function isSameManager(a: ManagerIdentity, b: ManagerIdentity): boolean {
  return (
    a.manager === b.manager &&
    a.operation === b.operation &&
    a.subresource === b.subresource &&
    // Who applies goes on to be the same manager with another version.
    (a.operation === 'Apply' || a.apiVersion === b.apiVersion)
  );
}

/** The same manager, in the same version. */
export function isSameOwner(a: ManagerIdentity, b: ManagerIdentity): boolean {
  return isSameManager(a, b) && a.apiVersion === b.apiVersion;
}

/** Sorts managers in messages. */
export function identityText({
  manager,
  operation,
  apiVersion,
  subresource,
}: ManagerIdentity): string {
  const version = operation === 'Apply' ? undefined : apiVersion;
  return JSON.stringify({ manager, operation, apiVersion: version, subresource });
}

/** Those who applied first, then by age. */
export function sortedEntries(entries: readonly ManagedEntry[]): readonly ManagedEntry[] {
  for (let at = 1; at < entries.length; at++) {
    const [before, entry] = [entries[at - 1], entries[at]];
    if (before !== undefined && entry !== undefined && compareEntries(before, entry) > 0)
      return entries.toSorted(compareEntries);
  }
  return entries;
}

function compareEntries(a: ManagedEntry, b: ManagedEntry): number {
  return (
    compareText(a.operation, b.operation) ||
    compareAges(a.time, b.time) ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource ?? '', b.subresource ?? '')
  );
}

/** Older ones first; without a time is oldest. */
export function compareAges(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  // As the clock writes them, in UTC and without fractions, they sort as texts.
  if (a?.length === SECONDS && b?.length === SECONDS) return compareText(a, b);
  return secondsOf(a) - secondsOf(b);
}

const SECONDS = '2006-01-02T15:04:05Z'.length;

function secondsOf(time: string | undefined): number {
  return time === undefined ? 0 : Math.floor((parseTime(time) ?? 0) / 1000);
}

/** What the server keeps has sets of fields; what a client sent has JSON. */
export function areDecoded(list: readonly ManagedFieldsEntry[]): list is readonly ManagedEntry[] {
  for (const { fieldsV1 } of list) if (!(fieldsV1 instanceof FieldSet)) return false;
  return true;
}

function decodeEntry(entry: ManagedFieldsEntry): ManagedEntry | undefined {
  const { manager = '', operation, apiVersion, fieldsType, time, subresource } = entry;
  if (operation !== 'Apply' && operation !== 'Update') return undefined;
  if (!apiVersion || fieldsType !== 'FieldsV1') return undefined;
  const fieldsV1 = decodeFieldsV1(entry.fieldsV1);
  if (fieldsV1 === undefined) return undefined;
  return {
    manager,
    operation,
    apiVersion,
    ...(time ? { time } : {}),
    fieldsType,
    fieldsV1,
    ...(subresource ? { subresource } : {}),
  };
}
