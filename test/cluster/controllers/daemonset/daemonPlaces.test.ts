import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DaemonSet } from '../../../../src/apis/generated/apps/v1';
import type { Node, Pod, PodStatus } from '../../../../src/apis/generated/core/v1';
import { DaemonPlaces } from '../../../../src/cluster/controllers/daemonset/daemonPlaces';
import { nodeOf, podOf } from '../../scheduler/objects';

const START_MS = Date.parse('2026-01-01T00:00:00Z');
const NODES = ['a', 'b', 'c'];
const TAINTS = {
  none: [],
  cordoned: [{ key: 'maintenance', effect: 'NoSchedule' }],
  emptied: [{ key: 'maintenance', effect: 'NoExecute' }],
} as const;
const NO_STATUS = {
  currentNumberScheduled: 0,
  desiredNumberScheduled: 0,
  numberMisscheduled: 0,
  numberReady: 0,
};
const everything = (): boolean => true;

/** A cluster that changes bit by bit, with the places of one DaemonSet that are told of each change. */
class ChangingCluster {
  readonly #nodes = new Map<string, Node>();
  readonly #pods = new Map<string, Pod>();
  readonly #lister = {
    get: (_: string | undefined, name: string) => this.#nodes.get(name),
    list: () => this.#nodes.values(),
  };
  readonly #places = new DaemonPlaces(everything, this.#lister, []);
  #daemonSet = daemonSetOf('nginx:1.27', 0);
  #hash = 'first';
  #nowMs = START_MS;

  putNode(name: string, taints: keyof typeof TAINTS): void {
    this.#nodes.set(name, nodeOf(name, { spec: { taints: TAINTS[taints] } }));
    this.#places.nodeChanged(name);
  }

  removeNode(name: string): void {
    if (this.#nodes.delete(name)) this.#places.nodeChanged(name);
  }

  putPod(name: string, node: string, hash: string, status: PodStatus): void {
    const known = this.#pods.get(name);
    if (known?.spec.nodeName !== undefined && known.spec.nodeName !== node) return;
    const labels = { 'controller-revision-hash': hash };
    const pod = { ...podOf(name, { nodeName: node }, { labels }), status };
    this.#pods.set(name, pod);
    this.#places.put(pod);
  }

  removePod(name: string): void {
    const pod = this.#pods.get(name);
    if (pod === undefined) return;
    this.#pods.delete(name);
    this.#places.remove(pod);
  }

  rollOut(hash: string, minReadySeconds: number): void {
    this.#daemonSet = daemonSetOf(`nginx:${hash}`, minReadySeconds);
    this.#hash = hash;
  }

  pass(seconds: number): void {
    this.#nowMs += seconds * 1000;
  }

  /** What is known from change to change is what is found by looking at everything. */
  check(): void {
    const anew = new DaemonPlaces(everything, this.#lister, [...this.#pods.values()]);
    assert.deepEqual(this.#judged(this.#places), this.#judged(anew));
  }

  #judged(places: DaemonPlaces) {
    places.judge(this.#daemonSet, this.#hash, this.#nowMs);
    const at = NODES.map((name) => ({
      verdict: places.verdict(name),
      pods: places
        .podsOn(name)
        .map(({ metadata }) => metadata.name)
        .sort(),
    }));
    const { counts, nextAvailableAtMs } = places;
    return { at, counts: { ...counts }, nextAvailableAtMs, toDo: [...places.toDo()].sort() };
  }
}

function daemonSetOf(image: string, minReadySeconds: number): DaemonSet {
  const { metadata } = podOf('agent');
  const template = { spec: { containers: [{ name: 'main', image }] } };
  const spec = { selector: {}, template, minReadySeconds };
  return { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec, status: NO_STATUS };
}

const aNode = fc.constantFrom(...NODES);
const aPod = fc.constantFrom('p1', 'p2', 'p3', 'p4');
const aHash = fc.constantFrom('first', 'second');
const aStatus = fc
  .record({
    phase: fc.constantFrom('Pending' as const, 'Running' as const, 'Failed' as const),
    status: fc.constantFrom('True', 'False'),
    second: fc.integer({ min: 0, max: 59 }),
  })
  .map(({ phase, status, second }): PodStatus => {
    const lastTransitionTime = new Date(START_MS + second * 1000).toISOString();
    return { phase, conditions: [{ type: 'Ready', status, lastTransitionTime }] };
  });

const aChange = fc.oneof(
  fc
    .tuple(aNode, fc.constantFrom('none' as const, 'cordoned' as const, 'emptied' as const))
    .map(([name, taints]) => (cluster: ChangingCluster) => {
      cluster.putNode(name, taints);
    }),
  aNode.map((name) => (cluster: ChangingCluster) => {
    cluster.removeNode(name);
  }),
  fc
    .tuple(aPod, aNode, aHash, aStatus)
    .map(([name, node, hash, status]) => (cluster: ChangingCluster) => {
      cluster.putPod(name, node, hash, status);
    }),
  aPod.map((name) => (cluster: ChangingCluster) => {
    cluster.removePod(name);
  }),
  fc.tuple(aHash, fc.constantFrom(0, 20)).map(([hash, seconds]) => (cluster: ChangingCluster) => {
    cluster.rollOut(hash, seconds);
  }),
  fc.integer({ min: 1, max: 30 }).map((seconds) => (cluster: ChangingCluster) => {
    cluster.pass(seconds);
  }),
);

describe('DaemonPlaces', () => {
  it('keep in mind what looking at everything would find', () => {
    fc.assert(
      fc.property(fc.array(aChange, { maxLength: 30 }), (changes) => {
        const cluster = new ChangingCluster();
        for (const change of changes) {
          change(cluster);
          cluster.check();
        }
      }),
    );
  });
});
