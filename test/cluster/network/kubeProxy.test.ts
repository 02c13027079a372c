import assert from 'node:assert/strict';
import { ENDPOINT_SLICES, SERVICES } from '../../../src/apis/resources';
import { ClusterDns } from '../../../src/cluster/network/clusterDns';
import { KubeProxy } from '../../../src/cluster/network/kubeProxy';
import type { Peer } from '../../../src/cluster/runtime/networkView';
import { NodeNetworkView } from '../../../src/cluster/network/nodeNetworkView';
import { NodeLab } from '../kubelet/nodeLab';

function labWithProxy() {
  const lab = new NodeLab();
  const { simulation, clock } = lab;
  const proxy = new KubeProxy(
    { simulation, clock, client: lab.connect('kube-proxy') },
    { name: 'worker-1', address: '172.18.0.3' },
  );
  proxy.start();
  const service = (
    namespace: string,
    name: string,
    ports: { name: string; port: number; protocol?: 'UDP' | 'TCP' }[],
  ) =>
    lab.admin.create(SERVICES, namespace, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector: { app: name }, ports },
    });
  const slice = (
    namespace: string,
    name: string,
    port: number,
    portName: string,
    endpoints: { address: string; ready: boolean; serving?: boolean; terminating?: boolean }[],
    protocol: 'TCP' | 'UDP' = 'TCP',
  ) =>
    lab.admin.create(ENDPOINT_SLICES, namespace, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${name}-abc12`,
        namespace,
        labels: { 'kubernetes.io/service-name': name },
      },
      addressType: 'IPv4',
      endpoints: endpoints.map(({ address, ...conditions }) => ({
        addresses: [address],
        conditions,
      })),
      ports: [{ name: portName, port, protocol }],
    });
  return { lab, proxy, service, slice };
}

describe('kube-proxy', () => {
  it('leads a service address to its ready endpoints', () => {
    const { lab, proxy, service, slice } = labWithProxy();
    const clusterIP = service('default', 'web', [{ name: 'http', port: 80 }]).spec?.clusterIP ?? '';
    slice('default', 'web', 8080, 'http', [
      { address: '10.244.1.2', ready: true },
      { address: '10.244.2.2', ready: false },
    ]);
    lab.runFor(10);
    assert.deepEqual(proxy.resolve(clusterIP, 80)?.endpoints, [
      { address: '10.244.1.2', port: 8080, pod: undefined },
    ]);
    assert.equal(proxy.resolve(clusterIP, 81), undefined);
    assert.equal(proxy.resolve('8.8.8.8', 80), undefined);
  });

  it('falls back to terminating endpoints that still serve', () => {
    const { lab, proxy, service, slice } = labWithProxy();
    const clusterIP = service('default', 'web', [{ name: '', port: 80 }]).spec?.clusterIP ?? '';
    slice('default', 'web', 80, '', [
      { address: '10.244.1.2', ready: false, serving: true, terminating: true },
    ]);
    lab.runFor(10);
    assert.deepEqual(
      proxy.resolve(clusterIP, 80)?.endpoints.map(({ address }) => address),
      ['10.244.1.2'],
    );
  });

  it('keeps its rules when it stops, which then grow stale', () => {
    const { lab, proxy, service, slice } = labWithProxy();
    const clusterIP = service('default', 'web', [{ name: 'http', port: 80 }]).spec?.clusterIP ?? '';
    const made = slice('default', 'web', 80, 'http', [{ address: '10.244.1.2', ready: true }]);
    lab.runFor(10);
    proxy.stop();
    lab.admin.delete(ENDPOINT_SLICES, 'default', made.metadata.name);
    lab.runFor(10);
    assert.equal(proxy.resolve(clusterIP, 80)?.endpoints.length, 1);
    proxy.start();
    lab.runFor(10);
    assert.equal(proxy.resolve(clusterIP, 80)?.endpoints.length, 0);
  });
});

describe('cluster DNS', () => {
  it('finds services by short and full names while a DNS server is ready', () => {
    const { lab, proxy, service, slice } = labWithProxy();
    const peer: Peer = {
      http: () => undefined,
      open: () => ({ send: () => undefined, close: () => undefined }),
    };
    const view = new NodeNetworkView({
      proxy,
      dns: new ClusterDns(proxy),
      space: { reach: () => ({ kind: 'connected', peer }) },
      node: 'worker-1',
      nodeAddress: '172.18.0.3',
      simulation: lab.simulation,
    });
    const resolves = (name: string, namespace: string): boolean =>
      view.lookup(name, namespace).kind === 'found';
    const connects = (name: string): string => {
      const answer = view.lookup(name, 'default');
      return answer.kind === 'found'
        ? view.connect(undefined, answer.addresses[0] ?? '', 5432).kind
        : answer.kind;
    };
    service('default', 'db', [{ name: '', port: 5432 }]);
    service('kube-system', 'kube-dns', [{ name: 'dns', port: 53, protocol: 'UDP' }]);
    lab.runFor(10);
    assert.equal(resolves('db', 'default'), false);
    slice('kube-system', 'kube-dns', 53, 'dns', [{ address: '10.244.1.9', ready: true }], 'UDP');
    lab.runFor(10);
    for (const name of [
      'db',
      'db.default',
      'db.default.svc',
      'db.default.svc.cluster.local',
      'db.default.svc.cluster.local.',
    ]) {
      assert.equal(resolves(name, 'default'), true, name);
    }
    assert.equal(resolves('db', 'kube-system'), false);
    assert.equal(resolves('db.default', 'kube-system'), true);
    assert.equal(resolves('nothing', 'default'), false);
    assert.equal(connects('db'), 'refused', 'a service without endpoints refuses');
    slice('default', 'db', 5432, '', [{ address: '10.244.1.3', ready: true }]);
    lab.runFor(10);
    assert.equal(connects('db'), 'connected');
  });
});
