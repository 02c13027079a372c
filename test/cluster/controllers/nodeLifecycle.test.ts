import assert from 'node:assert/strict';
import type { Node } from '../../../src/apis/generated/core/v1';
import { DEPLOYMENTS, NODES, PODS } from '../../../src/apis/resources';
import { ControllerLab, webDeployment } from './controllerLab';

function taintsOf(node: Node): readonly string[] {
  return (node.spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).sort();
}

const UNREACHABLE = [
  'node.kubernetes.io/unreachable:NoExecute',
  'node.kubernetes.io/unreachable:NoSchedule',
];

describe('Nodes that come and go', () => {
  it('registers nodes, gives them addresses for pods, and frees them when they are ready', () => {
    const cluster = new ControllerLab();
    cluster.runForSeconds(15);
    assert.deepEqual(
      cluster.list(NODES).map(({ spec }) => [spec.podCIDR, spec.podCIDRs]),
      [0, 1, 2].map((n) => [`10.244.${String(n)}.0/24`, [`10.244.${String(n)}.0/24`]]),
    );
    assert.deepEqual(cluster.events('Node', 'worker-1'), [
      'RegisteredNode: Node worker-1 event: Registered Node worker-1 in Controller',
    ]);
    assert.deepEqual(taintsOf(cluster.node('worker-1')), []);
  });

  it('evicts the pods of a lost node after 300 seconds, and takes it back when it recovers', () => {
    const cluster = new ControllerLab();
    cluster.create(DEPLOYMENTS, webDeployment(3));
    cluster.runForSeconds(30);
    const victim = cluster.list(PODS).find(({ spec }) => spec.nodeName === 'worker-1');
    assert.ok(victim);
    const { name } = victim.metadata;
    cluster.crash('worker-1');
    const crashedMs = cluster.simulation.nowMs;
    const since = () => (cluster.simulation.nowMs - crashedMs) / 1000;
    const ready = () =>
      cluster.node('worker-1').status.conditions?.find(({ type }) => type === 'Ready');

    const fellSilent = cluster.simulation.runUntilTrue(
      () => ready()?.status === 'Unknown',
      120_000,
    );
    assert.ok(fellSilent);
    // The last lease may be 10 s old, the grace period is 50 s, and we look every 5 s.
    assert.ok(since() > 40 && since() <= 60, String(since()));
    assert.deepEqual(
      [ready()?.reason, ready()?.message],
      ['NodeStatusUnknown', 'Kubelet stopped posting node status.'],
    );
    const memory = cluster.node('worker-1').status.conditions?.[0];
    assert.deepEqual([memory?.type, memory?.status], ['MemoryPressure', 'Unknown']);
    cluster.runForSeconds(1);
    assert.deepEqual(taintsOf(cluster.node('worker-1')), UNREACHABLE);
    assert.equal(
      cluster.events('Node', 'worker-1').at(-1),
      'NodeNotReady: Node worker-1 status is now: NodeNotReady',
    );
    const live = () => cluster.pods.get('default', name);
    const condition = (type: string) =>
      live()?.status.conditions?.find((each) => each.type === type);
    assert.equal(condition('Ready')?.status, 'False');
    assert.ok(cluster.events('Pod', name).includes('NodeNotReady: Node is not ready'));
    assert.equal(cluster.deployment('web').status.availableReplicas, 2);

    const taintedMs = cluster.simulation.nowMs;
    cluster.runForSeconds(295);
    assert.equal(live()?.metadata.deletionTimestamp, undefined);
    cluster.runForSeconds(10);
    assert.notEqual(live()?.metadata.deletionTimestamp, undefined);
    assert.equal(cluster.simulation.nowMs - taintedMs, 305_000);
    assert.deepEqual(
      [condition('DisruptionTarget')?.reason, condition('DisruptionTarget')?.message],
      ['DeletionByTaintManager', 'Taint manager: deleting due to NoExecute taint'],
    );
    assert.ok(
      cluster
        .events('Pod', name)
        .includes(`TaintManagerEviction: Marking for deletion Pod default/${name}`),
    );
    assert.equal(cluster.deployment('web').status.availableReplicas, 3);

    cluster.recover('worker-1');
    cluster.runForSeconds(15);
    assert.deepEqual(taintsOf(cluster.node('worker-1')), []);
  });

  it('calls an eviction off when the node is back in time', () => {
    const cluster = new ControllerLab();
    cluster.create(DEPLOYMENTS, webDeployment(3));
    cluster.runForSeconds(30);
    const victim = cluster.list(PODS).find(({ spec }) => spec.nodeName === 'worker-1');
    assert.ok(victim);
    cluster.crash('worker-1');
    cluster.runForSeconds(120);
    assert.deepEqual(taintsOf(cluster.node('worker-1')), UNREACHABLE);
    cluster.recover('worker-1');
    cluster.runForSeconds(600);
    const { name, uid } = victim.metadata;
    assert.equal(cluster.pods.get('default', name)?.metadata.uid, uid);
    assert.ok(
      cluster
        .events('Pod', name)
        .includes(`TaintManagerEviction: Cancelling deletion of Pod default/${name}`),
    );
  });

  it('evicts nothing while no node at all is ready', () => {
    const cluster = new ControllerLab();
    cluster.create(DEPLOYMENTS, webDeployment(3));
    cluster.runForSeconds(30);
    for (const { metadata } of cluster.list(NODES)) cluster.crash(metadata.name);
    cluster.runForSeconds(3_600);
    for (const node of cluster.list(NODES)) {
      assert.deepEqual(taintsOf(node), ['node.kubernetes.io/unreachable:NoSchedule']);
    }
    assert.equal(cluster.list(PODS).length, 3);
    assert.ok(cluster.list(PODS).every(({ metadata }) => !metadata.deletionTimestamp));
  });

  it('stops evictions in a small zone of which most nodes are gone', () => {
    const zoneOf = (node: number): string => (node <= 5 ? 'a' : 'b');
    const cluster = new ControllerLab({ nodes: 8, zoneOf });
    cluster.runForSeconds(30);
    for (const name of ['worker-1', 'worker-2', 'worker-3']) cluster.crash(name);
    cluster.runForSeconds(600);
    const evicting = cluster
      .list(NODES)
      .filter((node) => taintsOf(node).includes('node.kubernetes.io/unreachable:NoExecute'));
    assert.equal(evicting.length, 0);
  });

  it('taints the lost nodes of a zone one every 10 seconds', () => {
    const cluster = new ControllerLab({ nodes: 8 });
    cluster.runForSeconds(30);
    const taintedAt: number[] = [];
    for (const name of ['worker-1', 'worker-2', 'worker-3']) cluster.crash(name);
    for (let second = 0; second < 120; second++) {
      cluster.runForSeconds(1);
      const count = cluster
        .list(NODES)
        .filter((node) =>
          taintsOf(node).includes('node.kubernetes.io/unreachable:NoExecute'),
        ).length;
      while (taintedAt.length < count) taintedAt.push(second);
    }
    const [first = 0, second = 0, third = 0] = taintedAt;
    assert.equal(taintedAt.length, 3);
    assert.ok(Math.abs(second - first - 10) <= 1 && Math.abs(third - second - 10) <= 1);
  });

  it('taints a cordoned node', () => {
    const cluster = new ControllerLab();
    const body = { spec: { unschedulable: true } };
    cluster.admin.patch(NODES, undefined, 'worker-2', { type: 'merge', body });
    cluster.runForSeconds(1);
    assert.deepEqual(taintsOf(cluster.node('worker-2')), [
      'node.kubernetes.io/unschedulable:NoSchedule',
    ]);
    cluster.admin.patch(NODES, undefined, 'worker-2', {
      type: 'merge',
      body: { spec: { unschedulable: null } },
    });
    cluster.runForSeconds(1);
    assert.deepEqual(taintsOf(cluster.node('worker-2')), []);
  });

  it('removes the pods of a node that was deleted', () => {
    const cluster = new ControllerLab();
    cluster.create(DEPLOYMENTS, webDeployment(3));
    cluster.runForSeconds(10);
    cluster.crash('worker-3');
    cluster.admin.delete(NODES, undefined, 'worker-3');
    cluster.runForSeconds(35);
    const onLost = () => cluster.list(PODS).filter(({ spec }) => spec.nodeName === 'worker-3');
    assert.equal(onLost().length, 1);
    cluster.runForSeconds(50);
    assert.equal(onLost().length, 0);
    assert.equal(cluster.deployment('web').status.availableReplicas, 3);
    assert.ok(
      cluster
        .events('Node', 'worker-3')
        .includes('RemovingNode: Node worker-3 event: Removing Node worker-3 from Controller'),
    );
  });
});
