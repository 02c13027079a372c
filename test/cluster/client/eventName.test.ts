import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EventMoments, eventName, eventNameTime } from '../../../src/cluster/client/eventName';
import { Random } from '../../../src/simulation/random';

describe('names of events', () => {
  it('end with the nanoseconds since 1970, whatever the moment', () => {
    const micros = fc.integer({ min: 0, max: 8_000_000_000_000_000 });
    fc.assert(
      fc.property(micros, fc.integer({ min: 0, max: 999 }), (some, nanos) => {
        const all = BigInt(some) * 1000n + BigInt(nanos);
        assert.equal(eventName('web-1', { micros: some, nanos }), `web-1.${all.toString(16)}`);
      }),
    );
  });

  it('tell the microsecond', () => {
    const name = eventName('web-1', { micros: 1_790_000_159_000_042, nanos: 999 });
    assert.equal(eventNameTime(name), '2026-09-21T14:15:59.000042Z');
  });

  it('are never the same twice, however many events there are in a microsecond', () => {
    const moments = new EventMoments(new Random(1));
    const names = Array.from({ length: 3000 }, () =>
      eventName('web-1', moments.next(1_790_000_159_000)),
    );
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(names, names.toSorted());
  });
});
