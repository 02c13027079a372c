// What VS Code calls inside its extension host (--extensionTestsPath): runs every test that is bundled beside this file.
import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';

/** Rejects when a test failed: VS Code turns that into its exit code. */
export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const report = process.env.CLUSTER_LAB_TEST_REPORT;
  if (report !== undefined) {
    // A served VS Code has no console that the launcher could read.
    Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
      appendFileSync(report, `${format(...args)}\n`);
    };
  }
  const mocha = new Mocha({ ui: 'bdd', timeout: 20_000, reporter: 'spec', color: false });
  const tests = readdirSync(__dirname).filter((name) => name.endsWith('.test.js'));
  for (const name of tests.sort()) mocha.addFile(path.join(__dirname, name));
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
