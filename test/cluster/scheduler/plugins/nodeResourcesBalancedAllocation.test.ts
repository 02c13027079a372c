import assert from 'node:assert/strict';
import { NodeResourcesBalancedAllocation } from '../../../../src/cluster/scheduler/plugins/nodeResourcesBalancedAllocation';
import { cacheOf, nodeOf, podOf, podRequesting, scoresOf } from '../objects';

describe('NodeResourcesBalancedAllocation', () => {
  it('prefers the node on which the pod brings CPU and memory closer together', () => {
    const onA = podRequesting('cpuHungry', { cpu: '2' });
    const onB = podRequesting('memoryHungry', { memory: '4Gi' });
    const cache = cacheOf(
      [nodeOf('a'), nodeOf('b')],
      [
        { ...onA, spec: { ...onA.spec, nodeName: 'a' } },
        { ...onB, spec: { ...onB.spec, nodeName: 'b' } },
      ],
    );
    // a: shares 0.5, 0 -> 1, 0: balance 75 -> 50; b: 0, 0.5 -> 0.5, 0.5: balance 75 -> 100.
    const pod = podRequesting('p', { cpu: '2' });
    assert.deepEqual(scoresOf(new NodeResourcesBalancedAllocation(), pod, cache), { a: 62, b: 87 });
  });

  it('skips pods that request nothing', () => {
    const cache = cacheOf([nodeOf('a')]);
    assert.equal(scoresOf(new NodeResourcesBalancedAllocation(), podOf('p'), cache), undefined);
  });
});
