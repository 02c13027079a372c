import assert from 'node:assert/strict';
import { NodeUnschedulable } from '../../../../src/cluster/scheduler/plugins/nodeUnschedulable';
import { cacheOf, infoOf, nodeOf, podOf, refusals } from '../objects';

const cordoned = nodeOf('a', { spec: { unschedulable: true } });
const tolerant = podOf('p', {
  tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }],
});

describe('NodeUnschedulable', () => {
  it('refuses cordoned nodes', () => {
    const cache = cacheOf([cordoned, nodeOf('b')]);
    assert.deepEqual(refusals(new NodeUnschedulable(), podOf('p'), cache), {
      a: ['node(s) were unschedulable'],
    });
  });

  it('lets pods that tolerate it onto cordoned nodes, as those of DaemonSets', () => {
    assert.deepEqual(refusals(new NodeUnschedulable(), tolerant, cacheOf([cordoned])), {});
  });

  it('tries again when a node is uncordoned, not when another label changes', () => {
    const plugin = new NodeUnschedulable();
    const pod = infoOf(podOf('p'));
    const uncordon = { type: 'nodeUpdated', old: cordoned, node: nodeOf('a') } as const;
    const other = { type: 'nodeUpdated', old: nodeOf('b'), node: nodeOf('b') } as const;
    assert.equal(plugin.queueingHint(pod, uncordon), true);
    assert.equal(plugin.queueingHint(pod, other), false);
    assert.equal(plugin.queueingHint(pod, { type: 'nodeAdded', node: cordoned }), false);
  });
});
