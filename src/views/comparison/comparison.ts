// Compares the objects of two clusters: which only one of them has, and which fields differ.
// Pods and other objects whose names end in random letters are matched by who owns them: the third
// pod of a ReplicaSet here and there is the same to whoever looks, whatever it is called.
import { deepEqual } from '../../apimachinery/deepEqual';
import { isJsonObject } from '../../apimachinery/jsonObject';
import { controllerOf, type ApiObject } from '../../apimachinery/objectMeta';
import { comparableObject, type ComparableValue } from './comparableObject';

/** A field that is not the same; undefined where one does not have it. */
export interface FieldDifference {
  /** `spec.replicas`, `status.conditions[Ready].status` */
  readonly path: string;
  readonly a: ComparableValue | undefined;
  readonly b: ComparableValue | undefined;
}

export interface ObjectDifference {
  readonly a: ApiObject;
  readonly b: ApiObject;
  readonly fields: readonly FieldDifference[];
}

export interface Comparison {
  readonly onlyInA: readonly ApiObject[];
  readonly onlyInB: readonly ApiObject[];
  readonly different: readonly ObjectDifference[];
  /** How many are the same in both. */
  readonly same: number;
}

export function compareObjects(a: readonly ApiObject[], b: readonly ApiObject[]): Comparison {
  const left = new Map(a.map((object) => [nameOf(object), object]));
  const right = new Map(b.map((object) => [nameOf(object), object]));
  const pairs: (readonly [ApiObject, ApiObject])[] = [];
  for (const [name, object] of left) {
    const other = right.get(name);
    if (other === undefined) continue;
    pairs.push([object, other]);
    left.delete(name);
    right.delete(name);
  }
  pairs.push(...matchedByOwner(left, right));
  const different = pairs
    .map(([one, other]) => ({ a: one, b: other, fields: fieldDifferences(one, other) }))
    .filter(({ fields }) => fields.length > 0);
  return {
    onlyInA: sorted([...left.values()]),
    onlyInB: sorted([...right.values()]),
    different: different.sort((x, y) => compareText(sortKey(x.a), sortKey(y.a))),
    same: pairs.length - different.length,
  };
}

function nameOf({ apiVersion, kind, metadata }: ApiObject): string {
  return `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Takes what it pairs out of both: first those on the same node, then one after the other. */
function matchedByOwner(
  left: Map<string, ApiObject>,
  right: Map<string, ApiObject>,
): (readonly [ApiObject, ApiObject])[] {
  const pairs: (readonly [ApiObject, ApiObject])[] = [];
  for (const roleOf of [roleOnNode, role]) {
    const waiting = new Map<string, string[]>();
    for (const [name, object] of right) {
      const key = roleOf(object);
      if (key !== undefined) waiting.set(key, [...(waiting.get(key) ?? []), name]);
    }
    for (const [name, object] of left) {
      const key = roleOf(object);
      const otherName = key === undefined ? undefined : waiting.get(key)?.shift();
      const other = otherName === undefined ? undefined : right.get(otherName);
      if (otherName === undefined || other === undefined) continue;
      pairs.push([object, other]);
      left.delete(name);
      right.delete(otherName);
    }
  }
  return pairs;
}

/** What an object with a random name stands for; undefined where it stands for itself. */
function role(object: ApiObject): string | undefined {
  const { generateName, namespace = '' } = object.metadata;
  const owner = controllerOf(object);
  if (generateName === undefined || owner === undefined) return undefined;
  return `${object.kind} ${namespace}/${generateName} of ${owner.kind} ${owner.name}`;
}

function roleOnNode(object: ApiObject): string | undefined {
  // Only pods have a node there.
  const { spec } = object as { readonly spec?: { readonly nodeName?: unknown } };
  const node = spec?.nodeName;
  const key = role(object);
  return key === undefined || typeof node !== 'string' ? undefined : `${key} on ${node}`;
}

export function fieldDifferences(a: ApiObject, b: ApiObject): readonly FieldDifference[] {
  const found: FieldDifference[] = [];
  const hasOtherName = a.metadata.name !== b.metadata.name;
  walk('', comparableObject(a), comparableObject(b), (difference) => {
    // Matched by their owner: that the names differ is no news.
    if (!hasOtherName || difference.path !== 'metadata.name') found.push(difference);
  });
  return found;
}

function walk(
  path: string,
  a: ComparableValue | undefined,
  b: ComparableValue | undefined,
  tell: (difference: FieldDifference) => void,
): void {
  if (deepEqual(a, b)) return;
  const [fieldsA, fieldsB] = [fieldsOf(a), fieldsOf(b)];
  if (fieldsA === undefined || fieldsB === undefined) {
    tell({ path, a, b });
    return;
  }
  for (const key of new Set([...fieldsA.keys(), ...fieldsB.keys()])) {
    const step = path === '' ? key.replace(/^\./, '') : path + key;
    walk(step, fieldsA.get(key), fieldsB.get(key), tell);
  }
}

/** By steps of a path; items of lists by what names them. Undefined of scalars. */
function fieldsOf(
  value: ComparableValue | undefined,
): ReadonlyMap<string, ComparableValue> | undefined {
  if (Array.isArray(value)) {
    // Array.isArray does not know read-only arrays: each item is a value all the same.
    const items = value as readonly ComparableValue[];
    return new Map(items.map((item, index) => [`[${itemName(item) ?? String(index)}]`, item]));
  }
  if (!isJsonObject(value)) return undefined;
  // A JSON object of comparable values holds such values.
  const fields = value as Readonly<Record<string, ComparableValue>>;
  return new Map(Object.entries(fields).map(([key, field]) => [`.${key}`, field]));
}

function itemName(item: ComparableValue): string | undefined {
  if (!isJsonObject(item)) return undefined;
  const name = item['name'] ?? item['type'] ?? item['key'];
  return typeof name === 'string' ? name : undefined;
}

function sorted(objects: ApiObject[]): readonly ApiObject[] {
  return objects.sort((a, b) => compareText(sortKey(a), sortKey(b)));
}

/** What the learner made first: the system's own objects come last. */
function sortKey({ kind, metadata }: ApiObject): string {
  const { namespace = '', name } = metadata;
  const place = namespace.startsWith('kube-') ? 2 : namespace === '' ? 1 : 0;
  return `${String(place)} ${namespace} ${kind} ${name}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
