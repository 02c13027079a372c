// A simulated connection between two parts: messages arrive in order, after a latency, and not at
// all while the link is cut.
import type { Simulation } from './simulation';

export interface LinkOptions {
  /** Base latency of one message, in virtual ms. */
  readonly latencyMs: number;
  /** Up to this much is added at random, in virtual ms. */
  readonly jitterMs?: number;
}

const NO_LISTENERS: readonly (() => void)[] = [];

export class Link {
  readonly #simulation: Simulation;
  #options: LinkOptions;
  #up = true;
  /** Grows with every cut, so that messages under way at a cut are known to be lost. */
  #epoch = 0;
  #lastArrivalMs = 0;
  /** Few each, and there are thousands of links in a large cluster. */
  #onCut: readonly (() => void)[] = NO_LISTENERS;

  constructor(simulation: Simulation, options: LinkOptions) {
    this.#simulation = simulation;
    this.#options = options;
  }

  get isUp(): boolean {
    return this.#up;
  }

  get options(): LinkOptions {
    return this.#options;
  }

  /** Changes the latency of what is sent from now on. */
  setOptions(options: LinkOptions): void {
    this.#options = options;
  }

  /**
   * Sends a message: `deliver` runs when it arrives. Order is kept. Returns false, and delivers
   * nothing, while the link is cut; what is under way when it is cut is lost too.
   */
  send(label: string, subject: string, deliver: () => void): boolean {
    if (!this.#up) return false;
    const { latencyMs, jitterMs = 0 } = this.#options;
    const jitter = jitterMs > 0 ? this.#simulation.random.between(0, jitterMs) : 0;
    const arrivalMs = Math.max(this.#lastArrivalMs, this.#simulation.nowMs + latencyMs + jitter);
    this.#lastArrivalMs = arrivalMs;
    const epoch = this.#epoch;
    this.#simulation.schedule(arrivalMs - this.#simulation.nowMs, label, subject, () => {
      if (epoch === this.#epoch) deliver();
    });
    return true;
  }

  /** Cuts the link. */
  partition(): void {
    if (!this.#up) return;
    this.#up = false;
    this.#epoch++;
    for (const listener of this.#onCut) listener();
  }

  heal(): void {
    this.#up = true;
  }

  /** Calls `listener` whenever the link is cut. */
  onCut(listener: () => void): void {
    this.#onCut = this.#onCut.concat([listener]);
  }

  /** Calls it no more. */
  offCut(listener: () => void): void {
    this.#onCut = this.#onCut.filter((each) => each !== listener);
  }
}
