// Runs the bundled suite in a desktop VS Code: the one that VSCODE_EXECUTABLE names, or the stable one, downloaded.
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CACHE_FOLDER, FIXTURE_FOLDER, PROJECT_FOLDER, SUITE_FOLDER } from './paths';

/** Path of a desktop VS Code, or why there is none here. */
export type DesktopVsCode =
  | { readonly executable: string; readonly reason?: undefined }
  | { readonly executable?: undefined; readonly reason: string };

export async function findDesktopVsCode(): Promise<DesktopVsCode> {
  const named = process.env.VSCODE_EXECUTABLE;
  if (named) return { executable: named };
  if (!hasDisplay()) return { reason: 'this machine has no display' };
  try {
    const options = { version: 'stable', cachePath: CACHE_FOLDER };
    return { executable: await downloadAndUnzipVSCode(options) };
  } catch (error) {
    return { reason: `VS Code cannot be downloaded (${String(error)})` };
  }
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

/** mocha's report goes to this process's output. Returns VS Code's exit code. */
export async function runDesktopSuite(executable: string): Promise<number> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'cluster-lab-vscode-'));
  const folder = path.join(scratch, path.basename(FIXTURE_FOLDER));
  try {
    await cp(FIXTURE_FOLDER, folder, { recursive: true });
    return await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: PROJECT_FOLDER,
      extensionTestsPath: path.join(SUITE_FOLDER, 'index'),
      launchArgs: [folder, '--disable-extensions', '--disable-workspace-trust'],
    });
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 10 });
  }
}
