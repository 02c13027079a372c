// Path elements in Kubernetes' own notation: `f:spec` a field or map key, `k:{"name":"web"}` an item of
// a list by its keys, `v:"kubernetes"` an item of a set, `i:0` an item by its index.
// Source: sigs.k8s.io/structured-merge-diff (fieldpath/element.go, serialize-pe.go, value).
import { compareText } from '../../../apimachinery/compareText';
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';

export function fieldElement(name: string): string {
  return FIELDS.get(name) ?? kept(FIELDS, name, `f:${name}`);
}

/** `names` are sorted and all of them keys of `keys`. */
export function keyElement(names: readonly string[], keys: JsonObject): string {
  const [name = ''] = names;
  const value = keys[name];
  if (names.length > 1 || typeof value !== 'string') return elementOfKeys(names, keys);
  let known = KEYS.get(name);
  if (known === undefined) KEYS.set(name, (known = new Map<string, string>()));
  return known.get(value) ?? kept(known, value, elementOfKeys(names, keys));
}

function elementOfKeys(names: readonly string[], keys: JsonObject): string {
  const pairs = names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(keys[name])}`);
  return `k:{${pairs.join(',')}}`;
}

/**
 * Pure functions' memos: objects of a kind have the same few elements, which are quicker compared where equal ones
 * are one text. Keys have names of the schema, of which there are not many.
 */
const FIELDS = new Map<string, string>();
const KEYS = new Map<string, Map<string, string>>();
const MAX_KNOWN = 512;

function kept(known: Map<string, string>, of: string, element: string): string {
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(of, element);
  return element;
}

export function valueElement(value: unknown): string {
  return `v:${JSON.stringify(value)}`;
}

/** The element as we write it, whatever the spaces and the order of keys; undefined for no element. */
export function canonicalElement(text: string): string | undefined {
  const rest = text.slice(2);
  switch (text.slice(0, 2)) {
    case 'f:':
      return text;
    case 'i:':
      return /^-?\d+$/.test(rest) ? text : undefined;
    case 'v:': {
      const value = parsed(rest);
      return value === undefined ? undefined : valueElement(value);
    }
    case 'k:': {
      const keys = parsed(rest);
      return isJsonObject(keys) ? keyElement(Object.keys(keys).sort(), keys) : undefined;
    }
    default:
      return undefined;
  }
}

/** As messages have it: `.spec`, `[name="web"]`, `[="kubernetes"]`, `[0]`. */
export function printElement(element: string): string {
  const rest = element.slice(2);
  switch (element.slice(0, 2)) {
    case 'k:':
      return `[${keysOf(rest)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(',')}]`;
    case 'v:':
      return `[=${rest}]`;
    case 'i:':
      return `[${rest}]`;
    default:
      return `.${rest}`;
  }
}

export function printPath(path: readonly string[]): string {
  return path.map(printElement).join('');
}

/** Order of messages: fields, keys, values, indexes, each in the order of what they hold. */
export function compareElements(a: string, b: string): number {
  const [typeA = '', typeB = ''] = [a[0], b[0]];
  if (typeA !== typeB) return TYPES.indexOf(typeA) - TYPES.indexOf(typeB);
  const [restA, restB] = [a.slice(2), b.slice(2)];
  switch (typeA) {
    case 'k':
      return compareKeys(keysOf(restA), keysOf(restB));
    case 'v':
      return compareValues(parsed(restA), parsed(restB));
    case 'i':
      return Number(restA) - Number(restB);
    default:
      return compareText(restA, restB);
  }
}

const TYPES = 'fkvi';

type Keys = readonly (readonly [string, unknown])[];

function keysOf(json: string): Keys {
  const keys = parsed(json);
  return isJsonObject(keys) ? Object.entries(keys) : [];
}

function compareKeys(a: Keys, b: Keys): number {
  for (const [index, [name, value]] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareText(name, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers before texts before truth values. */
function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return rank(a) - rank(b);
}

function rank(value: unknown): number {
  return ['number', 'string', 'boolean'].indexOf(typeof value);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
