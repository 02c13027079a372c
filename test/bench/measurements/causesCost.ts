// One side of what it costs to keep causes: a busy run with trace and history, or (argument `bare`)
// with ids that are counted and nothing kept. A process has one side only, so that neither spoils the
// code that the engine has made for the other.
import { Trace } from '../../../src/simulation/trace';
import { printFigures } from '../figures';
import { MeasuredCluster, readSchema } from '../measuredCluster';

const WORKERS = 10;
const PODS = 300;
const WARM_UPS = 3;
const RUNS = 10;
const isBare = process.argv.includes('bare');
const schema = readSchema();

if (isBare) {
  let lastId = 0;
  Trace.prototype.record = () => ++lastId;
}

/** Processor time, ms: what other programs on the machine take is not in it. */
function busyRun(): number {
  const measured = new MeasuredCluster(schema, WORKERS, 1, isBare ? 0 : undefined);
  const before = process.cpuUsage();
  measured.runUntilRunning();
  measured.createDeployment('web', PODS);
  measured.runUntilRunning(PODS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) busyRun();
// The quickest: whatever disturbs a run only ever adds to it.
printFigures({ runMs: Math.min(...Array.from({ length: RUNS }, busyRun)) });
