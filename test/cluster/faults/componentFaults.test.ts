// Parts of the control plane that are stopped or slow, and what goes on without them.
import assert from 'node:assert/strict';
import { PODS } from '../../../src/apis/resources';
import type { ControlPlaneComponent } from '../../../src/cluster/controlPlaneManifests';
import type { ClusterLab } from '../clusterLab';
import { fault, faultLab, lift } from './faultLab';

describe('a stopped part of the control plane', () => {
  it('kube-scheduler: its pod is gone, new pods stay Pending, until its manifest is back', () => {
    const lab = faultLab();
    stop(lab, 'kube-scheduler');
    lab.until('it is gone', () => systemPod(lab, 'kube-scheduler') === undefined);
    lab.scale('web', 4);
    lab.runFor(60_000);
    assert.equal(lab.podCensus(), 'Pending 1, Running 3');
    start(lab, 'kube-scheduler');
    lab.untilReady('web');
    lab.until('all is well', () => lab.isReady());
  });

  it('kube-controller-manager: nothing is replaced', () => {
    const lab = faultLab();
    stop(lab, 'kube-controller-manager');
    lab.until('it is gone', () => systemPod(lab, 'kube-controller-manager') === undefined);
    lab.admin.delete(PODS, 'default', lab.pods('web')[0]?.metadata.name ?? '');
    lab.runFor(60_000);
    assert.equal(lab.podCensus(), 'Running 2');
    start(lab, 'kube-controller-manager');
    lab.until('it is replaced', () => lab.podCensus() === 'Running 3');
    lab.until('all is well', () => lab.isReady());
  });

  for (const component of ['kube-apiserver', 'etcd'] as const) {
    it(`${component}: nothing can be asked, crashed containers are restarted all the same`, () => {
      const lab = faultLab();
      stop(lab, component);
      lab.until('it does not serve', () => !lab.cluster.isServing);
      const [pod] = lab.pods('web');
      lab.input({ type: 'crashContainer', namespace: 'default', pod: pod?.metadata.name ?? '' });
      lab.runFor(120_000);
      assert.equal(lab.cluster.isServing, false, 'it stays away');
      const machine = lab.cluster.machines.get(pod?.spec.nodeName ?? '');
      const containers = machine?.sandboxOf(pod?.metadata.uid ?? '')?.containers;
      assert.equal(containers?.get('nginx')?.current.attempt, 1);
      start(lab, component);
      lab.until('it serves', () => lab.cluster.isServing);
      lab.until('all is well', () => lab.isReady(), 120_000);
      assert.equal(systemPod(lab, component)?.status.phase, 'Running');
    });
  }

  it('stays away when its kubelet or its node starts anew', () => {
    const lab = faultLab();
    stop(lab, 'kube-scheduler');
    fault(lab, 'node-reboot', { node: 'control-plane' });
    lab.runFor(60_000);
    assert.equal(systemPod(lab, 'kube-scheduler'), undefined);
    lab.input({ type: 'liftAllFaults' });
    lab.until('all is well', () => lab.isReady(), 120_000);
    assert.deepEqual(lab.cluster.faults.active(), []);
  });

  it('kube-scheduler: one that has hung before still ends when it loses its lease, and starts anew', () => {
    const lab = faultLab();
    const target = { namespace: 'kube-system', pod: 'kube-scheduler-control-plane' };
    fault(lab, 'container-hang', target);
    lab.runFor(2_000);
    lift(lab, 'container-hang', target);
    lab.runFor(30_000);
    stop(lab, 'kube-apiserver');
    lab.runFor(60_000);
    start(lab, 'kube-apiserver');
    lab.until('it serves', () => lab.cluster.isServing);
    lab.until('all is well', () => lab.isReady(), 120_000);
    lab.scale('web', 4);
    lab.untilReady('web');
    const [status] = systemPod(lab, 'kube-scheduler')?.status.containerStatuses ?? [];
    assert.equal(status?.restartCount, 1);
  });

  it('is refused on a worker', () => {
    const lab = faultLab();
    const target = { node: 'worker-1', component: 'etcd' } as const;
    assert.throws(() => {
      fault(lab, 'component-stop', target);
    }, /worker-1 is a worker/);
  });
});

describe('a slow part of the control plane', () => {
  for (const component of ['kube-scheduler', 'kube-controller-manager', 'kube-apiserver'] as const)
    it(`${component}: a scaled Deployment takes seconds longer`, () => {
      const lab = faultLab();
      fault(lab, 'component-slow', { node: 'control-plane', component });
      lab.scale('web', 4);
      const tookMs = lab.untilReady('web');
      assert.ok(tookMs > 3_000, `${String(tookMs)} ms`);
      lift(lab, 'component-slow', { node: 'control-plane', component });
      lab.runFor(5_000);
      lab.scale('web', 5);
      assert.ok(lab.untilReady('web') < 3_000);
    });
});

function stop(lab: ClusterLab, component: ControlPlaneComponent): void {
  fault(lab, 'component-stop', { node: 'control-plane', component });
}

function start(lab: ClusterLab, component: ControlPlaneComponent): void {
  lift(lab, 'component-stop', { node: 'control-plane', component });
}

function systemPod(lab: ClusterLab, component: ControlPlaneComponent) {
  return lab.pod(`${component}-control-plane`, 'kube-system');
}
