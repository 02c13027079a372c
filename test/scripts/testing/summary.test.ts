import assert from 'node:assert/strict';
import type { Outcome } from '../../../scripts/testing/runStage';
import { closingLine } from '../../../scripts/testing/summary';

const stage = { name: 'stage', groups: [], after: [], command: [], countsTests: true };

function outcome(state: Outcome['state'], passed = 0, failed = 0, skipped = 0, flaky = 0): Outcome {
  return { stage, state, seconds: 1, tests: { passed, failed, skipped, flaky }, complaint: '' };
}

describe('the closing line of a test run', () => {
  it('sums the tests of all stages', () => {
    const outcomes = [outcome('passed', 800), outcome('passed', 12, 0, 3)];
    assert.equal(closingLine(outcomes), '812 passed, 0 failed, 3 skipped');
  });

  it('counts a stage that failed without a failing test, or did not run, as a failure', () => {
    const outcomes = [outcome('failed'), outcome('failed', 5, 2), outcome('not run')];
    assert.equal(closingLine(outcomes), '5 passed, 4 failed');
  });

  it('counts what passed at the second try as passed', () => {
    assert.equal(closingLine([outcome('passed', 12, 0, 0, 2)]), '12 passed, 0 failed');
  });
});
