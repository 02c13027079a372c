// The statuses of thousands of pods say the same: Ready since that second, on the node of that address. Equal
// conditions and host addresses are kept once, which for 10,000 pods is a few hundred instead of 50,000.
import { isJsonObject, type JsonObject } from '../../apimachinery/jsonObject';
import type { ApiObject } from '../../apimachinery/objectMeta';

/** So many of late, and as many from before, are known: times go on, and so old ones are not met again. */
const MAX_KNOWN = 1024;

const MAX_TYPES = 64;

/** A part that is shared, and what others are compared with. */
interface LastPart {
  readonly part: JsonObject;
  /** In their order. */
  readonly fields: readonly string[];
}

/** The parts of some time, by their text and themselves. */
interface Generation {
  readonly byText: Map<string, object>;
  readonly all: Set<unknown>;
}

export class SharedStatus {
  #known = newGeneration();
  #before = newGeneration();
  /** The last condition of each type: that of the next pod, which became the same in the same second, is often equal. */
  readonly #lastTrue = new Map<unknown, LastPart>();
  readonly #lastOther = new Map<unknown, LastPart>();

  /** The object as it is, or with parts of its status replaced by equal ones of other objects. */
  share(object: ApiObject): ApiObject {
    const status = statusOf(object);
    if (status === undefined) return object;
    const { conditions, hostIPs } = status;
    const sharedConditions = this.#sharedItems(conditions);
    const sharedHostIPs = isFlatList(hostIPs) ? this.#sharedPart(hostIPs) : hostIPs;
    if (sharedConditions === conditions && sharedHostIPs === hostIPs) return object;
    const sharing: Record<string, unknown> = { ...status };
    if (conditions !== undefined) sharing.conditions = sharedConditions;
    if (hostIPs !== undefined) sharing.hostIPs = sharedHostIPs;
    const replaced: ApiObject & { status?: unknown } = { ...object };
    replaced.status = sharing;
    return replaced;
  }

  /** The list as it is where nothing of it is to be replaced. */
  #sharedItems(list: unknown): unknown {
    if (!Array.isArray(list)) return list;
    const items: readonly unknown[] = list;
    let shared: unknown[] | undefined;
    for (let at = 0; at < items.length; at++) {
      const item = items[at];
      const known = this.#sharedCondition(item);
      if (known !== item) (shared ??= items.slice())[at] = known;
    }
    return shared ?? list;
  }

  #sharedCondition(item: unknown): unknown {
    if (!isJsonObject(item)) return item;
    const { type, status } = item;
    const lastOnes = status === 'True' ? this.#lastTrue : this.#lastOther;
    const last = lastOnes.get(type);
    if (last !== undefined && (last.part === item || isSame(last, item))) return last.part;
    if (!isFlat(item)) return item;
    const part = this.#sharedPart(item);
    if (lastOnes.size >= MAX_TYPES) lastOnes.clear();
    if (isJsonObject(part)) lastOnes.set(type, { part, fields: Object.keys(part) });
    return part;
  }

  #sharedPart(part: object): object {
    if (this.#known.all.has(part) || this.#before.all.has(part)) return part;
    const text = JSON.stringify(part);
    const known = this.#known.byText.get(text) ?? this.#before.byText.get(text) ?? part;
    if (this.#known.all.size >= MAX_KNOWN) {
      this.#before = this.#known;
      this.#known = newGeneration();
    }
    this.#known.byText.set(text, known);
    this.#known.all.add(known);
    return known;
  }
}

function newGeneration(): Generation {
  return { byText: new Map(), all: new Set() };
}

function statusOf(object: ApiObject & { readonly status?: unknown }): JsonObject | undefined {
  return isJsonObject(object.status) ? object.status : undefined;
}

function isFlatList(value: unknown): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every(isFlat);
}

function isSame({ part, fields }: LastPart, item: JsonObject): boolean {
  let at = 0;
  for (const name in item) {
    if (name !== fields[at++] || item[name] !== part[name]) return false;
  }
  return at === fields.length;
}

/** Only texts and numbers: then its JSON says all of it. */
function isFlat(part: unknown): part is JsonObject {
  if (!isJsonObject(part)) return false;
  for (const name in part) {
    const value = part[name];
    if (typeof value !== 'string' && typeof value !== 'number') return false;
  }
  return true;
}
