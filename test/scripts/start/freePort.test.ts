import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { firstFreePort } from '../../../scripts/start/freePort';

describe('finding a free port', () => {
  it('passes over one that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const taken = (server.address() as AddressInfo).port;
      const free = await firstFreePort(taken);
      assert.ok(free > taken, `${free} should come after ${taken}`);
    } finally {
      server.close();
    }
  });
});
