// A cluster starts as kubeadm would have made it.
import assert from 'node:assert/strict';
import {
  DAEMON_SETS,
  DEPLOYMENTS,
  LEASES,
  NAMESPACES,
  NODES,
  PODS,
  SERVICES,
} from '../../../src/apis/resources';
import { ClusterLab, masked, newCluster, POD_COLUMNS } from '../clusterLab';

describe('a cluster that starts', () => {
  it('has its nodes Ready and its system pods running within 20 seconds of its time', () => {
    const lab = ClusterLab.boot();
    assert.ok(lab.nowMs > 2_000 && lab.nowMs < 20_000, `${String(lab.nowMs)} ms`);
    assert.equal(
      lab.get(NODES, { columns: ['NAME', 'STATUS', 'ROLES', 'VERSION', 'INTERNAL-IP'] }),
      `
NAME            STATUS   ROLES           VERSION   INTERNAL-IP
control-plane   Ready    control-plane   v1.35.2   172.18.0.2
worker-1        Ready    <none>          v1.35.2   172.18.0.3
worker-2        Ready    <none>          v1.35.2   172.18.0.4
worker-3        Ready    <none>          v1.35.2   172.18.0.5`.trim(),
    );
  });

  it('has the pods that kubeadm makes, and a kube-proxy on every node', () => {
    const lab = ClusterLab.boot();
    lab.runFor(1_000);
    const rows = masked(lab.get(PODS, { namespace: 'all', columns: POD_COLUMNS })).split('\n');
    const shown = rows.slice(1).map((row) => row.replace(/\s+/g, ' '));
    assert.deepEqual(shown.filter((row) => !row.includes('coredns')).sort(), [
      'kube-system etcd-control-plane 1/1 Running 0 control-plane',
      'kube-system kube-apiserver-control-plane 1/1 Running 0 control-plane',
      'kube-system kube-controller-manager-control-plane 1/1 Running 0 control-plane',
      'kube-system kube-proxy-* 1/1 Running 0 control-plane',
      'kube-system kube-proxy-* 1/1 Running 0 worker-1',
      'kube-system kube-proxy-* 1/1 Running 0 worker-2',
      'kube-system kube-proxy-* 1/1 Running 0 worker-3',
      'kube-system kube-scheduler-control-plane 1/1 Running 0 control-plane',
    ]);
    assert.equal(shown.length, 10);
    assert.match(lab.podCensus('coredns', 'kube-system'), /^Running 2$/);
    assert.equal(lab.readyEndpoints('kube-dns', 'kube-system').length, 2);
  });

  it('has the namespaces, services and workloads of kubeadm', () => {
    const lab = ClusterLab.boot();
    lab.runFor(1_000);
    const name = { columns: ['NAME', 'STATUS'] };
    assert.equal(
      lab.get(NAMESPACES, name),
      `
NAME              STATUS
default           Active
kube-node-lease   Active
kube-public       Active
kube-system       Active`.trim(),
    );
    assert.equal(
      lab.get(SERVICES, {
        namespace: 'all',
        columns: ['NAMESPACE', 'NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)'],
      }),
      `
NAMESPACE     NAME         TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)
default       kubernetes   ClusterIP   10.96.0.1    <none>        443/TCP
kube-system   kube-dns     ClusterIP   10.96.0.10   <none>        53/UDP,53/TCP,9153/TCP`.trim(),
    );
    assert.equal(
      lab.get(DEPLOYMENTS, {
        namespace: 'all',
        columns: ['NAMESPACE', 'NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE'],
      }),
      `
NAMESPACE     NAME      READY   UP-TO-DATE   AVAILABLE
kube-system   coredns   2/2     2            2`.trim(),
    );
    assert.equal(
      lab.get(DAEMON_SETS, {
        namespace: 'kube-system',
        columns: [
          'NAME',
          'DESIRED',
          'CURRENT',
          'READY',
          'UP-TO-DATE',
          'AVAILABLE',
          'NODE SELECTOR',
        ],
      }),
      `
NAME         DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR
kube-proxy   4         4         4       4            4           kubernetes.io/os=linux`.trim(),
    );
    const leases = lab.list(LEASES, 'kube-node-lease').map(({ spec }) => spec.holderIdentity);
    assert.deepEqual(leases, ['control-plane', 'worker-1', 'worker-2', 'worker-3']);
  });

  it('starts with any number of workers', () => {
    for (const workers of [0, 1, 20]) {
      const lab = ClusterLab.boot({ workers });
      assert.equal(lab.state.nodes.size, workers + 1);
    }
  });

  it('refuses requests before its API server runs', () => {
    assert.throws(() => newCluster().userClient().list(PODS), {
      name: 'ApiConnectionError',
      message:
        'The connection to the server 172.18.0.2:6443 was refused - did you specify the right host or port?',
    });
  });

  it('keeps still for an hour: nothing restarts, nothing changes but heartbeats', () => {
    const lab = ClusterLab.boot();
    lab.runFor(60_000);
    const before = lab.get(PODS, { namespace: 'all', columns: POD_COLUMNS });
    const versions = lab.state.pods.list().map(({ metadata }) => metadata.resourceVersion);
    lab.runFor(3_600_000);
    assert.equal(lab.get(PODS, { namespace: 'all', columns: POD_COLUMNS }), before);
    assert.deepEqual(
      lab.state.pods.list().map(({ metadata }) => metadata.resourceVersion),
      versions,
    );
  });
});
