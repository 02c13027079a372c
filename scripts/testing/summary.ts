// The end of a test run: what failed, a table for a person, and one plain line for a machine.
import type { Outcome } from './runStage';

/** Returns whether all is well. */
export function printSummary(outcomes: readonly Outcome[]): boolean {
  for (const { stage, state, complaint } of outcomes) {
    if (complaint === '') continue;
    const title = state === 'passed' ? 'passed at the second try only' : 'failed';
    console.log(`\n✖ ${stage.name}: ${title}\n${complaint}`);
  }
  const width = Math.max(...outcomes.map((outcome) => outcome.stage.name.length));
  console.log('');
  for (const outcome of outcomes) {
    const { stage, state, seconds, tests } = outcome;
    const counted = stage.countsTests ? `${tests.passed} passed, ${tests.failed} failed` : '';
    const row = [stage.name.padEnd(width), state.padEnd(7), `${seconds.toFixed(1).padStart(6)} s`];
    console.log([...row, counted].join('  ').trimEnd());
  }
  const flaky = outcomes.reduce((sum, { tests }) => sum + tests.flaky, 0);
  if (flaky > 0) console.log(`\n${flaky} of them at the second try only`);
  console.log(`\n${closingLine(outcomes)}`);
  return outcomes.every((outcome) => outcome.state === 'passed');
}

/** `812 passed, 0 failed`, with `, 3 skipped` where some were. A stage that failed without a failing test counts as one. */
export function closingLine(outcomes: readonly Outcome[]): string {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const { state, tests } of outcomes) {
    passed += tests.passed;
    failed += state === 'passed' ? tests.failed : Math.max(1, tests.failed);
    skipped += tests.skipped;
  }
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
