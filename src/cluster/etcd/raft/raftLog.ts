// The log of a raft member: a snapshot, and all entries after it.
//
// Worked example: after a compaction at 3, the log [1 2 3 4 5] is the snapshot (index 3) and [4 5].
import type { LogEntry, Snapshot } from './raftMessage';

export class RaftLog<V, S> {
  #snapshot: Snapshot<S>;
  #entries: LogEntry<V>[] = [];
  #members: readonly string[];

  constructor(snapshot: Snapshot<S>) {
    this.#snapshot = snapshot;
    this.#members = snapshot.members;
  }

  get snapshot(): Snapshot<S> {
    return this.#snapshot;
  }

  get lastIndex(): number {
    return this.#snapshot.index + this.#entries.length;
  }

  get lastTerm(): number {
    return this.#entries.at(-1)?.term ?? this.#snapshot.term;
  }

  /** Those of the last entry that names some. */
  get members(): readonly string[] {
    return this.#members;
  }

  /** Undefined where there is no entry (any more). */
  termAt(index: number): number | undefined {
    return index === this.#snapshot.index ? this.#snapshot.term : this.entry(index)?.term;
  }

  entry(index: number): LogEntry<V> | undefined {
    return this.#entries[index - this.#snapshot.index - 1];
  }

  entriesFrom(index: number): readonly LogEntry<V>[] {
    return this.#entries.slice(Math.max(0, index - this.#snapshot.index - 1));
  }

  append(entry: LogEntry<V>): void {
    this.#entries.push(entry);
    this.#members = entry.members ?? this.#members;
  }

  /** Takes what a leader sent: what differs from it goes, with all after it. */
  merge(entries: readonly LogEntry<V>[]): void {
    for (const entry of entries) {
      if (entry.index <= this.#snapshot.index) continue;
      if (this.termAt(entry.index) === entry.term) continue;
      this.#truncate(entry.index - this.#snapshot.index - 1);
      this.append(entry);
    }
  }

  /** True where whoever ends with this place has all that a majority may have committed. */
  isUpToDate(lastIndex: number, lastTerm: number): boolean {
    return lastTerm > this.lastTerm || (lastTerm === this.lastTerm && lastIndex >= this.lastIndex);
  }

  /** Lets `state` stand for all entries up to `index`. */
  compact(index: number, state: S): void {
    const term = this.termAt(index);
    if (term === undefined || index <= this.#snapshot.index) return;
    let { members } = this.#snapshot;
    const dropped = this.#entries.splice(0, index - this.#snapshot.index);
    for (const entry of dropped) members = entry.members ?? members;
    this.#snapshot = { index, term, members, state };
  }

  /** Begins anew from a snapshot. */
  restore(snapshot: Snapshot<S>): void {
    this.#snapshot = snapshot;
    this.#entries = [];
    this.#members = snapshot.members;
  }

  /** A list of members that is taken out of the log counts no more. */
  #truncate(length: number): void {
    if (length >= this.#entries.length) return;
    this.#entries.length = length;
    const named = this.#entries.findLast(({ members }) => members !== undefined);
    this.#members = named?.members ?? this.#snapshot.members;
  }
}
