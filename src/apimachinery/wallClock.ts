// Wall-clock time of the simulated cluster: the virtual clock laid over a chosen start.
import { formatMicroTime, formatTime } from './time';

/** Anything with a virtual clock, such as the simulation. */
export interface VirtualClock {
  readonly nowMs: number;
}

export class WallClock {
  readonly #clock: VirtualClock;
  readonly #startEpochMs: number;
  #lastSecond = -1;
  #lastText = '';

  /** `startEpochMs`: the wall-clock time at virtual time 0, in ms since 1970. */
  constructor(clock: VirtualClock, startEpochMs: number) {
    this.#clock = clock;
    this.#startEpochMs = startEpochMs;
  }

  get epochMs(): number {
    return this.#startEpochMs + this.#clock.nowMs;
  }

  /** Now, as metav1.Time. The same string object within a second, to save memory. */
  now(): string {
    const second = Math.floor(this.epochMs / 1000);
    if (second !== this.#lastSecond) {
      this.#lastSecond = second;
      this.#lastText = formatTime(this.epochMs);
    }
    return this.#lastText;
  }

  /** Now, as metav1.MicroTime. */
  nowMicro(): string {
    return formatMicroTime(this.epochMs);
  }
}
