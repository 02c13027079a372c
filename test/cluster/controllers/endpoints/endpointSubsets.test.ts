import assert from 'node:assert/strict';
import type { EndpointPort } from '../../../../src/apis/generated/core/v1';
import {
  subsetsOf,
  truncatedSubsets,
  type PodAddress,
} from '../../../../src/cluster/controllers/endpoints/endpointSubsets';

const HTTP: EndpointPort = { name: 'http', port: 80, protocol: 'TCP' };
const METRICS: EndpointPort = { name: 'metrics', port: 9100, protocol: 'TCP' };

function pod(ip: string, ports: readonly EndpointPort[], ready = true): PodAddress {
  const targetRef = { kind: 'Pod', namespace: 'default', name: ip, uid: ip };
  return {
    address: { ip, targetRef },
    ready,
    ports: ports.map((port) => ({ key: port.name ?? '', port })),
  };
}

/** `ready/not ready -> ports`. */
function shown(pods: readonly PodAddress[]): readonly string[] {
  return subsetsOf(pods).map(({ addresses = [], notReadyAddresses = [], ports = [] }) => {
    const text = [addresses, notReadyAddresses].map((list) => list.map(({ ip }) => ip).join(','));
    return `${text.join('/')} -> ${ports.map(({ name }) => name).join(',')}`;
  });
}

describe('The subsets of Endpoints', () => {
  it('are sorted by the characters of the address', () => {
    const pods = ['10.0.0.9', '10.0.0.10', '10.0.0.1'].map((ip) => pod(ip, [HTTP]));
    assert.deepEqual(shown(pods), ['10.0.0.1,10.0.0.10,10.0.0.9/ -> http']);
  });

  it('are one for pods with the same ports, ready or not', () => {
    const pods = [pod('10.0.0.1', [HTTP, METRICS]), pod('10.0.0.2', [HTTP, METRICS], false)];
    assert.deepEqual(shown(pods), ['10.0.0.1/10.0.0.2 -> metrics,http']);
  });

  it('split where a pod lacks one of the ports', () => {
    const pods = [
      pod('10.0.0.1', [HTTP, METRICS]),
      pod('10.0.0.2', [HTTP, METRICS]),
      pod('10.0.0.3', [HTTP]),
    ];
    assert.deepEqual([...shown(pods)].sort(), [
      '10.0.0.1,10.0.0.2,10.0.0.3/ -> http',
      '10.0.0.1,10.0.0.2/ -> metrics',
    ]);
  });

  it('have the ports in the order in which every cluster shows those of kube-dns', () => {
    const dns: readonly EndpointPort[] = [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, protocol: 'TCP' },
      { name: 'metrics', port: 9153, protocol: 'TCP' },
    ];
    assert.deepEqual(shown([pod('10.0.0.1', dns)]), ['10.0.0.1/ -> dns-tcp,dns,metrics']);
  });

  it('keep ready addresses before others, and a share of each subset, of more than a thousand', () => {
    const many = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, i) => ({ ip: `${prefix}.${String(i)}` }));
    const counts = truncatedSubsets([
      { addresses: many('a', 300), notReadyAddresses: many('b', 600), ports: [HTTP] },
      { addresses: many('c', 300), notReadyAddresses: many('d', 200), ports: [METRICS] },
    ]).map(({ addresses, notReadyAddresses }) => [addresses?.length, notReadyAddresses?.length]);
    assert.deepEqual(counts, [
      [300, 300],
      [300, 100],
    ]);
    const ready = truncatedSubsets([
      { addresses: many('a', 1_500), notReadyAddresses: many('b', 5), ports: [HTTP] },
      { addresses: many('c', 500), ports: [METRICS] },
    ]).map(({ addresses, notReadyAddresses }) => [addresses?.length, notReadyAddresses]);
    assert.deepEqual(ready, [
      [750, undefined],
      [250, undefined],
    ]);
  });
});
