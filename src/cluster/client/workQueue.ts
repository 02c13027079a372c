// A queue of keys to reconcile: each key waits at most once, failures come back with growing
// delays. client-go's rate-limiting workqueue with the work loop around it.
import { isApiError } from '../../apimachinery/apiStatus';
import type { ScheduleOptions, Simulation, Timer } from '../../simulation/simulation';

export interface WorkQueueOptions {
  /** Names the events in the trace, e.g. `sync deployment`. */
  readonly label: string;
  /** How long one sync takes, in virtual ms: keys are worked on one after the other. Default 1. */
  readonly syncMs?: number;
  /** client-go's ItemExponentialFailureRateLimiter: 5 ms doubling up to 1,000 s. */
  readonly baseDelayMs?: number;
  readonly maxDelayMs?: number;
}

export class WorkQueue {
  readonly #simulation: Simulation;
  readonly #options: Required<WorkQueueOptions>;
  readonly #sync: (key: string) => void;
  /** The key whose turn comes next, for which an event is scheduled, and the cause of its first enqueue. */
  #next: string | undefined;
  #nextCause = 0;
  /** Keys behind it, in order, each with the cause of its first enqueue. Mostly there are none. */
  readonly #waiting = new Map<string, number>();
  /** Of those that were enqueued again while they waited: the cause of the last time. */
  readonly #again = new Map<string, number>();
  readonly #failures = new Map<string, number>();
  /** Keys that come later, each at its earliest time. */
  readonly #delayed = new Map<string, { readonly atMs: number; readonly timer: Timer }>();
  #timer: Timer | undefined;
  #stopped = false;
  // Made once a queue, not once a key.
  readonly #arm = (): void => {
    const { syncMs, label } = this.#options;
    this.#timer = this.#simulation.schedule(syncMs, label, this.#next ?? '', this.#run);
  };

  readonly #run = (): void => {
    const key = this.#next;
    this.#next = undefined;
    if (key !== undefined) this.#process(key);
    this.#scheduleNext();
  };

  /** `sync` may throw API errors: the key is then tried again later. */
  constructor(simulation: Simulation, options: WorkQueueOptions, sync: (key: string) => void) {
    this.#simulation = simulation;
    this.#options = { syncMs: 1, baseDelayMs: 5, maxDelayMs: 1_000_000, ...options };
    this.#sync = sync;
  }

  get size(): number {
    return this.#waiting.size + (this.#next === undefined ? 0 : 1);
  }

  add(key: string): void {
    if (this.#stopped) return;
    const { cause } = this.#simulation;
    const known = key === this.#next ? this.#nextCause : this.#waiting.get(key);
    if (known === undefined) {
      if (this.#next === undefined && this.#waiting.size === 0) this.#schedule(key, cause);
      else this.#waiting.set(key, cause);
      this.#scheduleNext();
    } else if (known !== cause) this.#again.set(key, cause);
  }

  /**
   * Adds the key after `delayMs` of virtual time. A key comes back once, at the earliest of the
   * times asked for (client-go's delaying queue). `background`: see Simulation.schedule.
   */
  addAfter(key: string, delayMs: number, options?: ScheduleOptions): void {
    if (this.#stopped) return;
    if (delayMs <= 0) {
      this.add(key);
      return;
    }
    const atMs = this.#simulation.nowMs + delayMs;
    const delayed = this.#delayed.get(key);
    if (delayed !== undefined) {
      if (delayed.atMs <= atMs) return;
      delayed.timer.cancel();
    }
    const enqueue = (): void => {
      this.#delayed.delete(key);
      this.add(key);
    };
    const subject = `${this.#options.label} ${key}`;
    const timer = this.#simulation.schedule(delayMs, 'enqueue later', subject, enqueue, options);
    this.#delayed.set(key, { atMs, timer });
  }

  /** As after a failed sync. */
  addRateLimited(key: string): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.addAfter(
      key,
      Math.min(this.#options.baseDelayMs * 2 ** failures, this.#options.maxDelayMs),
    );
  }

  /** Drops all that waits, and takes nothing in until `start`. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#next = undefined;
    this.#waiting.clear();
    this.#again.clear();
    this.#failures.clear();
    for (const { timer } of this.#delayed.values()) timer.cancel();
    this.#delayed.clear();
  }

  start(): void {
    this.#stopped = false;
  }

  #scheduleNext(): void {
    if (this.#next !== undefined) return;
    for (const [key, cause] of this.#waiting) {
      this.#waiting.delete(key);
      this.#schedule(key, cause);
      return;
    }
  }

  #schedule(key: string, cause: number): void {
    this.#next = key;
    this.#nextCause = cause;
    this.#simulation.withCause(cause, this.#arm);
  }

  #process(key: string): void {
    const other = this.#again.size === 0 ? undefined : this.#again.get(key);
    if (other !== undefined) {
      this.#again.delete(key);
      this.#simulation.trace.addCause(this.#simulation.cause, other);
    }
    try {
      this.#sync(key);
      if (this.#failures.size > 0) this.#failures.delete(key);
    } catch (error) {
      if (!isApiError(error)) throw error;
      this.addRateLimited(key);
    }
  }
}
