// A lab goes into a file and comes out of it as it was: the same run, to the last bit of its hash.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { PODS } from '../../src/apis/resources';
import {
  completeConfig,
  initialWorkers,
  type ClusterConfig,
} from '../../src/cluster/clusterConfig';
import { Cluster } from '../../src/cluster/cluster';
import { DEFAULT_TIMINGS } from '../../src/cluster/clusterTimings';
import type { LabFile } from '../../src/labfile/labFile';
import { labSchema } from '../../src/labfile/labSchema';
import { readLabAtOnce } from '../../src/labfile/readLab';
import { writeLab } from '../../src/labfile/writeLab';
import { replay } from '../../src/simulation/replay';
import { ClusterLab, newCluster, START_MS } from '../cluster/clusterLab';
import { SCHEMA } from '../kubernetesSchema';

const SCHEMA_FILE = path.join(import.meta.dirname, '../../media/clusterlab.schema.json');
const LABS = path.join(import.meta.dirname, '../../media/labs');

function read(text: string): LabFile {
  const { lab, problems } = readLabAtOnce(text);
  assert.deepEqual(problems, [], text);
  return lab ?? assert.fail('no lab');
}

function fileOf(cluster: Cluster): LabFile {
  const { config, journal, position, simulation } = cluster;
  const end = { ...position, traceHash: simulation.trace.hash };
  return { name: 'mine', savedBy: '0.1.0', config, journal: journal.entries, end };
}

function replayed({ config, journal, end }: LabFile): Cluster {
  assert.ok(end !== undefined);
  const cluster = new Cluster(completeConfig({ seed: 0, startEpochMs: 0, ...config }), SCHEMA);
  const apply = cluster.replayInput.bind(cluster);
  for (const part of replay(cluster.simulation, journal, end, apply, 1000)) void part;
  return cluster;
}

/** Requests of all verbs, and hands laid on machines. */
function lived(config: Partial<ClusterConfig> = {}): ClusterLab {
  const lab = ClusterLab.boot({ workers: 2, ...config });
  lab.applySample('guestbook.yaml');
  lab.runFor(12_345.678);
  lab.crash('worker-1');
  lab.runFor(61_001);
  lab.restart('worker-1');
  lab.scale('frontend', 5);
  lab.admin.delete(PODS, 'default', lab.pods()[0]?.metadata.name ?? '', { gracePeriodSeconds: 0 });
  lab.input({ type: 'addWorker', node: 'worker-3' });
  lab.runFor(30_000);
  lab.delete('apiVersion: v1\nkind: Service\nmetadata:\n  name: frontend\n');
  return lab;
}

describe('a lab in a file', () => {
  it('goes again exactly as it went', () => {
    const { cluster } = lived();
    const text = writeLab(fileOf(cluster));
    const again = read(text);
    assert.equal(replayed(again).simulation.trace.hash, cluster.simulation.trace.hash);
    assert.deepEqual(again.config, cluster.config);
    assert.equal(writeLab(fileOf(replayed(again))), text);
  });

  it('goes the same way in another process', () => {
    const { cluster } = lived();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lab-file-'));
    const file = path.join(folder, 'mine.clusterlab.yaml');
    fs.writeFileSync(file, writeLab(fileOf(cluster)));
    const script = path.join(import.meta.dirname, 'replayFile.ts');
    const hash = execFileSync(process.execPath, ['--import', 'tsx', script, file], {
      encoding: 'utf8',
    });
    assert.equal(hash, cluster.simulation.trace.hash);
    fs.rmSync(folder, { recursive: true });
  });

  it('tells requests in the words of the API', () => {
    const text = writeLab(fileOf(lived().cluster));
    assert.match(
      text,
      /  - time: 0:0\d:\d\d\n    place: \{ afterEvents: \d+, atMs: [\d.]+ \}\n    crashNode:\n      node: worker-1\n/,
    );
    assert.match(
      text,
      /    request:\n      verb: delete\n      apiVersion: v1\n      kind: Service\n      resource: services\n      namespace: default\n      name: frontend\n/,
    );
    assert.match(text, /      manifest:\n        apiVersion: apps\/v1\n        kind: Deployment\n/);
  });

  it('keeps every configuration', () => {
    const word = fc.constantFrom('a', 'zone-b', 'x1');
    const group = fc.record(
      {
        count: fc.integer({ min: 1, max: 9 }),
        namePrefix: fc.constantFrom('worker', 'gpu'),
        cpuMillis: fc.integer({ min: 1, max: 64_000 }),
        memoryBytes: fc.integer({ min: 1, max: 2 ** 40 }),
        maxPods: fc.integer({ min: 1, max: 500 }),
        labels: fc.dictionary(word, word),
        zones: fc.array(word, { maxLength: 3 }),
        region: word,
        taints: fc.array(fc.record({ key: word, effect: fc.constant('NoExecute' as const) })),
      },
      {
        requiredKeys: [
          'count',
          'namePrefix',
          'cpuMillis',
          'memoryBytes',
          'maxPods',
          'labels',
          'zones',
          'taints',
        ],
      },
    );
    const program = fc.oneof(
      fc.record({
        kind: fc.constant('task' as const),
        durationMs: fc
          .double({ min: 0, max: 1e6, noNaN: true })
          .map((ms) => Math.abs(Math.round(ms * 8) / 8)),
        exitCode: fc.integer({ min: 0, max: 255 }),
        output: fc.array(fc.string()),
      }),
      fc.record({
        kind: fc.constant('server' as const),
        ports: fc.array(fc.integer({ min: 1, max: 65_535 })),
        startMs: fc.integer({ min: 0, max: 1e6 }),
        term: fc.option(fc.record({ afterMs: fc.nat(), exitCode: fc.constant(0) }), {
          nil: undefined,
        }),
      }),
      fc.constant({ kind: 'shell' as const }),
    );
    const latency = fc.integer({ min: 0, max: 5000 }).map((ms) => ms / 4);
    const config = fc.record({
      seed: fc.nat(),
      startEpochMs: fc.integer({ min: 0, max: 4e12 }),
      workers: fc.integer({ min: 0, max: 20 }),
      controlPlaneNodes: fc.constantFrom(1 as const, 3 as const, 5 as const),
      nodeCpuMillis: fc.integer({ min: 1, max: 64_000 }),
      nodeMemoryBytes: fc.integer({ min: 1, max: 2 ** 40 }),
      nodeGroups: fc.array(group, { maxLength: 3 }),
      apiLatencyMs: latency,
      etcdLatencyMs: latency,
      nodeLatencyMs: latency,
      zoneLatencyMs: latency,
      userLatencyMs: latency,
      timings: fc.record({
        ...fieldsOf(DEFAULT_TIMINGS),
      }),
      autoRepair: fc.boolean(),
      images: fc.array(
        fc.record({
          repository: fc.constantFrom('docker.io/me/shop', 'registry.example.com/a/b'),
          tags: fc.oneof(fc.constant('any' as const), fc.record({ names: fc.array(word) })),
          sizeBytes: fc.nat(),
          program,
          userland: fc.constantFrom('busybox' as const, 'gnu' as const, 'none' as const),
          binaries: fc.constant(['nginx']),
        }),
        { maxLength: 2 },
      ),
    });
    fc.assert(
      fc.property(config, (chosen) => {
        const again = completeConfig({
          seed: 0,
          startEpochMs: 0,
          ...read(writeLab({ config: chosen, journal: [], end: undefined })).config,
        });
        assert.deepEqual(...alike([...initialWorkers(again)], [...initialWorkers(chosen)]));
        const rest = { workers: 0, nodeGroups: [] };
        assert.deepEqual(...alike({ ...again, ...rest }, { ...chosen, ...rest }));
      }),
      { numRuns: 200 },
    );
  });

  it('has one latency for API and etcd where it was written before there were two', () => {
    const head = 'apiVersion: clusterlab/v1\nkind: Lab\ncluster:\n  latencies: ';
    const etcd = (latencies: string): number => read(`${head}${latencies}\n`).config.etcdLatencyMs;
    assert.deepEqual(
      [etcd('{ api: 50ms }'), etcd('{ etcd: 7ms, api: 50ms }'), etcd('{ users: 1s }')],
      [50, 7, 2],
    );
    assert.equal(
      completeConfig({ seed: 0, startEpochMs: 0, apiLatencyMs: 50 }).etcdLatencyMs,
      50,
      'in what is kept between two windows too',
    );
  });

  it('is described for other editors just as it is read here', () => {
    const schema = JSON.stringify(labSchema(), undefined, 2);
    if (process.env['UPDATE_GOLDEN'] === '1') fs.writeFileSync(SCHEMA_FILE, schema);
    const written: unknown = JSON.parse(fs.readFileSync(SCHEMA_FILE, 'utf8'));
    assert.deepEqual(written, JSON.parse(schema), 'UPDATE_GOLDEN=1 writes it, Prettier formats it');
  });

  for (const name of fs.readdirSync(LABS)) {
    it(`is shipped as a start: ${name}`, () => {
      const lab = read(fs.readFileSync(path.join(LABS, name), 'utf8'));
      assert.ok((lab.name ?? '') !== '' && (lab.description ?? '') !== '', 'says what it is');
      const cluster = new ClusterLab(newCluster(lab.config));
      const { config, machines } = cluster.cluster;
      const workers = [...initialWorkers(config)].map(([worker]) => worker);
      const ready = (): boolean => workers.every((each) => machines.has(each)) && cluster.isReady();
      cluster.until('all nodes are ready', ready, 120_000);
    });
  }

  it('may be written by hand: inputs come at their time', () => {
    const lab = read(`apiVersion: clusterlab/v1
kind: Lab
cluster:
  seed: 4
  startTime: 2026-09-21T14:13:20Z
  nodes:
    - count: 1
journal:
  - time: 0:01:00
    crashNode: { node: worker-1 }
  - time: 70s
    restartNode: { node: worker-1 }
`);
    assert.equal(lab.config.startEpochMs, START_MS);
    const first = lab.journal[0] ?? assert.fail();
    const cluster = replayed({
      ...lab,
      journal: [first],
      end: { executedEvents: 0, nowMs: 60_000, traceHash: '' },
    });
    assert.equal(cluster.simulation.nowMs, 60_000);
    assert.equal(cluster.machines.get('worker-1')?.isOn, false);
  });
});

/** As JSON has them. */
function alike(...values: readonly [unknown, unknown]): [unknown, unknown] {
  return JSON.parse(JSON.stringify(values)) as [unknown, unknown];
}

/** Whole seconds of any length for every waiting time. */
function fieldsOf(
  timings: typeof DEFAULT_TIMINGS,
): Record<keyof typeof DEFAULT_TIMINGS, fc.Arbitrary<number>> {
  return Object.fromEntries(
    Object.keys(timings).map((key) => [
      key,
      fc.integer({ min: 0, max: 1000 }).map((n) => n * 1000),
    ]),
  ) as Record<keyof typeof DEFAULT_TIMINGS, fc.Arbitrary<number>>;
}
