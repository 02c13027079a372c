// The timeline: what the learner did and what happened, newest first.
import type { ClusterInput } from '../../cluster/clusterInput';
import { compareMoments } from '../../simulation/moment';
import { inputTitle } from './inputTitle';
import type { TimelineEntry } from './timelineEntry';

/** An input with its place in the run, as the journal has it. */
export interface PlacedInput {
  readonly afterEvents: number;
  readonly atMs: number;
  readonly input: ClusterInput;
}

/** Newest first. `notes` are in the order in which they were made. */
export function timelineEntries(
  inputs: readonly PlacedInput[],
  notes: readonly TimelineEntry[],
): readonly TimelineEntry[] {
  const entries = [...inputs.flatMap((placed, index) => inputEntry(placed, index) ?? []), ...notes];
  // The sort is stable: what has the same place stays in the order in which it came.
  return entries.sort((a, b) => compareMoments(a.moment, b.moment)).reverse();
}

function inputEntry(placed: PlacedInput, inputs: number): TimelineEntry | undefined {
  const { afterEvents: executedEvents, atMs: nowMs, input } = placed;
  const title = inputTitle(input);
  if (title === undefined) return undefined;
  return {
    id: `input-${String(inputs)}`,
    kind: 'input',
    moment: { executedEvents, nowMs, inputs },
    title,
    detail: 'your doing',
    isWarning: false,
  };
}
