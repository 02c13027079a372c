// Times as people read and type them.
import assert from 'node:assert/strict';
import { formatElapsed, parseElapsed } from '../../src/views/elapsed';

describe('elapsed time', () => {
  const typed: readonly (readonly [string, number | undefined])[] = [
    ['0:05:12', 312_000],
    ['5:12', 312_000],
    ['0:05:12.5', 312_500],
    ['2d 3:00:00', 183_600_000],
    ['5m12s', 312_000],
    ['1h 30m', 5_400_000],
    ['250ms', 250],
    ['90', 90_000],
    ['', undefined],
    ['5:1', undefined],
    ['soon', undefined],
    ['5x', undefined],
  ];
  for (const [text, ms] of typed) {
    it(`"${text}" is ${ms === undefined ? 'no time' : `${String(ms)} ms`}`, () => {
      assert.equal(parseElapsed(text), ms);
    });
  }

  it('reads what it writes', () => {
    for (const ms of [0, 59_000, 3_600_000, 90_061_000]) {
      assert.equal(parseElapsed(formatElapsed(ms)), ms);
    }
  });
});
