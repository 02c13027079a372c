// Runs one stage in a process of its own, and what failed of it a second time.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { countTests, failureReport, NO_TESTS, type TestCount } from './countTests';
import { FAILED_TESTS, type FailedTests } from './failedTestsReporter';
import type { Stage } from './stages';

export interface Outcome {
  readonly stage: Stage;
  readonly state: 'passed' | 'failed' | 'not run';
  readonly seconds: number;
  readonly tests: TestCount;
  /** The last that a failed stage printed, and what mocha said of tests that failed, even if they passed later. */
  readonly complaint: string;
  /** What deserves a second try, as arguments of Node. */
  readonly again?: readonly string[];
}

interface Ran {
  readonly code: number;
  readonly output: string;
  readonly seconds: number;
}

/** Lines of the output of a check that failed. */
const TAIL_LINES = 40;

export function notRun(stage: Stage): Outcome {
  return { stage, state: 'not run', seconds: 0, tests: NO_TESTS, complaint: '' };
}

/** `live`: print while it runs; otherwise at its end, so that two at a time do not mix their lines. */
export async function runStage(stage: Stage, live: boolean): Promise<Outcome> {
  console.log(live ? `\n▶ ${stage.name}` : `… ${stage.name}`);
  const failedFile = path.join(tmpdir(), `cluster-lab-failed-${process.pid}-${stage.name}.json`);
  const ran = await run([...stage.command, ...(stage.files ?? [])], live, failedFile);
  if (!live) console.log(`\n▶ ${stage.name}\n${ran.output.trimEnd()}\n`);
  const tests = stage.countsTests ? countTests(ran.output) : NO_TESTS;
  const outcome = { stage, tests, state: stateOf(stage, ran, tests), seconds: ran.seconds };
  const again = secondTry(stage, takeFailedTests(failedFile));
  if (outcome.state === 'passed') return { ...outcome, complaint: '' };
  return { ...outcome, complaint: complaintOf(ran), ...(again && { again }) };
}

/** The outcome of both tries. */
export async function runAgain(first: Outcome, again: readonly string[]): Promise<Outcome> {
  const { stage } = first;
  console.log(`\n▶ ${stage.name}, again`);
  const ran = await run(again, true);
  const tests = stage.countsTests ? testsOfBoth(first.tests, countTests(ran.output)) : NO_TESTS;
  const seconds = first.seconds + ran.seconds;
  return { stage, tests, seconds, complaint: first.complaint, state: stateOf(stage, ran, tests) };
}

/** Undefined where there is nothing to repeat: where mocha never came to its end, it would not the second time. */
export function secondTry(
  stage: Stage,
  failed: FailedTests | undefined,
): readonly string[] | undefined {
  if (stage.secondTry !== true) return undefined;
  if (stage.files === undefined) return stage.command;
  if (failed === undefined || failed.files.length === 0) return undefined;
  const files = failed.files.map((file) => path.relative('', file));
  const titles = failed.suites.map((title) => title.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  const grep = titles.length === 0 ? [] : ['--grep', `^(${titles.join('|')})( |$)`];
  return [...stage.command, ...grep, ...files];
}

/** A test that failed and then passed is counted as passed, and as flaky. */
export function testsOfBoth(first: TestCount, again: TestCount): TestCount {
  if (first.passed + first.failed === 0) return again;
  const flaky = Math.max(0, first.failed - again.failed);
  const { failed } = again;
  return { passed: first.passed + flaky, failed, skipped: first.skipped, flaky };
}

function stateOf(stage: Stage, { code }: Ran, tests: TestCount): Outcome['state'] {
  const ranNone = stage.countsTests && tests.passed + tests.failed === 0;
  if (ranNone) console.error(`no test ran in stage ${stage.name}`);
  return code === 0 && !ranNone ? 'passed' : 'failed';
}

function complaintOf({ code, output }: Ran): string {
  if (code === 0) return '';
  return failureReport(output) || output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
}

function takeFailedTests(file: string): FailedTests | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as FailedTests; // As our own reporter wrote it.
  } catch {
    return undefined; // Mocha never came to its end.
  } finally {
    rmSync(file, { force: true });
  }
}

function run(command: readonly string[], live: boolean, failedFile?: string): Promise<Ran> {
  const startMs = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...(failedFile !== undefined && { [FAILED_TESTS]: failedFile }) },
    });
    let output = '';
    const end = (code: number): void => {
      resolve({ code, output, seconds: (performance.now() - startMs) / 1000 });
    };
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
      if (live) process.stdout.write(chunk);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => {
      output += String(error);
      end(1);
    });
    child.once('close', (code) => {
      end(code ?? 1);
    });
  });
}
