// Runs stages, two at a time where the machine can, each after those that it has to wait for; then what deserves a second try.
import { availableParallelism } from 'node:os';
import { notRun, runAgain, runStage, type Outcome } from './runStage';
import type { Stage } from './stages';

type RunStage = (stage: Stage, live: boolean) => Promise<Outcome>;

const AT_A_TIME = Math.min(2, availableParallelism());

/** The outcomes are in the order of `stages`, in which they also begin. */
export async function runStages(stages: readonly Stage[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const outcome of await runEach(stages, runStage, AT_A_TIME)) {
    // Beside nothing else: a busy machine is no reason a second time.
    const { again } = outcome;
    outcomes.push(again === undefined ? outcome : await runAgain(outcome, again));
  }
  return outcomes;
}

/** Each stage once. */
export async function runEach(
  stages: readonly Stage[],
  run: RunStage,
  atATime: number,
): Promise<readonly Outcome[]> {
  const ended = new Map<Stage, Outcome>();
  const running = new Map<Stage, Promise<void>>();
  const begin = async (stage: Stage, live: boolean): Promise<void> => {
    ended.set(stage, await run(stage, live));
    running.delete(stage);
  };
  for (;;) {
    for (const stage of stages) {
      if (!ended.has(stage) && isBlocked(stage, ended)) ended.set(stage, notRun(stage));
    }
    const left = stages.filter((stage) => !ended.has(stage) && !running.has(stage));
    const ready = left.filter(({ after }) =>
      stages.every((stage) => ended.has(stage) || !after.includes(stage.name)),
    );
    const next = ready.slice(0, atATime - running.size);
    const alone = atATime === 1 || (running.size === 0 && next.length === 1);
    for (const stage of next) running.set(stage, begin(stage, alone));
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  return stages.flatMap((stage) => ended.get(stage) ?? []);
}

function isBlocked({ after }: Stage, ended: ReadonlyMap<Stage, Outcome>): boolean {
  return [...ended.values()].some(
    ({ stage, state }) =>
      after.includes(stage.name) &&
      (state === 'not run' || (stage.essential === true && state === 'failed')),
  );
}
