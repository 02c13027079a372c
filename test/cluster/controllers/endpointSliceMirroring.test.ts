import assert from 'node:assert/strict';
import type { Draft } from '../../../src/apimachinery/objectMeta';
import type { Endpoints, EndpointAddress, Service } from '../../../src/apis/generated/core/v1';
import type { EndpointSlice } from '../../../src/apis/generated/discovery/v1';
import { ENDPOINT_SLICES, ENDPOINTS, EVENTS, SERVICES } from '../../../src/apis/resources';
import { ControllerLab } from './controllerLab';

const SERVICE: Draft<Service> = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'outside' },
  spec: { ports: [{ name: 'db', port: 5432 }] },
};

function endpoints(
  addresses: readonly EndpointAddress[],
  metadata: Partial<Endpoints['metadata']> = {},
): Draft<Endpoints> {
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'outside', ...metadata },
    subsets: [{ addresses, ports: [{ name: 'db', port: 5432 }] }],
  };
}

function slices(cluster: ControllerLab): readonly EndpointSlice[] {
  return cluster.list(ENDPOINT_SLICES).filter(({ metadata }) => metadata.namespace === 'default');
}

/** `address type: addresses`, of each slice. */
function shown(cluster: ControllerLab): readonly string[] {
  return slices(cluster)
    .map(({ addressType, endpoints: list = [] }) => {
      return `${addressType}: ${list.flatMap(({ addresses }) => addresses).join()}`;
    })
    .sort();
}

function patch(cluster: ControllerLab, body: object): void {
  cluster.admin.patch(ENDPOINTS, 'default', 'outside', { type: 'merge', body });
  cluster.runForSeconds(1);
}

describe('EndpointSlice mirroring controller', () => {
  it('copies the Endpoints of a Service without a selector', () => {
    const cluster = new ControllerLab();
    cluster.create(SERVICES, SERVICE);
    const target = { kind: 'Pod', name: 'db-0', namespace: 'default', uid: 'u' };
    const made = cluster.create(
      ENDPOINTS,
      endpoints([{ ip: '192.0.2.7', nodeName: 'worker-1', hostname: 'db', targetRef: target }], {
        labels: { tier: 'back' },
        annotations: { team: 'blue', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
      }),
    );
    cluster.runForSeconds(1);
    const [slice, ...others] = slices(cluster);
    assert.ok(slice);
    assert.equal(others.length, 0);
    assert.match(slice.metadata.name, /^outside-[a-z0-9]{5}$/);
    assert.deepEqual(slice.metadata.labels, {
      tier: 'back',
      'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
      'kubernetes.io/service-name': 'outside',
    });
    assert.deepEqual(slice.metadata.annotations, { team: 'blue' });
    assert.deepEqual(slice.metadata.ownerReferences, [
      {
        apiVersion: 'v1',
        kind: 'Endpoints',
        name: 'outside',
        uid: made.metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
    assert.deepEqual(slice.ports, [{ name: 'db', port: 5432, protocol: 'TCP' }]);
    assert.deepEqual(slice.endpoints, [
      {
        addresses: ['192.0.2.7'],
        conditions: { ready: true },
        hostname: 'db',
        nodeName: 'worker-1',
        targetRef: target,
      },
    ]);
  });

  it('has a slice for each kind of address, and for each set of ports', () => {
    const cluster = new ControllerLab();
    cluster.create(SERVICES, SERVICE);
    cluster.create(ENDPOINTS, {
      ...endpoints([]),
      subsets: [
        {
          addresses: [{ ip: '192.0.2.7' }, { ip: '2001:db8::7' }],
          notReadyAddresses: [{ ip: '192.0.2.8' }],
          ports: [{ name: 'db', port: 5432 }],
        },
        { addresses: [{ ip: '192.0.2.9' }], ports: [{ name: 'db', port: 5433 }] },
      ],
    });
    cluster.runForSeconds(1);
    assert.deepEqual(shown(cluster), [
      'IPv4: 192.0.2.7,192.0.2.8',
      'IPv4: 192.0.2.9',
      'IPv6: 2001:db8::7',
    ]);
    const notReady = slices(cluster)
      .flatMap(({ endpoints: list = [] }) => list)
      .find(({ addresses }) => addresses[0] === '192.0.2.8');
    assert.deepEqual(notReady?.conditions, { ready: false });
  });

  it('follows changes in the same slice, and removes it when nothing is left', () => {
    const cluster = new ControllerLab();
    cluster.create(SERVICES, SERVICE);
    cluster.create(ENDPOINTS, endpoints([{ ip: '192.0.2.7' }]));
    cluster.runForSeconds(1);
    const { uid } = slices(cluster)[0]?.metadata ?? {};
    patch(cluster, endpoints([{ ip: '192.0.2.8' }], { labels: { tier: 'back' } }));
    assert.deepEqual(shown(cluster), ['IPv4: 192.0.2.8']);
    assert.equal(slices(cluster)[0]?.metadata.uid, uid);
    patch(cluster, { metadata: { labels: { tier: 'front' } } });
    assert.equal(slices(cluster)[0]?.metadata.labels?.['tier'], 'front');
    patch(cluster, { subsets: null });
    assert.deepEqual(shown(cluster), []);
  });

  it('leaves alone what asks for it, and cleans up when asked later', () => {
    const cluster = new ControllerLab();
    const skip = { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } };
    cluster.create(SERVICES, SERVICE);
    cluster.create(ENDPOINTS, endpoints([{ ip: '192.0.2.7' }], skip));
    cluster.runForSeconds(1);
    assert.deepEqual(shown(cluster), []);
    patch(cluster, { metadata: { labels: { 'endpointslice.kubernetes.io/skip-mirror': null } } });
    assert.deepEqual(shown(cluster), ['IPv4: 192.0.2.7']);
    patch(cluster, { metadata: skip });
    assert.deepEqual(shown(cluster), []);
  });

  it('goes by the selector of the Service, which may come and go', () => {
    const cluster = new ControllerLab();
    cluster.create(ENDPOINTS, endpoints([{ ip: '192.0.2.7' }]));
    cluster.runForSeconds(1);
    assert.deepEqual(shown(cluster), [], 'without a Service');
    cluster.create(SERVICES, SERVICE);
    cluster.runForSeconds(1);
    assert.deepEqual(shown(cluster), ['IPv4: 192.0.2.7']);
    const body = { spec: { selector: { app: 'db' } } };
    cluster.admin.patch(SERVICES, 'default', 'outside', { type: 'merge', body });
    cluster.runForSeconds(1);
    const [own, ...others] = slices(cluster);
    assert.equal(others.length, 0);
    assert.equal(
      own?.metadata.labels?.['endpointslice.kubernetes.io/managed-by'],
      'endpointslice-controller.k8s.io',
    );
    assert.deepEqual(own.endpoints, []);
  });

  it('goes with its Service', () => {
    const cluster = new ControllerLab();
    cluster.create(SERVICES, SERVICE);
    cluster.create(ENDPOINTS, endpoints([{ ip: '192.0.2.7' }]));
    cluster.runForSeconds(1);
    cluster.admin.delete(SERVICES, 'default', 'outside');
    cluster.runForSeconds(1);
    assert.deepEqual(shown(cluster), []);
    assert.equal(cluster.list(ENDPOINTS).length, 0);
  });

  it('mirrors a thousand addresses, and tells of those beyond', () => {
    const cluster = new ControllerLab();
    cluster.create(SERVICES, SERVICE);
    const many = Array.from({ length: 1_004 }, (_, i) => ({
      ip: `192.0.${String(i >> 8)}.${String(i & 255)}`,
    }));
    cluster.create(ENDPOINTS, endpoints(many));
    cluster.runForSeconds(1);
    assert.deepEqual(
      slices(cluster).map((slice) => slice.endpoints?.length),
      [1_000],
    );
    assert.deepEqual(cluster.events('Endpoints', 'outside'), [
      'TooManyAddressesToMirror: A max of 1000 addresses can be mirrored to EndpointSlices per ' +
        'Endpoints subset. 4 addresses were skipped',
    ]);
    assert.equal(cluster.list(EVENTS)[0]?.count, 1);
  });
});
