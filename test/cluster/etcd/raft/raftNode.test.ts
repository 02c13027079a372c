// Raft: elections, commits and catching up, told step by step; and that no crash and no partition breaks its
// promises, tried with many random ones.
import assert from 'node:assert/strict';
import { Random } from '../../../../src/simulation/random';
import { RaftGroup, type Answered } from './raftGroup';

const SEED = Number(process.env['CLUSTER_LAB_SEED'] ?? 1);
const THREE = ['a', 'b', 'c'];
const FIVE = ['a', 'b', 'c', 'd', 'e'];

function settled(ids = THREE): {
  readonly group: RaftGroup;
  readonly leader: string;
  readonly others: string[];
} {
  const group = new RaftGroup(7, ids);
  group.runFor(3_000);
  const leader = group.leader?.id ?? '';
  return { group, leader, others: ids.filter((id) => id !== leader) };
}

function valuesOf(group: RaftGroup): readonly string[] {
  return [...group.members.values()].map(({ values }) => values.join());
}

describe('a raft group', () => {
  it('elects one leader within two seconds, whom all follow', () => {
    const { group, leader } = settled();
    assert.notEqual(leader, '');
    for (const { node } of group.members.values()) assert.equal(node?.leader, leader);
    assert.equal(group.leaders.size, 1);
  });

  it('commits what any member is told, at all of them in the same order', () => {
    const { group } = settled();
    for (const id of THREE) group.write(id);
    group.runFor(500);
    assert.equal(group.answered.length, 3);
    assert.equal(new Set(valuesOf(group)).size, 1);
    assert.equal(group.history.length, 3);
  });

  it('has another leader within three seconds of the end of one, and keeps what was committed', () => {
    const { group, leader, others } = settled();
    group.write(leader);
    group.runFor(500);
    group.crash(leader);
    group.runFor(3_000);
    assert.ok(others.includes(group.leader?.id ?? ''));
    for (const id of others) group.write(id);
    group.runFor(500);
    assert.deepEqual(group.history.length, 3);
    group.start(leader);
    group.runFor(1_000);
    assert.equal(new Set(valuesOf(group)).size, 1);
  });

  it('commits nothing without a majority, and goes on when it is back', () => {
    const { group, leader, others } = settled();
    for (const id of others) group.crash(id);
    group.write(leader);
    group.runFor(5_000);
    assert.equal(group.leader, undefined, 'a leader without a majority steps down');
    assert.equal(group.history.length, 0);
    for (const id of others) group.start(id);
    group.runFor(4_000);
    assert.equal(
      group.history.length,
      1,
      'it was in the log of the old leader, which nobody contradicted',
    );
  });

  it('lets a member that was cut off come back without an election', () => {
    const { group, leader, others } = settled();
    const [lonely = ''] = others;
    group.split([lonely]);
    group.runFor(60_000);
    const { term } = group.member(leader).disk;
    group.heal();
    group.runFor(2_000);
    assert.equal(group.member(lonely).node?.leader, leader);
    assert.equal(group.member(leader).disk.term, term);
  });

  it('brings one that was away for long up to date with a snapshot', () => {
    const { group, leader, others } = settled();
    const [away = ''] = others;
    group.crash(away);
    for (let i = 0; i < 100; i++) {
      group.write(leader);
      group.runFor(20);
    }
    group.runFor(500);
    assert.ok(group.member(leader).disk.log.snapshot.index > 0);
    group.start(away);
    group.runFor(1_000);
    assert.equal(group.member(away).values.length, 100);
    assert.equal(new Set(valuesOf(group)).size, 1);
  });

  it('takes in members one by one', () => {
    const group = new RaftGroup(1, THREE, ['a']);
    group.runFor(3_000);
    assert.equal(group.leader?.id, 'a');
    for (const [joining, members] of [
      ['b', ['a', 'b']],
      ['c', THREE],
    ] as const) {
      group.start(joining);
      assert.ok(group.leader?.node?.proposeMembers(members));
      group.runFor(1_000);
      assert.deepEqual(group.member(joining).node?.members, members);
    }
    group.write('c');
    group.runFor(500);
    assert.equal(group.history.length, 1);
    group.crash('a');
    group.runFor(3_000);
    assert.ok(group.leader !== undefined);
  });
});

/** Five seconds of bad luck, and as long without any. */
function tryLuck(seed: number): RaftGroup {
  const random = new Random(seed);
  const ids = random.below(2) === 0 ? THREE : FIVE;
  const group = new RaftGroup(seed, ids);
  const any = (): string => ids[random.below(ids.length)] ?? '';
  group.runFor(2_000);
  for (let i = 0; i < 50; i++) {
    const dice = random.below(20);
    if (dice === 0) group.crash(any());
    else if (dice === 1) group.crash(group.leader?.id ?? any());
    else if (dice < 4) group.start(any());
    else if (dice === 4) group.split(ids.filter(() => random.below(2) === 0));
    else if (dice === 5) group.cut(any(), any());
    else if (dice < 8) group.heal();
    else if (dice < 15) group.write(any());
    else group.read(any());
    group.runFor(random.below(200));
  }
  group.heal();
  for (const id of ids) group.start(id);
  group.runFor(6_000);
  return group;
}

/** What ended before another began comes before it, and a write is a revision of its own. */
function assertLinearizable(answered: readonly Answered[]): void {
  const byEnd = answered.toSorted((a, b) => a.answeredMs - b.answeredMs);
  const byStart = answered.toSorted((a, b) => a.startedMs - b.startedMs);
  let ended = 0;
  let newest = 0;
  for (const operation of byStart) {
    for (; (byEnd[ended]?.answeredMs ?? Infinity) < operation.startedMs; ended++) {
      newest = Math.max(newest, byEnd[ended]?.revision ?? 0);
    }
    const least = operation.isWrite ? newest + 1 : newest;
    assert.ok(operation.revision >= least, `${JSON.stringify(operation)} after ${String(newest)}`);
  }
  const written = answered.filter(({ isWrite }) => isWrite).map(({ revision }) => revision);
  assert.equal(new Set(written).size, written.length);
}

describe('a raft group whose members crash and are cut off at random', () => {
  const GROUPS = 1_000;

  it('loses no committed write, has one leader a term, and linearizable revisions, with 1,000 seeds', () => {
    let written = 0;
    let read = 0;
    let elections = 0;
    for (let i = 0; i < GROUPS; i++) {
      const seed = SEED + i;
      const group = tryLuck(seed);
      const where = `seed ${String(seed)}`;
      assert.ok(group.leader !== undefined, `${where}: nobody leads when all is well`);
      assert.deepEqual(new Set(valuesOf(group)), new Set([group.history.join()]), where);
      assertLinearizable(group.answered);
      written += group.answered.filter(({ isWrite }) => isWrite).length;
      read += group.answered.length;
      elections += group.leaders.size;
    }
    // Enough happened for the promises to mean something.
    assert.ok(written > 5 * GROUPS && read > 8 * GROUPS, `${String(written)} of ${String(read)}`);
    assert.ok(elections > 1.5 * GROUPS, String(elections));
  });
});
