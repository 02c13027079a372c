import assert from 'node:assert/strict';
import { LatencyHistogram } from '../../../../src/cluster/network/traffic/latencyHistogram';
import { failure, type Attempt } from '../../../../src/cluster/network/traffic/outcome';
import { SuccessSeries } from '../../../../src/cluster/network/traffic/successSeries';
import { TrafficMeter } from '../../../../src/cluster/network/traffic/trafficMeter';

const OK: Attempt = { outcome: 'ok', networkMs: 1, serverMs: 5, status: 200, pod: 'default/a' };
const LOST = failure('timeout', 10_000);

/** Batches a quarter of a second apart, of ten requests each. */
function feed(meter: TrafficMeter, fromMs: number, toMs: number, lostOfTen: number): void {
  for (let nowMs = fromMs + 250; nowMs <= toMs; nowMs += 250) {
    meter.begin(nowMs);
    for (let n = 0; n < 10; n++) meter.record(n < lostOfTen ? LOST : OK, 6);
    meter.end(nowMs);
  }
}

describe('the meter of traffic', () => {
  it('cuts time into stretches that were up, degraded and offline', () => {
    const meter = new TrafficMeter(0, 2);
    feed(meter, 0, 10_000, 0);
    feed(meter, 10_000, 14_000, 10);
    feed(meter, 14_000, 20_000, 3);
    feed(meter, 20_000, 30_000, 0);
    assert.deepEqual(
      meter.segments.map(({ state, startMs, endMs }) => `${state} ${startMs}-${endMs}`),
      ['up 0-10000', 'offline 10000-14000', 'degraded 14000-20000', 'up 20000-30000'],
    );
    assert.equal(meter.offlineMs, 4000);
    assert.equal(meter.degradedMs, 6000);
    assert.equal(meter.total.failed, 16 * 10 + 24 * 3);
    assert.equal(meter.lostMoney, 2 * meter.total.failed);
  });

  it('forgets what is older than a minute in its window, also after a gap', () => {
    const meter = new TrafficMeter(0, 0);
    feed(meter, 0, 20_000, 10);
    feed(meter, 20_000, 90_000, 0);
    assert.equal(meter.recent.failed, 0);
    assert.equal(meter.recent.successRate, 1);
    assert.ok(meter.recent.succeeded >= 2200 && meter.recent.succeeded <= 2400);
    meter.begin(1_000_000);
    assert.equal(meter.recent.successRate, undefined);
  });

  it('knows quantiles within a twentieth', () => {
    const histogram = new LatencyHistogram();
    assert.equal(histogram.quantile(0.5), undefined);
    for (let ms = 1; ms <= 1000; ms++) histogram.add(ms);
    for (const share of [0.5, 0.95, 0.99]) {
      const found = histogram.quantile(share) ?? 0;
      assert.ok(Math.abs(found / (share * 1000) - 1) < 0.06, `${share}: ${found}`);
    }
  });

  it('keeps a chart small: points grow wider, and no request is lost', () => {
    const series = new SuccessSeries(0);
    for (let s = 0; s < 3600; s++) series.add(s * 1000, 9, 1);
    assert.equal(series.widthMs, 16_000);
    assert.ok(series.points.length <= 240);
    const sum = series.points.reduce((all, { succeeded, failed }) => all + succeeded + failed, 0);
    assert.equal(sum, 36_000);
  });
});
