// Candidates who agree on a leader by a Lease. Their clock is moved by hand: nobody waits for a lease to run out.
import assert from 'node:assert/strict';
import type * as k8s from '@kubernetes/client-node';
import type { CaseLab } from './caseLab';
import { LeaderElector } from './leaderElector';
import type { CaseName } from './protocol';

const START_MS = 1_790_000_000_000;
const RENEWED_MS = START_MS + 10_000;
const RUN_OUT_MS = RENEWED_MS + 16_000;
const RUN_OUT_AGAIN_MS = RUN_OUT_MS + 16_000;

export function electionCases({ config }: CaseLab): Partial<Record<CaseName, () => Promise<void>>> {
  const third = new LeaderElector(config, 'leader', 'third');
  let leader = new LeaderElector(config, 'leader', 'first');
  let other = new LeaderElector(config, 'leader', 'second');

  return {
    'one of two candidates becomes the leader': async () => {
      // Both have seen that there is no lease.
      await Promise.all([leader.observe(START_MS), other.observe(START_MS)]);
      const won = await Promise.all([leader.claim(START_MS), other.claim(START_MS)]);
      assert.deepEqual(won.toSorted(), [false, true]);
      if (other.isLeader) [leader, other] = [other, leader];
      assert.deepEqual([leader.isLeader, other.isLeader], [true, false]);
    },

    'a leader that renews stays it': async () => {
      const { acquireTime } = leader.lease?.spec ?? {};
      assert.equal(await leader.tryAcquireOrRenew(RENEWED_MS), true);
      assert.equal(timeOf(leader.lease?.spec?.acquireTime), timeOf(acquireTime));
      assert.equal(timeOf(leader.lease?.spec?.renewTime), RENEWED_MS);
      assert.equal(await other.tryAcquireOrRenew(RENEWED_MS), false);
      assert.equal(await third.tryAcquireOrRenew(RENEWED_MS), false);
    },

    'another takes over when the lease has run out': async () => {
      assert.equal(await other.tryAcquireOrRenew(RENEWED_MS + 14_000), false);
      assert.equal(await other.tryAcquireOrRenew(RUN_OUT_MS), true);
      assert.equal(other.lease?.spec?.leaseTransitions, 1);
      // The old one still believes in itself: its next write is refused, and then it looks.
      assert.equal(leader.isLeader, true);
      assert.equal(await leader.claim(RUN_OUT_MS), false);
      assert.equal(await leader.tryAcquireOrRenew(RUN_OUT_MS), false);
      assert.equal(leader.isLeader, false);
    },

    'of two who take over at once, one is refused': async () => {
      await third.observe(RUN_OUT_MS);
      const claims = [leader, third].map((each) => each.claim(RUN_OUT_AGAIN_MS));
      assert.deepEqual((await Promise.all(claims)).toSorted(), [false, true]);
      await Promise.all([leader, third].map((each) => each.observe(RUN_OUT_AGAIN_MS)));
      assert.notEqual(leader.isLeader, third.isLeader);
      assert.equal(await other.tryAcquireOrRenew(RUN_OUT_AGAIN_MS), false);
      assert.equal(other.isLeader, false);
    },
  };
}

/** What the library reads it leaves as text. */
function timeOf(time: k8s.V1MicroTime | undefined): number {
  return new Date(time ?? 0).getTime();
}
