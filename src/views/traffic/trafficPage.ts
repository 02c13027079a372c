// The report of one group of simulated users: its meters, success over time, and when the app was
// down.
import { OUTCOMES } from '../../cluster/network/traffic/outcome';
import type { TrafficRun } from '../../cluster/network/traffic/trafficRun';
import { formatElapsed } from '../elapsed';
import { escapeHtml } from '../escapeHtml';
import { successChart } from './successChart';
import { downtimeText } from './trafficItems';
import {
  countText,
  failureTexts,
  latencyText,
  moneyText,
  percentText,
  rateText,
  serviceHealth,
  spanText,
  targetTitle,
  wayText,
} from './trafficWords';

/** The inside of the page's body. `nowMs`: the cluster's time. */
export function trafficPage(run: TrafficRun, nowMs: number): string {
  const { spec, meter, startedAtMs } = run;
  const endMs = run.stoppedAtMs ?? nowMs;
  const title = targetTitle(spec.target);
  const state = run.stoppedAtMs === undefined ? serviceHealth(meter.recent).word : 'ended';
  const chart = successChart({
    points: meter.points,
    pointWidthMs: meter.pointWidthMs,
    startMs: startedAtMs,
    lengthMs: Math.max(1000, endMs - startedAtMs),
    marks: [],
    label: `Requests answered over time: ${percentText(meter.total.successRate)} in all`,
  });
  return `<h1>Traffic to ${escapeHtml(title)}: ${escapeHtml(state)}</h1>
<p>${rateText(spec.requestsPerSecond)} from ${formatElapsed(startedAtMs)} to ${formatElapsed(endMs)} of the cluster's time. ${escapeHtml(wayText(spec.target))}</p>
${chart}
<p class="legend"><span class="sample good"></span> answered <span class="sample bad"></span> failed</p>
${meters(run)}
${downtimes(run)}`;
}

function meters({ spec, meter }: TrafficRun): string {
  const { total, recent, lostMoney, offlineMs, degradedMs } = meter;
  const failures = failureTexts(meter, OUTCOMES);
  const rows: readonly (readonly [string, string, string])[] = [
    ['Answered', percentText(recent.successRate), percentText(total.successRate)],
    [
      'Requests',
      countText(recent.succeeded + recent.failed),
      countText(total.succeeded + total.failed),
    ],
    ['Failed', countText(recent.failed), countText(total.failed)],
    ['Latency', latencyText(recent.latencies), latencyText(total.latencies)],
    [
      'Money lost',
      moneyText(recent.failed * spec.pricePerFailure),
      `${moneyText(lostMoney)} (failed requests × ${moneyText(spec.pricePerFailure)})`,
    ],
    ['Downtime', '', downtimeText(offlineMs, degradedMs)],
  ];
  const body = rows.map(
    ([name, now, all]) =>
      `<tr><th scope="row">${name}</th><td>${escapeHtml(now)}</td><td>${escapeHtml(all)}</td></tr>`,
  );
  const list = failures.map((text) => `<li>${escapeHtml(text)}</li>`).join('');
  return `<table><thead><tr><td></td><th scope="col">last minute</th><th scope="col">in all</th></tr></thead><tbody>${body.join('')}</tbody></table>
${list === '' ? '' : `<h2>What failed</h2><ul>${list}</ul>`}`;
}

function downtimes({ meter }: TrafficRun): string {
  const bad = meter.segments.filter(({ state }) => state !== 'up');
  if (bad.length === 0) return '';
  const rows = bad.map(
    ({ state, startMs, endMs, succeeded, failed }) =>
      `<tr><td>${formatElapsed(startMs)}</td><td>${spanText(endMs - startMs)}</td><td>${state === 'offline' ? 'offline: nobody was answered' : 'partly: some were answered'}</td><td>${countText(failed)} of ${countText(succeeded + failed)}</td></tr>`,
  );
  return `<h2>When it was down</h2><table><thead><tr><th scope="col">from</th><th scope="col">for</th><th scope="col">how</th><th scope="col">failed</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
