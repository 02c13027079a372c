// What it costs to keep a run: the journal before each input and the place before each look, on a real
// disk; and how fast a run is replayed.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Cluster } from '../../../src/cluster/cluster';
import { replay } from '../../../src/simulation/replay';
import { LabStore } from '../../../src/vscode/labStore';
import { median, printFigures } from '../figures';
import { MeasuredCluster, readSchema } from '../measuredCluster';

const DEPLOYMENTS = 60;
const PODS = 4;
/** About what a slice of 8 ms runs. */
const EVENTS_A_SLICE = 150;
const schema = readSchema();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-journal-'));

interface KeptRun {
  readonly cluster: Cluster;
  readonly totalMs: number;
  readonly keptMs: number;
  readonly inputs: number;
  readonly places: number;
}

function keptRun(number: number): KeptRun {
  const store = new LabStore(path.join(folder, String(number)), 'bench');
  const measured = new MeasuredCluster(schema, 10);
  const { cluster } = measured;
  const { simulation } = cluster;
  store.begin(cluster.config);
  let keptMs = 0;
  let places = 0;
  const kept = (work: () => void): void => {
    const start = performance.now();
    work();
    keptMs += performance.now() - start;
  };
  cluster.journal.onAppend((entry) => {
    kept(() => {
      store.appendInput(entry);
    });
  });
  const shown = (): void => {
    places++;
    kept(() => {
      const { hash: traceHash } = simulation.trace;
      store.savePosition({ ...cluster.position, traceHash, speed: 1, playing: true, open: true });
    });
  };
  const start = performance.now();
  measured.runUntilRunning();
  for (let number = 1; number <= DEPLOYMENTS; number++) {
    measured.createDeployment(`web-${number}`, PODS);
    const endMs = simulation.nowMs + 5_000;
    for (let event = 1; (simulation.nextEventMs ?? endMs) < endMs; event++) {
      simulation.step();
      if (event % EVENTS_A_SLICE === 0) shown();
    }
    shown();
  }
  const totalMs = performance.now() - start;
  store.close();
  return { cluster, totalMs, keptMs, inputs: cluster.journal.entries.length, places };
}

/** Events a second of a replay of the whole run. */
function replayRate(original: Cluster): number {
  const cluster = new Cluster(original.config, schema);
  const apply = cluster.replayInput.bind(cluster);
  const { entries } = original.journal;
  const start = performance.now();
  for (const part of replay(cluster.simulation, entries, original.position, apply, 1000)) void part;
  const seconds = (performance.now() - start) / 1000;
  if (cluster.simulation.trace.hash !== original.simulation.trace.hash)
    throw new Error('the replay went another way');
  return cluster.simulation.executedEvents / seconds;
}

keptRun(0);
const runs = [1, 2, 3].map(keptRun);
const [first] = runs;
printFigures({
  journalPercent: median(runs.map(({ totalMs, keptMs }) => (100 * keptMs) / totalMs)),
  keepMicroseconds: median(
    runs.map(({ keptMs, inputs, places }) => (1000 * keptMs) / (inputs + places)),
  ),
  replayEvents:
    first === undefined ? Number.NaN : median([1, 2, 3].map(() => replayRate(first.cluster))),
});
fs.rmSync(folder, { recursive: true });
