// A control plane node is taken away: its member leaves etcd, so that those that stay are a majority of fewer; and
// what would leave etcd without a majority is refused.
import assert from 'node:assert/strict';
import { CONFIG_MAPS, ENDPOINT_SLICES, LEASES, NODES } from '../../../src/apis/resources';
import { ClusterLab } from '../clusterLab';
import { fault } from '../faults/faultLab';

const ALL = ['control-plane', 'control-plane-2', 'control-plane-3'];
const HOUR_MS = 3_600_000;

function isWritable(lab: ClusterLab): boolean {
  try {
    const metadata = { name: `at-${String(Math.round(lab.nowMs))}` };
    lab.admin.create(CONFIG_MAPS, 'default', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
    return true;
  } catch {
    return false;
  }
}

function remove(lab: ClusterLab, node: string): void {
  lab.input({ type: 'removeWorker', node });
}

function nodes(lab: ClusterLab): readonly string[] {
  return lab.admin.list(NODES).items.map(({ metadata }) => metadata.name);
}

describe('a control plane node that is taken away', () => {
  it('leaves etcd, so that one of the two that stay is no majority, and both are', () => {
    const lab = ClusterLab.boot({ controlPlaneNodes: 3, workers: 1 });
    remove(lab, 'control-plane-3');
    assert.ok(isWritable(lab), 'a follower less is not noticed');
    assert.ok(!nodes(lab).includes('control-plane-3'));
    lab.runFor(120_000);
    lab.until('all are well', () => lab.isReady(), 60_000);
    const slice = lab.admin.get(ENDPOINT_SLICES, 'default', 'kubernetes');
    assert.equal(slice.endpoints?.length, 2);
    lab.crash('control-plane-2');
    lab.runFor(5_000);
    assert.equal(isWritable(lab), false);
    lab.restart('control-plane-2');
    lab.until('a write goes through', () => isWritable(lab), 60_000);
  });

  it('may be the leader: another one is elected, and two may go, down to one that is alone', () => {
    const lab = ClusterLab.boot({ controlPlaneNodes: 3, workers: 1 });
    for (let left = 3; left > 1; left--) {
      const leader = lab.cluster.etcdLeader ?? '';
      assert.ok(ALL.includes(leader));
      remove(lab, leader);
      lab.until('a write goes through', () => isWritable(lab), 5_000);
      assert.notEqual(lab.cluster.etcdLeader, leader);
    }
    lab.until('all are well', () => lab.isReady(), 400_000);
    const [last = ''] = nodes(lab).filter((name) => ALL.includes(name));
    assert.throws(() => {
      remove(lab, last);
    }, /control-plane(-\d)? cannot leave etcd: it is its last member\.$/);
  });

  it('that is off already counts no more: the other two may then be one', () => {
    const lab = ClusterLab.boot({ controlPlaneNodes: 3, workers: 1 });
    lab.crash('control-plane-2');
    assert.throws(
      () => {
        remove(lab, 'control-plane-3');
      },
      {
        message:
          'control-plane-3 cannot leave etcd: only 1 of the 2 members that stay would be there, and 2 are needed for a majority.',
      },
    );
    assert.ok(nodes(lab).includes('control-plane-3'), 'nothing happened by halves');
    remove(lab, 'control-plane-2');
    remove(lab, 'control-plane-3');
    lab.until('a write goes through', () => isWritable(lab), 5_000);
  });

  it('is kept while etcd has no majority, and where it is the only one', () => {
    const lab = ClusterLab.boot({ controlPlaneNodes: 3, workers: 1 });
    for (const node of ['control-plane-2', 'control-plane-3']) lab.crash(node);
    assert.throws(() => {
      remove(lab, 'control-plane-2');
    }, /no leader with a majority is there to take it out/);
    const single = ClusterLab.boot({ workers: 1 });
    assert.throws(() => {
      remove(single, 'control-plane');
    }, /control-plane is the only control plane node: there is no cluster without it/);
  });

  it('cut off it may go as well, and its name may be given to a worker', () => {
    const lab = ClusterLab.boot({ controlPlaneNodes: 3, workers: 1 });
    fault(lab, 'node-partition', { node: 'control-plane-2' });
    lab.runFor(5_000);
    remove(lab, 'control-plane-2');
    lab.input({ type: 'addWorker', node: 'control-plane-2' });
    lab.untilNode('control-plane-2', 'Ready', 60_000);
    assert.ok(isWritable(lab));
  });

  it('is remembered by the lease of its server for one more hour, until a server looks', () => {
    const lab = ClusterLab.boot({ controlPlaneNodes: 3, workers: 1 });
    const servers = (): number =>
      lab.admin.list(LEASES, 'kube-system', {
        labelSelector: 'apiserver.kubernetes.io/identity=kube-apiserver',
      }).items.length;
    remove(lab, 'control-plane-3');
    lab.runFor(HOUR_MS - 60_000);
    assert.equal(servers(), 3);
    lab.runFor(HOUR_MS + 60_000);
    assert.equal(servers(), 2);
  });
});
