import assert from 'node:assert/strict';
import { Suite, Test } from 'mocha';
import { failedTests } from '../../../scripts/testing/failedTestsReporter';
import { secondTry, testsOfBoth } from '../../../scripts/testing/runStage';
import type { Stage } from '../../../scripts/testing/stages';

const STAGE: Stage = {
  name: 'tools',
  groups: ['conformance'],
  after: [],
  command: ['mocha.js'],
  files: ['test/**/*.test.ts'],
  countsTests: true,
  secondTry: true,
};

function failure(file: string, ...suites: readonly string[]): Test {
  const root = new Suite('');
  root.root = true;
  const parent = suites.reduce((outer, title) => Suite.create(outer, title), root);
  const test = new Test('a test', () => undefined);
  parent.addTest(test);
  test.file = file;
  return test;
}

describe('a second try', () => {
  it('is for the whole of the outermost suites that failed, each once', () => {
    const failures = [failure('a.test.ts', 'get', 'old'), failure('a.test.ts', 'get')];
    assert.deepEqual(failedTests(failures), { files: ['a.test.ts'], suites: ['get'] });
  });

  it('is for whole files where something failed outside of suites', () => {
    const failures = [failure('a.test.ts', 'get'), failure('b.test.ts')];
    assert.deepEqual(failedTests(failures), { files: ['a.test.ts', 'b.test.ts'], suites: [] });
  });

  it('names them to mocha, as they are written', () => {
    const failed = { files: ['test/a.test.ts'], suites: ['get (old)', 'Why?'] };
    assert.deepEqual(secondTry(STAGE, failed), [
      'mocha.js',
      '--grep',
      String.raw`^(get \(old\)|Why\?)( |$)`,
      'test/a.test.ts',
    ]);
    assert.deepEqual(secondTry(STAGE, { ...failed, suites: [] }), ['mocha.js', 'test/a.test.ts']);
  });

  it('is for all of a stage that knows no files, and for none that does not want it', () => {
    const { files, ...whole } = STAGE;
    assert.ok(files);
    assert.deepEqual(secondTry(whole, undefined), ['mocha.js']);
    assert.equal(secondTry({ ...STAGE, secondTry: false }, undefined), undefined);
    assert.equal(secondTry(STAGE, undefined), undefined); // Mocha never came to its end.
  });

  it('makes tests pass that failed at first, and says how many', () => {
    const first = { passed: 10, failed: 3, skipped: 0, flaky: 0 };
    const again = { passed: 2, failed: 1, skipped: 0, flaky: 0 };
    assert.deepEqual(testsOfBoth(first, again), { passed: 12, failed: 1, skipped: 0, flaky: 2 });
    const none = { passed: 0, failed: 0, skipped: 0, flaky: 0 };
    assert.deepEqual(testsOfBoth(none, { ...again, failed: 0 }), { ...again, failed: 0 });
  });
});
