// The packaged extension, as `npm run package` leaves it.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_FOLDER } from './paths';

const run = promisify(execFile);

/** Throws with advice where it has not been made. */
export function extensionPackage(): string {
  const manifest = readFileSync(path.join(PROJECT_FOLDER, 'package.json'), 'utf8');
  // npm and VS Code both insist on the two.
  const { name, version } = JSON.parse(manifest) as { name: string; version: string };
  const file = path.join(PROJECT_FOLDER, `${name}-${version}.vsix`);
  if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run package\` first`);
  return file;
}

/** Installs an extension package into the data folder of a VS Code server that is not running. */
export async function installExtension(vscode: {
  readonly root: string;
  readonly node: string;
  readonly dataFolder: string;
  readonly vsix: string;
}): Promise<void> {
  const program = path.join(vscode.root, 'out/server-main.js');
  const flags = ['--server-data-dir', vscode.dataFolder, '--accept-server-license-terms'];
  await run(vscode.node, [program, ...flags, '--install-extension', vscode.vsix, '--force']);
}
