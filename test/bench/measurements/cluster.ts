// How long clusters of ordinary size take, as fast as possible, in a process that is warm.
import { Cluster } from '../../../src/cluster/cluster';
import { realTime } from '../../../src/vscode/pacer';
import { Past } from '../../../src/vscode/past';
import { medianOf, printFigures } from '../figures';
import { MeasuredCluster, readSchema } from '../measuredCluster';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const schema = readSchema();

function running(workers: number): MeasuredCluster {
  const measured = new MeasuredCluster(schema, workers);
  measured.runUntilRunning();
  return measured;
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function deployment(pods: number, workers: number): number {
  const measured = running(workers);
  return timed(() => {
    measured.createDeployment('web', pods);
    measured.runUntilRunning(pods);
  });
}

function idleHour(): number {
  const { simulation } = running(3).cluster;
  return timed(() => {
    simulation.runUntil(simulation.nowMs + HOUR_MS);
  });
}

/** An hour in which something happened: an app, a node that is lost and comes back. */
function usedHour(): Cluster {
  const measured = running(3);
  const { cluster } = measured;
  const { simulation } = cluster;
  measured.createDeployment('web', 20);
  simulation.runUntil(10 * MINUTE_MS);
  cluster.input({ type: 'crashNode', node: 'worker-1' });
  simulation.runUntil(30 * MINUTE_MS);
  cluster.input({ type: 'restartNode', node: 'worker-1' });
  simulation.runUntil(HOUR_MS);
  return cluster;
}

/** Everything that looking back to the last moment of it does, with what is made to be shown. */
function rewindHour(present: Cluster): number {
  return timed(() => {
    const cluster = new Cluster(present.config, schema);
    const past = new Past({ present, cluster, host: realTime, onError: () => undefined });
    const steps = past.stepsTo(present.position);
    while (steps.next().done !== true);
    if (past.state.nodes.size !== 4) throw new Error('the past is not what it was');
  });
}

for (let warmUp = 0; warmUp < 6; warmUp++) deployment(100, 10);

const used = usedHour();

printFigures({
  boot3: medianOf(9, () => timed(() => running(3))),
  boot100: medianOf(5, () => timed(() => running(100))),
  deploy100: medianOf(5, () => deployment(100, 10)),
  deploy500: medianOf(3, () => deployment(500, 10)),
  deploy1000: medianOf(3, () => deployment(1000, 20)),
  idleHour: medianOf(3, idleHour),
  rewindHour: medianOf(3, () => rewindHour(used)),
});
