import assert from 'node:assert/strict';
import { Trace } from '../../src/simulation/trace';

const RING = 8;
/** Whole pages are kept: this is one. */
const ONE_PAGE = 2048;

/** Entries that set each other off: 1, 2, 3 ... */
function chainOf(trace: Trace, length: number, subject = 'web'): number {
  let cause = 0;
  for (let i = 0; i < length; i++) cause = trace.record(cause, i, 'sync', subject);
  return cause;
}

function fill(trace: Trace, entries: number): void {
  for (let i = 0; i < entries; i++) trace.record(0, 1000 + i, 'tick', 'clock');
}

describe('Trace', () => {
  it('forgets what the ring has overwritten', () => {
    const trace = new Trace(RING);
    const last = chainOf(trace, 4);
    fill(trace, RING);
    assert.equal(trace.entry(last), undefined);
    assert.deepEqual(trace.chain(last), []);
  });

  it('keeps an entry and what led to it beyond the ring, and nothing else', () => {
    const trace = new Trace(RING);
    trace.keepUpTo(ONE_PAGE);
    const last = chainOf(trace, 4);
    const other = trace.record(0, 5, 'tick', 'clock');
    trace.keep(last);
    fill(trace, 3 * RING);
    assert.deepEqual(
      trace.chain(last).map(({ id, atMs, label, subject }) => [id, atMs, label, subject]),
      [
        [4, 3, 'sync', 'web'],
        [3, 2, 'sync', 'web'],
        [2, 1, 'sync', 'web'],
        [1, 0, 'sync', 'web'],
      ],
    );
    assert.equal(trace.entry(other), undefined);
    assert.equal(trace.keptEntries, 4);
  });

  it('keeps a chain whose beginning is already out of the ring', () => {
    const trace = new Trace(RING);
    trace.keepUpTo(ONE_PAGE);
    const first = chainOf(trace, 2);
    trace.keep(first);
    fill(trace, RING);
    const second = trace.record(first, 9, 'sync', 'web');
    trace.keep(second);
    fill(trace, RING);
    assert.deepEqual(
      trace.chain(second).map(({ id }) => id),
      [second, 2, 1],
    );
  });

  it('lets the oldest of what it keeps go when there is too much', () => {
    const trace = new Trace(RING);
    trace.keepUpTo(2 * ONE_PAGE);
    const ids: number[] = [];
    for (let i = 0; i < 3 * ONE_PAGE; i++) {
      ids.push(trace.record(0, i, 'sync', 'web'));
      trace.keep(ids.at(-1) ?? 0);
    }
    assert.ok(trace.keptEntries <= 2 * ONE_PAGE);
    assert.equal(trace.entry(1), undefined);
    assert.ok(ids.slice(-ONE_PAGE).every((id) => trace.entry(id)?.id === id));
  });

  it('has the same hash whether something is kept or not', () => {
    const [plain, keeping] = [new Trace(RING), new Trace(RING)];
    keeping.keepUpTo(ONE_PAGE);
    for (const trace of [plain, keeping]) {
      trace.keep(chainOf(trace, 3));
      fill(trace, 2 * RING);
    }
    assert.equal(keeping.hash, plain.hash);
  });
});
