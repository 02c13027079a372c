// The discrete-event kernel: a virtual clock, one queue of events, one random source, and the
// record of causes. It knows nothing of Kubernetes and nothing of real time.
import { EventQueue, type ScheduledEvent } from './eventQueue';
import { Random } from './random';
import { Trace } from './trace';

export interface SimulationOptions {
  readonly seed: number;
  /** How many trace entries are kept; default 32,768. */
  readonly traceCapacity?: number;
}

export interface ScheduleOptions {
  /** Periodic work that goes on forever: does not keep the run from being idle. */
  readonly background?: boolean;
}

/** While something waits for so long, in virtual ms, the record of causes may forget what it waits for. */
const LONG_WAIT_MS = 10_000;

/** What `schedule` returns: something that can be called off. */
export interface Timer {
  cancel(): void;
}

export class Simulation {
  readonly random: Random;
  readonly trace: Trace;
  readonly #queue = new EventQueue();
  #nowMs = 0;
  #sequence = 0;
  #executed = 0;
  #cause = 0;
  /** The event that runs, and its trace entry. */
  #event: ScheduledEvent | undefined;
  #eventId = 0;

  constructor(options: SimulationOptions) {
    this.random = new Random(options.seed);
    this.trace = new Trace(options.traceCapacity ?? 32_768);
  }

  /** Virtual milliseconds since the start. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** The trace entry that everything done right now is caused by; 0 outside of any event. */
  get cause(): number {
    return this.#cause;
  }

  /** How many events have run: with the clock, the exact place in the run. */
  get executedEvents(): number {
    return this.#executed;
  }

  /** True when only background work waits. */
  get isIdle(): boolean {
    return this.#queue.foregroundSize === 0;
  }

  /** When the next event is due, in virtual ms. */
  get nextEventMs(): number | undefined {
    return this.#queue.peek()?.atMs;
  }

  /**
   * Runs `action` after `delayMs` of virtual time, with the present cause as its cause. Background work
   * that schedules itself anew is a loop: each round has what began the loop as its cause, not the
   * round before.
   */
  schedule(
    delayMs: number,
    label: string,
    subject: string,
    action: () => void,
    options?: ScheduleOptions,
  ): Timer {
    const cause = this.#causeOf(label, subject, options);
    if (delayMs >= LONG_WAIT_MS) this.trace.keep(cause);
    const event: ScheduledEvent = {
      atMs: this.#nowMs + Math.max(0, delayMs),
      sequence: ++this.#sequence,
      cause,
      label,
      subject,
      background: options?.background ?? false,
      action,
      cancelled: false,
    };
    this.#queue.push(event);
    return new QueueTimer(this.#queue, event);
  }

  #causeOf(label: string, subject: string, options: ScheduleOptions | undefined): number {
    const event = this.#event;
    const isLoop =
      options?.background === true &&
      this.#cause === this.#eventId &&
      event?.label === label &&
      event.subject === subject;
    return isLoop ? event.cause : this.#cause;
  }

  /** Adds an entry under the present cause and returns its id, without changing the present cause. */
  record(label: string, subject: string): number {
    return this.trace.record(this.#cause, this.#nowMs, label, subject);
  }

  /** Runs `action` so that what it sets off has `cause` as its cause. */
  withCause<T>(cause: number, action: () => T): T {
    const before = this.#cause;
    this.#cause = cause;
    try {
      return action();
    } finally {
      this.#cause = before;
    }
  }

  /** Runs the next event; false when none waits. An error thrown by the event passes through. */
  step(): boolean {
    const event = this.#queue.pop();
    if (event === undefined) return false;
    this.#nowMs = event.atMs;
    this.#executed++;
    this.#event = event;
    this.#eventId = this.trace.record(event.cause, event.atMs, event.label, event.subject);
    this.#cause = this.#eventId;
    try {
      event.action();
    } finally {
      this.#cause = 0;
      this.#event = undefined;
    }
    return true;
  }

  /** Runs all events up to and including `timeMs` and sets the clock to it. */
  runUntil(timeMs: number): void {
    for (
      let next = this.nextEventMs;
      next !== undefined && next <= timeMs;
      next = this.nextEventMs
    ) {
      this.step();
    }
    this.advanceClock(timeMs);
  }

  /**
   * Runs until `done()` is true (looked at after every event) or `limitMs` of virtual time have
   * passed; tells whether it became true.
   */
  runUntilTrue(done: () => boolean, limitMs: number): boolean {
    const endMs = this.#nowMs + limitMs;
    while (!done()) {
      const next = this.nextEventMs;
      if (next === undefined || next > endMs) {
        this.advanceClock(endMs);
        return done();
      }
      this.step();
    }
    return true;
  }

  /** Runs until only background work waits, at most `limitMs` of virtual time; tells whether idle. */
  runUntilIdle(limitMs: number): boolean {
    return this.runUntilTrue(() => this.isIdle, limitMs);
  }

  /** Moves the clock over a stretch in which nothing is due. Never moves it back. */
  advanceClock(timeMs: number): void {
    const next = this.nextEventMs;
    if (next !== undefined && next < timeMs) {
      throw new RangeError(
        `cannot advance to ${String(timeMs)} ms: an event is due at ${String(next)} ms`,
      );
    }
    if (timeMs > this.#nowMs) this.#nowMs = timeMs;
  }
}

/** A class, since nearly none of the thousands is called off: two fields take less than a function does. */
class QueueTimer implements Timer {
  readonly #queue: EventQueue;
  readonly #event: ScheduledEvent;

  constructor(queue: EventQueue, event: ScheduledEvent) {
    this.#queue = queue;
    this.#event = event;
  }

  cancel(): void {
    this.#queue.cancel(this.#event);
  }
}
