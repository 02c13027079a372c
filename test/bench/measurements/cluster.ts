// How long clusters of ordinary size take, as fast as possible, in a process that is warm.
import { medianOf, printFigures } from '../figures';
import { MeasuredCluster, readSchema } from '../measuredCluster';

const HOUR_MS = 3_600_000;
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

for (let warmUp = 0; warmUp < 6; warmUp++) deployment(100, 10);

printFigures({
  boot3: medianOf(9, () => timed(() => running(3))),
  boot100: medianOf(5, () => timed(() => running(100))),
  deploy100: medianOf(5, () => deployment(100, 10)),
  deploy500: medianOf(3, () => deployment(500, 10)),
  deploy1000: medianOf(3, () => deployment(1000, 20)),
  idleHour: medianOf(3, idleHour),
});
