import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatMicroTime, formatTime, humanDuration, parseTime } from '../../src/apimachinery/time';

describe('time', () => {
  it('formats and parses as the Date object does, between the years 1600 and 2400', () => {
    const times = fc.date({
      min: new Date('1600-01-01T00:00:00Z'),
      max: new Date('2400-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(times, (date) => {
        const text = date.toISOString();
        assert.equal(formatTime(date.getTime()), `${text.slice(0, 19)}Z`);
        assert.equal(formatMicroTime(date.getTime()), `${text.slice(0, 23)}000Z`);
        assert.equal(parseTime(text), date.getTime());
      }),
    );
  });

  it('reads time zones and refuses what is not RFC 3339', () => {
    assert.equal(parseTime('2026-01-01T02:00:00+02:00'), parseTime('2026-01-01T00:00:00Z'));
    assert.equal(parseTime('2025-12-31T22:30:00-01:30'), parseTime('2026-01-01T00:00:00Z'));
    assert.equal(parseTime('yesterday'), undefined);
    assert.equal(parseTime('2026-01-01'), undefined);
  });

  it('tells ages as kubectl does', () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, '0s'],
      [119, '119s'],
      [120, '2m'],
      [125, '2m5s'],
      [599, '9m59s'],
      [600, '10m'],
      [3 * 3600 - 1, '179m'],
      [3 * 3600, '3h'],
      [3 * 3600 + 300, '3h5m'],
      [8 * 3600 + 300, '8h'],
      [47 * 3600, '47h'],
      [48 * 3600, '2d'],
      [49 * 3600, '2d1h'],
      [9 * 86400, '9d'],
      [3 * 365 * 86400 + 86400, '3y1d'],
    ];
    for (const [seconds, text] of cases) assert.equal(humanDuration(seconds * 1000), text);
  });
});
