// What is broken on purpose, as the views show it.
import assert from 'node:assert/strict';
import { componentStop } from '../../../src/cluster/faults/componentStop';
import { faultItems } from '../../../src/views/faults/faultItems';
import { ClusterState } from '../../../src/views/clusterState';
import { controlPlanePlace } from '../../../src/views/diagram/clusterPlaces';
import { nodeHeader } from '../../../src/views/diagram/nodeShapes';
import { shapeDetails } from '../../../src/views/diagram/shapeDetails';
import { treeChildren, treeItem } from '../../../src/views/tree/clusterTree';
import type { TreeTarget } from '../../../src/views/tree/treeItemModel';
import { ClusterLab } from '../../cluster/clusterLab';

describe('views of faults', () => {
  const lab = ClusterLab.boot();
  const { cluster } = lab;
  lab.input({ type: 'fault', fault: 'kubelet-stop', target: { node: 'worker-1' } });
  const scheduler = { node: 'control-plane', component: 'kube-scheduler' } as const;
  lab.input({ type: 'fault', fault: 'component-slow', target: scheduler });
  const state = new ClusterState(cluster);

  it('write on the items of the tree what is broken, and how it is undone', () => {
    const node = treeItem(state, { type: 'node', node: 'worker-1' });
    assert.match(node?.description ?? '', /^kubelet stopped · Ready · /);
    assert.equal(node?.icon, 'zap');
    assert.match(node?.context ?? '', /\.broken$/);
    assert.match(node?.tooltip ?? '', /Broken on purpose: .*\n\nTo undo it: Start it/);
    const component: TreeTarget = { type: 'component', ...scheduler };
    assert.equal(treeItem(state, component)?.description, 'slow · Running');
    const whole = treeItem(state, { type: 'node', node: 'worker-2' });
    assert.doesNotMatch(whole?.description ?? '', /stopped/);
  });

  it('keep a stopped part of the control plane, with how to start it again', () => {
    const own = ClusterLab.boot();
    const components = { type: 'components', node: 'control-plane' } as const;
    const before = treeChildren(own.state, components).map(({ label }) => label);
    for (const component of ['etcd', 'kube-scheduler'] as const)
      own.input({ type: 'fault', fault: 'component-stop', target: { ...scheduler, component } });
    own.runFor(60_000);
    const items = treeChildren(own.state, components);
    assert.deepEqual(
      items.map(({ label }) => label),
      before,
    );
    for (const { description, health, icon, tooltip } of items.slice(1, 3)) {
      assert.equal(description, 'stopped by fault, undo it to start it');
      assert.deepEqual([health, icon], ['bad', 'zap']);
      assert.match(tooltip, /To undo it: Start it: the manifest comes back/);
    }
    const master = own.state.nodes.get(undefined, 'control-plane') ?? assert.fail();
    const cell = controlPlanePlace(own.state, master).cells.find(({ name }) => name === 'etcd');
    const shape = cell?.shape(20);
    assert.deepEqual([shape?.lines.at(-1), shape?.state], ['stopped', 'bad']);
    const node = treeItem(own.state, { type: 'node', node: 'control-plane' });
    assert.match(node?.description ?? '', /^etcd stopped · kube-scheduler stopped · Ready · /);
    own.input({ type: 'liftAllFaults' });
    own.runFor(60_000);
    assert.equal(treeChildren(own.state, components)[2]?.description, 'Running');
  });

  it('write it into the diagram and its details', () => {
    const node = state.nodes.get(undefined, 'worker-1') ?? assert.fail();
    const header = nodeHeader(node, 60, state.faults());
    assert.equal(header.lines[1], 'kubelet stopped · worker node · Ready');
    assert.equal(header.state, 'bad');
    const details = shapeDetails(state, { type: 'node', node: 'worker-1' });
    assert.ok(details?.paragraphs.some((text) => text.startsWith('Broken on purpose')));
  });

  it('list faults with what to expect, the newest first', () => {
    const [first, second] = faultItems(cluster.faults.active(), 1);
    assert.match(first?.description ?? '', /^kube-scheduler on control-plane · since 0:00:\d\d$/);
    assert.equal(second?.label, 'Stop the kubelet');
    assert.ok(second?.children.some(({ label }) => label.startsWith('Heartbeats stop')));
    assert.deepEqual(faultItems([], 1), []);
  });

  it('expect less of a part of the control plane of which there are several', () => {
    const expected = (controlPlaneNodes: number): string =>
      componentStop.expect({ component: 'kube-scheduler' }, controlPlaneNodes)[0] ?? '';
    assert.match(expected(1), /^New pods stay Pending/);
    assert.match(expected(3), /^If this one led, new pods wait until its Lease has run out/);
  });
});
