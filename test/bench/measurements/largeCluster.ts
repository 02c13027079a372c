// 1,000 workers with 10,000 pods: memory, and how long the extension host is held at a time, driven
// by the pacer in real time as in VS Code.
import { Pacer, realTime, type HostTime } from '../../../src/vscode/pacer';
import { printFigures } from '../figures';
import { MeasuredCluster, readSchema } from '../measuredCluster';

const WORKERS = 1_000;
const PODS = 10_000;
const PODS_A_DEPLOYMENT = 500;
const LIMIT_MS = 600_000;
/** Events of the API live for an hour, and at most a minute longer. */
const EVENTS_GONE_MS = 3_700_000;

let longestSliceMs = 0;
let longestEventMs = 0;
/** Processor time of the longest slice: what other programs on the machine take is not in it. */
let longestSliceCpuMs = 0;

const measuredTime: HostTime = {
  nowMs: () => realTime.nowMs(),
  later: (delayMs, callback) =>
    realTime.later(delayMs, () => {
      const cpu = process.cpuUsage();
      const start = performance.now();
      callback();
      longestSliceMs = Math.max(longestSliceMs, performance.now() - start);
      const { user, system } = process.cpuUsage(cpu);
      longestSliceCpuMs = Math.max(longestSliceCpuMs, (user + system) / 1000);
    }),
};

function heapMb(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

const schema = readSchema();
const baselineMb = heapMb();
const measured = new MeasuredCluster(schema, WORKERS);
const { simulation } = measured.cluster;
const step = simulation.step.bind(simulation);
simulation.step = () => {
  const start = performance.now();
  const ran = step();
  longestEventMs = Math.max(longestEventMs, performance.now() - start);
  return ran;
};
const pacer = new Pacer(simulation, measuredTime, (error) => {
  throw error;
});

async function run(reached: () => boolean, limitMs = LIMIT_MS): Promise<number> {
  const start = performance.now();
  const result = await pacer.run({ reached, limitMs });
  if (result === 'cancelled') throw new Error('the run was cancelled');
  return performance.now() - start;
}

const bootMs = await run(() => measured.isRunning());
for (let number = 0; number < PODS / PODS_A_DEPLOYMENT; number++) {
  measured.createDeployment(`web-${number}`, PODS_A_DEPLOYMENT);
}
const podsMs = await run(() => measured.isRunning(PODS));
if (!measured.isRunning(PODS)) throw new Error('the pods were not running in time');
const busyMb = heapMb();
const offHeapMb = process.memoryUsage().arrayBuffers / 1e6;
const hourMs = await run(() => false, EVENTS_GONE_MS);
const settledMb = heapMb();
printFigures({
  baselineMb,
  bootMs,
  podsMs,
  hourMs,
  busyMb,
  offHeapMb,
  settledMb,
  longestSliceMs,
  longestSliceCpuMs,
  longestEventMs,
});
