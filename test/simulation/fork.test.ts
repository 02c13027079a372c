// Where two records of one run part.
import assert from 'node:assert/strict';
import { forkMs, type RecordedRun } from '../../src/simulation/fork';

function run(
  endMs: number,
  ...inputs: readonly [atMs: number, input: string][]
): RecordedRun<string> {
  return {
    journal: inputs.map(([atMs, input]) => ({ afterEvents: atMs / 10, atMs, input })),
    position: { executedEvents: endMs / 10, nowMs: endMs },
  };
}

describe('fork of two records', () => {
  const cases: readonly (readonly [string, RecordedRun<string>, RecordedRun<string>, number])[] = [
    ['the same inputs: up to the shorter end', run(900, [100, 'a']), run(500, [100, 'a']), 500],
    ['another input', run(900, [100, 'a'], [200, 'b']), run(900, [100, 'a'], [200, 'c']), 200],
    ['an input more', run(900, [100, 'a'], [300, 'b']), run(900, [100, 'a']), 300],
    [
      'an input after the end of the other',
      run(900, [100, 'a'], [700, 'b']),
      run(400, [100, 'a']),
      400,
    ],
    ['an input earlier', run(900, [100, 'a']), run(900, [50, 'a']), 50],
    ['nothing at all', run(900), run(0), 0],
  ];
  for (const [name, a, b, atMs] of cases) {
    it(name, () => {
      const isSame = (one: string, other: string): boolean => one === other;
      assert.equal(forkMs(a, b, isSame), atMs);
      assert.equal(forkMs(b, a, isSame), atMs);
    });
  }
});
