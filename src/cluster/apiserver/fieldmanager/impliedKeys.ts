// Pods are told apart by their addresses, also in who owns what: `k:{"ip":"10.244.1.7"}`. Where there is one
// address only, what is stored leaves the key out, since the object itself says it: so that the pods of a
// template, thousands of them, share one set of fields. What leaves the server has it stated.
//
// Differs from Kubernetes: when a second address comes to the first, its writer owns both from then on.
import { isJsonObject } from '../../../apimachinery/jsonObject';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import { FieldSet } from './fieldSet';
import { areDecoded, type ManagedEntry } from './managedEntries';
import { fieldElement, keyElement } from './pathElement';

/** The only item of its list, whatever its key. Never leaves the server. */
export const SOLE_ITEM = 'k:*';

/** The schema of items whose key is left out, in the list `status.podIPs`. */
export const ITEM_WITH_IMPLIED_KEY = 'core.v1.PodIP';

const STATUS = fieldElement('status');
const POD_IPS = fieldElement('podIPs');
const KEYS = ['ip'];

/** The entries as they are stored. */
export function withImpliedKeys(
  entries: readonly ManagedEntry[],
  object: unknown,
): readonly ManagedEntry[] {
  return renamed(entries, object, (key) => [key, SOLE_ITEM]);
}

/** The entries as clients know them. */
export function withStatedKeys(
  entries: readonly ManagedEntry[],
  object: unknown,
): readonly ManagedEntry[] {
  return renamed(entries, object, (key) => [SOLE_ITEM, key]);
}

/** The object as it leaves the server. */
export function statedObject(object: ApiObject): ApiObject {
  const { managedFields } = object.metadata;
  if (object.kind !== 'Pod' || managedFields === undefined || !areDecoded(managedFields)) {
    return object;
  }
  const stated = withStatedKeys(managedFields, object);
  if (stated === managedFields) return object;
  return { ...object, metadata: { ...object.metadata, managedFields: stated } };
}

/** `names`: what the element of a list's only item is called now, and what it is to be called. */
function renamed(
  entries: readonly ManagedEntry[],
  object: unknown,
  names: (key: string) => readonly [string, string],
): readonly ManagedEntry[] {
  if (!isJsonObject(object) || object['kind'] !== 'Pod' || !isJsonObject(object['status'])) {
    return entries;
  }
  const { podIPs } = object['status'];
  if (!Array.isArray(podIPs) || podIPs.length !== 1) return entries;
  const item: unknown = podIPs[0];
  if (!isJsonObject(item)) return entries;
  const [from, to] = names(keyElement(KEYS, item));
  let isSame = true;
  const made = entries.map((entry) => {
    const { fieldsV1 } = entry;
    const status = fieldsV1.child(STATUS);
    const items = status?.child(POD_IPS);
    const below = items?.child(from);
    if (status === undefined || items === undefined || below === undefined) return entry;
    isSame = false;
    const renamedItems = new FieldSet(items.isMember, [to], [below]);
    return { ...entry, fieldsV1: fieldsV1.with(STATUS, status.with(POD_IPS, renamedItems)) };
  });
  return isSame ? entries : made;
}
