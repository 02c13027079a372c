// The API server under load: creates in process, then everything over HTTPS from a process of its own
// (apiClient.ts), while this one serves. Time stands still, so that nothing but requests is measured.
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { CONFIG_MAPS, PODS } from '../../../src/apis/resources';
import { ClusterServer } from '../../../src/server/clusterServer';
import { printFigures, type Figures } from '../figures';
import { MeasuredCluster, readSchema } from '../measuredCluster';

const IN_PROCESS_CREATES = 10_000;
const LISTED_PODS = 10_000;

const measured = new MeasuredCluster(readSchema(), 3);
measured.runUntilRunning();
const { cluster } = measured;
const admin = cluster.userClient();

function createsPerSecond(): number {
  const start = performance.now();
  for (let number = 0; number < IN_PROCESS_CREATES; number++) {
    admin.create(CONFIG_MAPS, 'default', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `in-process-${String(number)}` },
      data: { number: String(number) },
    });
  }
  return IN_PROCESS_CREATES / ((performance.now() - start) / 1000);
}

/** What the other process measured. */
function measureClient(server: ClusterServer): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const script = path.join(import.meta.dirname, 'apiClient.mjs');
    const { ca, adminCertificate, adminKey } = server.pki;
    const env = { ...process.env, BENCH_URL: server.url, BENCH_CA: ca };
    const child = fork(script, {
      env: { ...env, BENCH_CERT: adminCertificate, BENCH_KEY: adminKey },
    });
    let figures: Figures | undefined;
    child.on('message', (message) => {
      figures = message as Figures;
    });
    child.on('exit', (code) => {
      if (figures === undefined) reject(new Error(`the client ended with ${String(code)}`));
      else resolve(figures);
    });
  });
}

createsPerSecond();
admin.deleteCollection(CONFIG_MAPS, 'default');
const inProcess = createsPerSecond();
for (let number = 0; number < LISTED_PODS; number++) {
  admin.create(PODS, 'default', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `bench-${String(number)}`, labels: { app: 'bench' } },
    spec: { containers: [{ name: 'web', image: 'nginx' }] },
  });
}
const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-'));
const server = await ClusterServer.start({
  cluster,
  api: cluster.api,
  streams: cluster.streams,
  folder,
  port: 0,
  onBug: (error) => {
    throw error;
  },
});
const client = await measureClient(server);
await server.close();
await rm(folder, { recursive: true });
printFigures({ inProcessCreates: inProcess, ...client });
