// Growing pauses between tries: 10 s, doubled up to 300 s, back to 10 s after ten quiet minutes.
// Source: k8s.io/client-go/util/flowcontrol (Backoff) as the kubelet uses it for images and restarts.
// Worked example: crashes at 0, 1, 12 and 33 s restart at 0 (none yet), 11, 32 and 73 s.

import type { KubeletTimings } from './kubeletTimings';

export class BackOff {
  readonly #timings: KubeletTimings;
  #delayMs = 0;
  #updatedAtMs = 0;

  constructor(timings: KubeletTimings) {
    this.#timings = timings;
  }

  get delayMs(): number {
    return this.#delayMs;
  }

  /** Until when to wait after what happened at `eventMs`; undefined: not at all. */
  until(eventMs: number, nowMs: number): number | undefined {
    if (this.#delayMs === 0 || this.#isExpired(eventMs)) return undefined;
    const untilMs = eventMs + this.#delayMs;
    return untilMs > nowMs ? untilMs : undefined;
  }

  /** A try is made, or failed, now: the next pause is longer. */
  next(eventMs: number, nowMs: number): void {
    const fresh = this.#delayMs === 0 || this.#isExpired(eventMs);
    const { restartBackOffMs, restartBackOffMaxMs } = this.#timings;
    this.#delayMs = Math.min(fresh ? restartBackOffMs : this.#delayMs * 2, restartBackOffMaxMs);
    this.#updatedAtMs = nowMs;
  }

  #isExpired(eventMs: number): boolean {
    return eventMs - this.#updatedAtMs > 2 * this.#timings.restartBackOffMaxMs;
  }
}
