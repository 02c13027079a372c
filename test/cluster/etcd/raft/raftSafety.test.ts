// A new leader and what it found in its log: told message by message, since random crashes hardly ever come upon it.
import assert from 'node:assert/strict';
import type { RaftBody, RaftMessage } from '../../../../src/cluster/etcd/raft/raftMessage';
import { newDisk } from '../../../../src/cluster/etcd/raft/raftDisk';
import { ELECTION_TICKS, RaftNode } from '../../../../src/cluster/etcd/raft/raftNode';

const FIVE = ['a', 'b', 'c', 'd', 'e'];
const TERM = 4;

/**
 * `a` of five, elected in term 4. In its log: 1, committed; 2, of term 2, of which it does not know
 * whether it was; and 3, its own first one.
 */
class NewLeader {
  readonly node: RaftNode<string, readonly string[]>;
  readonly applied: number[] = [];
  readonly reads: (readonly [read: number, index: number])[] = [];
  readonly #sent: RaftMessage<string, readonly string[]>[] = [];

  constructor() {
    const disk = newDisk<string, readonly string[]>(FIVE, []);
    disk.term = TERM - 1;
    disk.log.append({ index: 1, term: 1, value: 'first' });
    disk.log.append({ index: 2, term: 2, value: 'second' });
    disk.commit = 1;
    this.node = new RaftNode(
      {
        id: 'a',
        randomBelow: () => 0,
        send: (message) => this.#sent.push(message),
        apply: ({ index }) => this.applied.push(index),
        restore: () => undefined,
        readReady: (read, index) => this.reads.push([read, index]),
      },
      disk,
    );
    for (let tick = 0; tick < ELECTION_TICKS; tick++) this.node.tick();
    for (const from of ['b', 'c']) this.hear(from, { type: 'preVoteAnswer', granted: true });
    for (const from of ['b', 'c']) this.hear(from, { type: 'voteAnswer', granted: true });
    assert.equal(this.node.role, 'leader');
    assert.equal(this.node.disk.log.lastIndex, 3);
  }

  hear(from: string, body: RaftBody<string, readonly string[]>): void {
    this.node.step({ from, to: 'a', term: TERM, body });
  }

  /** A follower says that it has the log up to there. */
  has(from: string, index: number): void {
    this.hear(from, { type: 'appendAnswer', accepted: true, index, refusedIndex: 0 });
  }

  /** All say that it leads. */
  confirm(read: number): void {
    for (const from of ['b', 'c', 'd', 'e']) this.hear(from, { type: 'heartbeatAnswer', read });
  }

  hasSent(type: RaftBody<string, readonly string[]>['type']): boolean {
    return this.#sent.some(({ body }) => body.type === type);
  }

  /** Of what it told a follower, the furthest that it called committed. */
  committedAt(follower: string): number {
    const told = this.#sent.flatMap(({ to, body }) =>
      to === follower && (body.type === 'append' || body.type === 'heartbeat') ? [body.commit] : [],
    );
    return Math.max(0, ...told);
  }
}

describe('a raft leader that has just been elected', () => {
  // Figure 8 of the paper (section 5.4.2): e, with another entry of term 3 at 2, could still be elected over b and c.
  it('does not call an entry of an earlier term committed, though a majority has it', () => {
    const leader = new NewLeader();
    leader.has('b', 2);
    leader.has('c', 2);
    leader.has('d', 2);
    assert.equal(leader.node.disk.commit, 1);
    assert.deepEqual(leader.applied, [1]);
    assert.equal(leader.committedAt('b'), 1);
  });

  it('commits it along with the first of its own term', () => {
    const leader = new NewLeader();
    leader.has('b', 3);
    assert.equal(leader.node.disk.commit, 1);
    leader.has('c', 3);
    assert.equal(leader.node.disk.commit, 3);
    assert.deepEqual(leader.applied, [1, 2, 3]);
  });

  // The leader of term 2 may have committed 2, answered for it, and died.
  it('answers no read before that, though all say that it leads', () => {
    const leader = new NewLeader();
    leader.node.read(7);
    leader.hear('b', { type: 'read', read: 8 });
    leader.confirm(7);
    leader.confirm(8);
    assert.deepEqual(leader.reads, []);
    assert.ok(!leader.hasSent('readAnswer'));
  });

  it('answers those that come after it with all that was committed', () => {
    const leader = new NewLeader();
    leader.has('b', 3);
    leader.has('c', 3);
    leader.node.read(9);
    assert.deepEqual(leader.reads, [], 'somebody else might lead by now');
    leader.confirm(9);
    assert.deepEqual(leader.reads, [[9, 3]]);
  });
});
