import assert from 'node:assert/strict';
import { SchedulerCache } from '../../../src/cluster/scheduler/schedulerCache';
import { cacheOf, infoOf, nodeOf, podOf, podRequesting } from './objects';

const pod = infoOf(podRequesting('p', { cpu: '1', memory: '1Gi', 'example.com/disk': '2' }));

function usage(cache: SchedulerCache, name: string): readonly (number | undefined)[] {
  const node = cache.node(name);
  assert.ok(node);
  const scalars = node.requestedScalars.get('example.com/disk');
  return [node.pods.size, node.requestedCpuMillis, node.requestedMemoryBytes, scalars];
}

describe('SchedulerCache', () => {
  it('counts an assumed pod at once, and once only when it is confirmed', () => {
    const cache = cacheOf([nodeOf('a')]);
    cache.assumePod(pod, 'a');
    assert.deepEqual(usage(cache, 'a'), [1, 1000, 1024 ** 3, 2]);
    assert.equal(cache.isAssumed(pod.key), true);
    cache.setPod(pod, 'a');
    assert.deepEqual(usage(cache, 'a'), [1, 1000, 1024 ** 3, 2]);
    assert.equal(cache.isAssumed(pod.key), false);
  });

  it('moves a pod that was confirmed on another node than assumed', () => {
    const cache = cacheOf([nodeOf('a'), nodeOf('b')]);
    cache.assumePod(pod, 'a');
    cache.setPod(pod, 'b');
    assert.deepEqual(usage(cache, 'a'), [0, 0, 0, 0]);
    assert.deepEqual(usage(cache, 'b'), [1, 1000, 1024 ** 3, 2]);
  });

  it('remembers pods of a node that comes later, or goes and comes back', () => {
    const cache = new SchedulerCache();
    cache.setPod(pod, 'a');
    cache.setNode(nodeOf('a'));
    assert.deepEqual(usage(cache, 'a'), [1, 1000, 1024 ** 3, 2]);
    cache.removeNode('a');
    assert.equal(cache.node('a'), undefined);
    cache.setNode(nodeOf('a'));
    assert.deepEqual(usage(cache, 'a'), [1, 1000, 1024 ** 3, 2]);
    cache.removePod(pod.key);
    assert.deepEqual(usage(cache, 'a'), [0, 0, 0, 0]);
  });

  it('forgets pods that go while their node is away', () => {
    const cache = cacheOf([nodeOf('a')]);
    cache.setPod(pod, 'a');
    cache.removeNode('a');
    cache.removePod(pod.key);
    cache.setNode(nodeOf('a'));
    assert.deepEqual(usage(cache, 'a'), [0, 0, 0, undefined]);
  });

  it('follows a node that grows', () => {
    const cache = cacheOf([nodeOf('a')]);
    cache.setNode(nodeOf('a', { allocatable: { cpu: '16' } }));
    assert.equal(cache.node('a')?.allocatable.cpuMillis, 16_000);
  });

  it('lets zones take turns', () => {
    const zone = (name: string) => ({ labels: { 'topology.kubernetes.io/zone': name } });
    const cache = cacheOf([
      nodeOf('a1', zone('a')),
      nodeOf('a2', zone('a')),
      nodeOf('a3', zone('a')),
      nodeOf('b1', zone('b')),
    ]);
    assert.deepEqual(cache.nodeNames, ['a1', 'b1', 'a2', 'a3']);
  });

  it('counts pods with equal labels as one group, without those being deleted', () => {
    const labels = { app: 'web' };
    const cache = cacheOf([nodeOf('a')]);
    cache.setPod(infoOf(podOf('1', {}, { labels })), 'a');
    cache.setPod(infoOf(podOf('2', {}, { labels: { ...labels } })), 'a');
    assert.deepEqual([...(cache.node('a')?.labelGroups.values() ?? [])], [2]);
    const deletionTimestamp = '2026-01-01T00:00:00Z';
    cache.setPod(infoOf(podOf('2', {}, { labels, deletionTimestamp })), 'a');
    assert.deepEqual([...(cache.node('a')?.labelGroups.values() ?? [])], [1]);
    assert.equal(cache.node('a')?.pods.size, 2);
  });
});
