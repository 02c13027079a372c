// Nodes are taken out of service with care: cordon, drain, uncordon.
import assert from 'node:assert/strict';
import { NODES } from '../../../src/apis/resources';
import { planDrain, setUnschedulable, startDrain } from '../../../src/kubectl/drain';
import { ClusterLab, masked } from '../clusterLab';

function hello(): ClusterLab {
  const lab = ClusterLab.boot();
  lab.applySample('hello.yaml');
  lab.untilReady('hello');
  lab.runFor(5_000);
  return lab;
}

describe('cordon and drain', () => {
  it('a cordoned node keeps its pods and gets no new ones', () => {
    const lab = hello();
    setUnschedulable(lab.admin, 'worker-1', true);
    lab.runFor(100);
    assert.equal(
      lab.get(NODES, { columns: ['NAME', 'STATUS'] }),
      `
NAME            STATUS
control-plane   Ready
worker-1        Ready,SchedulingDisabled
worker-2        Ready
worker-3        Ready`.trim(),
    );
    assert.deepEqual(
      lab.node('worker-1')?.spec.taints?.map(({ key, effect }) => `${key}:${effect}`),
      ['node.kubernetes.io/unschedulable:NoSchedule'],
    );
    lab.scale('hello', 9);
    lab.untilReady('hello');
    assert.equal(lab.podNodes('hello'), 'worker-1 1, worker-2 4, worker-3 4');
    setUnschedulable(lab.admin, 'worker-1', false);
    lab.scale('hello', 12);
    lab.untilReady('hello');
    assert.equal(lab.podNodes('hello'), 'worker-1 4, worker-2 4, worker-3 4');
    assert.deepEqual(lab.node('worker-1')?.spec.taints ?? [], []);
  });

  it('a drained node loses all but DaemonSet pods; the service never has no endpoint', () => {
    const lab = hello();
    lab.applySample('one-pod.yaml');
    lab.until('alone runs', () => lab.podCensus('alone') === 'Running 1');
    const node = lab.pod('alone')?.spec.nodeName ?? '';
    const plan = planDrain(lab.state.podsOnNode(node));
    assert.deepEqual(
      plan.lost.map(({ metadata }) => metadata.name),
      ['alone'],
    );
    let fewest = Infinity;
    lab.state.onChange(() => {
      fewest = Math.min(fewest, lab.readyEndpoints('hello').length);
    });
    const lines = startDrain(lab.admin, node, plan).lines.map(masked).sort();
    assert.deepEqual(
      lines.filter((line) => !line.includes('coredns')),
      [
        'Warning: ignoring DaemonSet-managed Pods and static Pods: kube-system/kube-proxy-*',
        'evicting pod default/alone',
        'evicting pod default/hello-*',
        `node/${node} cordoned`,
      ],
    );
    lab.until('drained', () => lab.state.podsOnNode(node).length === plan.stay.length);
    lab.untilReady('hello');
    lab.runFor(1_000);
    assert.equal(lab.podNodes('hello').includes(node), false);
    assert.equal(lab.podCensus('hello'), 'Running 3');
    assert.equal(lab.pod('alone'), undefined, 'nobody keeps it');
    assert.equal(lab.readyEndpoints('hello').length, 3);
    assert.equal(fewest, 2);
  });

  it('with all workers cordoned a pod waits, told why, until one is back', () => {
    const lab = hello();
    for (const name of ['worker-1', 'worker-2', 'worker-3']) {
      setUnschedulable(lab.admin, name, true);
    }
    lab.applySample('one-pod.yaml');
    lab.runFor(60_000);
    assert.equal(lab.podCensus('alone'), 'Pending 1');
    assert.deepEqual(lab.events('alone'), [
      'Warning FailedScheduling 0/4 nodes are available: 1 node(s) had untolerated taint(s), ' +
        '3 node(s) were unschedulable. no new claims to deallocate, preemption: 0/4 nodes are available: ' +
        '4 Preemption is not helpful for scheduling.',
    ]);
    setUnschedulable(lab.admin, 'worker-2', false);
    lab.until('it runs', () => lab.podCensus('alone') === 'Running 1', 5_000);
    assert.equal(lab.pod('alone')?.spec.nodeName, 'worker-2');
  });
});
