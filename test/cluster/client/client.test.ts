import assert from 'node:assert/strict';
import { ApiStatusError, notFound } from '../../../src/apimachinery/apiStatus';
import { PODS } from '../../../src/apis/resources';
import { ServerLab } from '../apiserver/serverLab';

describe('a client', () => {
  it('tells who asked for what is refused, and notes it for nobody else', () => {
    const { client } = new ServerLab();
    const whoNeedsIt = (): unknown => client.get(PODS, 'default', 'web');
    assert.throws(whoNeedsIt, (error: unknown) => {
      assert.ok(error instanceof ApiStatusError);
      assert.match(error.stack ?? '', /^ApiStatusError: pods "web" not found\n[^]*at whoNeedsIt /);
      return true;
    });
    assert.equal(client.find(PODS, 'default', 'web'), undefined);
    assert.equal(notFound(PODS, 'web').stack, 'ApiStatusError: pods "web" not found');
    assert.match(new Error('bug').stack ?? '', /\n *at /);
  });
});
