// Goes along a recorded run: a fresh simulation, and the inputs with their places. It can be run to
// any place of the record in slices, stepped by events and inputs, and paced as if it happened now.
import type { JournalEntry, RunPosition } from './journal';
import type { Moment } from './moment';
import type { Simulation } from './simulation';

/** A moment, or the place right after an event or input, whatever the clock says there. */
export type Place = Omit<Moment, 'nowMs'> & { readonly nowMs?: number | undefined };

export interface Recording<Input> {
  readonly entries: readonly JournalEntry<Input>[];
  /** Where the record ends. */
  readonly end: Moment;
}

export class Replay<Input> {
  readonly #simulation: Simulation;
  readonly #recording: Recording<Input>;
  readonly #apply: (input: Input) => void;
  #inputs = 0;

  constructor(simulation: Simulation, recording: Recording<Input>, apply: (input: Input) => void) {
    this.#simulation = simulation;
    this.#recording = recording;
    this.#apply = apply;
  }

  get nowMs(): number {
    return this.#simulation.nowMs;
  }

  get moment(): Moment {
    const { executedEvents, nowMs } = this.#simulation;
    return { executedEvents, nowMs, inputs: this.#inputs };
  }

  /** True at the end of the record: what comes after it is not known. */
  get isAtEnd(): boolean {
    return this.nextEventMs === undefined && this.nowMs >= this.#recording.end.nowMs;
  }

  /** When the next event or input comes; undefined where the record has no more. */
  get nextEventMs(): number | undefined {
    const entry = this.#dueEntry();
    if (entry !== undefined) return entry.atMs;
    return this.#hasEventBefore(this.#recording.end) ? this.#simulation.nextEventMs : undefined;
  }

  /** The next event or input; false at the end of the record. */
  step(): boolean {
    const entry = this.#dueEntry();
    if (entry === undefined) {
      return this.#hasEventBefore(this.#recording.end) && this.#simulation.step();
    }
    this.#simulation.advanceClock(entry.atMs);
    this.#inputs++;
    this.#apply(entry.input);
    return true;
  }

  /** Moves the clock over a stretch in which nothing comes, not beyond the end of the record. */
  advanceClock(timeMs: number): void {
    this.#simulation.advanceClock(Math.min(timeMs, this.#recording.end.nowMs));
  }

  /** True where `target` lies behind: only a new replay comes there. */
  hasPassed(target: Place): boolean {
    const { executedEvents, nowMs, inputs } = this.moment;
    if (executedEvents > target.executedEvents || inputs > target.inputs) return true;
    return target.nowMs !== undefined && nowMs > target.nowMs;
  }

  /**
   * Runs to a place of the record, a few steps at a time: each `next()` takes at most
   * `stepsPerSlice` and yields how far it is (0 to 1), so that a caller can show progress and stay
   * responsive.
   */
  *runTo(target: Place, stepsPerSlice: number): Generator<number, void> {
    yield* this.#run(stepsPerSlice, () => this.#isBefore(target), target.executedEvents);
    this.advanceClock(target.nowMs ?? 0);
  }

  /** Runs all that happened up to a time, as `runTo` does. */
  *runToTime(timeMs: number, stepsPerSlice: number): Generator<number, void> {
    const { end } = this.#recording;
    // How many events there are up to then is not known before: the share of the time stands for it.
    const total = end.nowMs === 0 ? 0 : (end.executedEvents * timeMs) / end.nowMs;
    const isBefore = (): boolean => (this.nextEventMs ?? Infinity) <= timeMs;
    yield* this.#run(stepsPerSlice, isBefore, total);
    this.advanceClock(timeMs);
  }

  *#run(stepsPerSlice: number, goesOn: () => boolean, total: number): Generator<number, void> {
    for (let inSlice = 1; goesOn() && this.step(); inSlice++) {
      if (inSlice % stepsPerSlice !== 0) continue;
      yield total === 0 ? 1 : Math.min(1, this.#simulation.executedEvents / total);
    }
  }

  #isBefore(target: Place): boolean {
    return this.#inputs < target.inputs || this.#hasEventBefore(target);
  }

  /**
   * By the clock first, where it is known: a run that goes differently (another version made the
   * record) gets its inputs too.
   */
  #hasEventBefore({ nowMs, executedEvents }: Omit<Place, 'inputs'>): boolean {
    const next = this.#simulation.nextEventMs;
    if (next === undefined) return false;
    if (nowMs !== undefined && next !== nowMs) return next < nowMs;
    return this.#simulation.executedEvents < executedEvents;
  }

  /** The next input, where it comes before the next event. */
  #dueEntry(): JournalEntry<Input> | undefined {
    const { entries, end } = this.#recording;
    if (this.#inputs >= end.inputs) return undefined;
    const entry = entries[this.#inputs];
    if (entry === undefined) return undefined;
    const { afterEvents: executedEvents, atMs: nowMs } = entry;
    return this.#hasEventBefore({ executedEvents, nowMs }) ? undefined : entry;
  }
}

/** The moment of a recorded run that a position stands for: with all inputs that came up to it. */
export function momentAt<Input>(
  position: RunPosition,
  entries: readonly JournalEntry<Input>[],
): Moment {
  const later = entries.findIndex(
    ({ afterEvents, atMs }) =>
      afterEvents > position.executedEvents ||
      (afterEvents === position.executedEvents && atMs > position.nowMs),
  );
  const { executedEvents, nowMs } = position;
  return { executedEvents, nowMs, inputs: later < 0 ? entries.length : later };
}

/** The place one event or input before a moment; undefined at the start of the run. */
export function placeBefore<Input>(
  { executedEvents, inputs }: Moment,
  entries: readonly JournalEntry<Input>[],
): Place | undefined {
  const last = inputs === 0 ? undefined : entries[inputs - 1];
  if (last?.afterEvents === executedEvents) {
    return { executedEvents, inputs: inputs - 1, nowMs: last.atMs };
  }
  return executedEvents === 0 ? undefined : { executedEvents: executedEvents - 1, inputs };
}

/** Replays a whole journal into a fresh simulation up to `end`, in slices; see Replay.runTo. */
export function replay<Input>(
  simulation: Simulation,
  entries: readonly JournalEntry<Input>[],
  end: RunPosition,
  apply: (input: Input) => void,
  stepsPerSlice: number,
): Generator<number, void> {
  const moment = { ...end, inputs: entries.length };
  return new Replay(simulation, { entries, end: moment }, apply).runTo(moment, stepsPerSlice);
}
