// The desktop side of `npm start`: an installed VS Code, and the browser of the desktop.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { isExecutable } from '../../test/vscode/host/isExecutable';
import { PROJECT_FOLDER } from '../../test/vscode/host/paths';

const onWindows = process.platform === 'win32';

/** Linux has a desktop where a display is named; a VS Code terminal on a remote machine has a `code` without one. */
export function hasDesktop(): boolean {
  if (process.env.SSH_CONNECTION !== undefined || process.env.VSCODE_IPC_HOOK_CLI !== undefined) {
    return false;
  }
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

/** Opens a window with the extension under development on `folder`. False where no VS Code is installed, or it refused. */
export async function openOnDesktop(folder: string): Promise<boolean> {
  const code = process.env.VSCODE_EXECUTABLE ?? findOnPath(onWindows ? 'code.cmd' : 'code');
  if (code === undefined || !hasDesktop()) return false;
  console.log(`Opening ${folder} in VS Code with the extension (${code})`);
  const opened = await runs(code, [`--extensionDevelopmentPath=${PROJECT_FOLDER}`, folder]);
  if (!opened) console.log('It did not open: going on with VS Code in the browser.');
  return opened;
}

/** Opens the address in the user's browser, where there is a desktop to open it on. */
export async function openAddress(address: string): Promise<void> {
  if (!hasDesktop()) return;
  // `start` is a word of the Windows shell, and an & in an address would end its line.
  const [command, args]: [string, string[]] = onWindows
    ? ['cmd', ['/c', 'start', '""', address.replace(/&/g, '^&')]]
    : [process.platform === 'darwin' ? 'open' : 'xdg-open', [address]];
  await runs(command, args);
}

function findOnPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, program)).find(isExecutable);
}

/** Whether the program could be started and ended well. */
function runs(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const viaShell = onWindows && command.endsWith('.cmd');
    const quoted = viaShell ? args.map((argument) => `"${argument}"`) : args;
    const child = spawn(command, quoted, { stdio: 'ignore', shell: viaShell });
    child.once('error', () => {
      resolve(false);
    });
    child.once('exit', (code) => {
      resolve(code === 0);
    });
  });
}
