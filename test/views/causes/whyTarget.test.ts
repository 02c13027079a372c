import assert from 'node:assert/strict';
import { NODES, PODS } from '../../../src/apis/resources';
import { addressOf, targetAt, targetOfItem } from '../../../src/views/causes/whyTarget';
import { ClusterLab } from '../../cluster/clusterLab';
import { workload } from './workloads';

describe('whyTarget', () => {
  it('goes into a link and comes back', () => {
    const { history } = ClusterLab.boot({ workers: 1 }).cluster;
    for (const target of [
      { resource: PODS, namespace: 'default', name: 'web' },
      { resource: NODES, namespace: undefined, name: 'worker-1' },
    ]) {
      const back = targetAt(history, JSON.parse(JSON.stringify(addressOf(target))));
      assert.deepEqual(
        [back?.resource.plural, back?.namespace, back?.name],
        [target.resource.plural, target.namespace, target.name],
      );
    }
  });

  it('is nothing for what is no address of a kind that is served', () => {
    const { history } = ClusterLab.boot({ workers: 1 }).cluster;
    for (const address of [
      undefined,
      null,
      7,
      {},
      { group: '', kind: 'Pod' },
      { group: 'x', kind: 'Y', name: 'z' },
    ])
      assert.equal(targetAt(history, address), undefined);
  });

  it('is what a tree item stands for', () => {
    const pod = { type: 'pod', namespace: 'default', pod: 'web', uid: '1' } as const;
    assert.deepEqual(targetOfItem(pod), { resource: PODS, namespace: 'default', name: 'web' });
    assert.deepEqual(
      targetOfItem({
        type: 'container',
        namespace: 'default',
        pod: 'web',
        uid: '1',
        container: 'c',
      })?.name,
      'web',
    );
    assert.equal(targetOfItem({ type: 'unscheduled' }), undefined);
  });

  it('offers what changed last first, each object once, also what is gone', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    lab.apply(workload('Pod', 'web'));
    lab.runFor(10_000);
    lab.delete(workload('Pod', 'web'));
    lab.runFor(60_000);
    const changes = lab.cluster.history.lastChanges(1_000);
    const web = changes.filter(({ name, resource }) => name === 'web' && resource.kind === 'Pod');
    assert.deepEqual(
      web.map(({ type }) => type),
      ['deleted'],
    );
    assert.ok(
      changes.every(({ revision }, i) => revision <= (changes[i - 1]?.revision ?? Infinity)),
    );
    assert.equal(lab.cluster.history.lastChanges(3).length, 3);
  });
});
