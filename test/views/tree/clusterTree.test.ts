import assert from 'node:assert/strict';
import { PODS } from '../../../src/apis/resources';
import { treeChildren, treeItem } from '../../../src/views/tree/clusterTree';
import type { TreeItemModel, TreeTarget } from '../../../src/views/tree/treeItemModel';
import { FakeCluster } from '../fakeCluster';

describe('the tree of the cluster', () => {
  let cluster: FakeCluster;

  beforeEach(() => {
    cluster = new FakeCluster();
  });

  function children(parent?: TreeTarget): readonly string[] {
    return treeChildren(cluster.state, parent).map((item) => item.label);
  }

  function item(target: TreeTarget): TreeItemModel {
    const found = treeItem(cluster.state, target);
    assert.ok(found, `no item for ${JSON.stringify(target)}`);
    return found;
  }

  it('has the control plane first, then workers in the order of their numbers', () => {
    for (const name of ['worker-10', 'worker-2', 'worker-1']) cluster.worker(name);
    cluster.controlPlane();
    assert.deepEqual(children(), ['control-plane', 'worker-1', 'worker-2', 'worker-10']);
  });

  it('shows pods without a node at the end, and only while there are any', () => {
    cluster.worker('worker-1');
    assert.deepEqual(children(), ['worker-1']);
    const pod = cluster.pod('web-1', { status: 'Pending' });
    assert.deepEqual(children(), ['worker-1', 'Not on any node']);
    assert.equal(item({ type: 'unscheduled' }).description, '1 pod');
    assert.deepEqual(children({ type: 'unscheduled' }), ['web-1']);
    cluster.put(PODS, { ...pod, spec: { ...pod.spec, nodeName: 'worker-1' } });
    assert.deepEqual(children(), ['worker-1']);
  });

  it('lists the first 120 pods of a place, and how many more there are', () => {
    cluster.worker('worker-1');
    for (let i = 0; i < 125; i++) cluster.pod(`web-${String(1000 + i)}`, { status: 'Pending' });
    const listed = children({ type: 'unscheduled' });
    assert.equal(listed.length, 121);
    assert.deepEqual(listed.slice(-2), ['web-1119', 'and 5 more pods']);
    assert.equal(item({ type: 'more', node: '' }).label, 'and 5 more pods');
    assert.deepEqual(children({ type: 'more', node: '' }), []);
  });

  it('shows the components of a control plane node, each with what it is for', () => {
    cluster.controlPlane();
    const target: TreeTarget = { type: 'components', node: 'control-plane' };
    assert.deepEqual(children(target), [
      'API server',
      'etcd',
      'Scheduler',
      'Controller manager',
      'kubelet',
      'Container runtime',
      'kube-proxy',
    ]);
    const etcd = item({ type: 'component', component: 'etcd', node: 'control-plane' });
    assert.equal(etcd.health, 'good');
    assert.match(etcd.tooltip, /The cluster's memory/);
  });

  it('shows on a node what it runs for others: pods of its components stand under those', () => {
    cluster.worker('worker-1');
    cluster.pod('coredns-1', { node: 'worker-1', namespace: 'kube-system' });
    cluster.pod('web-1', { node: 'worker-1' });
    // The learner's pods come first.
    assert.deepEqual(children({ type: 'node', node: 'worker-1' }), [
      'Components',
      'web-1',
      'coredns-1',
    ]);
    const proxy: TreeTarget = { type: 'component', component: 'kube-proxy', node: 'worker-1' };
    assert.deepEqual(children(proxy), ['main']);
    const kubelet: TreeTarget = { type: 'component', component: 'kubelet', node: 'worker-1' };
    assert.deepEqual(children(kubelet), []);
  });

  it('says how a node is as kubectl does, and offers what fits its state', () => {
    cluster.node('worker-1', { cordoned: true });
    const cordoned = item({ type: 'node', node: 'worker-1' });
    assert.equal(cordoned.description, 'Ready,SchedulingDisabled · no pods');
    assert.equal(cordoned.context, 'node.worker.ready.cordoned');
    assert.equal(cordoned.health, 'working');
    cluster.node('worker-1', { ready: 'silent' });
    const silent = item({ type: 'node', node: 'worker-1' });
    assert.equal(silent.description, 'NotReady · no pods');
    assert.equal(silent.context, 'node.worker.notReady.schedulable');
    assert.equal(silent.health, 'bad');
    assert.match(silent.tooltip, /Kubelet stopped posting node status/);
  });

  it('says of each pod how it is, and why where it does not run', () => {
    cluster.worker('worker-1');
    const cases = [
      [{ node: 'worker-1' }, 'Running', 'good'],
      [{ node: 'worker-1', status: 'ImagePullBackOff' }, 'ImagePullBackOff · 0/1 ready', 'bad'],
      [{ node: 'worker-1', status: 'Completed' }, 'Completed', 'done'],
      [{ node: 'worker-1', deleting: true }, 'Terminating', 'off'],
      [{ status: 'Pending' }, 'Pending · 0/1 ready', 'working'],
    ] as const;
    for (const [options, description, health] of cases) {
      const { uid, name } = cluster.pod('web-1', options).metadata;
      const shown = item({ type: 'pod', namespace: 'default', pod: name, uid });
      assert.deepEqual([shown.description, shown.health], [description, health]);
    }
    const { uid } = cluster.pod('web-1', { status: 'Pending' }).metadata;
    const { tooltip } = item({ type: 'pod', namespace: 'default', pod: 'web-1', uid });
    assert.match(tooltip, /0\/4 nodes are available: 4 Insufficient cpu/);
    assert.match(tooltip, /has no node yet\n\n/);
    assert.match(tooltip, /Kept by nobody/);
  });

  it('shows the containers of a pod and what state they are in', () => {
    const pod = cluster.pod('web-1', { node: 'worker-1', status: 'CrashLoopBackOff' });
    const { uid } = pod.metadata;
    const target: TreeTarget = { type: 'pod', namespace: 'default', pod: 'web-1', uid };
    const [container] = treeChildren(cluster.state, target);
    assert.deepEqual(
      [container?.label, container?.description, container?.health],
      ['main', 'CrashLoopBackOff', 'bad'],
    );
  });

  it('finds every item again by what it stands for, each with an id of its own', () => {
    cluster.controlPlane();
    cluster.worker('worker-1');
    cluster.pod('web-1', { node: 'worker-1' });
    cluster.pod('waiting', { status: 'Pending' });
    const ids: string[] = [];
    const visit = (parent: TreeTarget | undefined): void => {
      for (const child of treeChildren(cluster.state, parent)) {
        assert.deepEqual(item(child.target), child);
        ids.push(child.id);
        visit(child.target);
      }
    };
    visit(undefined);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.length > 20);
  });

  it('keeps the id of a pod while it lives, and never uses it again', () => {
    const first = cluster.pod('web-1', { node: 'worker-1' });
    const { uid } = first.metadata;
    assert.equal(item({ type: 'pod', namespace: 'default', pod: 'web-1', uid }).id, `pod/${uid}`);
    cluster.remove(PODS, first);
    assert.equal(
      treeItem(cluster.state, { type: 'pod', namespace: 'default', pod: 'web-1', uid }),
      undefined,
    );
  });
});
