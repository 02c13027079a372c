// The simulated users of one target: batches of requests at a rate, with a jitter of their own, so
// that traffic draws no lot that anything else would have drawn.
// Differs from real users: batches come every quarter of a second (one request each at up to four a
// second), and all requests of a batch meet the cluster as it is at that moment; nobody tries again,
// and one that will time out is counted when it is sent.
import type { Random } from '../../../simulation/random';
import type { Simulation, Timer } from '../../../simulation/simulation';
import { failure, type Attempt } from './outcome';
import type { NodePaths } from './requestPaths';
import { TrafficMeter } from './trafficMeter';
import type { TrafficNode } from './trafficNode';
import { targetText, type TrafficSpec } from './trafficSpec';

const BATCH_MS = 250;
/** Batches come so much earlier or later than on average. */
const JITTER = 0.2;
const NOBODY = failure('noNode', 0);

/** What the users of a target find: where they come in, and the ways on from there. */
export interface TrafficWays {
  entries(nowMs: number): readonly TrafficNode[];
  pathsFrom(node: TrafficNode): NodePaths;
}

export class TrafficRun {
  readonly spec: TrafficSpec;
  readonly startedAtMs: number;
  readonly meter: TrafficMeter;
  readonly #simulation: Simulation;
  readonly #random: Random;
  readonly #ways: TrafficWays;
  #lastMs: number;
  #stoppedAtMs: number | undefined;
  /** Requests that are due, with the part of one that is not yet. */
  #due: number;
  #timer: Timer;

  constructor(spec: TrafficSpec, simulation: Simulation, ways: TrafficWays) {
    this.spec = spec;
    this.#simulation = simulation;
    this.#ways = ways;
    this.#random = simulation.random.fork();
    this.startedAtMs = simulation.nowMs;
    this.#lastMs = simulation.nowMs;
    this.meter = new TrafficMeter(simulation.nowMs, spec.pricePerFailure);
    this.#due = this.#random.fraction();
    this.#timer = this.#next();
  }

  /** When it was stopped; undefined while it goes on. */
  get stoppedAtMs(): number | undefined {
    return this.#stoppedAtMs;
  }

  stop(): void {
    this.#timer.cancel();
    this.#stoppedAtMs = this.#simulation.nowMs;
  }

  #next(): Timer {
    const averageMs = Math.max(BATCH_MS, 1000 / this.spec.requestsPerSecond);
    const delayMs = averageMs * this.#random.between(1 - JITTER, 1 + JITTER);
    return this.#simulation.schedule(
      delayMs,
      'requests',
      targetText(this.spec.target),
      () => {
        this.#batch();
        this.#timer = this.#next();
      },
      { background: true },
    );
  }

  #batch(): void {
    const { nowMs } = this.#simulation;
    this.#due += ((nowMs - this.#lastMs) * this.spec.requestsPerSecond) / 1000;
    this.#lastMs = nowMs;
    const count = Math.floor(this.#due);
    this.#due -= count;
    this.meter.begin(nowMs);
    const entries = this.#ways.entries(nowMs);
    const paths: (NodePaths | undefined)[] = [];
    for (let sent = 0; sent < count; sent++) {
      const attempt = this.#attempt(entries, paths);
      this.meter.record(attempt, this.#latencyMs(attempt));
    }
    this.meter.end(nowMs);
  }

  #attempt(entries: readonly TrafficNode[], paths: (NodePaths | undefined)[]): Attempt {
    const place = entries.length > 1 ? this.#random.below(entries.length) : 0;
    const entry = entries[place];
    if (entry === undefined) return NOBODY;
    const known = (paths[place] ??= this.#ways.pathsFrom(entry));
    return known.attempt(this.#random);
  }

  /** Wires are steady; servers answer most requests quickly and some slowly. */
  #latencyMs({ outcome, networkMs, serverMs }: Attempt): number {
    if (outcome !== 'ok' && outcome !== 'httpError') return networkMs;
    const slowness = 0.4 - 0.6 * Math.log(1 - this.#random.fraction());
    return networkMs * this.#random.between(0.9, 1.2) + serverMs * slowness;
  }
}
