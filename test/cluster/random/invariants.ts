// What must hold at every moment of a run, whatever happens to the cluster. Looks through observers
// only, and throws from within the write that breaks a law, so that the cause is on the stack.
import assert from 'node:assert/strict';
import { isConditionTrue } from '../../../src/apimachinery/conditions';
import { bytes, cpuMillis } from '../../../src/apimachinery/quantity';
import type { Pod } from '../../../src/apis/generated/core/v1';
import type { Cluster } from '../../../src/cluster/cluster';
import { ClusterState } from '../../../src/views/clusterState';

/** The scheduler's picture of the nodes lags by its watch's latency, ms. */
const LAG_MS = 100;

export class Invariants {
  readonly state: ClusterState;
  readonly #cluster: Cluster;
  readonly #goneAtMs = new Map<string, number>();
  readonly #nodeOf = new Map<string, string>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.state = new ClusterState(cluster);
    this.state.nodes.onChange(({ type, object }) => {
      if (type === 'DELETED') this.#goneAtMs.set(object.metadata.name, cluster.simulation.nowMs);
    });
    this.state.pods.onChange(({ type, object }) => {
      if (type !== 'DELETED') this.#podWritten(object);
    });
  }

  #podWritten(pod: Pod): void {
    const { uid, name } = pod.metadata;
    const { nodeName } = pod.spec;
    const before = this.#nodeOf.get(uid);
    if (before !== undefined) assert.equal(nodeName, before, `${name} moved to another node`);
    if (nodeName === undefined || before !== undefined) return;
    this.#nodeOf.set(uid, nodeName);
    this.#nodeExists(pod, nodeName);
    this.#noOvercommit(nodeName);
  }

  #nodeExists(pod: Pod, nodeName: string): void {
    if (this.state.nodes.get(undefined, nodeName) !== undefined) return;
    const goneMs = this.#cluster.simulation.nowMs - (this.#goneAtMs.get(nodeName) ?? -Infinity);
    assert.ok(goneMs < LAG_MS, `${pod.metadata.name} was bound to ${nodeName}, which is gone`);
  }

  /** Also for pods that are being deleted: they take room until they are gone. */
  #noOvercommit(nodeName: string): void {
    const allocatable = this.state.nodes.get(undefined, nodeName)?.status.allocatable;
    if (allocatable === undefined) return;
    let cpu = 0;
    let memory = 0;
    const pods = this.state.podsOnNode(nodeName).filter(({ status }) => !isOver(status.phase));
    for (const { spec } of pods) {
      for (const { resources } of spec.containers) {
        cpu += cpuMillis(resources?.requests?.['cpu']);
        memory += bytes(resources?.requests?.['memory']);
      }
    }
    assert.ok(
      cpu <= cpuMillis(allocatable['cpu']),
      `${nodeName} is overcommitted: ${String(cpu)}m`,
    );
    assert.ok(memory <= bytes(allocatable['memory']), `${nodeName} is overcommitted`);
  }

  /** Once nothing is under way any more: endpoints are the ready pods that their service selects. */
  endpointsAreReadyPods(): void {
    for (const service of this.state.services.list()) {
      const { namespace, name } = service.metadata;
      const { selector } = service.spec;
      if (selector === undefined) continue;
      const expected = this.state.pods
        .list()
        .filter(
          ({ metadata, status }) =>
            metadata.namespace === namespace &&
            metadata.deletionTimestamp === undefined &&
            isConditionTrue(status.conditions, 'Ready') &&
            Object.entries(selector).every(([key, value]) => metadata.labels?.[key] === value),
        )
        .map(({ metadata }) => metadata.name);
      const actual = this.state.endpointSlices
        .list()
        .filter(
          ({ metadata }) =>
            metadata.namespace === namespace &&
            metadata.labels?.['kubernetes.io/service-name'] === name,
        )
        .flatMap(({ endpoints }) => endpoints ?? [])
        .filter(({ conditions }) => conditions?.ready === true)
        .map(({ targetRef }) => targetRef?.name);
      assert.deepEqual(actual.sort(), expected.sort(), `endpoints of ${name}`);
    }
  }
}

function isOver(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}
