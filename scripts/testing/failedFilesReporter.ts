// A reporter of mocha: prints as `spec` does, and writes which files hold the tests that failed to where FAILED_FILES says.
import { writeFileSync } from 'node:fs';
import { reporters, Runner, type MochaOptions } from 'mocha';

export const FAILED_FILES = 'CLUSTER_LAB_FAILED_FILES';

// eslint-disable-next-line no-restricted-syntax -- mocha looks for the default export
export default class FailedFilesReporter extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const target = process.env[FAILED_FILES];
    if (target === undefined) return;
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const files = this.failures.map((test) => test.file ?? test.parent?.file);
      writeFileSync(target, JSON.stringify([...new Set(files)]));
    });
  }
}
