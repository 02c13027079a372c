import assert from 'node:assert/strict';
import type { EndpointSlice } from '../../../src/apis/generated/discovery/v1';
import { DEPLOYMENTS, ENDPOINT_SLICES, PODS, SERVICES } from '../../../src/apis/resources';
import { ControllerLab, webDeployment } from './controllerLab';
import { serviceWithoutSelector, webService } from './webService';

function slices(cluster: ControllerLab): readonly EndpointSlice[] {
  return cluster.list(ENDPOINT_SLICES).filter(({ metadata }) => metadata.namespace === 'default');
}

describe('EndpointSlice controller', () => {
  it('lists the pods of a Service with the port behind its name', () => {
    const cluster = new ControllerLab({ zoneOf: (node) => `zone-${String(node)}` });
    cluster.create(SERVICES, webService());
    cluster.runForSeconds(1);
    const [empty] = slices(cluster);
    assert.deepEqual([empty?.endpoints, empty?.ports], [[], []]);

    cluster.create(DEPLOYMENTS, webDeployment(3));
    cluster.runForSeconds(5);
    const [slice, ...others] = slices(cluster);
    assert.ok(slice);
    assert.equal(others.length, 0);
    assert.match(slice.metadata.name, /^web-[a-z0-9]{5}$/);
    assert.deepEqual(slice.metadata.labels, {
      tier: 'front',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      'kubernetes.io/service-name': 'web',
    });
    assert.equal(slice.metadata.ownerReferences?.[0]?.kind, 'Service');
    assert.equal(slice.addressType, 'IPv4');
    assert.deepEqual(slice.ports, [{ name: 'http', port: 80, protocol: 'TCP' }]);
    const pods = cluster.list(PODS);
    assert.deepEqual(
      [...(slice.endpoints ?? [])].map(({ targetRef }) => targetRef?.name).sort(),
      pods.map(({ metadata }) => metadata.name).sort(),
    );
    const [endpoint] = slice.endpoints ?? [];
    const pod = pods.find(({ metadata }) => metadata.uid === endpoint?.targetRef?.uid);
    assert.ok(pod && endpoint);
    assert.deepEqual(endpoint, {
      addresses: [pod.status.podIP],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: pod.spec.nodeName,
      targetRef: {
        kind: 'Pod',
        namespace: 'default',
        name: pod.metadata.name,
        uid: pod.metadata.uid,
      },
      zone: `zone-${pod.spec.nodeName?.slice('worker-'.length) ?? ''}`,
    });
  });

  it('shows pods that are not ready, and those that shut down', () => {
    const cluster = new ControllerLab({ stopMs: 5_000 });
    cluster.create(SERVICES, webService());
    cluster.create(DEPLOYMENTS, webDeployment(2));
    cluster.runForSeconds(5);
    const conditionsOf = (name: string) =>
      slices(cluster)
        .flatMap(({ endpoints = [] }) => endpoints)
        .find(({ targetRef }) => targetRef?.name === name)?.conditions;
    const [first, second] = cluster.list(PODS);
    assert.ok(first && second);
    cluster.setReady(first, 'False');
    cluster.runForSeconds(1);
    assert.deepEqual(conditionsOf(first.metadata.name), {
      ready: false,
      serving: false,
      terminating: false,
    });
    cluster.admin.delete(PODS, 'default', second.metadata.name);
    cluster.runForSeconds(1);
    assert.deepEqual(conditionsOf(second.metadata.name), {
      ready: false,
      serving: true,
      terminating: true,
    });
    cluster.runForSeconds(10);
    assert.equal(conditionsOf(second.metadata.name), undefined);
  });

  it('publishes addresses that are not ready where it is asked to', () => {
    const cluster = new ControllerLab();
    cluster.create(SERVICES, webService({ publishNotReadyAddresses: true, clusterIP: 'None' }));
    cluster.create(DEPLOYMENTS, webDeployment(1));
    cluster.runForSeconds(5);
    const [pod] = cluster.list(PODS);
    assert.ok(pod);
    cluster.setReady(pod, 'False');
    cluster.runForSeconds(1);
    const [slice] = slices(cluster);
    assert.deepEqual(slice?.endpoints?.[0]?.conditions, {
      ready: true,
      serving: false,
      terminating: false,
    });
    assert.equal(slice.metadata.labels?.['service.kubernetes.io/headless'], '');
  });

  it('spreads 250 endpoints over slices of at most 100, and shrinks again', () => {
    const cluster = new ControllerLab({ nodes: 5 });
    cluster.create(SERVICES, webService());
    cluster.create(DEPLOYMENTS, webDeployment(250));
    cluster.runForSeconds(30);
    const sizes = () => slices(cluster).map(({ endpoints = [] }) => endpoints.length);
    assert.deepEqual(
      sizes().sort((a, b) => b - a),
      [100, 100, 50],
    );
    const body = { spec: { replicas: 2 } };
    cluster.admin.patch(DEPLOYMENTS, 'default', 'web', { type: 'merge', body });
    cluster.runForSeconds(30);
    assert.equal(
      sizes().reduce((sum, size) => sum + size, 0),
      2,
    );
    assert.ok(sizes().every((size) => size > 0));
  });

  it('leaves Services without a selector alone, and goes with its Service', () => {
    const cluster = new ControllerLab();
    cluster.create(SERVICES, serviceWithoutSelector());
    cluster.create(SERVICES, webService());
    cluster.runForSeconds(1);
    assert.equal(slices(cluster).length, 1);
    cluster.admin.delete(SERVICES, 'default', 'web');
    cluster.runForSeconds(1);
    assert.equal(slices(cluster).length, 0);
  });
});
