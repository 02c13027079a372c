// What is broken on purpose, as the views show it.
import assert from 'node:assert/strict';
import { faultItems } from '../../../src/views/faults/faultItems';
import { ClusterState } from '../../../src/views/clusterState';
import { nodeHeader } from '../../../src/views/diagram/nodeShapes';
import { shapeDetails } from '../../../src/views/diagram/shapeDetails';
import { treeItem } from '../../../src/views/tree/clusterTree';
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
    assert.match(node?.description ?? '', /· kubelet stopped$/);
    assert.equal(node?.icon, 'zap');
    assert.match(node?.context ?? '', /\.broken$/);
    assert.match(node?.tooltip ?? '', /Broken on purpose: .*\n\nTo undo it: Start it/);
    const component: TreeTarget = { type: 'component', ...scheduler };
    assert.match(treeItem(state, component)?.description ?? '', /slow$/);
    const whole = treeItem(state, { type: 'node', node: 'worker-2' });
    assert.doesNotMatch(whole?.description ?? '', /stopped/);
  });

  it('write it into the diagram and its details', () => {
    const node = state.nodes.get(undefined, 'worker-1') ?? assert.fail();
    const header = nodeHeader(node, 60, state.faults());
    assert.equal(header.lines[1], 'worker node · Ready · kubelet stopped');
    assert.equal(header.state, 'bad');
    const details = shapeDetails(state, { type: 'node', node: 'worker-1' });
    assert.ok(details?.paragraphs.some((text) => text.startsWith('Broken on purpose')));
  });

  it('list faults with what to expect, the newest first', () => {
    const [first, second] = faultItems(cluster.faults.active());
    assert.match(first?.description ?? '', /^kube-scheduler on control-plane · since 0:00:\d\d$/);
    assert.equal(second?.label, 'Stop the kubelet');
    assert.ok(second?.children.some(({ label }) => label.startsWith('Heartbeats stop')));
    assert.deepEqual(faultItems([]), []);
  });
});
