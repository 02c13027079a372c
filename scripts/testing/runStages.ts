// Runs stages one after the other, those of one lane two at a time, and keeps what each printed.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { countTests, NO_TESTS, type TestCount } from './countTests';
import type { Stage } from './stages';

export interface Outcome {
  readonly stage: Stage;
  readonly state: 'passed' | 'failed' | 'not run';
  readonly seconds: number;
  readonly tests: TestCount;
}

export async function runStages(stages: readonly Stage[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const lane of lanes(stages)) {
    const blocked = outcomes.some(
      (outcome) => outcome.stage.essential && outcome.state === 'failed',
    );
    outcomes.push(...(blocked ? lane.map(notRun) : await runLane(lane)));
  }
  return outcomes;
}

/** Neighbours of the same lane, as one list each. */
function lanes(stages: readonly Stage[]): Stage[][] {
  const result: Stage[][] = [];
  for (const stage of stages) {
    const last = result.at(-1);
    const previous = last?.at(-1);
    if (last && stage.lane !== undefined && previous?.lane === stage.lane) last.push(stage);
    else result.push([stage]);
  }
  return result;
}

async function runLane(lane: readonly Stage[]): Promise<readonly Outcome[]> {
  const alone = lane.length === 1;
  const waiting = lane.map((stage, index) => ({ stage, index }));
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      outcomes[next.index] = await runStage(next.stage, alone);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  return outcomes;
}

function notRun(stage: Stage): Outcome {
  return { stage, state: 'not run', seconds: 0, tests: NO_TESTS };
}

/** `live`: print while it runs; otherwise at its end, so that two at a time do not mix their lines. */
async function runStage(stage: Stage, live: boolean): Promise<Outcome> {
  const start = performance.now();
  if (live) console.log(`\n▶ ${stage.name}`);
  const { code, output } = await run(stage.command, live);
  const seconds = (performance.now() - start) / 1000;
  if (!live) console.log(`\n▶ ${stage.name}\n${output.trimEnd()}`);
  const tests = stage.countsTests ? countTests(output) : NO_TESTS;
  const ranNone = stage.countsTests && tests.passed + tests.failed === 0;
  if (ranNone) console.error(`no test ran in stage ${stage.name}`);
  return { stage, state: code === 0 && !ranNone ? 'passed' : 'failed', seconds, tests };
}

function run(
  command: readonly string[],
  live: boolean,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
      if (live) process.stdout.write(chunk);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => {
      resolve({ code: 1, output: `${output}${String(error)}` });
    });
    child.once('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}
