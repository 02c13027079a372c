// Conditions of thousands of pods say the same: Ready since that second. Equal ones are kept once,
// which for 10,000 pods is a few hundred instead of 50,000.
import { isJsonObject, type JsonObject } from '../../apimachinery/jsonObject';
import type { ApiObject } from '../../apimachinery/objectMeta';

/** So many of late, and as many from before, are known: times go on, and so old ones are not met again. */
const MAX_KNOWN = 1024;

/** The conditions of some time, by their text and themselves. */
interface Generation {
  readonly byText: Map<string, JsonObject>;
  readonly all: Set<unknown>;
}

export class SharedConditions {
  #known = newGeneration();
  #before = newGeneration();

  /** The object as it is, or with its conditions replaced by equal ones of other objects. */
  share(object: ApiObject): ApiObject {
    const status = statusOf(object);
    const conditions = status?.conditions;
    if (!Array.isArray(conditions)) return object;
    const shared = (conditions as readonly unknown[]).map((each) => this.#shared(each));
    const isShared = shared.every((each, i) => each === conditions[i]);
    if (isShared) return object;
    const replaced: ApiObject & { readonly status: JsonObject } = {
      ...object,
      status: { ...status, conditions: shared },
    };
    return replaced;
  }

  #shared(condition: unknown): unknown {
    if (this.#known.all.has(condition) || this.#before.all.has(condition)) return condition;
    if (!isJsonObject(condition) || !isFlat(condition)) return condition;
    const text = JSON.stringify(condition);
    const known = this.#known.byText.get(text) ?? this.#before.byText.get(text) ?? condition;
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

/** Only texts and numbers: then its JSON says all of it. */
function isFlat(condition: JsonObject): boolean {
  for (const name in condition) {
    const value = condition[name];
    if (typeof value !== 'string' && typeof value !== 'number') return false;
  }
  return true;
}
