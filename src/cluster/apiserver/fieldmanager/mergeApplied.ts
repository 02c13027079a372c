// Lays an applied configuration over a live object: what is owned as a whole is replaced, all else is
// merged part by part; nothing is taken away. What stays as it was is the live value itself.
// Source: sigs.k8s.io/structured-merge-diff (typed/merge.go).
import { deepEqual } from '../../../apimachinery/deepEqual';
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';
import { own, setOwn } from '../patch/mergePatch';
import { isLeafShape, shapeOfValue, type FieldShape, type ListShape } from './fieldShape';
import { itemElement } from './listItems';

export function mergeApplied(declared: FieldShape, live: unknown, applied: unknown): unknown {
  if (applied === undefined) return live;
  if (live === undefined || live === null) return applied;
  const shape = shapeOfValue(declared, applied);
  if (isLeafShape(shape)) return deepEqual(live, applied) ? live : applied;
  // Null is a map or a list with nothing in it.
  if (applied === null) return isEmpty(live) ? applied : live;
  if (shape.kind === 'list') {
    return Array.isArray(live) && Array.isArray(applied)
      ? mergedList(shape, live, applied)
      : applied;
  }
  return isJsonObject(live) && isJsonObject(applied) ? mergedMap(shape, live, applied) : applied;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

function mergedMap(shape: FieldShape, live: JsonObject, applied: JsonObject): JsonObject {
  let merged: Record<string, unknown> | undefined;
  for (const [key, value] of Object.entries(applied)) {
    const before = own(live, key);
    const after = mergeApplied(shapeOfKey(shape, key), before, value);
    if (after === before) continue;
    merged ??= { ...live };
    setOwn(merged, key, after);
  }
  return merged ?? live;
}

/** The shape of what is found under a key of a map or struct. */
export function shapeOfKey(shape: FieldShape, key: string): FieldShape {
  if (shape.kind === 'struct') return shape.field(key)?.shape ?? shape.others ?? ANY;
  return shape.kind === 'map' ? shape.values : ANY;
}

const ANY: FieldShape = { kind: 'any', isAtomic: true };

/**
 * Applied items come in the order of the configuration, and live ones that it does not have keep their
 * place before those that both have: live a b c d with applied d x b is a c d x b.
 */
function mergedList(
  shape: ListShape,
  live: readonly unknown[],
  applied: readonly unknown[],
): readonly unknown[] {
  const merge = new ListMerge(shape, live, applied);
  const merged = merge.run();
  const isSame = merged.length === live.length && merged.every((item, at) => item === live[at]);
  return isSame ? live : merged;
}

class ListMerge {
  readonly #shape: ListShape;
  readonly #live: readonly unknown[];
  readonly #liveElements: readonly (string | undefined)[];
  readonly #liveItems = new Map<string, unknown>();
  readonly #appliedElements: readonly string[];
  readonly #appliedItems = new Map<string, unknown>();
  readonly #merged = new Set<string>();
  readonly #out: unknown[] = [];
  /** Elements of both, in the order of the configuration, that are still to come. */
  #shared: readonly string[];

  constructor(shape: ListShape, live: readonly unknown[], applied: readonly unknown[]) {
    this.#shape = shape;
    this.#live = live;
    this.#liveElements = live.map((item) => itemElement(shape, item));
    for (const [at, element] of this.#liveElements.entries()) {
      if (element === undefined) continue;
      // Several items with the same keys are replaced as one, not merged.
      this.#liveItems.set(element, this.#liveItems.has(element) ? undefined : live[at]);
    }
    for (const item of applied) {
      const element = itemElement(shape, item);
      if (element !== undefined) this.#appliedItems.set(element, item);
    }
    this.#appliedElements = [...this.#appliedItems.keys()];
    this.#shared = this.#appliedElements.filter((each) => this.#liveItems.has(each));
  }

  run(): readonly unknown[] {
    const [live, applied] = [this.#liveElements, this.#appliedElements];
    let [l, a] = [0, 0];
    while (l < live.length || a < applied.length) {
      const ours = live[l];
      const theirs = applied[a];
      if (l < live.length && (ours === undefined || !this.#appliedItems.has(ours))) {
        this.#out.push(this.#live[l]);
        l++;
      } else if (ours !== undefined && ours === theirs) {
        this.#take(ours);
        l++;
        a++;
      } else if (ours !== undefined && this.#isLater(ours, theirs)) {
        l++;
      } else {
        if (ours !== undefined && this.#merged.has(ours)) l++;
        if (theirs !== undefined) {
          this.#take(theirs);
          a++;
        }
      }
    }
    return this.#out;
  }

  /** An item of both that is not the next one to come: its place is where the configuration has it. */
  #isLater(ours: string, theirs: string | undefined): boolean {
    return theirs !== undefined && this.#shared.length > 0 && this.#shared[0] !== ours;
  }

  #take(element: string): void {
    this.#merged.add(element);
    const [live, applied] = [this.#liveItems.get(element), this.#appliedItems.get(element)];
    this.#out.push(mergeApplied(this.#shape.items, live, applied));
    if (this.#shared[0] === element) this.#shared = this.#shared.slice(1);
  }
}
