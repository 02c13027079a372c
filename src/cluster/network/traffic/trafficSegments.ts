// When users were served, when only some of them, and when nobody: a run of traffic cut into
// stretches of one state each. Judged over at least a second and eight requests, so that a single
// unlucky request is no outage.

export type ServiceState = 'up' | 'degraded' | 'offline';

export interface Segment {
  readonly state: ServiceState;
  readonly startMs: number;
  readonly endMs: number;
  readonly succeeded: number;
  readonly failed: number;
}

const MIN_STRETCH_MS = 1000;
const MIN_REQUESTS = 8;
/** With few requests: no longer than this, ms. */
const MAX_STRETCH_MS = 10_000;
/** Where a part of the requests fails, now and then a second has none that did: no recovery yet. */
const RECOVERY_MS = 5000;
const MAX_SEGMENTS = 200;

export class TrafficSegments {
  readonly #segments: Segment[] = [];
  readonly #totals: Record<ServiceState, number> = { up: 0, degraded: 0, offline: 0 };
  #startMs: number;
  #succeeded = 0;
  #failed = 0;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  /** Oldest first; of very long runs only the newest, see `totalMs` for the sums. */
  get list(): readonly Segment[] {
    return this.#segments;
  }

  /** How long it has been in a state, in all. */
  totalMs(state: ServiceState): number {
    return this.#totals[state];
  }

  add(nowMs: number, succeeded: number, failed: number): void {
    this.#succeeded += succeeded;
    this.#failed += failed;
    const tookMs = nowMs - this.#startMs;
    const requests = this.#succeeded + this.#failed;
    if (tookMs < MIN_STRETCH_MS || (requests < MIN_REQUESTS && tookMs < MAX_STRETCH_MS)) return;
    if (this.#failed === 0 && this.#isTroubled && tookMs < RECOVERY_MS) return;
    this.#close(nowMs);
  }

  get #isTroubled(): boolean {
    const last = this.#segments.at(-1);
    return last !== undefined && last.state !== 'up';
  }

  #close(endMs: number): void {
    const startMs = this.#startMs;
    const succeeded = this.#succeeded;
    const failed = this.#failed;
    this.#startMs = endMs;
    this.#succeeded = 0;
    this.#failed = 0;
    if (succeeded + failed === 0) return;
    const state = failed === 0 ? 'up' : succeeded === 0 ? 'offline' : 'degraded';
    this.#totals[state] += endMs - startMs;
    const last = this.#segments.at(-1);
    const closed = { state, startMs, endMs, succeeded, failed } as const;
    if (last?.state !== state) {
      this.#segments.push(closed);
      if (this.#segments.length > MAX_SEGMENTS) this.#segments.shift();
      return;
    }
    this.#segments[this.#segments.length - 1] = {
      ...closed,
      startMs: last.startMs,
      succeeded: last.succeeded + succeeded,
      failed: last.failed + failed,
    };
  }
}
