// A way of causes without its repetitions: a ReplicaSet makes its pods in batches, each set off by the
// one before, and a container that crashes is started again and again.
import type { CauseStep } from './causeStep';

/** Newest first, as it came; what is left out is said in a note. */
export function foldedChain(steps: readonly CauseStep[]): readonly CauseStep[] {
  const sets = foldRounds(steps, batchOf, batchNote);
  return foldRounds(sets, startOf, startNote);
}

/** Keeps, of rounds with the same key, the newest and what came before the oldest. */
function foldRounds(
  steps: readonly CauseStep[],
  keyOf: (step: CauseStep, newer: CauseStep | undefined) => string | undefined,
  note: (rounds: number) => string,
): readonly CauseStep[] {
  const folded: CauseStep[] = [];
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i];
    if (step === undefined) continue;
    const key = keyOf(step, steps[i - 1]);
    const isRound = (index: number): boolean => {
      const other = steps[index];
      return other !== undefined && keyOf(other, steps[index - 1]) === key;
    };
    const rounds = key === undefined ? [] : indexesOf(steps, i, isRound);
    const last = rounds[rounds.length - 1];
    if (last === undefined || last === i) {
      folded.push(step);
      continue;
    }
    folded.push({ ...step, note: joined(step.note, note(rounds.length - 1)) });
    i = last;
  }
  return folded;
}

function indexesOf(
  steps: readonly CauseStep[],
  from: number,
  matches: (index: number) => boolean,
): readonly number[] {
  const indexes: number[] = [];
  for (let i = from; i < steps.length; i++) if (matches(i)) indexes.push(i);
  return indexes;
}

/** The sync of a controller that made a pod. */
function batchOf({ instance, text }: CauseStep, newer: CauseStep | undefined): string | undefined {
  if (newer?.text.startsWith('made Pod') !== true) return undefined;
  const makesPods = instance === 'replicaset-controller' || instance === 'replication-controller';
  return makesPods && text.startsWith('compared') ? text : undefined;
}

function batchNote(rounds: number): string {
  return `it makes pods in batches of 1, 2, 4 ... and had made ${rounds === 1 ? 'one batch' : `${String(rounds)} batches`} before`;
}

function startOf({ component, text }: CauseStep): string | undefined {
  return component === 'container-runtime' && text.startsWith('started') ? text : undefined;
}

function startNote(rounds: number): string {
  return `it had been started ${rounds === 1 ? 'once' : `${String(rounds)} times`} before, and had ended`;
}

function joined(first: string | undefined, second: string): string {
  return first === undefined ? second : `${first}; ${second}`;
}
