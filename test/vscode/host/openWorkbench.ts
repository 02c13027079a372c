// Opens a VS Code with the packaged extension for a browser-driven test and closes it, whatever happens. Each has settings and extension storage of its own.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { extensionPackage } from './extensionPackage';
import { FIXTURE_FOLDER } from './paths';
import { serveVsCode } from './servedVsCode';
import type { Settings } from './settings';
import type { Theme } from './theme';
import { workbenchAddress } from './workbenchAddress';
import { Workbench } from './workbench';

export interface WorkbenchOptions {
  /** Workspace to open a copy of; absent: test/vscode/fixtures/workspace. */
  readonly folder?: string;
  readonly theme?: Theme;
  readonly settings?: Settings;
  /** Variables that the extension host and the terminals see beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface OpenWorkbench {
  readonly workbench: Workbench;
  readonly close: () => Promise<void>;
}

const ACTION_TIMEOUT_MS = 20_000;

/** For a suite whose tests share one window: open it in before(), close it in after(). */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<OpenWorkbench> {
  const { theme = 'dark', settings = {}, environment = {} } = options;
  const vscode = await serveVsCode({
    folder: options.folder ?? FIXTURE_FOLDER,
    settings,
    environment,
    vsix: extensionPackage(),
  });
  const { page, folder, dataFolder } = vscode;
  try {
    page.setDefaultTimeout(ACTION_TIMEOUT_MS);
    await page.goto(workbenchAddress({ authority: vscode.server.authority, folder }));
    const workbench = new Workbench({ page, folder, theme });
    await workbench.ready();
    return { workbench, close: () => vscode.close() };
  } catch (error) {
    console.error(extensionHostLog(dataFolder));
    await vscode.close();
    throw error;
  }
}

/** What the extension host wrote last: activation errors are found here. */
function extensionHostLog(dataFolder: string): string {
  const logs = readdirSync(dataFolder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('remoteexthost.log'),
  );
  return logs
    .map((file) => readFileSync(path.join(dataFolder, file), 'utf8').slice(-4000))
    .join('\n');
}
