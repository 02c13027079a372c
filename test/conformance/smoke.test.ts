// The shortest way through everything: a real kubectl finds the cluster, and a stranger does not.
import assert from 'node:assert/strict';
import https from 'node:https';
import { TOOLS_RUN_HERE } from './kubernetesTools';
import { ServedCluster } from './servedCluster';

describe('a real kubectl', function () {
  this.timeout(120_000);
  let served: ServedCluster;

  before(async function () {
    if (!TOOLS_RUN_HERE) this.skip();
    served = await ServedCluster.start();
  });

  after(async () => {
    await served.close();
  });

  it('sees the nodes', async () => {
    const { stdout, code } = await served.kubectl(['get', 'nodes', '--no-headers']);
    assert.equal(code, 0);
    const nodes = stdout.trim().split('\n');
    assert.deepEqual(
      nodes.map((line) => line.split(/\s+/).slice(0, 2).join(' ')),
      ['control-plane Ready', 'worker-1 Ready', 'worker-2 Ready', 'worker-3 Ready'],
    );
  });

  it('creates, reads and deletes', async () => {
    const manifest =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: greeting}\ndata: {word: hello}\n';
    const created = await served.kubectl(['apply', '-f', '-'], { stdin: manifest });
    assert.equal(created.stdout, 'configmap/greeting created\n', created.stderr);
    const read = await served.kubectl(['get', 'cm', 'greeting', '-o', 'jsonpath={.data.word}']);
    assert.equal(read.stdout, 'hello');
    const deleted = await served.kubectl(['delete', 'cm', 'greeting']);
    assert.equal(deleted.stdout, 'configmap "greeting" deleted from default namespace\n');
  });

  it('is told what a real server tells it where nothing is', async () => {
    const { stderr, code } = await served.kubectl(['get', 'pod', 'nobody']);
    assert.equal(code, 1);
    assert.equal(stderr, 'Error from server (NotFound): pods "nobody" not found\n');
  });

  it('is the only one let in: a web page is refused', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      https
        .get(
          `${served.server.url}/api`,
          { ca: served.server.pki.ca, headers: { origin: 'https://example.com' } },
          (response) => {
            response.resume();
            resolve(response.statusCode);
          },
        )
        .on('error', reject);
    });
    assert.equal(status, 403);
  });

  it('has met no bug of ours', () => {
    assert.deepEqual(served.bugs, []);
  });
});
