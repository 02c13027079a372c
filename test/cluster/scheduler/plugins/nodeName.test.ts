import assert from 'node:assert/strict';
import { NodeName } from '../../../../src/cluster/scheduler/plugins/nodeName';
import { cacheOf, infoOf, nodeOf, podOf, refusals } from '../objects';

describe('NodeName', () => {
  it('refuses all nodes but the named one', () => {
    const cache = cacheOf([nodeOf('a'), nodeOf('b')]);
    assert.deepEqual(refusals(new NodeName(), podOf('p', { nodeName: 'b' }), cache), {
      a: ["node(s) didn't match the requested node name"],
    });
  });

  it('has nothing to say on pods that name no node', () => {
    assert.equal(new NodeName().preFilter(infoOf(podOf('p'))), undefined);
  });

  it('waits for the named node', () => {
    const pod = infoOf(podOf('p', { nodeName: 'b' }));
    assert.equal(new NodeName().queueingHint(pod, { type: 'nodeAdded', node: nodeOf('b') }), true);
    assert.equal(new NodeName().queueingHint(pod, { type: 'nodeAdded', node: nodeOf('c') }), false);
  });
});
