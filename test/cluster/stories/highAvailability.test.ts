// Three control plane nodes: any one of them may fail, and with two gone nothing can be written any more.
import assert from 'node:assert/strict';
import { ApiStatusError } from '../../../src/apimachinery/apiStatus';
import type { Lease } from '../../../src/apis/generated/coordination/v1';
import { nodeStatusText } from '../../../src/apis/printerColumns';
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  ENDPOINT_SLICES,
  ENDPOINTS,
  EVENTS,
  LEASES,
  NODES,
} from '../../../src/apis/resources';
import { ClusterLab } from '../clusterLab';
import { fault } from '../faults/faultLab';

const ALL = ['control-plane', 'control-plane-2', 'control-plane-3'];

function hello(): ClusterLab {
  const lab = ClusterLab.boot({ controlPlaneNodes: 3 });
  lab.applySample('hello.yaml');
  lab.untilReady('hello');
  lab.runFor(20_000);
  return lab;
}

function holder(lab: ClusterLab, name: string): string {
  const lease: Lease = lab.admin.get(LEASES, 'kube-system', name);
  return lease.spec.holderIdentity?.split('_')[0] ?? '';
}

function write(lab: ClusterLab, name: string): void {
  const draft = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } as const;
  lab.admin.create(CONFIG_MAPS, 'default', draft);
}

function isWritable(lab: ClusterLab): boolean {
  try {
    write(lab, `at-${String(Math.round(lab.nowMs))}`);
    return true;
  } catch {
    return false;
  }
}

function cut(lab: ClusterLab, node: string, otherNode: string): void {
  fault(lab, 'node-pair-partition', { node, otherNode });
}

describe('three control plane nodes', () => {
  it('have each a member of etcd, a server, a scheduler and a controller manager, of which one works', () => {
    const lab = hello();
    for (const component of ['etcd', 'kube-apiserver', 'kube-scheduler', 'kube-controller-manager'])
      for (const node of ALL) {
        const pod = lab.pod(`${component}-${node}`, 'kube-system');
        assert.equal(pod?.status.phase, 'Running', `${component}-${node}`);
      }
    assert.deepEqual(
      lab.admin
        .list(NODES)
        .items.map(({ metadata }) => metadata.name)
        .filter((name) => ALL.includes(name)),
      ALL,
    );
    assert.ok(ALL.includes(lab.cluster.etcdLeader ?? ''));
    const second =
      lab.pod('etcd-control-plane-2', 'kube-system')?.spec.containers[0]?.command ?? [];
    assert.ok(second.includes('--initial-cluster-state=existing'));
    assert.ok(
      second.includes(
        '--initial-cluster=control-plane=https://172.18.0.2:2380,control-plane-2=https://172.18.0.3:2380',
      ),
    );
  });

  it('lose any one of them, the leader of all: writes go on after an election, work after a lease', () => {
    const lab = hello();
    const leader = lab.cluster.etcdLeader ?? '';
    lab.crash(leader);
    const electionMs = lab.until('a write goes through', () => isWritable(lab), 5_000);
    assert.ok(electionMs < 4_000, String(electionMs));
    assert.notEqual(lab.cluster.etcdLeader, leader);
    for (const name of ['kube-scheduler', 'kube-controller-manager'])
      lab.until(`${name} is led by another`, () => holder(lab, name) !== leader, 25_000);
    lab.scale('hello', 5);
    lab.untilReady('hello', 30_000);
    lab.untilNode(leader, 'NotReady', 60_000);
    lab.restart(leader);
    lab.until('all are well', () => lab.isReady(), 120_000);
    assert.ok(isWritable(lab));
  });

  it('cut off one that leads: it cannot write any more, the other two can, and it comes back', () => {
    const lab = hello();
    const leader = lab.cluster.etcdLeader ?? '';
    const others = ALL.filter((name) => name !== leader);
    for (const other of others) cut(lab, leader, other);
    lab.until('a write goes through', () => isWritable(lab), 5_000);
    assert.ok(others.includes(lab.cluster.etcdLeader ?? ''));
    // Its own kubelet speaks to its own server alone, which has no majority behind it.
    lab.untilNode(leader, 'NotReady', 90_000);
    for (let i = 0; i < 10; i++) write(lab, `meanwhile-${String(i)}`);
    lab.input({ type: 'liftAllFaults' });
    lab.until('all are well', () => lab.isReady(), 120_000);
    assert.equal(lab.cluster.etcdLeader === leader, false, 'it comes back as a follower');
  });

  it('with two gone nothing is written or read, and pods run on; with one back it goes on', () => {
    const lab = hello();
    const [, second = '', third = ''] = ALL;
    for (const name of [second, third]) lab.crash(name);
    lab.runFor(5_000);
    const refused = { name: 'ApiStatusError', message: 'etcdserver: request timed out', code: 500 };
    assert.throws(() => {
      write(lab, 'lost');
    }, refused);
    assert.throws(() => lab.admin.list(NODES), {
      code: 504,
      message:
        /^the server was unable to return a response in the time allotted, .* \(get nodes\)$/,
    });
    assert.throws(
      () => lab.admin.list(NODES, undefined, { resourceVersion: '0' }),
      (error) => error instanceof ApiStatusError && error.code === 429,
    );
    lab.runFor(600_000);
    for (const worker of ['worker-1', 'worker-2', 'worker-3']) {
      const running = [...(lab.cluster.machines.get(worker)?.runtime.sandboxes() ?? [])];
      assert.ok(running.length >= 2, `${worker} runs its pods`);
    }
    const node = lab.node('worker-1');
    assert.equal(node && nodeStatusText(node), 'Ready', 'nobody could write that it is not');
    lab.restart(second);
    lab.until('a write goes through', () => isWritable(lab), 60_000);
    lab.until('the pods are served', () => lab.readyEndpoints('hello').length === 3, 60_000);
    lab.scale('hello', 4);
    lab.untilReady('hello', 60_000);
    const { items } = lab.admin.list(CONFIG_MAPS, 'default');
    assert.ok(items.every(({ metadata }) => metadata.name !== 'lost'));
    assert.equal(lab.admin.get(DEPLOYMENTS, 'default', 'hello').spec.replicas, 4);
  });

  it('are all behind the service kubernetes, as long as they live', () => {
    const lab = hello();
    const addresses = (): readonly string[] =>
      lab.admin
        .get(ENDPOINT_SLICES, 'default', 'kubernetes')
        .endpoints?.flatMap((each) => each.addresses) ?? [];
    assert.deepEqual(addresses(), ['172.18.0.2', '172.18.0.3', '172.18.0.4']);
    const leases = lab.admin.list(LEASES, 'kube-system', {
      labelSelector: 'apiserver.kubernetes.io/identity=kube-apiserver',
    });
    assert.equal(leases.items.length, 3);
    lab.crash('control-plane-2');
    lab.runFor(30_000);
    assert.deepEqual(addresses(), ['172.18.0.2', '172.18.0.4']);
    const { subsets } = lab.admin.get(ENDPOINTS, 'default', 'kubernetes');
    assert.deepEqual(subsets?.[0]?.addresses, [{ ip: '172.18.0.2' }, { ip: '172.18.0.4' }]);
    lab.restart('control-plane-2');
    lab.until('it is back', () => addresses().length === 3, 60_000);
  });

  it('answers from the cache for a moment after the majority is lost', () => {
    const lab = hello();
    const [, second = '', third = ''] = ALL;
    for (const name of [second, third]) lab.crash(name);
    lab.runFor(500);
    const cached = lab.admin.list(NODES, undefined, { resourceVersion: '0' });
    assert.equal(cached.items.length, 6);
  });

  it('elect another leader of etcd while much is to be written: all of it is done in the end', () => {
    const lab = hello();
    const node = lab.cluster.etcdLeader ?? '';
    const before = lab.nowMs;
    lab.scale('hello', 20);
    lab.runFor(100);
    fault(lab, 'component-stop', { node, component: 'etcd' });
    // Scheduler and controller manager speak to the server beside that etcd: they lose their leases with it.
    lab.untilReady('hello', 30_000);
    // Whoever was refused tried again, and told nobody.
    const failed = lab.admin
      .list(EVENTS)
      .items.filter(({ type, reason }) => type === 'Warning' && reason !== 'Unhealthy')
      .filter(({ lastTimestamp, eventTime }) => {
        const at = Date.parse(eventTime ?? lastTimestamp ?? '');
        return at >= lab.cluster.clock.epochMs - (lab.nowMs - before);
      });
    assert.deepEqual(failed, []);
  });

  it('are five of them, two may fail', () => {
    const lab = ClusterLab.boot({ controlPlaneNodes: 5, workers: 1 });
    for (const name of ['control-plane', 'control-plane-4']) lab.crash(name);
    lab.until('a write goes through', () => isWritable(lab), 5_000);
    lab.crash('control-plane-2');
    lab.runFor(5_000);
    assert.equal(isWritable(lab), false);
    lab.restart('control-plane-4');
    lab.until('a write goes through', () => isWritable(lab), 60_000);
  });
});
