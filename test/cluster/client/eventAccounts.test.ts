import assert from 'node:assert/strict';
import { EventAccounts, occurrenceHash } from '../../../src/cluster/client/eventAccounts';

const UID = 'the uid of an object';
const MOMENT = { micros: 1_790_000_159_123_456, nanos: 789 };
const LATER = { ...MOMENT, nanos: 790 };

describe("what is kept of an object's events", () => {
  it('is found by what occurred, with the very nanosecond of their name', () => {
    const recorded = new EventAccounts();
    const started = occurrenceHash('Normal', 'Started', 'Container started', '');
    const pulled = occurrenceHash('Normal', 'Pulled', 'already present', '');
    recorded.put(UID, { hash: started, moment: MOMENT, count: 1 }, 0);
    recorded.put(UID, { hash: pulled, moment: LATER, count: 1 }, 0);
    recorded.put(UID, { hash: started, moment: MOMENT, count: 1234 }, 0);
    assert.deepEqual(recorded.find(UID, started), { hash: started, moment: MOMENT, count: 1234 });
    assert.deepEqual(recorded.find(UID, pulled), { hash: pulled, moment: LATER, count: 1 });
    recorded.remove(UID, started);
    assert.equal(recorded.find(UID, started), undefined);
    assert.deepEqual(recorded.find(UID, pulled)?.moment, LATER);
    assert.equal(recorded.find('of another', pulled), undefined);
    assert.ok(recorded.takeToken(UID, 5));
    recorded.forgetBefore(5);
    assert.equal(recorded.find(UID, pulled)?.count, 1);
    recorded.forgetBefore(6);
    assert.equal(recorded.find(UID, pulled), undefined);
  });

  it('allows 25 at once and one more every five minutes', () => {
    const accounts = new EventAccounts();
    const taken = Array.from({ length: 30 }, () => accounts.takeToken(UID, 0)).filter(Boolean);
    assert.equal(taken.length, 25);
    assert.ok(!accounts.takeToken(UID, 299_999));
    assert.ok(accounts.takeToken(UID, 300_000));
    assert.ok(!accounts.takeToken(UID, 300_001));
  });

  it('is of 64 events at most: the oldest are forgotten', () => {
    const recorded = new EventAccounts();
    for (let hash = 1; hash <= 70; hash++) recorded.put(UID, { hash, moment: MOMENT, count: 1 }, 0);
    const found = Array.from({ length: 70 }, (_, i) => i + 1).filter((hash) =>
      recorded.find(UID, hash),
    );
    assert.deepEqual([found.length, found[0]], [64, 7]);
  });

  it('has hashes that tell texts apart, and where one ends', () => {
    const hashes = new Set<number>();
    for (let i = 0; i < 20_000; i++) {
      hashes.add(occurrenceHash('Normal', 'Pulled', `pod web-${String(i)}`, ''));
      hashes.add(occurrenceHash('Normal', 'Pulled', 'pod web-', String(i)));
    }
    assert.equal(hashes.size, 40_000);
    for (const hash of hashes) assert.ok(Number.isSafeInteger(hash));
  });
});
