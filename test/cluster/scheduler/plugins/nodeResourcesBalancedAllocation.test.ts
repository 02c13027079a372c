import assert from 'node:assert/strict';
import { NodeResourcesBalancedAllocation } from '../../../../src/cluster/scheduler/plugins/nodeResourcesBalancedAllocation';
import { cacheOf, nodeOf, podOf, podRequesting, scoresOf } from '../objects';

describe('NodeResourcesBalancedAllocation', () => {
  it('prefers the node on which CPU and memory are used alike once the pod is there', () => {
    const onA = podRequesting('cpuHungry', { cpu: '2' });
    const onB = podRequesting('memoryHungry', { memory: '4Gi' });
    const cache = cacheOf(
      [nodeOf('a'), nodeOf('b')],
      [
        { ...onA, spec: { ...onA.spec, nodeName: 'a' } },
        { ...onB, spec: { ...onB.spec, nodeName: 'b' } },
      ],
    );
    // Shares of CPU and memory: 1 and 0 on a, 0.5 and 0.5 on b.
    const pod = podRequesting('p', { cpu: '2' });
    assert.deepEqual(scoresOf(new NodeResourcesBalancedAllocation(), pod, cache), {
      a: 50,
      b: 100,
    });
  });

  it('skips pods that request nothing', () => {
    const cache = cacheOf([nodeOf('a')]);
    assert.equal(scoresOf(new NodeResourcesBalancedAllocation(), podOf('p'), cache), undefined);
  });
});
