// One side of the comparison of one node with a cluster: boots a cluster of its own, runs a shop in
// it under traffic, takes the power from the node that serves, and gives it back ten minutes later.
// A generator, so that whoever runs it can do so in slices.
import { isPodReady } from '../../apis/core/podState';
import { isNodeReady } from '../../apis/core/nodeState';
import { DEPLOYMENTS, SERVICES } from '../../apis/resources';
import type { Cluster } from '../../cluster/cluster';
import { defaultClusterConfig, type ClusterConfig } from '../../cluster/clusterConfig';
import type { SeriesPoint } from '../../cluster/network/traffic/successSeries';
import type { TrafficCount, TrafficMeter } from '../../cluster/network/traffic/trafficMeter';
import { ClusterState } from '../clusterState';
import { ComparisonStory, type StoryStep } from './comparisonStory';

export interface ComparisonSetup {
  readonly seed: number;
  readonly epochMs: number;
  readonly requestsPerSecond: number;
  readonly pricePerFailure: number;
}

/** How the sides differ; in nothing else. */
export interface SideSize {
  readonly workers: number;
  readonly replicas: number;
}

export const SIDES: readonly [SideSize, SideSize] = [
  { workers: 1, replicas: 1 },
  { workers: 3, replicas: 3 },
];

/** From the first request on, virtual ms. */
export const CRASH_MS = 60_000;
export const REPAIR_MS = 660_000;
export const END_MS = 780_000;

export interface SideResult {
  readonly size: SideSize;
  readonly total: TrafficCount;
  readonly lostMoney: number;
  readonly offlineMs: number;
  readonly degradedMs: number;
  readonly pointWidthMs: number;
  /** Times from the first request on. */
  readonly points: readonly SeriesPoint[];
  readonly story: readonly StoryStep[];
}

const BOOT_LIMIT_MS = 300_000;
const NODE_PORT = 30_080;
const EVENTS_PER_STEP = 20;

export function sideConfig({ seed, epochMs }: ComparisonSetup, size: SideSize): ClusterConfig {
  return { ...defaultClusterConfig(seed, epochMs), workers: size.workers };
}

/** Yields how much is done, 0 to 1. */
export function* comparisonRun(
  cluster: Cluster,
  setup: ComparisonSetup,
  size: SideSize,
): Generator<number, SideResult> {
  const state = new ClusterState(cluster);
  try {
    const { simulation } = cluster;
    yield* runUntil(cluster, () => isBooted(state, size.workers + 1), BOOT_LIMIT_MS, 0, 0.2);
    openShop(cluster, size.replicas);
    const isOpen = (): boolean => shopPods(state).filter(isPodReady).length === size.replicas;
    yield* runUntil(cluster, isOpen, BOOT_LIMIT_MS, 0.2, 0.25);
    yield* runUntil(cluster, () => false, 5000, 0.25, 0.3);
    const startMs = simulation.nowMs;
    const meter = startTraffic(cluster, setup);
    yield* runUntil(cluster, () => false, CRASH_MS, 0.3, 0.4);
    const [victim] = shopPods(state);
    const node = victim?.spec.nodeName ?? 'worker-1';
    const story = new ComparisonStory({ state, node, now: () => simulation.nowMs - startMs });
    story.powerLost();
    cluster.input({ type: 'crashNode', node });
    yield* runUntil(cluster, () => false, REPAIR_MS - CRASH_MS, 0.4, 0.85);
    story.powerBack();
    cluster.input({ type: 'restartNode', node });
    yield* runUntil(cluster, () => false, END_MS - REPAIR_MS, 0.85, 1);
    return resultOf(meter, size, startMs, story.steps);
  } finally {
    state.dispose();
  }
}

function* runUntil(
  { simulation }: Cluster,
  done: () => boolean,
  limitMs: number,
  from: number,
  to: number,
): Generator<number, void> {
  const startMs = simulation.nowMs;
  const endMs = startMs + limitMs;
  while (!done()) {
    for (let events = 0; events < EVENTS_PER_STEP && !done(); events++) {
      const next = simulation.nextEventMs;
      if (next === undefined || next > endMs) {
        simulation.advanceClock(endMs);
        return;
      }
      simulation.step();
    }
    yield from + ((to - from) * (simulation.nowMs - startMs)) / limitMs;
  }
}

function isBooted(state: ClusterState, nodes: number): boolean {
  const pods = state.pods.list();
  return (
    state.nodes.list().filter(isNodeReady).length === nodes &&
    pods.length >= nodes + 6 &&
    pods.every(isPodReady)
  );
}

function shopPods(state: ClusterState) {
  return state.pods
    .list()
    .filter(({ metadata }) => metadata.labels?.['app'] === 'shop')
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

function openShop(cluster: Cluster, replicas: number): void {
  const admin = cluster.userClient();
  const labels = { app: 'shop' };
  const port = { containerPort: 80 };
  const container = { name: 'web', image: 'nginx:1.29', ports: [port] };
  admin.create(DEPLOYMENTS, 'default', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'shop' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  });
  admin.create(SERVICES, 'default', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'shop' },
    spec: { type: 'NodePort', selector: labels, ports: [{ port: 80, nodePort: NODE_PORT }] },
  });
}

function startTraffic(cluster: Cluster, setup: ComparisonSetup): TrafficMeter {
  const { requestsPerSecond, pricePerFailure } = setup;
  cluster.input({
    type: 'startTraffic',
    traffic: {
      id: 'users',
      target: { kind: 'nodePort', namespace: 'default', service: 'shop', nodePort: NODE_PORT },
      path: '/',
      requestsPerSecond,
      pricePerFailure,
      timeoutMs: 10_000,
    },
  });
  const run = cluster.traffic.run('users');
  if (run === undefined) throw new Error('the traffic that was just started is there');
  return run.meter;
}

function resultOf(
  meter: TrafficMeter,
  size: SideSize,
  startMs: number,
  story: readonly StoryStep[],
): SideResult {
  const { total, lostMoney, offlineMs, degradedMs, pointWidthMs } = meter;
  const points = meter.points.map((point) => ({ ...point, startMs: point.startMs - startMs }));
  return { size, total, lostMoney, offlineMs, degradedMs, pointWidthMs, points, story };
}
