import assert from 'node:assert/strict';
import type { Service, ServiceSpec } from '../../../../src/apis/generated/core/v1';
import { EVENTS, IP_ADDRESSES, SERVICE_CIDRS, SERVICES } from '../../../../src/apis/resources';
import { ServerLab } from '../serverLab';

const PORTS = [{ port: 80 }];

function create({ client }: ServerLab, name: string, spec: ServiceSpec, dryRun = false): Service {
  const head = { apiVersion: 'v1', kind: 'Service', metadata: { name } } as const;
  return client.create(SERVICES, 'default', { ...head, spec }, { dryRun });
}

/** `address service`, of all. */
function held({ client }: ServerLab): readonly string[] {
  return client
    .list(IP_ADDRESSES)
    .items.map(({ metadata, spec }) => `${metadata.name} ${spec.parentRef?.name ?? ''}`)
    .sort();
}

function started(): ServerLab {
  return new ServerLab().restart();
}

function addressOf({ client }: ServerLab, name: string): string {
  return client.get(SERVICES, 'default', name).spec.clusterIP ?? '';
}

describe('IPAddress objects', () => {
  it('are made for each service with a cluster IP, just before it', () => {
    const lab = new ServerLab();
    const service = create(lab, 'web', { clusterIP: '10.96.0.77', ports: PORTS });
    create(lab, 'headless', { clusterIP: 'None', ports: PORTS });
    create(lab, 'elsewhere', { type: 'ExternalName', externalName: 'example.com' });
    const [address, ...others] = lab.client.list(IP_ADDRESSES).items;
    assert.ok(address);
    assert.equal(others.length, 0);
    assert.equal(address.metadata.name, '10.96.0.77');
    assert.deepEqual(address.metadata.labels, {
      'ipaddress.kubernetes.io/ip-family': 'IPv4',
      'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
    });
    assert.deepEqual(address.spec, {
      parentRef: { resource: 'services', namespace: 'default', name: 'web' },
    });
    const [version, next] = [address, service].map(({ metadata }) => metadata.resourceVersion);
    assert.equal(Number(next), Number(version) + 1);
  });

  it('are not made by a dry run, nor by what is refused', () => {
    const lab = new ServerLab();
    create(lab, 'web', { ports: PORTS }, true);
    assert.throws(() => create(lab, 'web', { ports: [{ port: -1 }] }));
    assert.deepEqual(held(lab), []);
  });

  it('go with the service, or when its type no longer has one', () => {
    const lab = new ServerLab();
    create(lab, 'web', { ports: PORTS });
    create(lab, 'api', { ports: PORTS });
    assert.equal(held(lab).length, 2);
    const body = { spec: { type: 'ExternalName', externalName: 'example.com' } };
    lab.client.patch(SERVICES, 'default', 'api', { type: 'merge', body });
    assert.deepEqual(held(lab), [`${addressOf(lab, 'web')} web`]);
    lab.client.patch(SERVICES, 'default', 'api', {
      type: 'merge',
      body: { spec: { type: 'ClusterIP', externalName: null } },
    });
    assert.ok(held(lab).includes(`${addressOf(lab, 'api')} api`));
    lab.client.delete(SERVICES, 'default', 'web');
    assert.deepEqual(held(lab), [`${addressOf(lab, 'api')} api`]);
  });

  it('stay until the last finalizer of the service is gone', () => {
    const lab = new ServerLab();
    create(lab, 'web', { ports: PORTS });
    const finalizers = (list: readonly string[]) => {
      const body = { metadata: { finalizers: list } };
      lab.client.patch(SERVICES, 'default', 'web', { type: 'merge', body });
    };
    finalizers(['example.com/keep']);
    lab.client.delete(SERVICES, 'default', 'web');
    assert.equal(held(lab).length, 1);
    finalizers([]);
    assert.deepEqual(held(lab), []);
  });

  it('keep an address from services when somebody else made one', () => {
    const lab = new ServerLab();
    lab.client.create(IP_ADDRESSES, undefined, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IPAddress',
      metadata: { name: '10.96.0.77' },
      spec: { parentRef: { group: 'example.com', resource: 'gateways', name: 'g' } },
    });
    assert.throws(() => create(lab, 'web', { clusterIP: '10.96.0.77', ports: PORTS }), {
      message: /failed to allocate IP 10\.96\.0\.77: provided IP is already allocated$/,
    });
  });

  it('are made again a minute after somebody deleted one of them', () => {
    const lab = started();
    create(lab, 'web', { ports: PORTS });
    const [before] = held(lab);
    lab.client.delete(IP_ADDRESSES, undefined, addressOf(lab, 'web'));
    assert.deepEqual(held(lab), []);
    lab.simulation.runUntil(200_000);
    assert.deepEqual(held(lab), [before]);
    assert.deepEqual(
      lab.client.list(EVENTS).items.map(({ reason, message }) => `${reason}: ${message}`),
      [
        `ClusterIPNotAllocated: Cluster IP [IPv4]: ${addressOf(lab, 'web')} is not allocated; repairing`,
      ],
    );
  });
});

describe('ServiceCIDRs', () => {
  function createRange({ client }: ServerLab, name: string, cidrs: readonly string[]): void {
    const head = { apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR' } as const;
    client.create(SERVICE_CIDRS, undefined, { ...head, metadata: { name }, spec: { cidrs } });
  }

  it('are one from the start, as the flag of the server says', () => {
    const lab = started();
    const [cidr, ...others] = lab.client.list(SERVICE_CIDRS).items;
    assert.equal(others.length, 0);
    assert.equal(cidr?.metadata.name, 'kubernetes');
    assert.deepEqual(cidr.spec.cidrs, ['10.96.0.0/12']);
    const [ready] = cidr.status.conditions ?? [];
    assert.equal(`${ready?.type ?? ''} ${ready?.status ?? ''}`, 'Ready True');
    assert.equal(ready?.message, 'Kubernetes default Service CIDR is ready');
  });

  it('are more ranges to ask for addresses of', () => {
    const lab = started();
    const ask = () => create(lab, 'web', { clusterIP: '10.200.0.9', ports: PORTS });
    assert.throws(ask, { message: /the provided network does not match the current range$/ });
    createRange(lab, 'more', ['10.200.0.0/24', 'fd00:1::/112']);
    assert.equal(ask().spec.clusterIP, '10.200.0.9');
  });

  it('serve one after the other when one is full', () => {
    const lab = new ServerLab({ serviceCidr: '10.0.0.0/30' }).restart();
    const service = (name: string) => create(lab, name, { ports: PORTS }).spec.clusterIP ?? '';
    assert.deepEqual([service('a'), service('b')].sort(), ['10.0.0.1', '10.0.0.2']);
    assert.throws(() => service('c'), {
      message: 'Internal error occurred: failed to allocate a serviceIP: range is full',
    });
    createRange(lab, 'more', ['10.0.1.0/30']);
    assert.match(service('c'), /^10\.0\.1\.[12]$/);
  });
});
