// The page that shows one node beside a cluster after the same crash: figures, success over time,
// and what happened, for beginners.
import { formatElapsed } from '../elapsed';
import { plural } from '../plural';
import {
  CRASH_MS,
  END_MS,
  REPAIR_MS,
  type ComparisonSetup,
  type SideResult,
} from './comparisonRun';
import { escapeHtml } from '../escapeHtml';
import { successChart } from './successChart';
import { downtimeText } from './trafficItems';
import { countText, durationText, moneyText, percentText, spanText } from './trafficWords';

/** The inside of the page's body. */
export function comparisonPage(
  setup: ComparisonSetup,
  sides: readonly [SideResult, SideResult],
): string {
  const [single, cluster] = sides;
  const { requestsPerSecond, pricePerFailure, seed } = setup;
  return `<h1>One node against a cluster</h1>
<p>The same shop, the same ${escapeHtml(String(requestsPerSecond))} users a second, the same crash: after ${spanText(CRASH_MS)} the node that serves loses power, and ${spanText(REPAIR_MS - CRASH_MS)} later somebody switches it on again. A request that fails costs ${moneyText(pricePerFailure)}. Both clusters ran with seed ${String(seed)}.</p>
<p class="result">${conclusion(single, cluster)}</p>
${figures(sides)}
<div class="sides">
${sides.map(sideSection).join('\n')}
</div>
${explanation(single, cluster)}`;
}

function sideTitle({ size }: SideResult): string {
  return `${plural(size.workers, 'node')}, ${plural(size.replicas, 'replica')}`;
}

function conclusion(single: SideResult, cluster: SideResult): string {
  const saved = single.lostMoney - cluster.lostMoney;
  return `On one node the app was offline for <strong>${spanText(single.offlineMs)}</strong> and lost <strong>${moneyText(single.lostMoney)}</strong>. On three nodes it was ${
    cluster.offlineMs === 0 ? 'never offline' : `offline for ${spanText(cluster.offlineMs)}`
  } and lost <strong>${moneyText(cluster.lostMoney)}</strong>: ${moneyText(saved)} less.`;
}

function figures(sides: readonly [SideResult, SideResult]): string {
  const rows: readonly (readonly [string, (side: SideResult) => string])[] = [
    ['Requests answered', ({ total }) => percentText(total.successRate)],
    ['Requests failed', ({ total }) => countText(total.failed)],
    ['Money lost', ({ lostMoney }) => moneyText(lostMoney)],
    ['Downtime', ({ offlineMs, degradedMs }) => downtimeText(offlineMs, degradedMs)],
    ['Latency, p50', ({ total }) => durationText(total.latencies.p50)],
    ['Latency, p99', ({ total }) => durationText(total.latencies.p99)],
  ];
  const heads = sides.map((side) => `<th scope="col">${sideTitle(side)}</th>`).join('');
  const body = rows.map(
    ([name, cell]) =>
      `<tr><th scope="row">${name}</th>${sides.map((side) => `<td>${escapeHtml(cell(side))}</td>`).join('')}</tr>`,
  );
  return `<table><thead><tr><td></td>${heads}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

function sideSection(side: SideResult): string {
  const chart = successChart({
    points: side.points,
    pointWidthMs: side.pointWidthMs,
    startMs: 0,
    lengthMs: END_MS,
    marks: [
      { atMs: CRASH_MS, text: 'crash' },
      { atMs: REPAIR_MS, text: 'power back' },
    ],
    label: `Requests answered over time on ${sideTitle(side)}: ${downtimeText(side.offlineMs, side.degradedMs)} of downtime`,
  });
  const steps = side.story.map(
    ({ atMs, what, why }) =>
      `<li><span class="time">${formatElapsed(atMs)}</span> <strong>${escapeHtml(what)}</strong> ${escapeHtml(why)}</li>`,
  );
  return `<section><h2>${sideTitle(side)}</h2>
${chart}
<p class="legend"><span class="sample good"></span> answered <span class="sample bad"></span> failed</p>
<ol>${steps.join('')}</ol></section>`;
}

function explanation(single: SideResult, cluster: SideResult): string {
  return `<h2>Why</h2>
<p><strong>An app on one node goes offline with it.</strong> Its only pod ran there. Kubernetes did all it could: it noticed the silence, gave the pod up and created a new one, which had nowhere to go. For ${spanText(single.offlineMs)} every user got an error, and ${countText(single.total.failed)} failed requests cost ${moneyText(single.lostMoney)}.</p>
<p><strong>An app on a cluster does not.</strong> Two of its three pods ran on other nodes and went on. Until the loss was noticed, a part of the users was still sent to the dead pod (${spanText(cluster.degradedMs)}, ${countText(cluster.total.failed)} requests); from then on all were answered, and minutes later the third pod was replaced on another node, with nobody awake.</p>
<p>More replicas alone do not help when all are on one node, and more nodes do not help a single replica for the minutes until it is replaced: it takes both.</p>`;
}
