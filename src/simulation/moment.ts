// A place in a run, exactly: between which events and which inputs from outside.
import type { RunPosition } from './journal';

export interface Moment extends RunPosition {
  /** How many inputs had come in: several may come at one place between two events. */
  readonly inputs: number;
}

/** Negative where `a` comes before `b`, 0 where they are the same place. */
export function compareMoments(a: Moment, b: Moment): number {
  return a.executedEvents - b.executedEvents || a.inputs - b.inputs || a.nowMs - b.nowMs;
}
