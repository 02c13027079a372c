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

/**
 * Replays inputs into a fresh simulation up to `end`, a few events at a time: each `next()` runs
 * at most `eventsPerSlice` events and yields how far it is (0 to 1), so that a caller can show
 * progress and stay responsive.
 */
export function* replay<Input>(
  simulation: Simulation,
  entries: readonly JournalEntry<Input>[],
  end: RunPosition,
  apply: (input: Input) => void,
  eventsPerSlice: number,
): Generator<number, void> {
  const stepTo = function* (events: number, atMs: number): Generator<number, void> {
    let inSlice = 0;
    // By the clock first: a run that goes differently (another version made it) gets its inputs too.
    for (
      let next = simulation.nextEventMs;
      next !== undefined && (next < atMs || (next === atMs && simulation.executedEvents < events));
      next = simulation.nextEventMs
    ) {
      simulation.step();
      if (++inSlice >= eventsPerSlice) {
        inSlice = 0;
        yield Math.min(1, simulation.executedEvents / Math.max(1, end.executedEvents));
      }
    }
    simulation.advanceClock(atMs);
  };
  for (const entry of entries) {
    yield* stepTo(entry.afterEvents, entry.atMs);
    apply(entry.input);
  }
  yield* stepTo(end.executedEvents, end.nowMs);
}
