// A map for the thousands of places that mostly hold nothing or one thing, such as the containers of
// a pod: the first entry is kept in fields, and a Map is made for the second. A Map takes 184 bytes
// for its first entry, this takes 48.

export class SmallMap<K extends string | object, V extends object> {
  #key: K | undefined;
  #value: V | undefined;
  #all: Map<K, V> | undefined;

  get size(): number {
    return this.#all?.size ?? (this.#value === undefined ? 0 : 1);
  }

  get(key: K): V | undefined {
    if (this.#all !== undefined) return this.#all.get(key);
    return this.#key === key ? this.#value : undefined;
  }

  set(key: K, value: V): void {
    if (this.#all !== undefined) this.#all.set(key, value);
    else if (this.#key === undefined || this.#value === undefined || this.#key === key) {
      this.#key = key;
      this.#value = value;
    } else {
      this.#all = new Map<K, V>([[this.#key, this.#value]]).set(key, value);
      this.#key = undefined;
      this.#value = undefined;
    }
  }

  delete(key: K): void {
    if (this.#all !== undefined) this.#all.delete(key);
    else if (this.#key === key) {
      this.#key = undefined;
      this.#value = undefined;
    }
  }

  /** In the order in which their keys were first set. */
  values(): IterableIterator<V> {
    return this.#all?.values() ?? (this.#value === undefined ? [] : [this.#value]).values();
  }

  /** As `values`, with the keys. */
  entries(): IterableIterator<[K, V]> {
    if (this.#all !== undefined) return this.#all.entries();
    const first: [K, V][] =
      this.#key === undefined || this.#value === undefined ? [] : [[this.#key, this.#value]];
    return first.values();
  }
}
