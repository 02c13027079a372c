// What breaks on and around a node, what follows, and that undoing it heals.
import assert from 'node:assert/strict';
import { PODS } from '../../../src/apis/resources';
import { faultKey } from '../../../src/cluster/faults/fault';
import { ClusterLab } from '../clusterLab';
import { fault, faultLab, lift, podOn, request } from './faultLab';

describe('faults of a node', () => {
  it('a crash is a fault that lasts until the node is switched on again, whichever way', () => {
    const lab = ClusterLab.boot();
    fault(lab, 'node-crash', { node: 'worker-1' });
    assert.equal(lab.cluster.machines.get('worker-1')?.isOn, false);
    assert.deepEqual(active(lab), ['node-crash worker-1']);
    assert.throws(() => {
      fault(lab, 'node-crash', { node: 'worker-1' });
    }, /"Crash the node" is in effect already/);
    lab.restart('worker-1');
    assert.deepEqual(active(lab), []);
    lab.crash('worker-1');
    assert.deepEqual(active(lab), ['node-crash worker-1'], 'the input for it is the same fault');
    lift(lab, 'node-crash', { node: 'worker-1' });
    lab.runFor(11_000);
    assert.equal(lab.cluster.machines.get('worker-1')?.isOn, true);
    const [first] = lab.cluster.faults.all();
    assert.deepEqual(
      lab.cluster.simulation.trace.entry(first?.cause ?? 0)?.subject,
      'node-crash worker-1',
    );
  });

  it('a reboot is over at once, and ends what was wrong with the processes of the node', () => {
    const lab = faultLab();
    fault(lab, 'kubelet-stop', { node: 'worker-1' });
    fault(lab, 'node-reboot', { node: 'worker-1' });
    assert.deepEqual(active(lab), []);
    lab.runFor(30_000);
    assert.ok(lab.events('worker-1').some((event) => event.startsWith('Warning Rebooted')));
    lab.until('all is well', () => lab.isReady());
    assert.deepEqual(
      lab.cluster.faults.all().map(({ fault: { id } }) => id),
      ['kubelet-stop', 'node-reboot'],
    );
  });

  it('a lost computer is replaced by a new one, and its pods are freed', () => {
    const lab = faultLab();
    fault(lab, 'node-power-off', { node: 'worker-2' });
    assert.throws(() => {
      lab.restart('worker-2');
    }, /lost for good/);
    lab.untilNode('worker-2', 'NotReady');
    lift(lab, 'node-power-off', { node: 'worker-2' });
    lab.untilNode('worker-4', 'Ready', 120_000);
    assert.equal(lab.node('worker-2'), undefined);
    lab.until('all is well', () => lab.isReady() && lab.podCensus() === 'Running 3', 120_000);
    assert.throws(() => {
      fault(lab, 'node-power-off', { node: 'control-plane' });
    }, /crash it instead/);
  });

  it('a cloud with node auto-repair replaces it by itself after ten minutes', () => {
    const lab = faultLab();
    lab.input({ type: 'nodeAutoRepair', isOn: true });
    fault(lab, 'node-power-off', { node: 'worker-2' });
    lab.untilNode('worker-2', 'NotReady');
    lab.runFor(590_000);
    assert.ok(lab.node('worker-2'), 'not yet');
    lab.untilNode('worker-4', 'Ready', 240_000);
    assert.equal(lab.node('worker-2'), undefined);
    assert.deepEqual(active(lab), []);
    assert.equal(lab.cluster.repairsNodes, true);
    lab.input({ type: 'nodeAutoRepair', isOn: false });
    assert.equal(lab.cluster.repairsNodes, false);
  });

  it('a cluster may begin in such a cloud, and leave it', () => {
    const lab = ClusterLab.boot({ workers: 1, autoRepair: true });
    assert.equal(lab.cluster.repairsNodes, true);
    fault(lab, 'node-power-off', { node: 'worker-1' });
    lab.untilNode('worker-2', 'Ready', 840_000);
    assert.equal(lab.node('worker-1'), undefined);
    lab.input({ type: 'nodeAutoRepair', isOn: false });
    fault(lab, 'node-power-off', { node: 'worker-2' });
    lab.runFor(840_000);
    assert.deepEqual([...lab.cluster.machines.keys()], ['control-plane', 'worker-2']);
  });

  it('without its kubelet a node is given up although its containers run', () => {
    const lab = faultLab();
    fault(lab, 'kubelet-stop', { node: 'worker-1' });
    lab.untilNode('worker-1', 'NotReady');
    lab.until('its pod leaves the service', () => lab.readyEndpoints('web').length === 2, 1_000);
    assert.equal(request(lab, 'worker-2', addressOn(lab, 'worker-1')), 'connected');
    lab.runFor(310_000);
    assert.equal(lab.readyEndpoints('web').length, 3, 'it is replaced');
    assert.equal(request(lab, 'worker-2', addressOn(lab, 'worker-1')), 'connected');
    lift(lab, 'kubelet-stop', { node: 'worker-1' });
    lab.until('three pods', () => lab.podCensus() === 'Running 3' && lab.isReady());
  });

  it('a node that is cut off goes on alone, and learns later what was decided', () => {
    const lab = faultLab();
    const address = addressOn(lab, 'worker-1');
    fault(lab, 'node-partition', { node: 'worker-1' });
    assert.equal(request(lab, 'worker-2', address), 'timeout');
    assert.equal(request(lab, 'worker-1', address), 'connected', 'on the node itself');
    lab.untilNode('worker-1', 'NotReady');
    lab.runFor(310_000);
    assert.equal(lab.readyEndpoints('web').length, 3, 'it is replaced');
    assert.equal(request(lab, 'worker-1', address), 'connected', 'there are four now');
    lift(lab, 'node-partition', { node: 'worker-1' });
    lab.until('three pods', () => lab.podCensus() === 'Running 3' && lab.isReady(), 90_000);
    assert.notEqual(request(lab, 'worker-2', address), 'connected', 'the old one is gone');
  });

  it('users do not reach the only API server on a node that is cut off, nor do workers', () => {
    const lab = faultLab();
    fault(lab, 'node-partition', { node: 'control-plane' });
    assert.equal(lab.cluster.isServing, false);
    assert.throws(
      () => lab.admin.list(PODS, 'default'),
      /dial tcp 172\.18\.0\.2:6443: i\/o timeout/,
    );
    lab.untilNode('worker-1', 'NotReady', 70_000);
    lift(lab, 'node-partition', { node: 'control-plane' });
    assert.equal(lab.cluster.isServing, true);
    lab.until('all is well', () => lab.isReady(), 90_000);
    fault(lab, 'control-plane-partition');
    assert.equal(lab.admin.list(PODS, 'default').items.length, 3, 'users are on neither side');
  });

  it('two nodes that do not reach each other are Ready both', () => {
    const lab = faultLab();
    fault(lab, 'node-pair-partition', { node: 'worker-1', otherNode: 'worker-2' });
    lab.runFor(120_000);
    assert.ok(lab.isReady());
    assert.equal(request(lab, 'worker-2', addressOn(lab, 'worker-1')), 'timeout');
    assert.equal(request(lab, 'worker-3', addressOn(lab, 'worker-1')), 'connected');
  });

  it('a control plane that is cut off takes the fault to be its own: it evicts nothing', () => {
    const lab = faultLab();
    fault(lab, 'control-plane-partition', {});
    lab.untilNode('worker-1', 'NotReady', 70_000);
    assert.equal(request(lab, 'worker-2', addressOn(lab, 'worker-1')), 'connected');
    lab.runFor(600_000);
    assert.equal(lab.podCensus(), 'Running 3');
    lift(lab, 'control-plane-partition', {});
    lab.until('all is well', () => lab.isReady(), 90_000);
    assert.equal(lab.podCensus(), 'Running 3');
  });

  it('a slow network delays what the kubelet hears of', () => {
    const quick = timeToStart(undefined);
    const slow = timeToStart('slow-network');
    assert.ok(slow - quick > 400, `${String(slow)} ms against ${String(quick)} ms`);
  });
});

function timeToStart(id: string | undefined): number {
  const lab = ClusterLab.boot({ workers: 1 });
  if (id !== undefined) fault(lab, id, { node: 'worker-1' });
  lab.apply(`{apiVersion: v1, kind: Pod, metadata: {name: alone},
    spec: {containers: [{name: main, image: 'registry.k8s.io/pause:3.10.1'}]}}`);
  return lab.until('it runs', () => lab.podCensus() === 'Running 1');
}

function active(lab: ClusterLab): readonly string[] {
  return lab.cluster.faults.active().map(({ fault: { id }, target }) => faultKey(id, target));
}

function addressOn(lab: ClusterLab, node: string): string {
  return podOn(lab, node).status.podIP ?? assert.fail(`no address on ${node}`);
}
