// Events on their way to the API server: they go at once, one after the other. While it does not answer they
// wait, and are tried again. Source: k8s.io/client-go/tools/record (event.go).
import { ApiConnectionError, ApiStatusError } from '../../apimachinery/apiStatus';
import type { Simulation, Timer } from '../../simulation/simulation';

/** How often one event is tried, with how much time between; the first time only a part of it. */
const MAX_TRIES = 12;
const RETRY_MS = 10_000;
const MAX_WAITING = 1000;

interface Waiting {
  readonly write: () => void;
  readonly cause: number;
}

export class EventOutbox {
  readonly #simulation: Simulation;
  readonly #owner: string;
  #waiting: Waiting[] = [];
  /** Of the first that waits. */
  #tries = 0;
  #retry: Timer | undefined;

  /** `owner` writes the events: `kubelet worker-1`. */
  constructor(simulation: Simulation, owner: string) {
    this.#simulation = simulation;
    this.#owner = owner;
  }

  /** What is refused is lost, and nothing else. */
  add(write: () => void): void {
    const { cause } = this.#simulation;
    const next = { write, cause };
    if (this.#waiting.length === 0 && this.#isOver(next)) return;
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(next);
    if (this.#retry === undefined) this.#tryLater();
  }

  /** With the process: what waits is lost. */
  stop(): void {
    this.#retry?.cancel();
    this.#retry = undefined;
    this.#tries = 0;
    this.#waiting = [];
  }

  #writeAll(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (!this.#isOver(next) && this.#tries < MAX_TRIES) {
        this.#tryLater();
        return;
      }
      this.#tries = 0;
      this.#waiting.shift();
    }
    // A list that has grown keeps its room.
    this.#waiting = [];
  }

  /** Written or refused; false, and a try more, where there was no answer. */
  #isOver({ write, cause }: Waiting): boolean {
    try {
      this.#simulation.withCause(cause, write);
      return true;
    } catch (error) {
      if (error instanceof ApiStatusError) return true;
      if (!(error instanceof ApiConnectionError)) throw error;
      this.#tries++;
      return false;
    }
  }

  #tryLater(): void {
    const simulation = this.#simulation;
    const delayMs = this.#tries === 1 ? simulation.random.between(0, RETRY_MS) : RETRY_MS;
    const retry = (): void => {
      this.#retry = undefined;
      this.#writeAll();
    };
    const options = { background: true };
    this.#retry = simulation.schedule(delayMs, 'write events', this.#owner, retry, options);
  }
}
