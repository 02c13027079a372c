import assert from 'node:assert/strict';
import { NODES } from '../../../src/apis/resources';
import { ControllerLab } from './controllerLab';

/** The different values, with how many nodes have each. */
function ttls(cluster: ControllerLab): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { metadata } of cluster.list(NODES)) {
    const ttl = metadata.annotations?.['node.alpha.kubernetes.io/ttl'] ?? 'none';
    counts[ttl] = (counts[ttl] ?? 0) + 1;
  }
  return counts;
}

function touchAll(cluster: ControllerLab, mark: string): void {
  for (const { metadata } of cluster.list(NODES)) {
    const body = { metadata: { labels: { mark } } };
    cluster.admin.patch(NODES, undefined, metadata.name, { type: 'merge', body });
  }
  cluster.runForSeconds(1);
}

describe('TTL controller', () => {
  it('says 0 in a small cluster, to nodes that come later and those that lost it too', () => {
    const cluster = new ControllerLab({ nodes: 2 });
    assert.deepEqual(ttls(cluster), { 0: 2 });
    cluster.addNode('late');
    const body = { metadata: { annotations: { 'node.alpha.kubernetes.io/ttl': null } } };
    cluster.admin.patch(NODES, undefined, 'worker-1', { type: 'merge', body });
    cluster.runForSeconds(1);
    assert.deepEqual(ttls(cluster), { 0: 3 });
  });

  it('goes up past a hundred nodes, as each is written next, and back below ninety', () => {
    const cluster = new ControllerLab({ nodes: 101 });
    assert.equal(ttls(cluster)['15'], 101, 'its heartbeats have written each since');
    for (let i = 1; i <= 11; i++) cluster.admin.delete(NODES, undefined, `worker-${String(i)}`);
    cluster.runForSeconds(1);
    touchAll(cluster, 'a');
    assert.deepEqual(ttls(cluster), { 15: 90 });
    cluster.admin.delete(NODES, undefined, 'worker-12');
    cluster.runForSeconds(1);
    touchAll(cluster, 'b');
    assert.deepEqual(ttls(cluster), { 0: 89 });
  });
});
