// One member of a raft group: follower, candidate or leader. It only answers messages and counts ticks; time,
// wires and disk belong to whoever drives it.
// Source: https://raft.github.io/raft.pdf; go.etcd.io/raft/v3 (raft.go), with etcd's settings: pre-vote, a leader
// that hears from no majority steps down, and who hears from a leader votes for nobody.
//
// Differs from etcd: members are added as voters at once, without having been learners, and count from the moment
// they are in the log, as those that are taken out count no more; a leader that is taken out leads until it ends;
// there is no flow control of appends, and no transfer of leadership.
import { Elections } from './elections';
import type { RaftDisk } from './raftDisk';
import {
  isLeaders,
  type BodyOf,
  type LogEntry,
  type RaftBody,
  type RaftMessage,
  type Snapshot,
} from './raftMessage';
import { Replication } from './replication';

export interface RaftOptions<V, S> {
  readonly id: string;
  /** A whole number below `bound`. */
  readonly randomBelow: (bound: number) => number;
  readonly send: (message: RaftMessage<V, S>) => void;
  /** An entry is committed; each comes once, in order. */
  readonly apply: (entry: LogEntry<V>) => void;
  /** The entries up to here are to be taken from a snapshot. */
  readonly restore: (snapshot: Snapshot<S>) => void;
  /** A read that was asked for here may be answered from all that is applied up to `index`. */
  readonly readReady?: (read: number, index: number) => void;
  /** A new term began at this member, or it has another leader. */
  readonly leaderChanged?: () => void;
}

export type RaftRole = 'follower' | 'preCandidate' | 'candidate' | 'leader';

/** In ticks of 100 ms, etcd's defaults: --heartbeat-interval and --election-timeout. */
export const TICK_MS = 100;
export const ELECTION_TICKS = 10;

/** How many of so many members are a majority, without which nothing is decided. */
export function majorityOf(members: number): number {
  return Math.floor(members / 2) + 1;
}

export class RaftNode<V, S> {
  readonly id: string;
  readonly disk: RaftDisk<V, S>;
  readonly #options: RaftOptions<V, S>;
  readonly #elections: Elections;
  readonly #replication: Replication<V, S>;
  #role: RaftRole = 'follower';
  #leader: string | undefined;
  #applied: number;
  /** Ticks since an election could last begin anew, or since the leader looked who is there. */
  #elapsed = 0;
  #timeout = 0;

  /** A process that starts, with what is on its disk. */
  constructor(options: RaftOptions<V, S>, disk: RaftDisk<V, S>) {
    this.id = options.id;
    this.disk = disk;
    this.#options = options;
    this.#elections = new Elections(options.id);
    this.#replication = new Replication(options.id, disk.log, (to, body) => {
      this.#send(to, body);
    });
    this.#applied = disk.log.snapshot.index;
    options.restore(disk.log.snapshot);
    this.#applyCommitted();
    this.#resetTimeout();
  }

  get role(): RaftRole {
    return this.#role;
  }

  get term(): number {
    return this.disk.term;
  }

  get leader(): string | undefined {
    return this.#leader;
  }

  get members(): readonly string[] {
    return this.disk.log.members;
  }

  get quorum(): number {
    return majorityOf(this.members.length);
  }

  /** 100 ms have passed. */
  tick(): void {
    this.#elapsed++;
    if (this.#role === 'leader') {
      this.#replication.heartbeat(this.members, this.disk.commit);
      if (this.#elapsed < ELECTION_TICKS) return;
      this.#elapsed = 0;
      if (this.#replication.takeActive(this.members) < this.quorum) this.#follow(undefined);
    } else if (this.#elapsed >= this.#timeout && this.members.includes(this.id)) {
      this.#campaign('preCandidate');
    }
  }

  /** For a driver that left out quiet times: all went well until now. */
  rest(): void {
    this.#elapsed = 0;
    this.#replication.markActive();
  }

  /** Takes a value for the log, where there is a leader to take it. It is committed later, or never. */
  propose(value: V): void {
    if (this.#role === 'leader') this.#append({ value });
    else if (this.#leader !== undefined) this.#send(this.#leader, { type: 'propose', value });
  }

  /** Of a leader: another list of members. False while the last change is not committed, or from others. */
  proposeMembers(members: readonly string[]): boolean {
    if (!this.canChangeMembers) return false;
    this.#append({ members });
    return true;
  }

  get canChangeMembers(): boolean {
    const { log, commit } = this.disk;
    if (this.#role !== 'leader' || log.termAt(commit) !== this.term) return false;
    return log.entriesFrom(commit + 1).every((entry) => entry.members === undefined);
  }

  /** Asks for a linearizable read; answered through `readReady`, or never. */
  read(read: number): void {
    if (this.#role === 'leader') this.#startRead(this.id, read);
    else if (this.#leader !== undefined) this.#send(this.#leader, { type: 'read', read });
  }

  /** A message that has come. */
  step(message: RaftMessage<V, S>): void {
    const { body, from } = message;
    if (message.term > this.term) {
      if (!this.#admitsTerm(message)) return;
    } else if (message.term < this.term) {
      this.#answerStale(message);
      return;
    }
    switch (body.type) {
      case 'preVote':
      case 'vote':
        this.#answerVote(from, message.term, body);
        break;
      case 'preVoteAnswer':
      case 'voteAnswer':
        this.#countVote(from, body);
        break;
      case 'append':
      case 'heartbeat':
      case 'snapshot':
        this.#hearLeader(from, body);
        break;
      case 'readAnswer':
        this.#options.readReady?.(body.read, body.index);
        break;
      default:
        if (this.#role === 'leader') this.#hearFollower(from, body);
    }
  }

  /** Shortens the log: what is applied needs no entries, but those that a follower may lack. */
  compact(keptEntries: number, state: S): void {
    this.disk.log.compact(this.#applied - keptEntries, state);
  }

  /** A newer term: false where the message is not for us to heed. */
  #admitsTerm({ from, term, body }: RaftMessage<V, S>): boolean {
    const { type } = body;
    if (type === 'preVote' || type === 'vote') {
      // Who hears from a leader lets nobody disturb it.
      if (this.#leader !== undefined && this.#elapsed < ELECTION_TICKS) return false;
    }
    if (type === 'preVote' || (type === 'preVoteAnswer' && body.granted)) return true;
    this.#enterTerm(term);
    this.#follow(isLeaders(body) ? from : undefined);
    return true;
  }

  /** Somebody is behind: a leader of old steps down when it hears of the present term. */
  #answerStale({ body, from }: RaftMessage<V, S>): void {
    if (isLeaders(body)) {
      const { lastIndex } = this.disk.log;
      const refusal = { accepted: false, index: lastIndex, refusedIndex: 0 };
      this.#send(from, { type: 'appendAnswer', ...refusal });
    } else if (body.type === 'preVote') {
      this.#send(from, { type: 'preVoteAnswer', granted: false });
    }
  }

  #answerVote(from: string, term: number, body: BodyOf<V, S, 'preVote' | 'vote'>): void {
    const isPre = body.type === 'preVote';
    const { vote, log } = this.disk;
    const isFree =
      vote === from ||
      (vote === undefined && this.#leader === undefined) ||
      (isPre && term > this.term);
    const granted = isFree && log.isUpToDate(body.lastIndex, body.lastTerm);
    const type = isPre ? 'preVoteAnswer' : 'voteAnswer';
    this.#send(from, { type, granted }, granted ? term : this.term);
    if (!granted || isPre) return;
    this.disk.vote = from;
    this.#elapsed = 0;
  }

  #countVote(from: string, { type, granted }: BodyOf<V, S, 'preVoteAnswer' | 'voteAnswer'>): void {
    const awaited = type === 'preVoteAnswer' ? 'preCandidate' : 'candidate';
    if (this.#role !== awaited) return;
    this.#elections.count(from, granted);
    this.#decideElection();
  }

  #campaign(role: 'preCandidate' | 'candidate'): void {
    this.#role = role;
    this.#setLeader(undefined);
    this.#resetTimeout();
    if (role === 'candidate') {
      this.#enterTerm(this.term + 1);
      this.disk.vote = this.id;
    }
    this.#elections.begin();
    const { lastIndex, lastTerm } = this.disk.log;
    const type = role === 'candidate' ? 'vote' : 'preVote';
    const term = role === 'candidate' ? this.term : this.term + 1;
    for (const to of this.members) {
      if (to !== this.id) this.#send(to, { type, lastIndex, lastTerm }, term);
    }
    this.#decideElection();
  }

  #decideElection(): void {
    const outcome = this.#elections.outcome(this.members, this.quorum);
    if (outcome === 'lost') this.#follow(undefined);
    else if (outcome === 'won' && this.#role === 'preCandidate') this.#campaign('candidate');
    else if (outcome === 'won') this.#lead();
  }

  #lead(): void {
    this.#role = 'leader';
    this.#resetTimeout();
    this.#replication.begin();
    this.#setLeader(this.id);
    // Entries of earlier terms are committed with the first of this one.
    this.#append({});
  }

  #follow(leader: string | undefined): void {
    this.#role = 'follower';
    this.#resetTimeout();
    this.#setLeader(leader);
  }

  #enterTerm(term: number): void {
    this.disk.term = term;
    this.disk.vote = undefined;
  }

  #setLeader(leader: string | undefined): void {
    if (leader === this.#leader) return;
    this.#leader = leader;
    this.#options.leaderChanged?.();
  }

  #resetTimeout(): void {
    this.#elapsed = 0;
    this.#timeout = ELECTION_TICKS + this.#options.randomBelow(ELECTION_TICKS);
  }

  #append(what: { readonly value?: V; readonly members?: readonly string[] }): void {
    const { log } = this.disk;
    log.append({ index: log.lastIndex + 1, term: this.term, ...what });
    this.#replication.append(this.members, this.disk.commit);
    this.#advanceCommit();
  }

  #hearLeader(from: string, body: BodyOf<V, S, 'append' | 'heartbeat' | 'snapshot'>): void {
    if (this.#role !== 'follower' || this.#leader !== from) this.#follow(from);
    this.#elapsed = 0;
    if (body.type === 'heartbeat') {
      this.#commitTo(Math.min(body.commit, this.disk.log.lastIndex));
      this.#send(from, { type: 'heartbeatAnswer', read: body.read });
    } else if (body.type === 'append') {
      this.#hearAppend(from, body);
    } else {
      this.#hearSnapshot(body.snapshot);
      this.#acceptTo(from, this.disk.commit);
    }
  }

  #hearAppend(from: string, body: BodyOf<V, S, 'append'>): void {
    const { previousIndex, previousTerm, entries, commit } = body;
    const { log } = this.disk;
    if (previousIndex < this.disk.commit) {
      // What is committed agrees anyhow.
      this.#acceptTo(from, this.disk.commit);
      return;
    }
    if (log.termAt(previousIndex) !== previousTerm) {
      const index = Math.min(previousIndex - 1, log.lastIndex);
      const type = 'appendAnswer';
      this.#send(from, { type, accepted: false, index, refusedIndex: previousIndex });
      return;
    }
    log.merge(entries);
    const last = previousIndex + entries.length;
    this.#commitTo(Math.min(commit, last));
    this.#acceptTo(from, last);
  }

  #acceptTo(to: string, index: number): void {
    this.#send(to, { type: 'appendAnswer', accepted: true, index, refusedIndex: 0 });
  }

  #hearSnapshot(snapshot: Snapshot<S>): void {
    if (snapshot.index <= this.disk.commit) return;
    this.disk.log.restore(snapshot);
    this.disk.commit = snapshot.index;
    this.#applied = snapshot.index;
    this.#options.restore(snapshot);
  }

  #hearFollower(
    from: string,
    body: BodyOf<V, S, 'appendAnswer' | 'heartbeatAnswer' | 'propose' | 'read'>,
  ): void {
    const { commit } = this.disk;
    switch (body.type) {
      case 'propose':
        this.#append({ value: body.value });
        break;
      case 'read':
        this.#startRead(from, body.read);
        break;
      case 'appendAnswer':
        this.#replication.answered(from, body, commit);
        this.#advanceCommit();
        break;
      case 'heartbeatAnswer': {
        this.#replication.heartbeatAnswered(from, commit);
        const { read } = body;
        if (read === undefined) return;
        const confirmed = this.#replication.confirmRead(read, from, this.quorum);
        if (confirmed !== undefined) this.#answerRead(confirmed.from, read, confirmed.index);
      }
    }
  }

  /** What a majority has is committed; entries of earlier terms only along with one of this term. */
  #advanceCommit(): void {
    const { log } = this.disk;
    const index = this.#replication.agreedIndex(this.members, this.quorum);
    if (index <= this.disk.commit || log.termAt(index) !== this.term) return;
    this.#commitTo(index);
    // Followers learn of it at once.
    this.#replication.append(this.members, this.disk.commit);
  }

  #commitTo(index: number): void {
    if (index <= this.disk.commit) return;
    this.disk.commit = index;
    this.#applyCommitted();
  }

  #applyCommitted(): void {
    while (this.#applied < this.disk.commit) {
      const entry = this.disk.log.entry(this.#applied + 1);
      if (entry === undefined) throw new Error(`${this.id} has no entry to apply`);
      this.#applied++;
      this.#options.apply(entry);
    }
  }

  /** A leader that has committed nothing yet does not know all that is committed. */
  #startRead(from: string, read: number): void {
    const { log, commit } = this.disk;
    if (log.termAt(commit) !== this.term) return;
    if (this.quorum === 1) this.#answerRead(from, read, commit);
    else this.#replication.startRead(this.members, commit, { read, from });
  }

  #answerRead(from: string, read: number, index: number): void {
    if (from === this.id) this.#options.readReady?.(read, index);
    else this.#send(from, { type: 'readAnswer', read, index });
  }

  #send(to: string, body: RaftBody<V, S>, term = this.term): void {
    this.#options.send({ from: this.id, to, term, body });
  }
}
