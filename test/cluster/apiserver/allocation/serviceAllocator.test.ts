import assert from 'node:assert/strict';
import { Random } from '../../../../src/simulation/random';
import type { Service, ServiceSpec } from '../../../../src/apis/generated/core/v1';
import { SERVICES } from '../../../../src/apis/resources';
import { IpRange } from '../../../../src/cluster/apiserver/allocation/ipRange';
import { ServerLab } from '../serverLab';

describe('the range of cluster IPs', () => {
  it('gives addresses above the band for chosen ones, and then also those', () => {
    const range = new IpRange('10.0.0.0/27');
    const random = new Random(1);
    const taken = new Set<string>();
    for (
      let address = range.next(taken, random);
      address !== undefined;
      address = range.next(taken, random)
    ) {
      assert.ok(!taken.has(address));
      assert.ok(range.contains(address));
      if (taken.size < 15) assert.ok(Number(address.split('.')[3]) >= 16, address);
      taken.add(address);
    }
    assert.equal(taken.size, 30, 'all but the first and the last address');
    assert.equal(range.contains('10.0.0.0'), false);
    assert.equal(range.contains('10.0.0.31'), false);
    assert.equal(range.contains('10.0.0.32'), false);
    assert.throws(() => new IpRange('10.0.0.0'), RangeError);
  });
});

describe('a service', () => {
  const port = { port: 80 };

  function create({ client }: ServerLab, name: string, spec: ServiceSpec): Service {
    return client.create(SERVICES, 'default', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec,
    });
  }

  it('gets an address of the range', () => {
    const { spec } = create(new ServerLab(), 'web', { ports: [port] });
    assert.ok(new IpRange('10.96.0.0/12').contains(spec.clusterIP ?? ''));
    assert.deepEqual(spec.clusterIPs, [spec.clusterIP]);
    assert.deepEqual(spec.ipFamilies, ['IPv4']);
    assert.equal(spec.ipFamilyPolicy, 'SingleStack');
  });

  it('keeps the address that it asks for, and shares it with no other', () => {
    const cluster = new ServerLab();
    const dns = create(cluster, 'kube-dns', { clusterIP: '10.96.0.10', ports: [port] });
    assert.deepEqual(dns.spec.clusterIPs, ['10.96.0.10']);
    assert.throws(() => create(cluster, 'other', { clusterIP: '10.96.0.10', ports: [port] }), {
      message:
        'Service "other" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.10"]: ' +
        'failed to allocate IP 10.96.0.10: provided IP is already allocated',
    });
    cluster.client.delete(SERVICES, 'default', 'kube-dns');
    create(cluster, 'other', { clusterIP: '10.96.0.10', ports: [port] });
  });

  it('may not ask for an address outside of the range', () => {
    assert.throws(
      () => create(new ServerLab(), 'web', { clusterIP: '192.168.0.1', ports: [port] }),
      {
        message:
          'Service "web" is invalid: spec.clusterIPs: Invalid value: ["192.168.0.1"]: failed to allocate IP ' +
          '192.168.0.1: the provided network does not match the current range',
      },
    );
  });

  it('without a head has none', () => {
    const cluster = new ServerLab();
    const { spec } = create(cluster, 'db', { clusterIP: 'None', ports: [port] });
    assert.deepEqual(spec.clusterIPs, ['None']);
    create(cluster, 'db2', { clusterIP: 'None', ports: [port] });
    const external = create(cluster, 'ext', { type: 'ExternalName', externalName: 'example.com' });
    assert.equal(external.spec.clusterIP, undefined);
  });

  it('of type NodePort gets a port of every node, and keeps the one that it asks for', () => {
    const cluster = new ServerLab();
    const { spec } = create(cluster, 'web', {
      type: 'NodePort',
      ports: [
        { port: 80, name: 'a' },
        { port: 81, name: 'b', nodePort: 30080 },
      ],
    });
    const [a, b] = spec.ports ?? [];
    assert.ok(a?.nodePort !== undefined && a.nodePort >= 30086 && a.nodePort <= 32767);
    assert.equal(b?.nodePort, 30080);
    assert.throws(
      () => create(cluster, 'other', { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }),
      {
        message:
          'Service "other" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
      },
    );
    assert.throws(
      () => create(cluster, 'other', { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }),
      {
        message:
          'Service "other" is invalid: spec.ports[0].nodePort: Invalid value: 80: ' +
          'provided port is not in the valid range. The range of valid ports is 30000-32767',
      },
    );
  });

  it('keeps what it has when an update leaves it out, and gives it back when it changes its type', () => {
    const cluster = new ServerLab();
    const { client } = cluster;
    const created = create(cluster, 'web', { type: 'NodePort', ports: [port] });
    const nodePort = created.spec.ports?.[0]?.nodePort;
    const spec = { ...created.spec, clusterIP: undefined, clusterIPs: undefined };
    const updated = client.update(SERVICES, {
      ...created,
      spec: { ...spec, ports: [{ ...port, targetPort: 8080 }] },
    });
    assert.equal(updated.spec.clusterIP, created.spec.clusterIP);
    assert.equal(updated.spec.ports?.[0]?.nodePort, nodePort);
    const internal = client.patch(SERVICES, 'default', 'web', {
      type: 'merge',
      body: { spec: { type: 'ClusterIP' } },
    });
    assert.equal(internal.spec.clusterIP, created.spec.clusterIP);
    assert.equal(internal.spec.ports?.[0]?.nodePort, undefined);
  });

  it('as a dry run takes nothing away', () => {
    const cluster = new ServerLab();
    const draft = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] },
    } as const;
    cluster.client.create(SERVICES, 'default', draft, { dryRun: true });
    cluster.client.create(SERVICES, 'default', draft);
  });
});
