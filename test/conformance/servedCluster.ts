// A cluster that runs in real time (or faster) behind the HTTPS listener, and the real tools pointed at it.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Cluster } from '../../src/cluster/cluster';
import { defaultClusterConfig, type ClusterConfig } from '../../src/cluster/clusterConfig';
import type { ClusterInput } from '../../src/cluster/clusterInput';
import { ClusterServer } from '../../src/server/clusterServer';
import { pacedApi } from '../../src/vscode/pacedApi';
import { pacedStreams } from '../../src/vscode/pacedStreams';
import { pacedWait } from '../../src/vscode/pacedWait';
import { Pacer, realTime } from '../../src/vscode/pacer';
import { SCHEMA } from '../kubernetesSchema';
import { kubernetesTools, type ToolVersion } from './kubernetesTools';

/** What a program printed, and its exit code. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly version?: ToolVersion;
  /** Killed after it; default 60,000. */
  readonly timeoutMs?: number;
  /** Default: the folder of the served cluster. */
  readonly cwd?: string;
}

export interface ServedOptions {
  readonly config?: Partial<ClusterConfig>;
  /** Virtual time over real time; default 20, so that nobody waits for images. */
  readonly speed?: number;
  readonly port?: number;
}

/** 2026-09-21T14:13:20Z */
const START_MS = 1_790_000_000_000;
/** Nothing is saved here, and nobody looks back. */
const NO_SESSION = { beforeShown: () => undefined, assertPresent: () => undefined };

const BOOT_LIMIT_MS = 60_000;

export class ServedCluster {
  readonly cluster: Cluster;
  readonly pacer: Pacer;
  readonly server: ClusterServer;
  /** For kubeconfig, caches and files of the tests; goes with `close`. */
  readonly folder: string;
  readonly bugs: Error[];

  private constructor(
    cluster: Cluster,
    pacer: Pacer,
    server: ClusterServer,
    bugs: Error[],
    folder: string,
  ) {
    this.cluster = cluster;
    this.pacer = pacer;
    this.server = server;
    this.bugs = bugs;
    this.folder = folder;
  }

  /** A cluster that has booted, as fast as it can, and then goes on at `speed`. */
  static async start(options: ServedOptions = {}): Promise<ServedCluster> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'cluster-lab-'));
    const config = { ...defaultClusterConfig(1, START_MS), ...options.config };
    const cluster = new Cluster(config, SCHEMA);
    cluster.simulation.runUntil(BOOT_LIMIT_MS);
    const bugs: Error[] = [];
    const onBug = (error: unknown): void => {
      bugs.push(error instanceof Error ? error : new Error(String(error)));
    };
    const pacer = new Pacer(cluster.simulation, realTime, onBug);
    const api = pacedApi(cluster, pacer, NO_SESSION);
    const server = await ClusterServer.start({
      cluster,
      api,
      streams: pacedStreams(cluster, pacer, NO_SESSION),
      wait: pacedWait(cluster.simulation, pacer),
      folder,
      port: options.port ?? 0,
      onBug,
    });
    pacer.setSpeed(options.speed ?? 20);
    pacer.play();
    return new ServedCluster(cluster, pacer, server, bugs, folder);
  }

  /** Runs the real kubectl; resolves whatever its exit code is. */
  async kubectl(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const { kubectl } = await kubernetesTools(options.version);
    return this.#execute(kubectl, args, options);
  }

  /** Lays a hand on the cluster, at the virtual time that it is now. */
  input(input: ClusterInput): void {
    this.pacer.catchUp();
    this.cluster.input(input);
    this.pacer.wake();
  }

  /** Lets virtual time pass as fast as it can; then it goes on at its speed. */
  async runAhead(limitMs: number): Promise<void> {
    await this.pacer.run({ reached: () => false, limitMs });
  }

  /** Writes a file into the folder and returns its path. */
  async file(name: string, text: string): Promise<string> {
    const file = path.join(this.folder, name);
    await writeFile(file, text);
    return file;
  }

  async close(): Promise<void> {
    this.pacer.dispose();
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  /** Runs a line of bash in the folder, with kubectl and helm on its path. */
  async shell(command: string, options: RunOptions = {}): Promise<Ran> {
    const { kubectl } = await kubernetesTools(options.version);
    const PATH = `${path.dirname(kubectl)}:${process.env['PATH'] ?? ''}`;
    return this.#execute('bash', ['-c', command], { ...options, env: { PATH, ...options.env } });
  }

  #execute(program: string, args: readonly string[], options: RunOptions): Promise<Ran> {
    const { stdin = '', env, timeoutMs = 60_000, cwd = this.folder } = options;
    return new Promise((resolve) => {
      const child = execFile(
        program,
        [...args],
        {
          cwd,
          env: {
            PATH: process.env['PATH'],
            HOME: this.folder,
            KUBECONFIG: this.server.kubeconfigFile,
            // They live for a moment: collecting garbage is a tenth of what they do.
            GOGC: 'off',
            ...env,
          },
          maxBuffer: 64 * 1024 * 1024,
          timeout: timeoutMs,
        },
        (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
          resolve({ stdout, stderr, code });
        },
      );
      // A program that reads nothing may be gone by now.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(stdin);
    });
  }
}
