import assert from 'node:assert/strict';
import type { RestConnect } from '../../../src/cluster/client/restHandler';
import { portsOf } from '../../../src/server/streams/channelForward';

function ports(...values: string[]): readonly number[] {
  const connect: RestConnect = {
    type: 'connect',
    subresource: 'portforward',
    resource: 'pods',
    namespace: 'default',
    name: 'web',
    path: '',
    query: values.map((value) => ['ports', value]),
    user: { name: 'admin', groups: [] },
  };
  return portsOf(connect);
}

describe('ports to forward by channels', () => {
  it('are named in the query, one or more at a time', () => {
    assert.deepEqual(ports('80'), [80]);
    assert.deepEqual(ports('80,443', '8080'), [80, 443, 8080]);
  });

  it('must be there, and be ports', () => {
    assert.throws(() => ports(), /query parameter "port" is required/);
    assert.throws(() => ports('web'), /unable to parse "web" as a port/);
    assert.throws(() => ports('70000'), /unable to parse "70000" as a port/);
    assert.throws(() => ports('0'), /port "0" must be > 0/);
  });
});
