// A cluster of one node behind a server, for all tests of a suite, and what its journal makes of it anew.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Cluster } from '../../src/cluster/cluster';
import { defaultClusterConfig } from '../../src/cluster/clusterConfig';
import { ClusterServer } from '../../src/server/clusterServer';
import { replay } from '../../src/simulation/replay';
import { SCHEMA } from '../kubernetesSchema';

const CONFIG = { ...defaultClusterConfig(1, Date.UTC(2026, 0, 1)), workers: 0 };

/**
 * Called in a `describe`, before its other hooks: starts cluster and server and hands them over; at the end no bug may have been
 * told of.
 */
export function suiteServer(use: (cluster: Cluster, server: ClusterServer) => void): void {
  const bugs: Error[] = [];
  let folder = '';
  let server: ClusterServer | undefined;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'server-'));
    const cluster = new Cluster(CONFIG, SCHEMA);
    cluster.simulation.runUntil(20_000);
    const { api, streams } = cluster;
    const onBug = (error: Error): void => void bugs.push(error);
    server = await ClusterServer.start({ cluster, api, streams, folder, port: 0, onBug });
    use(cluster, server);
  });

  after(async () => {
    await server?.close();
    await rm(folder, { recursive: true, maxRetries: 10 });
    assert.deepEqual(bugs, []);
  });
}

/** The cluster as its journal makes it, where no server is. */
export function replayed(cluster: Cluster): Cluster {
  const again = new Cluster(CONFIG, SCHEMA);
  const apply = again.replayInput.bind(again);
  const steps = replay(again.simulation, cluster.journal.entries, cluster.position, apply, 100);
  while (steps.next().done !== true);
  return again;
}
