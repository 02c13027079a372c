// What a leader knows of its followers: how far each has the log, who was heard from, and the reads that wait for
// a majority to confirm that it still leads.
// Source: go.etcd.io/raft/v3 (tracker/progress.go, read_only.go).
import type { RaftLog } from './raftLog';
import type { RaftBody } from './raftMessage';

interface Progress {
  /** The last entry known to be the same there. */
  match: number;
  /** The next entry to send. */
  next: number;
  /** Where the follower's log ends is not known: one append at a time, until it accepts one. */
  isProbed: boolean;
  /** A probe is under way, until it is answered or a heartbeat is. */
  isWaiting: boolean;
  /** Something came from it since the leader last looked. */
  isActive: boolean;
}

interface PendingRead {
  readonly from: string;
  readonly index: number;
  readonly confirmed: Set<string>;
}

type Send<V, S> = (to: string, body: RaftBody<V, S>) => void;

export class Replication<V, S> {
  readonly #id: string;
  readonly #log: RaftLog<V, S>;
  readonly #send: Send<V, S>;
  readonly #progress = new Map<string, Progress>();
  readonly #reads = new Map<number, PendingRead>();

  constructor(id: string, log: RaftLog<V, S>, send: Send<V, S>) {
    this.#id = id;
    this.#log = log;
    this.#send = send;
  }

  /** A term as leader begins: nothing is known of the others. */
  begin(): void {
    this.#progress.clear();
    this.#reads.clear();
  }

  /** Sends each what it lacks, and how far all is committed. */
  append(members: readonly string[], commit: number): void {
    for (const to of members) if (to !== this.#id) this.#appendTo(to, commit);
  }

  heartbeat(members: readonly string[], commit: number, read?: number): void {
    for (const to of members) {
      if (to === this.#id) continue;
      // What it does not have cannot be committed there.
      const known = Math.min(this.#of(to).match, commit);
      this.#send(to, { type: 'heartbeat', commit: known, read });
    }
  }

  answered(
    from: string,
    answer: { readonly accepted: boolean; readonly index: number; readonly refusedIndex: number },
    commit: number,
  ): void {
    const progress = this.#of(from);
    progress.isActive = true;
    if (answer.accepted) {
      const hadLess = answer.index > progress.match;
      progress.match = Math.max(progress.match, answer.index);
      progress.next = Math.max(progress.next, progress.match + 1);
      progress.isWaiting = false;
      if (hadLess || progress.isProbed) {
        progress.isProbed = false;
        if (progress.next <= this.#log.lastIndex) this.#appendTo(from, commit);
      }
      return;
    }
    // An old refusal says nothing that is not known better by now.
    if (answer.refusedIndex <= progress.match || answer.refusedIndex >= progress.next) return;
    progress.next = Math.max(progress.match + 1, answer.index + 1);
    progress.isProbed = true;
    progress.isWaiting = false;
    this.#appendTo(from, commit);
  }

  heartbeatAnswered(from: string, commit: number): void {
    const progress = this.#of(from);
    progress.isActive = true;
    progress.isWaiting = false;
    if (progress.match >= this.#log.lastIndex) return;
    // Appends may have been lost: whatever is not acknowledged is sent again.
    progress.next = progress.match + 1;
    progress.isProbed = true;
    this.#appendTo(from, commit);
  }

  /** All were just heard from. */
  markActive(): void {
    for (const progress of this.#progress.values()) progress.isActive = true;
  }

  /** How many of the group were heard from since the last look, the leader among them. */
  takeActive(members: readonly string[]): number {
    let active = 0;
    for (const member of members) {
      const progress = this.#of(member);
      if (member === this.#id || progress.isActive) active++;
      progress.isActive = false;
    }
    return active;
  }

  /** The last entry that a majority has. */
  agreedIndex(members: readonly string[], quorum: number): number {
    const matches = members.map((member) =>
      member === this.#id ? this.#log.lastIndex : this.#of(member).match,
    );
    return matches.toSorted((a, b) => b - a)[quorum - 1] ?? 0;
  }

  startRead(
    members: readonly string[],
    commit: number,
    asked: { read: number; from: string },
  ): void {
    const { read, from } = asked;
    this.#reads.set(read, { from, index: commit, confirmed: new Set([this.#id]) });
    this.heartbeat(members, commit, read);
  }

  /** Once a majority has answered, who wanted to read, and up to where. */
  confirmRead(read: number, by: string, quorum: number): PendingRead | undefined {
    const pending = this.#reads.get(read);
    if (pending === undefined) return undefined;
    pending.confirmed.add(by);
    if (pending.confirmed.size < quorum) return undefined;
    this.#reads.delete(read);
    return pending;
  }

  #appendTo(to: string, commit: number): void {
    const progress = this.#of(to);
    if (progress.isProbed && progress.isWaiting) return;
    progress.isWaiting = progress.isProbed;
    const log = this.#log;
    const previousIndex = progress.next - 1;
    const previousTerm = log.termAt(previousIndex);
    if (previousTerm === undefined) {
      this.#send(to, { type: 'snapshot', snapshot: log.snapshot });
      progress.isProbed = true;
      progress.isWaiting = true;
      return;
    }
    const entries = log.entriesFrom(progress.next);
    this.#send(to, { type: 'append', previousIndex, previousTerm, entries, commit });
    if (!progress.isProbed) progress.next = log.lastIndex + 1;
  }

  #of(follower: string): Progress {
    let progress = this.#progress.get(follower);
    if (progress === undefined) {
      const next = this.#log.lastIndex + 1;
      progress = { match: 0, next, isProbed: true, isWaiting: false, isActive: true };
      this.#progress.set(follower, progress);
    }
    return progress;
  }
}
