// Where each key's history begins: by key for single reads, and in order for ranges.
// The order is kept in chunks of limited size, so that an insertion moves few entries and a range is
// a handful of slices. etcd has a B-tree here (mvcc/index.go); the idea is the same.
import type { KeyRevision } from './keyRevision';

/** A key and its newest state; a tombstone while the deletion is not compacted yet. */
export interface KeyEntry<V> {
  readonly key: string;
  readonly head: KeyRevision<V>;
}

/** A state that takes the place of its key's entry, which saves the entry. */
export type SoleRevision<V> = KeyRevision<V> & KeyEntry<V>;

/** A full chunk is halved: 256 entries move in well under a microsecond. */
const MAX_CHUNK = 256;

interface MutableEntry<V> extends KeyEntry<V> {
  head: KeyRevision<V>;
}

export class KeyIndex<V> {
  /** Of all keys but those of sole revisions: they are many, seldom asked for, and found by halving. */
  readonly #entries = new Map<string, MutableEntry<V>>();
  /** None is empty; keys ascend within and across chunks. */
  readonly #chunks: KeyEntry<V>[][] = [];
  #soleRevisions = 0;
  /** Where the keys of sole revisions have been so far: none is looked for elsewhere. */
  #firstSole: string | undefined;
  #lastSole: string | undefined;

  get size(): number {
    return this.#entries.size + this.#soleRevisions;
  }

  get(key: string): KeyEntry<V> | undefined {
    return this.#entries.get(key) ?? (this.#mayBeSole(key) ? this.#search(key) : undefined);
  }

  /** Sets the newest state of its key. */
  put(head: KeyRevision<V>): void {
    const entry = this.#entries.get(head.key);
    if (entry !== undefined) {
      entry.head = head;
      return;
    }
    const created = { key: head.key, head };
    this.#entries.set(head.key, created);
    if (this.#place(created)) this.#soleRevisions--;
  }

  /** Puts a state in the place of its key's entry. */
  putSole(revision: SoleRevision<V>): void {
    const { key } = revision;
    if (this.#firstSole === undefined || key < this.#firstSole) this.#firstSole = key;
    if (this.#lastSole === undefined || key > this.#lastSole) this.#lastSole = key;
    const isKnown = this.#place(revision);
    if (!isKnown || this.#entries.delete(key)) this.#soleRevisions++;
  }

  delete(key: string): void {
    const isSole = !this.#entries.delete(key);
    if (isSole && !this.#mayBeSole(key)) return;
    const chunkIndex = this.#chunkOf(key);
    const chunk = this.#chunks[chunkIndex];
    if (chunk === undefined) return;
    const position = lowerBound(chunk, key);
    if (chunk[position]?.key !== key) return;
    chunk.splice(position, 1);
    if (isSole) this.#soleRevisions--;
    if (chunk.length === 0) this.#chunks.splice(chunkIndex, 1);
  }

  /** Entries with `start` <= key < `end`, in order. */
  range(start: string, end: string): KeyEntry<V>[] {
    let found: KeyEntry<V>[] = [];
    for (let i = this.#chunkOf(start); i < this.#chunks.length; i++) {
      const chunk = this.#chunks[i];
      const first = chunk?.[0];
      if (chunk === undefined || first === undefined || first.key >= end) break;
      const part = chunk.slice(lowerBound(chunk, start), lowerBound(chunk, end));
      found = found.length === 0 ? part : appended(found, part);
    }
    return found;
  }

  #search(key: string): KeyEntry<V> | undefined {
    const chunk = this.#chunks[this.#chunkOf(key)];
    const entry = chunk?.[lowerBound(chunk, key)];
    return entry?.key === key ? entry : undefined;
  }

  #mayBeSole(key: string): boolean {
    const [first, last] = [this.#firstSole, this.#lastSole];
    return (
      this.#soleRevisions > 0 &&
      first !== undefined &&
      last !== undefined &&
      key >= first &&
      key <= last
    );
  }

  /** Puts the entry in its place. True where another with its key was there. */
  #place(entry: KeyEntry<V>): boolean {
    const chunkIndex = this.#chunkOf(entry.key);
    const chunk = this.#chunks[chunkIndex];
    if (chunk === undefined) {
      this.#chunks.push([entry]);
      return false;
    }
    const position = lowerBound(chunk, entry.key);
    if (chunk[position]?.key === entry.key) {
      chunk[position] = entry;
      return true;
    }
    chunk.splice(position, 0, entry);
    if (chunk.length > MAX_CHUNK) {
      this.#chunks.splice(chunkIndex + 1, 0, chunk.splice(chunk.length >> 1));
    }
    return false;
  }

  /** The last chunk whose first key is not above `key`; the first one where there is none. */
  #chunkOf(key: string): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const first = this.#chunks[middle]?.[0];
      if (first !== undefined && first.key <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** The end of the range of all keys that start with `prefix`, as etcd's clients compute it. */
export function prefixEnd(prefix: string): string {
  const last = prefix.charCodeAt(prefix.length - 1);
  return prefix.slice(0, -1) + String.fromCharCode(last + 1);
}

/** Index of the first entry whose key is not below `key`. */
function lowerBound(chunk: readonly { readonly key: string }[], key: string): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = chunk[middle];
    if (entry !== undefined && entry.key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function appended<T>(list: T[], more: readonly T[]): T[] {
  for (const each of more) list.push(each);
  return list;
}
