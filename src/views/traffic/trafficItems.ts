// The view of traffic as a pure model: one item for each group of simulated users, its meters below.
import { OUTCOMES } from '../../cluster/network/traffic/outcome';
import type { TrafficRun } from '../../cluster/network/traffic/trafficRun';
import { formatElapsed } from '../elapsed';
import type { Health } from '../health';
import { plural } from '../plural';
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

export interface TrafficItem {
  readonly id: string;
  /** Of the traffic that it belongs to. */
  readonly traffic: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: string;
  readonly health: Health;
  /** For menus: `traffic.active`, `traffic.ended`, `meter`. */
  readonly context: string;
  readonly children: readonly TrafficItem[];
}

/** Those that go on first, then the newest. */
export function trafficItems(runs: readonly TrafficRun[]): readonly TrafficItem[] {
  return [...runs]
    .sort(
      (a, b) =>
        Number(a.stoppedAtMs !== undefined) - Number(b.stoppedAtMs !== undefined) ||
        b.startedAtMs - a.startedAtMs,
    )
    .map(runItem);
}

function runItem(run: TrafficRun): TrafficItem {
  const { spec, meter, stoppedAtMs } = run;
  const { health, word } = serviceHealth(meter.recent);
  const hasEnded = stoppedAtMs !== undefined;
  const lost = meter.lostMoney;
  const state = hasEnded ? `ended, ${percentText(meter.total.successRate)} answered` : word;
  return {
    id: spec.id,
    traffic: spec.id,
    label: targetTitle(spec.target),
    description: [state, ...(lost > 0 ? [`${moneyText(lost)} lost`] : [])].join(' · '),
    tooltip: `${rateText(spec.requestsPerSecond)} since ${formatElapsed(run.startedAtMs)}${
      hasEnded ? ` until ${formatElapsed(stoppedAtMs)}` : ''
    }. ${wayText(spec.target)}`,
    icon: hasEnded ? 'history' : 'broadcast',
    health: hasEnded ? 'done' : health,
    context: hasEnded ? 'traffic.ended' : 'traffic.active',
    children: meterItems(run),
  };
}

type Meter = readonly [
  id: string,
  icon: string,
  label: string,
  description: string,
  tooltip: string,
  health?: Health,
];

function meterItems(run: TrafficRun): readonly TrafficItem[] {
  const { id: traffic } = run.spec;
  return metersOf(run).map(([id, icon, label, description, tooltip, health = 'done']) => ({
    id: `${traffic}/${id}`,
    traffic,
    label,
    description,
    tooltip,
    icon,
    health,
    context: 'meter',
    children: [],
  }));
}

function metersOf({ spec, meter, stoppedAtMs }: TrafficRun): readonly Meter[] {
  const { total, recent } = meter;
  const sent = total.succeeded + total.failed;
  const failures = failureTexts(meter, OUTCOMES);
  const latest = stoppedAtMs === undefined ? recent : total;
  return [
    [
      'success',
      'pass',
      'Answered',
      `${percentText(latest.successRate)} · ${percentText(total.successRate)} in all`,
      `Of the last minute, and of all ${countText(sent)} requests.`,
      serviceHealth(latest).health,
    ],
    [
      'failed',
      'error',
      'Failed',
      total.failed === 0 ? 'none' : countText(total.failed),
      total.failed === 0 ? 'Every request was answered.' : failures.join('\n\n'),
      total.failed === 0 ? 'good' : 'bad',
    ],
    ...failures.map((text, index): Meter => [`failed/${String(index)}`, 'dash', text, '', text]),
    [
      'latency',
      'dashboard',
      'Latency',
      latencyText(latest.latencies),
      `Half of the answers came within p50, 95 of 100 within p95. In all: ${latencyText(total.latencies)}.`,
    ],
    [
      'money',
      'credit-card',
      'Money lost',
      moneyText(meter.lostMoney),
      `${countText(total.failed)} failed requests × ${moneyText(spec.pricePerFailure)} each: users who get no answer buy elsewhere. The price is the setting "clusterLab.traffic.pricePerFailedRequest".`,
      meter.lostMoney > 0 ? 'bad' : 'good',
    ],
    [
      'downtime',
      'watch',
      'Downtime',
      downtimeText(meter.offlineMs, meter.degradedMs),
      'Offline: nobody was answered. Partly: some were and some were not.',
      meter.offlineMs > 0 ? 'bad' : 'good',
    ],
    [
      'pods',
      'symbol-method',
      'Answered by',
      plural(meter.servedBy.size, 'pod'),
      [...meter.servedBy].map(([pod, count]) => `${pod}: ${countText(count)}`).join('\n\n'),
    ],
  ];
}

export function downtimeText(offlineMs: number, degradedMs: number): string {
  if (offlineMs === 0 && degradedMs === 0) return 'none';
  const parts = [
    ...(offlineMs > 0 ? [`${spanText(offlineMs)} offline`] : []),
    ...(degradedMs > 0 ? [`${spanText(degradedMs)} partly`] : []),
  ];
  return parts.join(', ');
}
