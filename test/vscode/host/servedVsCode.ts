// A VS Code served by this machine with a data folder of its own, and a headless browser that can open it. What the in-host
// suite and the browser-driven tests have in common.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openBrowser, type OpenBrowser } from './browser';
import { installExtension } from './extensionPackage';
import { installBrowser } from './installBrowser';
import { installNode } from './installNode';
import { installVsCode } from './installVsCode';
import { CACHE_FOLDER } from './paths';
import { startServer, type Server } from './server';
import { writeSettings, type Settings } from './settings';

export interface ServedVsCode extends OpenBrowser {
  readonly server: Server;
  readonly dataFolder: string;
  /** Copy of the workspace, for this run alone. */
  readonly folder: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** Workspace to copy. */
  readonly folder: string;
  readonly settings?: Settings;
  readonly environment?: Readonly<Record<string, string>>;
  /** An extension package to install first; absent: the extension runs from its sources. */
  readonly vsix?: string;
}

export async function serveVsCode(options: ServeOptions): Promise<ServedVsCode> {
  const root = await installVsCode(CACHE_FOLDER, reportProgress);
  const node = await installNode(CACHE_FOLDER, reportProgress);
  const program = await installBrowser(CACHE_FOLDER, reportProgress);
  const scratch = await mkdtemp(path.join(tmpdir(), 'cluster-lab-vscode-'));
  const dataFolder = path.join(scratch, 'data');
  const folder = path.join(scratch, path.basename(options.folder));
  const environment = options.environment ?? {};
  const closers = [() => rm(scratch, { recursive: true, force: true, maxRetries: 10 })];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0)) await closer();
  };
  try {
    await cp(options.folder, folder, { recursive: true });
    writeSettings(dataFolder, options.settings ?? {});
    const { vsix } = options;
    if (vsix !== undefined) await installExtension({ root, node, dataFolder, vsix });
    const underDevelopment = vsix === undefined;
    const server = await startServer({ root, node, dataFolder, environment, underDevelopment });
    closers.unshift(() => server.stop());
    const opened = await openBrowser(program);
    closers.unshift(() => opened.browser.close());
    return { ...opened, server, dataFolder, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function reportProgress(message: string): void {
  console.log(`[vscode] ${message}`);
}
