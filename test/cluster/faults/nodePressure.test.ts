// Nodes that run short of memory, disk or process ids: conditions, taints, who is evicted, and when
// it is over.
import assert from 'node:assert/strict';
import { isConditionTrue } from '../../../src/apimachinery/conditions';
import { ClusterLab } from '../clusterLab';
import { fault, faultLab, lift, podOn } from './faultLab';

const NODE = { node: 'worker-1' } as const;

describe('a node under memory pressure', () => {
  it('evicts what uses more than it requested, until enough is free', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    for (const [name, image, resources] of [
      ['modest', 'nginx:1.29', '{requests: {memory: 64Mi}}'],
      ['greedy', 'mongo:8', '{}'],
      ['small', 'nginx:1.29', '{}'],
    ] as const)
      lab.apply(`{apiVersion: v1, kind: Pod, metadata: {name: ${name}}, spec: {containers:
        [{name: main, image: '${image}', resources: ${resources}}]}}`);
    lab.until('they run', () => lab.podCensus() === 'Running 3');
    lab.runFor(30_000);
    fault(lab, 'memory-pressure', NODE);
    lab.until('it is noticed', () => holds(lab, 'MemoryPressure'), 10_001);
    lab.runFor(60_000);
    assert.equal(lab.podCensus(), 'Completed 1, Running 2', 'its memory was enough');
    const { status } = lab.pod('greedy') ?? assert.fail();
    assert.deepEqual([status.phase, status.reason], ['Failed', 'Evicted']);
    assert.match(
      status.message ?? '',
      /^The node was low on resource: memory\. Threshold quantity: 100Mi, available: \d+Ki\. Container main was using \d+Ki, request is 0, has larger consumption of memory\. $/,
    );
    assert.equal(status.containerStatuses?.[0]?.ready, false, 'it has ended');
    const started = status.conditions?.find(({ type }) => type === 'PodReadyToStartContainers');
    assert.equal(started?.status, 'False', 'its sandbox is gone');
    const target = status.conditions?.find(({ type }) => type === 'DisruptionTarget');
    assert.deepEqual([target?.status, target?.reason], ['True', 'TerminationByKubelet']);
    assert.ok(
      lab.events('worker-1').includes('Warning EvictionThresholdMet Attempting to reclaim memory'),
    );
    assert.deepEqual(taints(lab), ['node.kubernetes.io/memory-pressure:NoSchedule']);
    lift(lab, 'memory-pressure', NODE);
    lab.runFor(180_000);
    assert.ok(holds(lab, 'MemoryPressure'), 'for five minutes after the last shortage');
    lab.runFor(80_000);
    assert.ok(!holds(lab, 'MemoryPressure'));
    assert.deepEqual(taints(lab), []);
  });

  it('comes from a leak in a container without a limit, which is evicted for it', () => {
    const lab = faultLab();
    const { name } = podOn(lab, 'worker-1').metadata;
    fault(lab, 'container-memory-leak', { namespace: 'default', pod: name });
    lab.until('it is evicted', () => lab.pod(name)?.status.reason === 'Evicted', 1_200_000);
    lab.untilReady('web');
    assert.deepEqual(lab.cluster.faults.active(), []);
    lab.runFor(320_000);
    assert.ok(!holds(lab, 'MemoryPressure'));
  });
});

describe('a node under disk pressure', () => {
  it('deletes unused images, then evicts pod after pod, and takes no new ones', () => {
    const lab = faultLab();
    lab.scale('web', 0);
    lab.until('no pod is left', () => lab.pods('web').length === 0);
    lab.apply(`{apiVersion: v1, kind: Pod, metadata: {name: bare}, spec: {nodeName: worker-1,
      containers: [{name: main, image: 'redis:8'}]}}`);
    lab.until('it runs', () => lab.podCensus() === 'Running 1');
    assert.ok(images(lab).some((image) => image.includes('nginx')));
    fault(lab, 'disk-pressure', NODE);
    lab.until('it is evicted', () => lab.pod('bare')?.status.reason === 'Evicted', 20_000);
    assert.ok(!images(lab).some((image) => image.includes('nginx')));
    assert.match(
      lab.pod('bare')?.status.message ?? '',
      /^The node was low on resource: ephemeral-storage\. Threshold quantity: 10Gi, available: \S+\. $/,
    );
    lab.apply(`{apiVersion: v1, kind: Pod, metadata: {name: late}, spec: {nodeName: worker-1,
      containers: [{name: main, image: 'redis:8'}]}}`);
    lab.runFor(2_000);
    assert.equal(
      lab.pod('late')?.status.message,
      'Pod was rejected: The node had condition: [DiskPressure]. ',
    );
    assert.equal(lab.podCensus('kube-proxy', 'kube-system'), 'Running 4', 'critical pods stay');
    lift(lab, 'disk-pressure', NODE);
    lab.until('it is over', () => !holds(lab, 'DiskPressure'), 320_000);
  });
});

describe('a node without process ids', () => {
  it('reports PIDPressure', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    fault(lab, 'pid-pressure', NODE);
    lab.until('it is noticed', () => holds(lab, 'PIDPressure'), 10_001);
    assert.ok(
      lab
        .events('worker-1')
        .includes(
          'Normal NodeHasInsufficientPID Node worker-1 status is now: NodeHasInsufficientPID',
        ),
    );
    fault(lab, 'node-reboot', NODE);
    lab.runFor(30_000);
    assert.ok(!holds(lab, 'PIDPressure'), 'the fork bomb went with the reboot');
  });
});

function holds(lab: ClusterLab, type: string): boolean {
  return isConditionTrue(lab.node('worker-1')?.status.conditions, type);
}

function taints(lab: ClusterLab): readonly string[] {
  return (lab.node('worker-1')?.spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`);
}

function images(lab: ClusterLab): readonly string[] {
  const machine = lab.cluster.machines.get('worker-1');
  return machine?.runtime.images.list().map(({ name }) => name) ?? [];
}
