// Counts how the requests of simulated users end: in all and over the last minute, over time, and
// what the failed ones cost. Nothing in the run depends on it.
import { LatencyHistogram } from './latencyHistogram';
import { OUTCOMES, type Attempt, type Outcome } from './outcome';
import { SuccessSeries, type SeriesPoint } from './successSeries';
import { TrafficSegments, type Segment } from './trafficSegments';

/** The window of "now": so many slots of so many ms. */
const SLOTS = 12;
const SLOT_MS = 5000;
const MAX_PODS = 200;

export interface Latencies {
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
}

/** A share of the traffic, summed up. */
export interface TrafficCount {
  readonly succeeded: number;
  readonly failed: number;
  /** 0 to 1; undefined where nothing was sent. */
  readonly successRate: number | undefined;
  /** Of the requests that succeeded. */
  readonly latencies: Latencies;
}

class Counter {
  readonly counts = new Float64Array(OUTCOMES.length);
  readonly latencies = new LatencyHistogram();

  add(place: number, latencyMs: number): void {
    this.counts[place] = (this.counts[place] ?? 0) + 1;
    if (place === 0) this.latencies.add(latencyMs);
  }

  addAll(other: Counter): void {
    for (let place = 0; place < this.counts.length; place++)
      this.counts[place] = (this.counts[place] ?? 0) + (other.counts[place] ?? 0);
    this.latencies.addAll(other.latencies);
  }

  clear(): void {
    this.counts.fill(0);
    this.latencies.clear();
  }

  /** The first outcome is the good one. */
  sum(): TrafficCount {
    const [succeeded = 0, ...failures] = this.counts;
    const failed = failures.reduce((sum, count) => sum + count, 0);
    const sent = succeeded + failed;
    return {
      succeeded,
      failed,
      successRate: sent === 0 ? undefined : succeeded / sent,
      latencies: {
        p50: this.latencies.quantile(0.5),
        p95: this.latencies.quantile(0.95),
        p99: this.latencies.quantile(0.99),
      },
    };
  }
}

export class TrafficMeter {
  readonly #pricePerFailure: number;
  readonly #all = new Counter();
  readonly #slots: readonly Counter[] = Array.from({ length: SLOTS }, () => new Counter());
  readonly #segments: TrafficSegments;
  readonly #series: SuccessSeries;
  readonly #servedBy = new Map<string, number>();
  readonly #statuses = new Map<number, number>();
  #slotNumber: number;
  #succeeded = 0;
  #failed = 0;

  constructor(startMs: number, pricePerFailure: number) {
    this.#pricePerFailure = pricePerFailure;
    this.#segments = new TrafficSegments(startMs);
    this.#series = new SuccessSeries(startMs);
    this.#slotNumber = Math.floor(startMs / SLOT_MS);
  }

  record({ outcome, status, pod }: Attempt, latencyMs: number): void {
    const place = OUTCOMES.indexOf(outcome);
    this.#all.add(place, latencyMs);
    this.#slot(this.#slotNumber).add(place, latencyMs);
    if (outcome === 'ok') this.#succeeded++;
    else this.#failed++;
    if (outcome === 'httpError') this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    if (outcome !== 'ok' || pod === undefined) return;
    const served = this.#servedBy.get(pod);
    if (served !== undefined) this.#servedBy.set(pod, served + 1);
    else if (this.#servedBy.size < MAX_PODS) this.#servedBy.set(pod, 1);
  }

  /** A batch has begun: what it records belongs to now. */
  begin(nowMs: number): void {
    const slot = Math.floor(nowMs / SLOT_MS);
    const passed = Math.min(SLOTS, slot - this.#slotNumber);
    for (let step = 1; step <= passed; step++) this.#slot(slot - passed + step).clear();
    this.#slotNumber = slot;
    this.#succeeded = 0;
    this.#failed = 0;
  }

  /** It has ended. */
  end(nowMs: number): void {
    this.#segments.add(nowMs, this.#succeeded, this.#failed);
    this.#series.add(nowMs, this.#succeeded, this.#failed);
  }

  get total(): TrafficCount {
    return this.#all.sum();
  }

  /** The last minute. */
  get recent(): TrafficCount {
    const window = new Counter();
    for (const slot of this.#slots) window.addAll(slot);
    return window.sum();
  }

  count(outcome: Outcome): number {
    return this.#all.counts[OUTCOMES.indexOf(outcome)] ?? 0;
  }

  /** Answers with an error, by their HTTP status. */
  get errorStatuses(): ReadonlyMap<number, number> {
    return this.#statuses;
  }

  /** How many requests each pod has answered, by `namespace/name`. */
  get servedBy(): ReadonlyMap<string, number> {
    return this.#servedBy;
  }

  get lostMoney(): number {
    return this.total.failed * this.#pricePerFailure;
  }

  /** No request was answered so long, in all. */
  get offlineMs(): number {
    return this.#segments.totalMs('offline');
  }

  /** Some were and some were not, so long. */
  get degradedMs(): number {
    return this.#segments.totalMs('degraded');
  }

  get segments(): readonly Segment[] {
    return this.#segments.list;
  }

  get points(): readonly SeriesPoint[] {
    return this.#series.points;
  }

  get pointWidthMs(): number {
    return this.#series.widthMs;
  }

  #slot(number: number): Counter {
    const slot = this.#slots[number % SLOTS];
    if (slot === undefined) throw new Error('the window has a slot for every number');
    return slot;
  }
}
