import assert from 'node:assert/strict';
import { EventAccount, occurrenceHash } from '../../../src/cluster/client/eventAccount';

const NANOS = 1_790_000_159_123_456_789n;

describe("what is kept of an object's events", () => {
  it('is found by what occurred, with the very nanosecond of their name', () => {
    const recorded = new EventAccount(0);
    const started = occurrenceHash('Normal', 'Started', 'Container started', '');
    const pulled = occurrenceHash('Normal', 'Pulled', 'already present', '');
    recorded.put({ hash: started, nanos: NANOS, count: 1 });
    recorded.put({ hash: pulled, nanos: NANOS + 1n, count: 1 });
    recorded.put({ hash: started, nanos: NANOS, count: 1234 });
    assert.deepEqual(recorded.find(started), { hash: started, nanos: NANOS, count: 1234 });
    assert.deepEqual(recorded.find(pulled), { hash: pulled, nanos: NANOS + 1n, count: 1 });
    recorded.remove(started);
    assert.equal(recorded.find(started), undefined);
    assert.equal(recorded.find(pulled)?.nanos, NANOS + 1n);
    assert.ok(recorded.takeToken(5));
    recorded.forgetBefore(5);
    assert.equal(recorded.find(pulled)?.count, 1);
    recorded.forgetBefore(6);
    assert.equal(recorded.find(pulled), undefined);
  });

  it('allows 25 at once and one more every five minutes', () => {
    const account = new EventAccount(0);
    const taken = Array.from({ length: 30 }, () => account.takeToken(0)).filter(Boolean);
    assert.equal(taken.length, 25);
    assert.ok(!account.takeToken(299_999));
    assert.ok(account.takeToken(300_000));
    assert.ok(!account.takeToken(300_001));
  });

  it('is of 64 events at most: the oldest are forgotten', () => {
    const recorded = new EventAccount(0);
    for (let hash = 1; hash <= 70; hash++) recorded.put({ hash, nanos: NANOS, count: 1 });
    const found = Array.from({ length: 70 }, (_, i) => i + 1).filter((hash) => recorded.find(hash));
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
