import assert from 'node:assert/strict';
import { specialIpComplaints } from '../../src/apimachinery/specialIp';

describe('Special addresses', () => {
  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ['unspecified', ['0.0.0.0', '::']],
    ['in the loopback range', ['127.0.0.1', '127.255.0.0', '::1']],
    ['in the link-local range', ['169.254.7.1', 'fe80::1', 'febf::1']],
    ['in the link-local multicast range', ['224.0.0.1', 'ff02::1']],
  ];
  for (const [what, addresses] of kinds) {
    it(`are ${what}`, () => {
      for (const address of addresses) {
        const complaints = specialIpComplaints(address);
        assert.equal(complaints.length, 1, address);
        assert.ok(complaints[0]?.startsWith(`may not be ${what} (`), complaints[0]);
      }
    });
  }

  it('are not those of pods, nor what is no address', () => {
    for (const text of ['10.244.0.1', '128.0.0.1', '0.0.0.1', '224.0.1.1', 'fd00::1', 'web', '']) {
      assert.deepEqual(specialIpComplaints(text), [], text);
    }
  });
});
