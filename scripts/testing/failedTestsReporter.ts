// A reporter of mocha: prints as `spec` does, and writes what failed, for a second try, to where FAILED_TESTS says.
import { writeFileSync } from 'node:fs';
import { reporters, Runner, type MochaOptions, type Runnable, type Suite } from 'mocha';

export const FAILED_TESTS = 'CLUSTER_LAB_FAILED_TESTS';

export interface FailedTests {
  readonly files: readonly string[];
  /** Titles of the outermost suites: what is in one stands on each other. Empty where something failed outside of them. */
  readonly suites: readonly string[];
}

// eslint-disable-next-line no-restricted-syntax -- mocha looks for the default export
export default class FailedTestsReporter extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const target = process.env[FAILED_TESTS];
    if (target === undefined) return;
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      writeFileSync(target, JSON.stringify(failedTests(this.failures)));
    });
  }
}

export function failedTests(failures: readonly Runnable[]): FailedTests {
  const files = failures.map((test) => test.file ?? test.parent?.file ?? '');
  const suites = failures.map((test) => outermostSuite(test.parent)?.title ?? '');
  const unique = (names: readonly string[]): string[] => [...new Set(names)].filter(Boolean);
  return { files: unique(files), suites: suites.includes('') ? [] : unique(suites) };
}

/** Undefined for what stands in a file outside of all suites. */
function outermostSuite(suite: Suite | undefined): Suite | undefined {
  if (suite === undefined || suite.root) return undefined;
  return outermostSuite(suite.parent) ?? suite;
}
