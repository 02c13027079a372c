// Whatever is done to a cluster: no event throws, its laws hold, it heals once it is let alone, and
// the same seed and inputs give the same run again, watched or not, lived or replayed.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ApiObject } from '../../../src/apimachinery/objectMeta';
import { nodeStatusText, podStatusText } from '../../../src/apis/printerColumns';
import { DEPLOYMENTS, ENDPOINT_SLICES, PODS, REPLICA_SETS } from '../../../src/apis/resources';
import type { Cluster } from '../../../src/cluster/cluster';
import type { ClusterInput } from '../../../src/cluster/clusterInput';
import type { JournalEntry } from '../../../src/simulation/journal';
import { replay } from '../../../src/simulation/replay';
import { census, ClusterLab, newCluster } from '../clusterLab';
import { Invariants } from './invariants';
import { RandomHand, steps, type Step } from './randomHand';

const RUNS = Number(process.env['CLUSTER_LAB_RUNS'] ?? 100);
/** Another one looks elsewhere: CI takes always the same way. */
const SEED = Number(process.env['CLUSTER_LAB_SEED'] ?? 1);
const CONFIG = { workers: 2 };
const BOOT_MS = 12_000;

function contents(cluster: Cluster): ReadonlyMap<string, readonly ApiObject[]> {
  const observer = cluster.userClient(cluster.observerApi);
  const listable = cluster.schema.resources.filter(({ verbs }) => verbs.includes('list'));
  return new Map(listable.map((resource) => [resource.plural, observer.list(resource).items]));
}

function play(cluster: Cluster, list: readonly Step[]): void {
  cluster.simulation.runUntil(BOOT_MS);
  const hand = new RandomHand(cluster);
  for (const step of list) hand.play(step);
}

function replayed(original: Cluster): Cluster {
  // As it comes back from disk.
  const text = JSON.stringify(original.journal.entries);
  const entries = JSON.parse(text) as readonly JournalEntry<ClusterInput>[];
  const cluster = newCluster(original.config);
  const apply = (input: ClusterInput): void => {
    cluster.replayInput(input);
  };
  for (const progress of replay(cluster.simulation, entries, original.position, apply, 500)) {
    assert.ok(progress >= 0 && progress <= 1);
  }
  return cluster;
}

function assertSame(actual: Cluster, expected: Cluster): void {
  assert.deepEqual(actual.position, expected.position);
  assert.equal(actual.simulation.trace.hash, expected.simulation.trace.hash);
  assert.deepEqual(contents(actual), contents(expected));
}

/** Good images: those whose pods can become ready. */
function canRun(image: string | undefined): boolean {
  return image !== 'nginx:1.999' && image !== 'busybox:1.37';
}

function assertHealed(lab: ClusterLab): void {
  const { cluster, state } = lab;
  const nodes = state.nodes.list();
  assert.deepEqual(
    nodes.map(({ metadata }) => metadata.name).sort(),
    [...cluster.machines.keys()].sort(),
  );
  assert.equal(census(nodes.map(nodeStatusText)), `Ready ${String(nodes.length)}`);
  const system = state.pods.list().filter(({ metadata }) => metadata.namespace === 'kube-system');
  assert.equal(census(system.map(podStatusText)), `Running ${String(nodes.length + 6)}`);
  for (const pod of state.pods.list()) assert.notEqual(podStatusText(pod), 'Terminating');
  for (const { metadata, spec } of lab.list(REPLICA_SETS, 'default')) {
    const own = lab.pods(metadata.name).filter(({ status }) => status.phase !== 'Failed');
    assert.equal(own.length, spec.replicas, metadata.name);
  }
  for (const deployment of lab.list(DEPLOYMENTS, 'default')) {
    const [container] = deployment.spec.template.spec?.containers ?? [];
    const { name } = deployment.metadata;
    const waits = lab.pods(name).some(({ spec }) => spec.nodeName === undefined);
    if (!canRun(container?.image) || waits) continue;
    assert.equal(deployment.status.availableReplicas ?? 0, deployment.spec.replicas, name);
  }
}

function assertNothingLeft(lab: ClusterLab): void {
  const names = (list: readonly ApiObject[]): readonly string[] =>
    list.map(({ metadata }) => metadata.name);
  assert.deepEqual(names(lab.list(DEPLOYMENTS, 'default')), []);
  assert.deepEqual(names(lab.list(PODS, 'default')), []);
  assert.deepEqual(names(lab.list(ENDPOINT_SLICES, 'default')), ['kubernetes']);
}

/** What has gone wrong once. */
const COUNTEREXAMPLES: [number, readonly Step[]][] = [
  // A kubelet that was cut off for long reported on a pod before it heard that this was deleted.
  [
    0,
    [
      { waitMs: 0, action: { do: 'fault', fault: 'control-plane-partition', nth: 0 } },
      { waitMs: 18_437, action: { do: 'deleteApp', app: 'web', orphan: false } },
      { waitMs: 262_553, action: { do: 'scale', app: 'web', replicas: 0 } },
      { waitMs: 2_625, action: { do: 'crashNode', nth: 2 } },
      { waitMs: 270_710, action: { do: 'drain', nth: 0 } },
    ],
  ],
];

describe('random runs of a whole cluster', function () {
  this.timeout(300_000);

  it('go the same way again, unwatched, and from their journal', () => {
    fc.assert(
      fc.property(fc.integer(), steps, (seed, list) => {
        const first = newCluster({ ...CONFIG, seed });
        // Watched in this run, and not in the others.
        new Invariants(first);
        play(first, list);
        const again = newCluster({ ...CONFIG, seed });
        play(again, list);
        assertSame(again, first);
        assertSame(replayed(first), first);
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: process.env['CI'] !== undefined },
    );
  });

  it('obey the laws, heal when let alone, and leave nothing behind', () => {
    fc.assert(
      fc.property(fc.integer(), steps, (seed, list) => {
        const cluster = newCluster({ ...CONFIG, seed });
        const laws = new Invariants(cluster);
        play(cluster, list);
        const hand = new RandomHand(cluster);
        hand.makeWhole();
        const lab = new ClusterLab(cluster);
        // Back-off lasts up to five minutes, evictions begin after as many.
        lab.runFor(1_500_000);
        assertHealed(lab);
        laws.endpointsAreReadyPods();
        hand.deleteAll();
        lab.runFor(120_000);
        hand.deleteAll();
        lab.runFor(60_000);
        for (const { metadata } of lab.list(REPLICA_SETS, 'default')) {
          // Orphans: nobody but the one who orphaned them deletes them.
          assert.equal(metadata.ownerReferences, undefined);
          lab.admin.delete(REPLICA_SETS, 'default', metadata.name);
        }
        lab.runFor(60_000);
        assertNothingLeft(lab);
      }),
      {
        numRuns: RUNS,
        seed: SEED + 1,
        examples: COUNTEREXAMPLES,
        endOnFailure: process.env['CI'] !== undefined,
      },
    );
  });
});
