// Growing pauses between tries: 10 s, doubled up to 300 s, back to 10 s after ten quiet minutes.
// Source: k8s.io/client-go/util/flowcontrol (Backoff) as the kubelet uses it for images and restarts.
// Worked example: crashes at 0, 1, 12 and 33 s restart at 0 (none yet), 11, 32 and 73 s.

const INITIAL_MS = 10_000;
const MAX_MS = 300_000;

export class BackOff {
  #delayMs = 0;
  #updatedAtMs = 0;

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
    this.#delayMs = fresh ? INITIAL_MS : Math.min(this.#delayMs * 2, MAX_MS);
    this.#updatedAtMs = nowMs;
  }

  #isExpired(eventMs: number): boolean {
    return eventMs - this.#updatedAtMs > 2 * MAX_MS;
  }
}
