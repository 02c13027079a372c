// `npm run bench`: measures what the project promises of its speed and size, and prints one table.
// usage: npm run bench -- [--no-peers] [--no-diagram] [--no-large]
import os from 'node:os';
import { benchTable, isMissed, type BenchRow } from './benchTable';
import type { Figures } from './figures';
import { peerFigures, type Peer } from './peerFigures';
import { runFromSource, runMeasurement } from './runMeasurement';

const CAUSES_PAIRS = 5;
const flags = new Set(process.argv.slice(2));
const rows: BenchRow[] = [];

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** One row a figure, in the order of the table: name of the figure, what it is, target. */
type RowPlan = readonly [figure: string, what: string, target?: number, note?: string];

const CLUSTER: readonly RowPlan[] = [
  ['boot3', 'start, 3 workers: all Ready, system pods Running', 150],
  ['boot100', 'start, 100 workers', 400],
  ['deploy100', 'Deployment of 100 pods on 10 workers, to all Running', 150],
  ['deploy500', 'Deployment of 500 pods on 10 workers', 700],
  ['deploy1000', 'Deployment of 1,000 pods on 20 workers', 1_500],
  ['idleHour', 'one idle virtual hour, 4 nodes', 1_000],
  ['rewindHour', 'look back over an hour with 20 pods and a lost node, 4 nodes', 2_000],
];
const LARGE: readonly RowPlan[] = [
  ['bootMs', '1,000 workers: start'],
  ['podsMs', '1,000 workers: 10,000 pods to all Running'],
  ['hourMs', '1,000 workers, 10,000 pods: one virtual hour'],
  ['longestSliceMs', '1,000 workers, 10,000 pods: longest slice', 50],
  ['longestSliceCpuMs', '1,000 workers, 10,000 pods: most processor time of a slice, all threads'],
  ['longestEventMs', '1,000 workers, 10,000 pods: longest event', 50],
];
const API_SERVER: readonly RowPlan[] = [
  ['get1P99', 'API over HTTPS: get, 1 connection, 99th percentile', 10],
  ['get50P99', 'API over HTTPS: get, 50 connections, 99th percentile'],
  ['create50P99', 'API over HTTPS: create, 50 connections, 99th percentile'],
  ['listWholeMs', 'API over HTTPS: 10,000 pods listed whole', 700],
  ['listChunkedMs', 'API over HTTPS: 10,000 pods listed in chunks of 500'],
  ['fanOutMs', 'API over HTTPS: a change told to 1,000 watches', 100],
];
const API_RATES: readonly RowPlan[] = [
  ['inProcessCreates', 'API in process: creates', 2_000],
  ['create1', 'API over HTTPS: creates, 1 connection'],
  ['create50', 'API over HTTPS: creates, 50 connections', 800],
  ['get1', 'API over HTTPS: gets, 1 connection'],
  ['get50', 'API over HTTPS: gets, 50 connections'],
  ['list50', 'API over HTTPS: lists of 20 pods, 50 connections'],
  ['patch50', 'API over HTTPS: merge patches, 50 connections'],
];
const MANIFEST: readonly RowPlan[] = [
  ['firstMs', 'first diagnostics of a manifest, cold process', 150],
  ['edit1', 'diagnostics after an edit, 1 document', 5],
  ['edit100', 'diagnostics after an edit, 100 documents', 10],
  ['edit500', 'diagnostics after an edit, 500 documents', 30],
];
const ACTIVATION: readonly RowPlan[] = [
  ['activationMs', 'load and activate the built extension, cold process', 80],
];
const DIAGRAM: readonly RowPlan[] = [
  ['patchMs', 'diagram: 100 shapes change their status', 16],
  ['firstLayoutMs', 'diagram: first layout of 1+3 nodes, 20 pods', 400],
  ['coldLayoutMs', 'diagram: the same on a page just opened, with loading'],
];

function add(plans: readonly RowPlan[], figures: Figures, peers: ReadonlyMap<string, Peer>): void {
  for (const [figure, what, target, note] of plans) {
    const peer = peers.get(figure);
    rows.push({
      what,
      target,
      unit: 'ms',
      measured: figures[figure],
      ...(peer === undefined ? {} : { peer }),
      ...(note === undefined ? {} : { note }),
    });
  }
}

function addRates(figures: Figures): void {
  for (const [figure, what, atLeast] of API_RATES) {
    rows.push({ what, target: atLeast, unit: '/s', measured: figures[figure], isAtLeast: true });
  }
}

function addHeap(figures: Figures): void {
  const { busyMb, settledMb, baselineMb = 0, offHeapMb = 0 } = figures;
  const note =
    `process, ${baselineMb.toFixed(0)} MB of it before the cluster; ` +
    `${offHeapMb.toFixed(0)} MB of numbers beside the heap`;
  const what = '1,000 workers, 10,000 pods: heap';
  const after = `${what} an hour later, Events gone`;
  rows.push({ what, target: 100, unit: 'MB', measured: busyMb, note });
  rows.push({ what: after, target: 100, unit: 'MB', measured: settledMb, note });
}

function addJournal({ journalPercent, replayEvents }: Figures): void {
  const what = 'inputs and places on disk before they are seen: share of a busy run';
  // With the record of causes it is to be under 15.
  rows.push({ what, target: 5, unit: '%', measured: journalPercent });
  const replay = 'replay of a run with 240 pods on 10 workers: events';
  rows.push({ what: replay, target: undefined, unit: '/s', measured: replayEvents });
}

/** Of the run; the journal's share comes on top, and both together are to stay below 15 %. */
function addCauses(figures: Figures): void {
  const { causesPercent, hourMb, historyMb = 0, changes = 0, causes = 0 } = figures;
  const what = 'cost of keeping causes: share of the run, 300 pods on 10 workers';
  rows.push({ what, target: 10, unit: '%', measured: causesPercent });
  const note =
    `${historyMb.toFixed(1)} MB of it history: ${String(changes)} changes, ${String(causes)} causes ` +
    '(setting clusterLab.history.changes)';
  const hour = 'one hour under load, 10 workers: memory';
  rows.push({ what: hour, target: 60, unit: 'MB', measured: hourMb, note });
}

/** Both sides by turns, so that a slow minute of the machine meets both; the quickest run of each counts. */
async function causesPercent(): Promise<number> {
  const side = async (...args: readonly string[]): Promise<number> =>
    (await runMeasurement('measurements/causesCost.ts', { args })).runMs ?? Number.NaN;
  let bareMs = Infinity;
  let keptMs = Infinity;
  for (let pair = 0; pair < CAUSES_PAIRS; pair++) {
    bareMs = Math.min(bareMs, await side('bare'));
    keptMs = Math.min(keptMs, await side());
  }
  say(`  ${bareMs.toFixed(0)} ms without causes, ${keptMs.toFixed(0)} ms with them`);
  return (100 * (keptMs - bareMs)) / keptMs;
}

/** The figures, or none with a line that says why. */
async function attempt(what: string, measure: () => Promise<Figures>): Promise<Figures> {
  say(`measuring ${what}`);
  try {
    return await measure();
  } catch (error) {
    say(`  not measured: ${error instanceof Error ? error.message : String(error)}`);
    return {};
  }
}

async function main(): Promise<void> {
  const none: ReadonlyMap<string, Peer> = new Map();
  const clusterFigures = await attempt('clusters', () => runMeasurement('measurements/cluster.ts'));
  const journal = await attempt('the journal', () => runMeasurement('measurements/journal.ts'));
  const causes = await attempt('what keeping causes costs', async () => ({
    causesPercent: await causesPercent(),
    ...(await runMeasurement('measurements/causes.ts')),
  }));
  const large = flags.has('--no-large')
    ? {}
    : await attempt('1,000 workers with 10,000 pods', () =>
        runMeasurement('measurements/largeCluster.ts'),
      );
  const api = await attempt('the API server', () =>
    runMeasurement('measurements/apiServer.ts', { beside: ['measurements/apiClient.ts'] }),
  );
  const manifest = await attempt('manifests', async () => ({
    ...(await runMeasurement('measurements/manifestFirst.ts')),
    ...(await runMeasurement('measurements/manifestEdits.ts')),
  }));
  const activation = await attempt('activation', () =>
    runMeasurement('measurements/activation.ts'),
  );
  const diagram = flags.has('--no-diagram')
    ? {}
    : await attempt('the diagram', () => runFromSource('test/webview/benchDiagram.ts'));
  const peers = flags.has('--no-peers') ? none : await peerFigures(say);
  add(CLUSTER, clusterFigures, peers);
  addJournal(journal);
  addCauses(causes);
  addHeap(large);
  add(LARGE, large, none);
  add(API_SERVER, api, none);
  addRates(api);
  add(MANIFEST, manifest, peers);
  add(ACTIVATION, activation, none);
  add(DIAGRAM, diagram, none);
  const { model = 'unknown processor' } = os.cpus()[0] ?? {};
  const load = os.loadavg()[0]?.toFixed(1) ?? '?';
  process.stdout.write(`\n${benchTable(rows)}\n\n`);
  process.stdout.write(
    `Node ${process.version}, ${os.cpus().length} x ${model}, load ${load}; ` +
      'medians of several runs in a warm process where not said otherwise.\n',
  );
  const missed = rows.filter(isMissed).length;
  process.stdout.write(missed === 0 ? 'All targets reached.\n' : `${missed} missed.\n`);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
