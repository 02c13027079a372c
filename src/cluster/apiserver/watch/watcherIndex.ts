// The watchers of one resource, found by what they select: of 1,000 kubelets that watch the pods of
// their own node, a pod's change reaches one and costs nothing for the others.
// Source of the idea: k8s.io/apiserver/pkg/storage/cacher (indexedWatchers).
import type { ServedKind } from '../servedKinds';
import { fieldValue } from '../objectSelector';
import type { Change, Watcher } from './watcher';

/** Each watcher is in exactly one place: by an exact field, else by namespace, else with all. */
export class WatcherIndex {
  readonly kind: ServedKind;
  readonly #all = new Set<Watcher>();
  readonly #byNamespace = new Map<string, Set<Watcher>>();
  readonly #byField = new Map<string, Map<string, Set<Watcher>>>();

  constructor(kind: ServedKind) {
    this.kind = kind;
  }

  add(watcher: Watcher): void {
    const { selector, namespace } = watcher.options;
    const exact = selector.exactField;
    if (exact !== undefined) {
      const values = getOrAdd(this.#byField, exact.field, () => new Map<string, Set<Watcher>>());
      getOrAdd(values, exact.value, () => new Set()).add(watcher);
    } else if (namespace !== undefined) {
      getOrAdd(this.#byNamespace, namespace, () => new Set()).add(watcher);
    } else {
      this.#all.add(watcher);
    }
  }

  delete(watcher: Watcher): void {
    const { selector, namespace } = watcher.options;
    const exact = selector.exactField;
    if (exact !== undefined) {
      const values = this.#byField.get(exact.field);
      remove(values, exact.value, watcher);
      if (values?.size === 0) this.#byField.delete(exact.field);
    } else if (namespace !== undefined) {
      remove(this.#byNamespace, namespace, watcher);
    } else {
      this.#all.delete(watcher);
    }
  }

  dispatch(change: Change): void {
    for (const watcher of this.#all) watcher.deliver(change);
    if (change.namespace !== undefined) deliver(this.#byNamespace.get(change.namespace), change);
    for (const [field, values] of this.#byField) this.#dispatchByField(field, values, change);
  }

  /** Also to those who select the former value: the object goes out of their sight. */
  #dispatchByField(field: string, values: ReadonlyMap<string, Set<Watcher>>, change: Change): void {
    const { object, old } = change;
    const value = object && fieldValue(this.kind, object, field);
    const oldValue = old && fieldValue(this.kind, old, field);
    if (value !== undefined) deliver(values.get(value), change);
    if (oldValue !== undefined && oldValue !== value) deliver(values.get(oldValue), change);
  }
}

function deliver(watchers: ReadonlySet<Watcher> | undefined, change: Change): void {
  if (watchers === undefined) return;
  for (const watcher of watchers) watcher.deliver(change);
}

function getOrAdd<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function remove(sets: Map<string, Set<Watcher>> | undefined, key: string, watcher: Watcher): void {
  const set = sets?.get(key);
  set?.delete(watcher);
  if (set?.size === 0) sets?.delete(key);
}
