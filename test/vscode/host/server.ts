// Starts and ends the VS Code server, which serves the workbench and runs the extension host.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface ServerOptions {
  /** Folder of the VS Code server, from installVsCode(). */
  readonly root: string;
  /** Node executable to run it on, from installNode(). */
  readonly node: string;
  /** Settings, extension storage and logs live here. */
  readonly dataFolder: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Where given, only addresses that carry it are answered. */
  readonly connectionToken?: string;
  /**
   * Whether the workbench's address may name an extension's sources. VS Code then takes itself to be
   * driven by a robot and shows no notifications.
   */
  readonly underDevelopment: boolean;
  /** Variables that the extension host sees beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Server {
  readonly port: number;
  /** `127.0.0.1:<port>` */
  readonly authority: string;
  /** What it printed so far. */
  log(): string;
  /** Resolves with the exit code when the server has gone, by stop() or by itself. */
  readonly gone: Promise<number | null>;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

export async function startServer(options: ServerOptions): Promise<Server> {
  const child = spawn(options.node, serverArguments(options), {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own process group, so that a hung extension host, which outlives the server, can be ended too.
    detached: process.platform !== 'win32',
    env: serverEnvironment(options.environment ?? {}),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const stop = (): Promise<void> => stopGroup(child, gone);
  try {
    const port = await listeningPort(child, () => output);
    return { port, authority: `127.0.0.1:${port}`, log: () => output, gone, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function serverArguments(options: ServerOptions): string[] {
  return [
    path.join(options.root, 'out/server-main.js'),
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
    ...tokenArguments(options),
    ...['--server-data-dir', options.dataFolder, '--accept-server-license-terms'],
    ...['--telemetry-level', 'off', '--disable-workspace-trust'],
    // Without it, this VS Code ignores an extensionDevelopmentPath in the workbench's address.
    ...(options.underDevelopment ? ['--enable-smoke-test-driver'] : []),
  ];
}

/** The token goes through a file: arguments are readable by every user of the machine. */
function tokenArguments({ connectionToken, dataFolder }: ServerOptions): string[] {
  if (connectionToken === undefined) return ['--without-connection-token'];
  mkdirSync(dataFolder, { recursive: true });
  const file = path.join(dataFolder, 'connection-token');
  writeFileSync(file, connectionToken, { mode: 0o600 });
  return ['--connection-token-file', file];
}

/** A VS Code terminal sets variables that would make this server believe it is that VS Code's child. */
function serverEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const clean = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name),
  );
  return {
    ...Object.fromEntries(clean),
    // No marketplace: nothing is looked up outside of this machine.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    ...extra,
  };
}

function listeningPort(child: ChildProcess, log: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`the VS Code server did not start in ${START_TIMEOUT_MS} ms\n${log()}`));
    }, START_TIMEOUT_MS);
    child.stdout?.on('data', () => {
      const port = /Extension host agent listening on (\d+)/.exec(log())?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the VS Code server exited with ${String(code)}\n${log()}`));
    });
  });
}

async function stopGroup(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    child.kill('SIGTERM');
    const timer = setTimeout(() => {
      killGroup(child);
    }, STOP_TIMEOUT_MS);
    await gone;
    clearTimeout(timer);
  }
  killGroup(child);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}
