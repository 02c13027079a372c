// The nodes of one zone that wait for their NoExecute taint, let through at a limited rate so that
// not all pods of a zone are evicted at once.
// Source: k8s.io/kubernetes/pkg/controller/nodelifecycle/scheduler (RateLimitedTimedQueue).
import type { Simulation, Timer } from '../../../simulation/simulation';

/** Kubernetes looks at its queue every 100 ms. */
const POLL_MS = 100;

export class ZoneTainter {
  readonly #simulation: Simulation;
  readonly #zone: string;
  readonly #taint: (nodeName: string) => void;
  readonly #waiting = new Set<string>();
  #perSecond: number;
  /** A token bucket of size 1. */
  #tokens = 1;
  #tokensAtMs: number;
  #timer: Timer | undefined;

  constructor(
    simulation: Simulation,
    zone: string,
    perSecond: number,
    taint: (nodeName: string) => void,
  ) {
    this.#simulation = simulation;
    this.#zone = zone;
    this.#perSecond = perSecond;
    this.#taint = taint;
    this.#tokensAtMs = simulation.nowMs;
  }

  add(nodeName: string): void {
    this.#waiting.add(nodeName);
    this.#scheduleNext();
  }

  /** True where the node waited. */
  remove(nodeName: string): boolean {
    return this.#waiting.delete(nodeName);
  }

  setRate(perSecond: number): void {
    if (perSecond === this.#perSecond) return;
    this.#refill();
    this.#perSecond = perSecond;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#scheduleNext();
  }

  stop(): void {
    this.#waiting.clear();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #refill(): void {
    const { nowMs } = this.#simulation;
    const gained = ((nowMs - this.#tokensAtMs) / 1000) * this.#perSecond;
    this.#tokens = Math.min(1, this.#tokens + gained);
    this.#tokensAtMs = nowMs;
  }

  #scheduleNext(): void {
    if (this.#timer !== undefined || this.#waiting.size === 0 || this.#perSecond === 0) return;
    this.#refill();
    const untilTokenMs = (Math.max(0, 1 - this.#tokens) / this.#perSecond) * 1000;
    this.#timer = this.#simulation.schedule(
      Math.max(POLL_MS, Math.ceil(untilTokenMs)),
      'taint node',
      this.#zone,
      () => {
        this.#timer = undefined;
        this.#taintNext();
        this.#scheduleNext();
      },
      { background: true },
    );
  }

  #taintNext(): void {
    this.#refill();
    // What is left to a whole token is rounding.
    if (this.#tokens < 1 - 1e-6) return;
    const next = this.#waiting.values().next();
    if (next.done === true) return;
    this.#tokens = 0;
    this.#waiting.delete(next.value);
    this.#taint(next.value);
  }
}
