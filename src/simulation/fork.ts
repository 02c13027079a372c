// Where two records of one cluster part: with the same start and the same inputs they are one run.
import type { JournalEntry, RunPosition } from './journal';

export interface RecordedRun<Input> {
  readonly journal: readonly JournalEntry<Input>[];
  readonly position: RunPosition;
}

/** The virtual time up to which both went the same way; `isSame` compares two inputs. */
export function forkMs<Input>(
  a: RecordedRun<Input>,
  b: RecordedRun<Input>,
  isSame: (a: Input, b: Input) => boolean,
): number {
  let shared = 0;
  for (; shared < Math.min(a.journal.length, b.journal.length); shared++) {
    const [one, other] = [a.journal[shared], b.journal[shared]];
    if (one === undefined || other === undefined) break;
    if (one.afterEvents !== other.afterEvents || one.atMs !== other.atMs) break;
    if (!isSame(one.input, other.input)) break;
  }
  const nextA = a.journal[shared]?.atMs ?? a.position.nowMs;
  const nextB = b.journal[shared]?.atMs ?? b.position.nowMs;
  return Math.min(nextA, nextB);
}
