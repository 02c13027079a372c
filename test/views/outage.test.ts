// What is said while the API server does not answer.
import assert from 'node:assert/strict';
import type { FaultTarget } from '../../src/cluster/faults/fault';
import { outage } from '../../src/views/outage';
import { ClusterLab } from '../cluster/clusterLab';

const node = 'control-plane';

function said(fault: string, target: FaultTarget): string {
  const lab = ClusterLab.boot();
  assert.equal(outage(lab), undefined);
  lab.input({ type: 'fault', fault, target });
  lab.runFor(60_000);
  return outage(lab)?.text ?? 'it answers';
}

describe('an outage of the API server', () => {
  it('is told with its reason', () => {
    const etcd = said('component-stop', { node, component: 'etcd' });
    assert.equal(
      etcd,
      '“Stop a part of the control plane” is in effect on etcd on control-plane, so the API server does not answer. Undo it to go on. What you see is the last that it knew.',
    );
    assert.match(said('node-partition', { node }), /“Cut the node off the network” is in effect/);
    assert.match(said('node-crash', { node }), /^control-plane has no power, so/);
  });

  it('is not told of faults that leave the API server alone', () => {
    const scheduler = { node, component: 'kube-scheduler' } as const;
    assert.equal(said('component-stop', scheduler), 'it answers');
    assert.equal(said('node-partition', { node: 'worker-1' }), 'it answers');
  });

  it('of a crash that nobody made on purpose says that it is being started again', () => {
    const lab = ClusterLab.boot();
    lab.crashSystemContainer('kube-apiserver');
    assert.match(
      outage(lab)?.text ?? '',
      /^The API server does not answer: it is being started again\./,
    );
  });

  it('is told too where its etcd has lost the majority', () => {
    const lab = ClusterLab.boot({ controlPlaneNodes: 3 });
    lab.crash('control-plane-2');
    lab.runFor(60_000);
    assert.equal(outage(lab), undefined);
    lab.crash('control-plane-3');
    lab.runFor(60_000);
    assert.equal(outage(lab)?.title, 'etcd has no quorum');
    assert.match(
      outage(lab)?.text ?? '',
      /^etcd has lost its quorum: 1 of 3 members .* until more of them are back\./,
    );
  });
});
