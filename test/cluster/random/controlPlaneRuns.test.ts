// Whole clusters of three control plane nodes, whose nodes crash and are cut off at random while somebody writes:
// what was written is there in the end, and revisions never go back.
import assert from 'node:assert/strict';
import { ApiConnectionError, ApiStatusError } from '../../../src/apimachinery/apiStatus';
import { CONFIG_MAPS } from '../../../src/apis/resources';
import { Random } from '../../../src/simulation/random';
import { ClusterLab } from '../clusterLab';
import { fault } from '../faults/faultLab';

const SEED = Number(process.env['CLUSTER_LAB_SEED'] ?? 1);
const RUNS = 6;
const STEPS = 60;
const NODES = ['control-plane', 'control-plane-2', 'control-plane-3'];

/** The revision of a write; undefined where it was refused. */
function write(lab: ClusterLab, name: string): number | undefined {
  try {
    const draft = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } as const;
    return Number(lab.admin.create(CONFIG_MAPS, 'default', draft).metadata.resourceVersion);
  } catch (error) {
    if (error instanceof ApiConnectionError) return undefined;
    // Only etcd may refuse it.
    assert.ok(error instanceof ApiStatusError && error.code === 500, String(error));
    assert.match(error.message, /^etcdserver: request timed out$|^rpc error: code = Unavailable/);
    return undefined;
  }
}

function misfortune(lab: ClusterLab, random: Random): void {
  const any = (): string => NODES[random.below(3)] ?? '';
  const node = any();
  const otherNode = any();
  const dice = random.below(8);
  if (dice < 2) lab.crash(node);
  else if (dice < 5) for (const each of NODES) lab.restart(each);
  else if (dice === 5 && node !== otherNode) cut(lab, node, otherNode);
  else if (dice === 6) lab.input({ type: 'liftAllFaults' });
}

function cut(lab: ClusterLab, node: string, otherNode: string): void {
  try {
    fault(lab, 'node-pair-partition', { node, otherNode });
  } catch {
    // It is cut already.
  }
}

function run(seed: number): { readonly written: number; readonly refused: number } {
  const lab = ClusterLab.boot({ controlPlaneNodes: 3, workers: 1, seed });
  const random = new Random(seed);
  const written = new Map<string, number>();
  let newest = 0;
  for (let step = 0; step < STEPS; step++) {
    misfortune(lab, random);
    lab.runFor(random.below(4_000));
    const name = `step-${String(step)}`;
    const revision = write(lab, name);
    if (revision === undefined) continue;
    assert.ok(revision > newest, `${name}: ${String(revision)} after ${String(newest)}`);
    newest = revision;
    written.set(name, revision);
  }
  lab.input({ type: 'liftAllFaults' });
  for (const node of NODES) lab.restart(node);
  // What is known of the nodes is old until they have had time to report.
  lab.runFor(90_000);
  lab.until('all are well', () => lab.isReady(), 400_000);
  const stored = new Map(
    lab.admin
      .list(CONFIG_MAPS, 'default')
      .items.map(({ metadata }) => [metadata.name, Number(metadata.resourceVersion)]),
  );
  for (let step = 0; step < STEPS; step++) {
    const name = `step-${String(step)}`;
    assert.equal(stored.get(name), written.get(name), name);
  }
  return { written: written.size, refused: STEPS - written.size };
}

describe('three control plane nodes that crash and are cut off at random', () => {
  it(`lose no write and let no revision go back, with ${String(RUNS)} seeds`, () => {
    let written = 0;
    let refused = 0;
    for (let i = 0; i < RUNS; i++) {
      const result = run(SEED + i);
      written += result.written;
      refused += result.refused;
    }
    // There was a majority often enough, and often enough there was none.
    assert.ok(
      written > 50 && refused > 20,
      `${String(written)} written, ${String(refused)} refused`,
    );
  });
});
