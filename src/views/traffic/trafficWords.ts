// What the meters of traffic show, in words and figures for people.
import type { Outcome } from '../../cluster/network/traffic/outcome';
import type {
  Latencies,
  TrafficCount,
  TrafficMeter,
} from '../../cluster/network/traffic/trafficMeter';
import type { TrafficTarget } from '../../cluster/network/traffic/trafficSpec';
import type { Health } from '../health';

/** Whole numbers with thousands apart: `12,345`. */
export function countText(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `$1,234.50`. */
export function moneyText(amount: number): string {
  const [whole = '0', cents = '00'] = amount.toFixed(2).split('.');
  return `$${countText(Number(whole))}.${cents}`;
}

/** `100%` only where really all: 99.97 is `99.9%`. */
export function percentText(share: number | undefined): string {
  if (share === undefined) return 'no requests';
  const percent = share === 1 ? 100 : Math.floor(share * 1000) / 10;
  return `${String(percent)}%`;
}

/** `0.8 ms`, `12 ms`, `5.1 s`. */
export function durationText(ms: number | undefined): string {
  if (ms === undefined) return '–';
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${String(Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}

export function latencyText({ p50, p95, p99 }: Latencies): string {
  return `p50 ${durationText(p50)} · p95 ${durationText(p95)} · p99 ${durationText(p99)}`;
}

/** `1 s`, `45 s`, `5 min 50 s`. */
export function spanText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${String(seconds)} s`;
  const rest = seconds % 60;
  const minutes = `${String(Math.floor(seconds / 60))} min`;
  return rest === 0 ? minutes : `${minutes} ${String(rest)} s`;
}

export function rateText(requestsPerSecond: number): string {
  return `${String(requestsPerSecond)} requests/s`;
}

/** Who is called, as a short title. */
export function targetTitle(target: TrafficTarget): string {
  switch (target.kind) {
    case 'service':
      return `Service ${target.service}:${String(target.port)}`;
    case 'nodePort':
      return `${target.service} at NodePort ${String(target.nodePort)}`;
    case 'ingress':
      return `Ingress ${target.ingress}`;
  }
}

/** From where, and over what. */
export function wayText(target: TrafficTarget): string {
  switch (target.kind) {
    case 'service':
      return 'Users are pods on all nodes that have power. They find the Service by its name (cluster DNS); kube-proxy on their node leads each request to one of its ready pods.';
    case 'nodePort':
      return target.node === undefined
        ? 'Users are outside. A load balancer sends them to a port of any worker that it takes for healthy (a check every 8 s, out after 3 that fail); kube-proxy there leads each request to a ready pod, on whatever node it is.'
        : `Users are outside and know one address only, that of ${target.node}: when this node is gone, so is the app for them.`;
    case 'ingress':
      return 'Users are outside. An Ingress is only a rule: it needs a controller that listens, and this cluster has none of its own. Cluster Lab simulates one on every worker behind a load balancer; it routes by the rules of the Ingress, straight to the pods, and tries up to three of them.';
  }
}

/** `12 timed out`. */
export function outcomeText(outcome: Outcome, count: number): string {
  return `${countText(count)} ${WORDS[outcome]}`;
}

const WORDS: Readonly<Record<Outcome, string>> = {
  ok: 'answered',
  refused: 'refused: nothing listens there',
  timeout: 'timed out: nobody answered',
  noRoute: 'without a way: the pod is gone from its node',
  noEndpoints: 'refused: the Service has no ready pod',
  unknownName: 'to an unknown name: there is no such Service',
  noDns: 'not sent: cluster DNS did not answer',
  httpError: 'answered with an error',
  noNode: 'not sent: no node is there to take them',
};

/** How users are served just now. */
export function serviceHealth(recent: TrafficCount): {
  readonly health: Health;
  readonly word: string;
} {
  const { successRate } = recent;
  if (successRate === undefined) return { health: 'working', word: 'starting' };
  if (successRate === 1) return { health: 'good', word: 'all answered' };
  if (successRate === 0) return { health: 'bad', word: 'OFFLINE' };
  return { health: 'working', word: `${percentText(successRate)} answered` };
}

/** What failed in all, most first: `12 timed out …, 3 refused …`. */
export function failureTexts(meter: TrafficMeter, outcomes: readonly Outcome[]): readonly string[] {
  return outcomes
    .filter((outcome) => outcome !== 'ok' && meter.count(outcome) > 0)
    .sort((a, b) => meter.count(b) - meter.count(a))
    .map((outcome) => outcomeText(outcome, meter.count(outcome)) + statusText(meter, outcome));
}

function statusText(meter: TrafficMeter, outcome: Outcome): string {
  if (outcome !== 'httpError') return '';
  return ` (${[...meter.errorStatuses.keys()].sort((a, b) => a - b).join(', ')})`;
}
