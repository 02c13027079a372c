// The memory of an hour of a 10-node cluster under load, with and without history.
import { DEPLOYMENTS } from '../../../src/apis/resources';
import { printFigures } from '../figures';
import { MeasuredCluster, readSchema } from '../measuredCluster';

const WORKERS = 10;
const MINUTES = 60;
const MINUTE_MS = 60_000;
const schema = readSchema();

function usedMb(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

/** An hour in which a Deployment is scaled up and down each minute; the clusters are kept alive. */
function hourUnderLoad(historyLimit: number | undefined): MeasuredCluster {
  const measured = new MeasuredCluster(schema, WORKERS, 1, historyLimit);
  measured.runUntilRunning();
  measured.createDeployment('web', 20);
  const client = measured.cluster.userClient();
  const { simulation } = measured.cluster;
  for (let minute = 0; minute < MINUTES; minute++) {
    const body = { spec: { replicas: minute % 2 === 0 ? 60 : 20 } };
    client.patch(DEPLOYMENTS, 'default', 'web', { type: 'merge', body });
    simulation.runUntil(simulation.nowMs + MINUTE_MS);
  }
  return measured;
}

const before = usedMb();
const without = hourUnderLoad(0);
const withoutMb = usedMb() - before;
const kept = hourUnderLoad(undefined);
const keptMb = usedMb() - before - withoutMb;
printFigures({
  hourMb: keptMb,
  historyMb: keptMb - withoutMb,
  changes: kept.cluster.history.size,
  causes: kept.cluster.simulation.trace.keptEntries,
  changesWithout: without.cluster.history.size,
});
