// A raft group for tests: members with disks, over links that can be cut, that number what they are told. A hand
// crashes and cuts at random; what clients were told is kept, to be held against what the members hold.
import assert from 'node:assert/strict';
import { newDisk, type RaftDisk } from '../../../../src/cluster/etcd/raft/raftDisk';
import { RaftNode, TICK_MS } from '../../../../src/cluster/etcd/raft/raftNode';
import type { LogEntry, RaftMessage } from '../../../../src/cluster/etcd/raft/raftMessage';
import { Link } from '../../../../src/simulation/link';
import { Simulation } from '../../../../src/simulation/simulation';

/** What the state machine holds: all values so far, in their order. Their number is the revision. */
type Values = readonly number[];

/** An operation of a client that was answered. */
export interface Answered {
  readonly startedMs: number;
  readonly answeredMs: number;
  readonly revision: number;
  readonly isWrite: boolean;
}

interface Pending {
  readonly startedMs: number;
  readonly member: Member;
}

export class Member {
  readonly id: string;
  readonly disk: RaftDisk<number, Values>;
  node: RaftNode<number, Values> | undefined;
  values: number[] = [];

  constructor(id: string, disk: RaftDisk<number, Values>) {
    this.id = id;
    this.disk = disk;
  }
}

export class RaftGroup {
  readonly simulation: Simulation;
  readonly members = new Map<string, Member>();
  readonly answered: Answered[] = [];
  readonly leaders = new Map<number, string>();
  readonly #links = new Map<string, Link>();
  readonly #writes = new Map<number, Pending>();
  readonly #reads = new Map<number, Pending>();
  readonly #waiting: { readonly index: number; readonly read: number }[] = [];
  /** The longest history that any member has applied: nobody may ever contradict it. */
  readonly #history: number[] = [];
  #next = 0;

  /** The others of `ids` than the first `members` join later. */
  constructor(seed: number, ids: readonly string[], members = ids) {
    this.simulation = new Simulation({ seed, traceCapacity: 16 });
    for (const id of ids) {
      this.members.set(id, new Member(id, newDisk(members.includes(id) ? members : [], [])));
      for (const to of ids) {
        if (to !== id)
          this.#links.set(id + to, new Link(this.simulation, { latencyMs: 5, jitterMs: 40 }));
      }
    }
    for (const id of members) this.start(id);
  }

  get leader(): Member | undefined {
    return [...this.members.values()].find(({ node }) => node?.role === 'leader');
  }

  get history(): readonly number[] {
    return this.#history;
  }

  member(id: string): Member {
    const member = this.members.get(id);
    assert.ok(member !== undefined);
    return member;
  }

  runFor(ms: number): void {
    this.simulation.runUntil(this.simulation.nowMs + ms);
  }

  start(id: string): void {
    const member = this.member(id);
    if (member.node !== undefined) return;
    const { random } = this.simulation;
    const node = new RaftNode<number, Values>(
      {
        id,
        randomBelow: (bound) => random.below(bound),
        send: (message) => {
          this.#send(message);
        },
        apply: (entry) => {
          this.#apply(member, entry);
        },
        restore: ({ state }) => {
          member.values = [...state];
        },
        readReady: (read, index) => {
          this.#waiting.push({ index, read });
          this.#answerReads(member);
        },
        leaderChanged: () => {
          this.#noteLeader(member);
        },
      },
      member.disk,
    );
    member.node = node;
    const tick = (): void => {
      if (member.node !== node) return;
      node.tick();
      this.simulation.schedule(TICK_MS, 'tick', id, tick);
    };
    this.simulation.schedule(random.below(TICK_MS), 'tick', id, tick);
  }

  crash(id: string): void {
    this.member(id).node = undefined;
  }

  /** One way only. */
  cut(from: string, to: string): void {
    this.#links.get(from + to)?.partition();
  }

  /** Both ways, of all that are not on the same side. */
  split(side: readonly string[]): void {
    for (const a of this.members.keys()) {
      for (const b of this.members.keys()) {
        if (a !== b && side.includes(a) !== side.includes(b)) this.cut(a, b);
      }
    }
  }

  heal(): void {
    for (const link of this.#links.values()) link.heal();
  }

  write(id: string): void {
    const member = this.member(id);
    const value = ++this.#next;
    this.#writes.set(value, { startedMs: this.simulation.nowMs, member });
    member.node?.propose(value);
  }

  read(id: string): void {
    const member = this.member(id);
    const read = ++this.#next;
    this.#reads.set(read, { startedMs: this.simulation.nowMs, member });
    member.node?.read(read);
  }

  #send(message: RaftMessage<number, Values>): void {
    const { from, to } = message;
    this.#links.get(from + to)?.send(message.body.type, to, () => {
      this.member(to).node?.step(message);
    });
  }

  #noteLeader(member: Member): void {
    // During its construction a member is not there yet, and no leader.
    const { node } = member;
    if (node?.role !== 'leader') return;
    const other = this.leaders.get(node.term) ?? member.id;
    assert.equal(other, member.id, `two leaders in term ${String(node.term)}`);
    this.leaders.set(node.term, member.id);
  }

  #apply(member: Member, { value }: LogEntry<number>): void {
    if (value !== undefined) {
      const place = member.values.push(value) - 1;
      if (place === this.#history.length) this.#history.push(value);
      assert.equal(
        this.#history[place],
        value,
        `${member.id} has another value at ${String(place)}`,
      );
      const pending = this.#writes.get(value);
      // Only who was asked, and lives, can answer.
      if (pending?.member === member && member.node !== undefined) {
        this.#writes.delete(value);
        this.#answer(pending, member.values.length, true);
      }
      if (member.values.length % 40 === 0) this.#compact(member);
    }
    this.#answerReads(member);
  }

  #compact(member: Member): void {
    const { node, values } = member;
    this.simulation.schedule(0, 'compact', member.id, () => {
      // What stands in the log only is no part of the state: all up to the commit is applied here.
      if (node !== undefined && member.node === node) node.compact(10, this.#stateAt(member, 10));
      assert.ok(values.length > 0);
    });
  }

  /** The state without the last `kept` applied entries. */
  #stateAt({ disk, values }: Member, kept: number): Values {
    let withoutLast = 0;
    for (let index = disk.commit; index > disk.commit - kept; index--) {
      if (disk.log.entry(index)?.value !== undefined) withoutLast++;
    }
    return values.slice(0, values.length - withoutLast);
  }

  #answerReads(member: Member): void {
    for (const waiting of [...this.#waiting]) {
      const pending = this.#reads.get(waiting.read);
      if (pending?.member !== member || member.disk.commit < waiting.index) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      this.#reads.delete(waiting.read);
      this.#answer(pending, member.values.length, false);
    }
  }

  #answer({ startedMs }: Pending, revision: number, isWrite: boolean): void {
    this.answered.push({ startedMs, answeredMs: this.simulation.nowMs, revision, isWrite });
  }
}
