import assert from 'node:assert/strict';
import { PodIpam } from '../../../src/cluster/network/podIpam';

describe('pod addresses of a node', () => {
  it('start after the gateway and are not reused at once', () => {
    const ipam = new PodIpam('10.244.3.0/24');
    assert.deepEqual([ipam.allocate(), ipam.allocate()], ['10.244.3.2', '10.244.3.3']);
    ipam.release('10.244.3.2');
    assert.equal(ipam.allocate(), '10.244.3.4');
  });

  it('run out, and come round', () => {
    const ipam = new PodIpam('10.244.3.0/29');
    const all = Array.from({ length: 6 }, () => ipam.allocate());
    assert.deepEqual(all, [
      '10.244.3.2',
      '10.244.3.3',
      '10.244.3.4',
      '10.244.3.5',
      '10.244.3.6',
      undefined,
    ]);
    ipam.release('10.244.3.4');
    assert.equal(ipam.allocate(), '10.244.3.4');
    assert.equal(ipam.usedCount, 5);
  });
});
