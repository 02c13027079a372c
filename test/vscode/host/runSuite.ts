// Bundles test/vscode/suite and runs it inside a real VS Code extension host: on the desktop where that is possible, otherwise
// in a VS Code that this machine serves. CLUSTER_LAB_TEST_HOST=desktop|served forces one.
import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findDesktopVsCode, runDesktopSuite } from './desktopSuite';
import { runHostedSuite } from './hostedSuite';
import { PROJECT_FOLDER, SUITE_FOLDER } from './paths';
import { VERSIONS } from './versions';

async function bundleSuite(): Promise<void> {
  const source = path.join(PROJECT_FOLDER, 'test/vscode/suite');
  const tests = readdirSync(source).filter((name) => name.endsWith('.test.ts'));
  rmSync(SUITE_FOLDER, { recursive: true, force: true });
  await build({
    entryPoints: ['index.ts', ...tests].map((name) => path.join(source, name)),
    outdir: SUITE_FOLDER,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

async function main(): Promise<number> {
  await bundleSuite();
  const wanted = process.env.CLUSTER_LAB_TEST_HOST;
  const desktop = wanted === 'served' ? { reason: 'as asked' } : await findDesktopVsCode();
  if (desktop.executable !== undefined) {
    console.log(`Host of the tests: desktop VS Code, ${desktop.executable}`);
    return runDesktopSuite(desktop.executable);
  }
  if (wanted === 'desktop') throw new Error(desktop.reason);
  const version = VERSIONS.codeServer.replace(/^4\./, '1.');
  console.log(`Host of the tests: VS Code ${version}, served by this machine: ${desktop.reason}`);
  return runHostedSuite();
}

main().then(
  (code) => {
    process.exitCode = code === 0 ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
