import assert from 'node:assert/strict';
import { countTests, failureReport } from '../../../scripts/testing/countTests';

describe('counting mocha tests', () => {
  it('reads passing, pending and failing, coloured or not', () => {
    const plain = '\n\n  12 passing (3s)\n  1 pending\n  2 failing\n\n  1) a story\n';
    assert.deepEqual(countTests(plain), { passed: 12, failed: 2, skipped: 1, flaky: 0 });
    const coloured = '\u001b[92m \u001b[0m\u001b[32m 12 passing\u001b[0m\u001b[90m (3s)\u001b[0m\n';
    assert.deepEqual(countTests(coloured), { passed: 12, failed: 0, skipped: 0, flaky: 0 });
  });

  it('believes the last closing lines, not what a test printed before', () => {
    const output = '  99 passing (1s)\n  7 failing\n\n  3 passing (20ms)\n';
    assert.deepEqual(countTests(output), { passed: 3, failed: 0, skipped: 0, flaky: 0 });
  });

  it('counts nothing where mocha never came to its end', () => {
    assert.deepEqual(countTests('Error: cannot find module'), {
      passed: 0,
      failed: 0,
      skipped: 0,
      flaky: 0,
    });
  });

  it('finds what is said of those that failed', () => {
    const output =
      '  7 failing\n\n  3 passing (20ms)\n\u001b[31m  1 failing\u001b[0m\n\n  1) a story:\n     not so\n';
    assert.equal(failureReport(output), '  1 failing\n\n  1) a story:\n     not so');
    assert.equal(failureReport('  3 passing (20ms)\n'), '');
  });
});
