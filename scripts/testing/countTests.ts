// Reads how many tests passed from mocha's own closing lines, which look the same wherever mocha ran.
import { stripVTControlCharacters } from 'node:util';

export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Of those that passed: at the second try only. */
  readonly flaky: number;
}

export const NO_TESTS: TestCount = { passed: 0, failed: 0, skipped: 0, flaky: 0 };

/** What mocha says of the tests that failed: from `  2 failing` on. Empty where it says nothing of the kind. */
export function failureReport(output: string): string {
  const lines = stripVTControlCharacters(output);
  const start = lastIndexOf(lines, /^ {2}\d+ failing$/gm);
  return start < 0 ? '' : lines.slice(start).trimEnd();
}

/** Mocha ends with `  12 passing (3s)`, then `  1 pending` and `  2 failing` where there are any. */
export function countTests(output: string): TestCount {
  const lines = stripVTControlCharacters(output);
  const closing = lines.slice(Math.max(0, lastIndexOf(lines, /^ {2}\d+ passing \(/gm)));
  const number = (word: string): number =>
    Number(new RegExp(`^ {2}(\\d+) ${word}\\b`, 'm').exec(closing)?.[1] ?? 0);
  return {
    passed: number('passing'),
    failed: number('failing'),
    skipped: number('pending'),
    flaky: 0,
  };
}

function lastIndexOf(text: string, pattern: RegExp): number {
  let last = -1;
  for (const match of text.matchAll(pattern)) last = match.index;
  return last;
}
