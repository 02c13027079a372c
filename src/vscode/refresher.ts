// Draws anew what the cluster changes far more often than anybody can read: soon after the first change,
// and once for all that came until then.
import { realTime, type HostTime } from './pacer';

export class Refresher {
  readonly #delayMs: number;
  readonly #refresh: () => void;
  readonly #host: HostTime;
  #cancel: (() => void) | undefined;

  /** `delayMs`: real ms from a change to the refresh, and so at least between two. */
  constructor(delayMs: number, refresh: () => void, host: HostTime = realTime) {
    this.#delayMs = delayMs;
    this.#refresh = refresh;
    this.#host = host;
  }

  /** A function of its own, so that it can be the listener. */
  readonly soon = (): void => {
    this.#cancel ??= this.#host.later(this.#delayMs, () => {
      this.#cancel = undefined;
      this.#refresh();
    });
  };

  /** At once: what was to come soon has come then. */
  now(): void {
    this.dispose();
    this.#refresh();
  }

  dispose(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
