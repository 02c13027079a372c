import assert from 'node:assert/strict';
import { NODES } from '../../../../src/apis/resources';
import { RecentWriters } from '../../../../src/vscode/diagram/recentWriters';
import { FakeCluster } from '../../../views/fakeCluster';

describe('who has written of late', () => {
  const subjects = new Map([
    [101, 'system:kube-scheduler pods/binding default/web-1'],
    [102, 'system:node:worker-1 pods/status default/web-1'],
    [103, 'kubernetes-admin deployments default/web'],
  ]);
  const trace = {
    entry: (id: number) => {
      const subject = subjects.get(id);
      return subject === undefined ? undefined : { subject };
    },
  };

  it('is read from the cause of each change, and told once', () => {
    const cluster = new FakeCluster();
    const node = cluster.node('worker-1');
    const writers = new RecentWriters();
    writers.follow(cluster.state, trace);
    for (const cause of [101, 102, 999]) cluster.put(NODES, node, cause);
    assert.deepEqual([...writers.take()], ['kube-scheduler', 'kubelet']);
    assert.deepEqual([...writers.take()], []);
    cluster.put(NODES, node, 103);
    assert.deepEqual([...writers.take()], ['kubectl']);
  });

  it('is of the cluster that runs now', () => {
    const before = new FakeCluster();
    const node = before.node('worker-1');
    const writers = new RecentWriters();
    writers.follow(before.state, trace);
    before.put(NODES, node, 101);
    writers.follow(new FakeCluster().state, trace);
    before.put(NODES, node, 102);
    assert.deepEqual([...writers.take()], []);
  });
});
