import assert from 'node:assert/strict';
import { isNotFound } from '../../../src/apimachinery/apiStatus';
import { SERVICE_CIDRS, SERVICES } from '../../../src/apis/resources';
import { ControllerLab } from './controllerLab';

const FINALIZER = 'networking.k8s.io/service-cidr-finalizer';

function create(cluster: ControllerLab, name: string, cidr: string): void {
  cluster.create(SERVICE_CIDRS, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name },
    spec: { cidrs: [cidr] },
  });
  cluster.runForSeconds(1);
}

function remove(cluster: ControllerLab, name: string): void {
  cluster.admin.delete(SERVICE_CIDRS, undefined, name);
  cluster.runForSeconds(20);
}

function service(cluster: ControllerLab, clusterIP: string): void {
  cluster.create(SERVICES, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { clusterIP, ports: [{ port: 80 }] },
  });
}

/** `status reason: message` of the condition, with the finalizers. */
function state(cluster: ControllerLab, name: string): readonly string[] {
  const { metadata, status } = cluster.admin.get(SERVICE_CIDRS, undefined, name);
  const [ready] = status.conditions ?? [];
  return [`${ready?.status ?? ''}: ${ready?.message ?? ''}`, ...(metadata.finalizers ?? [])];
}

describe('Service CIDR controller', () => {
  it('guards ranges, and says that they are ready', () => {
    const cluster = new ControllerLab();
    assert.deepEqual(state(cluster, 'kubernetes'), [
      'True: Kubernetes Service CIDR is ready',
      FINALIZER,
    ]);
    create(cluster, 'more', '10.200.0.0/24');
    assert.deepEqual(state(cluster, 'more'), ['True: Kubernetes Service CIDR is ready', FINALIZER]);
  });

  it('lets a range go of which nobody has an address, after a while', () => {
    const cluster = new ControllerLab();
    create(cluster, 'more', '10.200.0.0/24');
    cluster.admin.delete(SERVICE_CIDRS, undefined, 'more');
    cluster.runForSeconds(5);
    assert.equal(state(cluster, 'more').length, 2, 'the grace of ten seconds');
    cluster.runForSeconds(10);
    assert.throws(() => state(cluster, 'more'), isNotFound);
  });

  it('holds a range as long as a service has an address of it', () => {
    const cluster = new ControllerLab();
    create(cluster, 'more', '10.200.0.0/24');
    service(cluster, '10.200.0.9');
    remove(cluster, 'more');
    assert.equal(
      state(cluster, 'more')[0],
      'False: There are still IPAddresses referencing the ServiceCIDR, please remove them or create ' +
        'a new ServiceCIDR',
    );
    cluster.admin.delete(SERVICES, 'default', 'web');
    cluster.runForSeconds(20);
    assert.throws(() => state(cluster, 'more'), isNotFound);
  });

  it('lets a range go that lies within another', () => {
    const cluster = new ControllerLab();
    create(cluster, 'part', '10.96.1.0/24');
    service(cluster, '10.96.1.9');
    remove(cluster, 'part');
    assert.throws(() => state(cluster, 'part'), isNotFound);
  });
});
