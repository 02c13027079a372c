// The browser side of `npm start`: a VS Code served to this machine alone, behind a connection token, until Ctrl+C.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { extensionPackage, installExtension } from '../../test/vscode/host/extensionPackage';
import { installNode } from '../../test/vscode/host/installNode';
import { installVsCode } from '../../test/vscode/host/installVsCode';
import { CACHE_FOLDER } from '../../test/vscode/host/paths';
import { startServer, type Server } from '../../test/vscode/host/server';
import { settingsFile, writeSettings } from '../../test/vscode/host/settings';
import { workbenchAddress } from '../../test/vscode/host/workbenchAddress';
import { openAddress } from './desktop';
import { firstFreePort } from './freePort';

export interface ServeRequest {
  readonly folder: string;
  /** The next ones are tried where it is taken. */
  readonly firstPort: number;
}

/** Resolves with the exit code when the server has ended. */
export async function serveInBrowser({ folder, firstPort }: ServeRequest): Promise<number> {
  const root = await installVsCode(CACHE_FOLDER, reportProgress);
  const node = await installNode(CACHE_FOLDER, reportProgress);
  const port = await firstFreePort(firstPort);
  if (port !== firstPort) console.log(`Port ${firstPort} is in use: taking ${port}.`);
  // Kept from start to start, so that the learner finds settings and cluster as they were.
  const dataFolder = path.join(CACHE_FOLDER, `start-data-${port}`);
  if (!existsSync(settingsFile(dataFolder))) writeSettings(dataFolder, {});
  const connectionToken = randomBytes(16).toString('hex');
  await installExtension({ root, node, dataFolder, vsix: extensionPackage() });
  const server = await startServer({
    root,
    node,
    dataFolder,
    port,
    connectionToken,
    underDevelopment: false,
  });
  const ended = endedBySignal(server);
  const address = workbenchAddress({
    authority: server.authority,
    folder,
    connectionToken,
  });
  console.log(`\nVS Code with Cluster Lab:\n\n  ${address}\n\nCtrl+C ends it.`);
  void openAddress(address);
  return ended;
}

/** Stopping is asked for by a signal; anything else that ends the server is a failure. */
function endedBySignal(server: Server): Promise<number> {
  return new Promise((resolve) => {
    let stopping = false;
    const stop = (): void => {
      if (stopping) return;
      stopping = true;
      console.log('\nEnding VS Code');
      void server.stop().then(() => {
        resolve(0);
      });
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    void server.gone.then((code) => {
      if (stopping) return;
      console.error(
        `The VS Code server ended by itself (exit code ${String(code)})\n${server.log()}`,
      );
      void server.stop().then(() => {
        resolve(code ?? 1);
      });
    });
  });
}

function reportProgress(message: string): void {
  console.log(`[first start] ${message}`);
}
