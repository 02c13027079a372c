// An object without what differs between any two runs and tells nothing: identities, versions, times,
// addresses that were given out by turns.
import { isJsonObject } from '../../apimachinery/jsonObject';
import type { ApiObject } from '../../apimachinery/objectMeta';

const NOISE: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'managedFields',
  'containerID',
  'sandboxID',
  'podIP',
  'podIPs',
  'machineID',
  'systemUUID',
  'bootID',
]);

/** `creationTimestamp`, `lastTransitionTime`, `startedAt`, `timeAdded`, annotations ending in `-time`. */
const TIME_KEY = /time|At$/i;
const TIME_VALUE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

export type ComparableValue =
  | string
  | number
  | boolean
  | null
  | readonly ComparableValue[]
  | { readonly [key: string]: ComparableValue };

/** The object's fields in alphabetical order, after apiVersion, kind and metadata. */
export function comparableObject(object: ApiObject): Readonly<Record<string, ComparableValue>> {
  const { apiVersion, kind, metadata, ...rest } = object;
  const head = { apiVersion, kind, metadata: comparable(metadata) };
  return { ...head, ...(comparable(rest) as Readonly<Record<string, ComparableValue>>) };
}

function comparable(value: unknown): ComparableValue {
  if (Array.isArray(value)) return value.map(comparable);
  if (!isJsonObject(value)) {
    // Objects of the API are JSON: all else is a scalar.
    return (value ?? null) as ComparableValue;
  }
  const result: Record<string, ComparableValue> = {};
  for (const key of Object.keys(value).sort()) {
    const field = value[key];
    if (field === undefined || isNoise(key, field)) continue;
    result[key] = comparable(field);
  }
  return result;
}

function isNoise(key: string, value: unknown): boolean {
  if (NOISE.has(key)) return true;
  return TIME_KEY.test(key) && typeof value === 'string' && TIME_VALUE.test(value);
}
