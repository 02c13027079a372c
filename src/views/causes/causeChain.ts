// The way from a moment of the run back to what began it, newest step first: read from the trace and
// the history, never guessed. Where a component acts because it looked and not because it was told
// (a node that fell silent, a pod whose node is gone), the way goes on to what it saw.
import type { CauseEntry, ClusterHistory } from '../../cluster/history/clusterHistory';
import type { CauseStep } from './causeStep';
import { entryWords } from './entryText';
import { gonePodNode } from './gonePodNode';
import { silentNode } from './silentNode';
import { writeStep } from './writeWords';

/** No way is longer; a chain that goes in circles would be a bug of ours. */
const MAX_STEPS = 400;

/** The steps that led to the entry, itself first. Empty where the record has let it go. */
export function causeChain(history: ClusterHistory, traceId: number): readonly CauseStep[] {
  const steps: CauseStep[] = [];
  const seen = new Set<number>();
  let next: number | undefined = traceId;
  while (next !== undefined && next !== 0 && !seen.has(next) && steps.length < MAX_STEPS) {
    seen.add(next);
    const entry = history.entry(next);
    if (entry === undefined) break;
    steps.push(stepOf(history, entry));
    const saw = silentNode(history, steps) ?? gonePodNode(history, steps);
    if (saw !== undefined) {
      steps.push(...saw.steps);
      next = saw.next;
      continue;
    }
    next = leadingCause(history, entry);
  }
  return steps;
}

/** What began it all: the last step. */
export function rootOf(steps: readonly CauseStep[]): CauseStep | undefined {
  return steps[steps.length - 1];
}

/** True where the way ends with what somebody outside did. */
export function isFromOutside(history: ClusterHistory, step: CauseStep | undefined): boolean {
  return step !== undefined && history.isInput(step.traceId);
}

function stepOf(history: ClusterHistory, entry: CauseEntry): CauseStep {
  const change = history.changeOfCause(entry.id);
  const step =
    change === undefined
      ? { traceId: entry.id, atMs: entry.atMs, ...entryWords(entry) }
      : writeStep(history, change);
  if (entry.otherCause === 0) return step;
  return {
    ...step,
    note: 'several changes had come in until then; it looks at all of them at once',
  };
}

/**
 * Of two causes the one that leads to what was done last from outside: a sync looks at everything,
 * so what came in before had been dealt with or is dealt with along with it.
 */
function leadingCause(history: ClusterHistory, entry: CauseEntry): number {
  const { cause, otherCause } = entry;
  if (otherCause === 0) return cause;
  return beginning(history, otherCause) > beginning(history, cause) ? otherCause : cause;
}

/** The input that an entry leads back to; 0 where none is known. */
function beginning(history: ClusterHistory, traceId: number): number {
  let id = traceId;
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const entry = history.entry(id);
    if (entry === undefined) return 0;
    if (entry.cause === 0) return history.isInput(entry.id) ? entry.id : 0;
    id = entry.cause;
  }
  return 0;
}
