import assert from 'node:assert/strict';
import { isNotFound } from '../../../src/apimachinery/apiStatus';
import type { Endpoints } from '../../../src/apis/generated/core/v1';
import {
  DEPLOYMENTS,
  ENDPOINTS,
  NAMESPACES,
  PODS,
  RESOURCE_QUOTAS,
  SERVICES,
} from '../../../src/apis/resources';
import { ControllerLab, webDeployment } from './controllerLab';
import { serviceWithoutSelector, webService } from './webService';

function endpoints(cluster: ControllerLab, name = 'web', namespace = 'default'): Endpoints {
  return cluster.admin.get(ENDPOINTS, namespace, name);
}

/** Ready and other addresses of the first subset. */
function ips(cluster: ControllerLab): readonly (readonly string[])[] {
  const [subset] = endpoints(cluster).subsets ?? [];
  return [subset?.addresses ?? [], subset?.notReadyAddresses ?? []].map((list) =>
    list.map(({ ip }) => ip),
  );
}

describe('Endpoints controller', () => {
  it('lists the pods of a Service under its name, sorted by address', () => {
    const cluster = new ControllerLab();
    cluster.create(SERVICES, webService());
    cluster.runForSeconds(1);
    assert.equal(endpoints(cluster).subsets, undefined);

    cluster.create(DEPLOYMENTS, webDeployment(3));
    cluster.runForSeconds(5);
    const { metadata, subsets = [] } = endpoints(cluster);
    assert.deepEqual(metadata.labels, {
      tier: 'front',
      'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
    });
    assert.match(
      metadata.annotations?.['endpoints.kubernetes.io/last-change-trigger-time'] ?? '',
      /^20\d\d-.*Z$/,
    );
    assert.equal(metadata.ownerReferences, undefined);
    const pods = cluster.list(PODS).map(({ metadata: { name, uid }, spec, status }) => ({
      ip: status.podIP ?? '',
      nodeName: spec.nodeName,
      targetRef: { kind: 'Pod', namespace: 'default', name, uid },
    }));
    pods.sort((a, b) => (a.ip < b.ip ? -1 : 1));
    assert.deepEqual(subsets, [
      { addresses: pods, ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
    ]);
  });

  it('keeps pods that are not ready apart, and leaves out those that shut down', () => {
    const cluster = new ControllerLab({ stopMs: 5_000 });
    cluster.create(SERVICES, webService());
    cluster.create(DEPLOYMENTS, webDeployment(2));
    cluster.runForSeconds(5);
    const [first, second] = cluster.list(PODS);
    assert.ok(first && second);
    cluster.setReady(first, 'False');
    cluster.runForSeconds(1);
    assert.deepEqual(ips(cluster), [[second.status.podIP], [first.status.podIP]]);
    cluster.admin.delete(PODS, 'default', second.metadata.name);
    cluster.runForSeconds(1);
    assert.deepEqual(ips(cluster)[0], []);
  });

  it('shows all addresses as ready where that is asked for, those that shut down too', () => {
    const cluster = new ControllerLab({ stopMs: 5_000 });
    cluster.create(SERVICES, webService({ publishNotReadyAddresses: true, clusterIP: 'None' }));
    cluster.create(DEPLOYMENTS, webDeployment(2));
    cluster.runForSeconds(5);
    const [first, second] = cluster.list(PODS);
    assert.ok(first && second);
    cluster.setReady(first, 'False');
    cluster.admin.delete(PODS, 'default', second.metadata.name);
    cluster.runForSeconds(1);
    const listed = ips(cluster)[0] ?? [];
    for (const { status } of [first, second]) assert.ok(listed.includes(status.podIP ?? ''));
    assert.equal(endpoints(cluster).metadata.labels?.['service.kubernetes.io/headless'], '');
  });

  it('has addresses without ports for a headless Service that has none', () => {
    const cluster = new ControllerLab();
    const { metadata } = webService();
    const spec = { selector: { app: 'web' }, clusterIP: 'None' };
    cluster.create(SERVICES, { apiVersion: 'v1', kind: 'Service', metadata, spec });
    cluster.create(DEPLOYMENTS, webDeployment(1));
    cluster.runForSeconds(5);
    const [subset] = endpoints(cluster).subsets ?? [];
    assert.equal(subset?.addresses?.length, 1);
    assert.equal(subset.ports, undefined);
  });

  it('keeps a thousand of more addresses, and says so', () => {
    const cluster = new ControllerLab({ nodes: 10 });
    cluster.create(SERVICES, webService());
    cluster.create(DEPLOYMENTS, webDeployment(1_010));
    cluster.runForSeconds(60);
    const overCapacity = () =>
      endpoints(cluster).metadata.annotations?.['endpoints.kubernetes.io/over-capacity'];
    assert.equal(ips(cluster)[0]?.length, 1_000);
    assert.equal(overCapacity(), 'truncated');

    const body = { spec: { replicas: 3 } };
    cluster.admin.patch(DEPLOYMENTS, 'default', 'web', { type: 'merge', body });
    cluster.runForSeconds(60);
    assert.equal(ips(cluster)[0]?.length, 3);
    assert.equal(overCapacity(), undefined);
  }).timeout(30_000);

  it('writes few times while a thousand pods start', () => {
    const cluster = new ControllerLab({ nodes: 10, startJitterMs: 20_000 });
    cluster.create(SERVICES, webService());
    cluster.create(DEPLOYMENTS, webDeployment(900));
    cluster.runForSeconds(5);
    let writes = 0;
    const before = cluster.simulation.nowMs;
    const watch = cluster.admin.watch(
      ENDPOINTS,
      'default',
      {},
      {
        event: () => {
          writes += 1;
        },
        closed: () => undefined,
      },
    );
    cluster.runForSeconds(25);
    watch.stop();
    assert.equal(ips(cluster)[0]?.length, 900);
    const seconds = (cluster.simulation.nowMs - before) / 1000;
    assert.ok(writes <= seconds * 5, `${String(writes)} writes in ${String(seconds)} s`);
  }).timeout(30_000);

  it('goes with its Service, comes back when it is deleted, and leaves others alone', () => {
    const cluster = new ControllerLab();
    cluster.create(SERVICES, serviceWithoutSelector());
    cluster.create(SERVICES, webService());
    cluster.runForSeconds(1);
    assert.throws(() => endpoints(cluster, 'outside'), isNotFound);
    const { uid } = endpoints(cluster).metadata;
    cluster.admin.delete(ENDPOINTS, 'default', 'web');
    cluster.runForSeconds(1);
    assert.notEqual(endpoints(cluster).metadata.uid, uid);
    cluster.admin.delete(SERVICES, 'default', 'web');
    cluster.runForSeconds(1);
    assert.throws(() => endpoints(cluster), isNotFound);
  });

  it('removes what was left behind while the manager was away', () => {
    const cluster = new ControllerLab();
    cluster.create(SERVICES, webService());
    cluster.runForSeconds(1);
    cluster.manager.stop();
    cluster.admin.delete(SERVICES, 'default', 'web');
    cluster.runForSeconds(1);
    assert.equal(endpoints(cluster).metadata.name, 'web');
    cluster.manager.start();
    cluster.runForSeconds(5);
    assert.throws(() => endpoints(cluster), isNotFound);
  });

  it('follows the labels of its Service', () => {
    const cluster = new ControllerLab();
    cluster.create(SERVICES, webService());
    cluster.runForSeconds(1);
    const body = { metadata: { labels: { tier: 'back' } } };
    cluster.admin.patch(SERVICES, 'default', 'web', { type: 'merge', body });
    cluster.runForSeconds(1);
    assert.equal(endpoints(cluster).metadata.labels?.['tier'], 'back');
  });

  it('is not made in a namespace that goes, without a word', () => {
    const cluster = new ControllerLab();
    cluster.create(NAMESPACES, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop', finalizers: ['example.com/keep'] },
    });
    cluster.create(SERVICES, webService(), 'shop');
    cluster.runForSeconds(1);
    cluster.admin.delete(NAMESPACES, undefined, 'shop');
    cluster.admin.delete(ENDPOINTS, 'shop', 'web');
    cluster.runForSeconds(1);
    assert.throws(() => endpoints(cluster, 'web', 'shop'), isNotFound);
    assert.deepEqual(cluster.events('Endpoints'), []);
  });

  it('tells why it cannot be made', () => {
    const cluster = new ControllerLab();
    cluster.create(RESOURCE_QUOTAS, {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'none' },
      spec: { hard: { 'count/endpoints': '0' } },
    });
    cluster.runForSeconds(1);
    cluster.create(SERVICES, webService());
    cluster.runForSeconds(1);
    assert.equal(
      cluster.events('Endpoints', 'web')[0],
      'FailedToCreateEndpoint: Failed to create endpoint for service default/web: endpoints "web" is ' +
        'forbidden: exceeded quota: none, requested: count/endpoints=1, used: count/endpoints=0, ' +
        'limited: count/endpoints=0',
    );
  });
});
