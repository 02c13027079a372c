// The journal of inputs: everything that came into the run from outside, with its exact place.
// Seed and journal together are the whole run: replaying them gives it again, byte for byte.
import type { Simulation } from './simulation';

/** An input and its place: after so many executed events, at this virtual time. */
export interface JournalEntry<Input> {
  readonly afterEvents: number;
  readonly atMs: number;
  readonly input: Input;
}

export class Journal<Input> {
  readonly #entries: JournalEntry<Input>[] = [];
  #onAppend: ((entry: JournalEntry<Input>) => void) | undefined;

  get entries(): readonly JournalEntry<Input>[] {
    return this.#entries;
  }

  /** Called with every entry before its input takes effect, so that it can be made durable first. */
  onAppend(listener: (entry: JournalEntry<Input>) => void): void {
    this.#onAppend = listener;
  }

  append(simulation: Simulation, input: Input): void {
    const entry = { afterEvents: simulation.executedEvents, atMs: simulation.nowMs, input };
    this.#onAppend?.(entry);
    this.#entries.push(entry);
  }
}

/** Where a run stood when it was left. */
export interface RunPosition {
  readonly executedEvents: number;
  readonly nowMs: number;
}
