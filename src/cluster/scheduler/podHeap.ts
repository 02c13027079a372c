// A binary heap of queued pods from which any pod can be taken out by its key.

export interface Keyed {
  readonly key: string;
}

export class PodHeap<T extends Keyed> {
  readonly #items: T[] = [];
  readonly #places = new Map<string, number>();
  readonly #before: (a: T, b: T) => boolean;

  /** `before` must order any two items. */
  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  has(key: string): boolean {
    return this.#places.has(key);
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  /** In no particular order. */
  values(): IterableIterator<T> {
    return this.#items.values();
  }

  /** `item` must not be in the heap yet. */
  push(item: T): void {
    this.#items.push(item);
    this.#rise(this.#items.length - 1, item);
  }

  pop(): T | undefined {
    const first = this.#items[0];
    return first === undefined ? undefined : this.remove(first.key);
  }

  remove(key: string): T | undefined {
    const place = this.#places.get(key);
    if (place === undefined) return undefined;
    const item = this.#items[place];
    const last = this.#items.pop();
    this.#places.delete(key);
    if (last !== undefined && place < this.#items.length) {
      this.#rise(place, last);
      this.#sink(this.#places.get(last.key) ?? place, last);
    }
    return item;
  }

  #rise(start: number, item: T): void {
    let place = start;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = this.#items[above];
      if (other === undefined || !this.#before(item, other)) break;
      this.#set(place, other);
      place = above;
    }
    this.#set(place, item);
  }

  #sink(start: number, item: T): void {
    let place = start;
    for (;;) {
      let below = 2 * place + 1;
      let child = this.#items[below];
      if (child === undefined) break;
      const right = this.#items[below + 1];
      if (right !== undefined && this.#before(right, child)) {
        child = right;
        below++;
      }
      if (!this.#before(child, item)) break;
      this.#set(place, child);
      place = below;
    }
    this.#set(place, item);
  }

  #set(place: number, item: T): void {
    this.#items[place] = item;
    this.#places.set(item.key, place);
  }
}
