// Where each key's history begins: by key for single reads, and in order for ranges.
// The order is kept in chunks of limited size, so that an insertion moves few entries and a range is
// a handful of slices. etcd has a B-tree here (mvcc/index.go); the idea is the same.
import type { KeyRevision } from './keyRevision';

/** A key and its newest state; a tombstone while the deletion is not compacted yet. */
export interface KeyEntry<V> {
  readonly key: string;
  readonly head: KeyRevision<V>;
}

/** A state that takes the place of its key's entry, which saves the entry. Its key may be made on reading. */
export type SoleRevision<V> = KeyRevision<V> &
  KeyEntry<V> & {
    /** Below 0 where its own key comes before this one, 0 where it is this one; without making it where it can. */
    compareKey(key: string): number;
  };

/** A full chunk is halved: its first key is at hand, those of the others may have to be made. */
const MAX_CHUNK = 64;

/** Entries in the order of their keys; never empty. */
interface Chunk<V> {
  /** The key of the first entry, at hand for those who look for their chunk. */
  firstKey: string;
  entries: AnyEntry<V>[];
}

interface MutableEntry<V> extends KeyEntry<V> {
  head: KeyRevision<V>;
}

type AnyEntry<V> = KeyEntry<V> & Partial<Pick<SoleRevision<V>, 'compareKey'>>;

export class KeyIndex<V> {
  /** Of all keys but those of sole revisions: they are many, seldom asked for, and found by halving. */
  readonly #entries = new Map<string, MutableEntry<V>>();
  /** Keys ascend within and across chunks. */
  readonly #chunks: Chunk<V>[] = [];
  #soleRevisions = 0;
  /** Where the keys of sole revisions have been so far: none is looked for elsewhere. */
  #firstSole: string | undefined;
  #lastSole: string | undefined;
  /** Where a key was looked for last: who finds nothing there often puts something there next. */
  #lastKey: string | undefined;
  #lastChunk = 0;
  #lastPosition = 0;
  /** What was found there, if anything: who puts something there asks for it twice before. */
  #lastFound: AnyEntry<V> | undefined;
  /** What was put last, where it is still at the last position: the next key often comes behind it. */
  #lastPut: string | undefined;

  get size(): number {
    return this.#entries.size + this.#soleRevisions;
  }

  get(key: string): KeyEntry<V> | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined) return entry;
    if (key === this.#lastKey) return this.#lastFound;
    if (!this.#mayBeSole(key)) return undefined;
    this.#locate(key);
    return this.#lastFound;
  }

  /** Sets the newest state of its key; returns the key's entry. */
  put(head: KeyRevision<V>): KeyEntry<V> {
    const { key } = head;
    const entry = this.#entries.get(key);
    if (entry !== undefined) {
      entry.head = head;
      return entry;
    }
    const created = { key, head };
    this.#entries.set(key, created);
    if (this.#place(key, created)) this.#soleRevisions--;
    return created;
  }

  /** Puts a state in the place of the entry of its key, which is this one, and returns it. */
  putSole(key: string, revision: SoleRevision<V>): KeyEntry<V> {
    if (this.#firstSole === undefined || key < this.#firstSole) this.#firstSole = key;
    if (this.#lastSole === undefined || key > this.#lastSole) this.#lastSole = key;
    const isKnown = this.#place(key, revision);
    if (!isKnown || this.#entries.delete(key)) this.#soleRevisions++;
    return revision;
  }

  delete(key: string): void {
    const isSole = !this.#entries.delete(key);
    if (isSole && !this.#mayBeSole(key)) return;
    const chunk = this.#locate(key);
    if (chunk === undefined) return;
    if (this.#lastFound === undefined) return;
    const { entries } = chunk;
    const position = this.#lastPosition;
    entries.splice(position, 1);
    if (isSole) this.#soleRevisions--;
    const first = entries[0];
    if (first === undefined) this.#chunks.splice(this.#lastChunk, 1);
    else if (position === 0) chunk.firstKey = first.key;
    this.#lastKey = undefined;
  }

  /** Entries with `start` <= key < `end`, in order. */
  range(start: string, end: string): KeyEntry<V>[] {
    let found: KeyEntry<V>[] = [];
    for (let i = this.#chunkOf(start); i < this.#chunks.length; i++) {
      const chunk = this.#chunks[i];
      if (chunk === undefined || chunk.firstKey >= end) break;
      const { entries } = chunk;
      const from = lowerBound(entries, start);
      const first = entries[from];
      if (first === undefined) continue;
      if (!isBefore(first, end)) break;
      const part = entries.slice(from, lowerBound(entries, end));
      found = found.length === 0 ? part : appended(found, part);
    }
    return found;
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
  #place(key: string, entry: AnyEntry<V>): boolean {
    const chunk = this.#locate(key);
    if (chunk === undefined) {
      this.#chunks.push({ firstKey: key, entries: [entry] });
      this.#lastKey = undefined;
      return false;
    }
    const { entries } = chunk;
    const position = this.#lastPosition;
    if (this.#lastFound !== undefined) {
      entries[position] = entry;
      this.#lastFound = entry;
      return true;
    }
    entries.splice(position, 0, entry);
    this.#lastKey = undefined;
    this.#lastPut = key;
    if (position === 0) chunk.firstKey = key;
    if (entries.length > MAX_CHUNK) {
      this.#halve(chunk, this.#lastChunk);
      this.#lastPut = undefined;
    }
    return false;
  }

  /**
   * The chunk that has the key or should have it; where in it is in `#lastPosition`, what is there in `#lastFound`.
   * Undefined where all is empty.
   */
  #locate(key: string): Chunk<V> | undefined {
    if (key === this.#lastKey) return this.#chunks[this.#lastChunk];
    const chunk = this.#behindLastPut(key) ?? this.#lookUp(key);
    this.#lastPut = undefined;
    this.#lastKey = key;
    return chunk;
  }

  #lookUp(key: string): Chunk<V> | undefined {
    const chunkIndex = this.#chunkOf(key);
    const chunk = this.#chunks[chunkIndex];
    this.#lastChunk = chunkIndex;
    this.#lastFound = undefined;
    let low = 0;
    let high = chunk?.entries.length ?? 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = chunk?.entries[middle];
      const order = entry === undefined ? 1 : compared(entry, key);
      if (order < 0) low = middle + 1;
      else high = middle;
      if (order === 0) this.#lastFound = entry;
    }
    this.#lastPosition = low;
    return chunk;
  }

  /** The chunk, where the key comes right behind what was put last. */
  #behindLastPut(key: string): Chunk<V> | undefined {
    if (this.#lastPut === undefined || key <= this.#lastPut) return undefined;
    const chunk = this.#chunks[this.#lastChunk];
    const next = chunk?.entries[this.#lastPosition + 1];
    if (next === undefined) return undefined;
    const order = compared(next, key);
    if (order < 0) return undefined;
    this.#lastFound = order === 0 ? next : undefined;
    this.#lastPosition++;
    return chunk;
  }

  /** Into two lists without room to spare, of which there are hundreds in a large cluster. */
  #halve(chunk: Chunk<V>, chunkIndex: number): void {
    const { entries } = chunk;
    const middle = entries.length >> 1;
    const first = entries[middle];
    if (first === undefined) return;
    chunk.entries = entries.slice(0, middle);
    this.#chunks.splice(chunkIndex + 1, 0, { firstKey: first.key, entries: entries.slice(middle) });
  }

  /** The last chunk whose first key is not above `key`; the first one where there is none. */
  #chunkOf(key: string): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const chunk = this.#chunks[middle];
      if (chunk !== undefined && chunk.firstKey <= key) low = middle;
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
function lowerBound<V>(entries: readonly AnyEntry<V>[], key: string): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry !== undefined && isBefore(entry, key)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore<V>(entry: AnyEntry<V>, key: string): boolean {
  return entry.compareKey === undefined ? entry.key < key : entry.compareKey(key) < 0;
}

/** Below 0 where the entry comes before the key, 0 where it has it. */
function compared<V>(entry: AnyEntry<V>, key: string): number {
  if (entry.compareKey !== undefined) return entry.compareKey(key);
  return entry.key === key ? 0 : entry.key < key ? -1 : 1;
}

function appended<T>(list: T[], more: readonly T[]): T[] {
  for (const each of more) list.push(each);
  return list;
}
