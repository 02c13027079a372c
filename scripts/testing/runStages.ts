// Runs stages one after the other, those of one lane two at a time, and keeps what each printed.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { countTests, failureReport, NO_TESTS, type TestCount } from './countTests';
import { FAILED_FILES } from './failedFilesReporter';
import type { Stage } from './stages';

export interface Outcome {
  readonly stage: Stage;
  readonly state: 'passed' | 'failed' | 'not run';
  readonly seconds: number;
  readonly tests: TestCount;
  /** The last that a failed stage printed, and what mocha said of tests that failed, even if they passed later. */
  readonly complaint: string;
}

interface Ran {
  readonly code: number;
  readonly output: string;
}

/** Lines of the output of a check that failed. */
const TAIL_LINES = 40;

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
  return { stage, state: 'not run', seconds: 0, tests: NO_TESTS, complaint: '' };
}

/** `live`: print while it runs; otherwise at its end, so that two at a time do not mix their lines. */
async function runStage(stage: Stage, live: boolean): Promise<Outcome> {
  const start = performance.now();
  if (live) console.log(`\n▶ ${stage.name}`);
  const ran = await run([...stage.command, ...(stage.files ?? [])], live);
  const again = ran.code === 0 ? undefined : await runFailedAgain(stage, live);
  const seconds = (performance.now() - start) / 1000;
  if (!live) console.log(`\n▶ ${stage.name}\n${ran.output.trimEnd()}`);
  const tests = stage.countsTests ? testsOf(ran, again) : NO_TESTS;
  const ranNone = stage.countsTests && tests.passed + tests.failed === 0;
  if (ranNone) console.error(`no test ran in stage ${stage.name}`);
  const state = (again ?? ran).code === 0 && !ranNone ? 'passed' : 'failed';
  return { stage, state, seconds, tests, complaint: complaintOf(ran) };
}

/** Undefined where there is nothing to repeat. */
async function runFailedAgain(stage: Stage, live: boolean): Promise<Ran | undefined> {
  const files = stage.files === undefined ? [] : takeFailedFiles();
  if (files.length === 0) return undefined;
  const names = files.map((file) => path.relative('', file));
  console.log(`\n▶ ${stage.name}, again: ${names.join(', ')}`);
  const again = await run([...stage.command, ...names], live);
  rmSync(FAILED_FILES_PATH, { force: true });
  return again;
}

/** A test that failed and then passed is counted as passed, and as flaky. */
export function testsOf(ran: Pick<Ran, 'output'>, again?: Pick<Ran, 'output'>): TestCount {
  const first = countTests(ran.output);
  if (again === undefined) return first;
  const { failed } = countTests(again.output);
  const flaky = Math.max(0, first.failed - failed);
  return { passed: first.passed + flaky, failed, skipped: first.skipped, flaky };
}

function complaintOf({ code, output }: Ran): string {
  if (code === 0) return '';
  return failureReport(output) || output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
}

const FAILED_FILES_PATH = path.join(tmpdir(), `cluster-lab-failed-${process.pid}.json`);

function takeFailedFiles(): readonly string[] {
  try {
    return JSON.parse(readFileSync(FAILED_FILES_PATH, 'utf8')) as readonly string[];
  } catch {
    return []; // Mocha never came to its end.
  } finally {
    rmSync(FAILED_FILES_PATH, { force: true });
  }
}

function run(command: readonly string[], live: boolean): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, [FAILED_FILES]: FAILED_FILES_PATH },
    });
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
