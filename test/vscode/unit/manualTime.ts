// Real time that tests move by hand.
import type { HostTime } from '../../../src/vscode/pacer';

export class ManualTime implements HostTime {
  #nowMs = 0;
  #waiting: { readonly atMs: number; readonly callback: () => void }[] = [];
  /** Every look at the clock costs this much, so that busy slices end. */
  readonly #costMs: number;

  constructor(costMs = 0) {
    this.#costMs = costMs;
  }

  nowMs(): number {
    this.#nowMs += this.#costMs;
    return this.#nowMs;
  }

  later(delayMs: number, callback: () => void): () => void {
    const entry = { atMs: this.#nowMs + delayMs, callback };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== entry);
    };
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Lets real time pass and runs what is due. */
  pass(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const next = this.#waiting
        .filter((entry) => entry.atMs <= endMs)
        .sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((entry) => entry !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }
}
