import assert from 'node:assert/strict';
import type { Secret } from '../../src/apis/generated/core/v1';
import { CONFIG_MAPS, SECRETS, SERVICE_ACCOUNTS } from '../../src/apis/resources';
import type { Cluster } from '../../src/cluster/cluster';
import type { ClusterServer } from '../../src/server/clusterServer';
import { replayed, suiteServer } from './suiteServer';

describe('a secret for the token of a service account', function () {
  this.timeout(30_000);
  let cluster: Cluster;
  let server: ClusterServer;
  suiteServer((...started) => {
    [cluster, server] = started;
  });

  before(() => {
    const metadata = { name: 'robot' };
    const draft = { apiVersion: 'v1', kind: 'ServiceAccount', metadata } as const;
    cluster.userClient().create(SERVICE_ACCOUNTS, 'default', draft);
  });

  function add(name: string, account: string): void {
    cluster.userClient().create(SECRETS, 'default', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, annotations: { 'kubernetes.io/service-account.name': account } },
      type: 'kubernetes.io/service-account-token',
    });
  }

  /** Its data as text, once all is done. */
  async function dataOf(name: string): Promise<Readonly<Record<string, string>>> {
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    const { data = {} }: Secret = cluster.userClient().get(SECRETS, 'default', name);
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
    );
  }

  it('is filled: by the token its account is known by, as long as the secret is there', async () => {
    add('robots', 'robot');
    const { token = '', namespace, ...rest } = await dataOf('robots');
    assert.equal(namespace, 'default');
    assert.deepEqual(rest, { 'ca.crt': server.pki.ca });
    assert.equal(cluster.tokens.authenticate(token)?.name, 'system:serviceaccount:default:robot');
    cluster.userClient().delete(SECRETS, 'default', 'robots');
    assert.equal(cluster.tokens.authenticate(token), undefined);
  });

  it('is filled anew where something of it is lost, and keeps its token', async () => {
    add('robots', 'robot');
    const { token } = await dataOf('robots');
    const body = { data: { namespace: null, 'ca.crt': 'AA==' } };
    cluster.userClient().patch(SECRETS, 'default', 'robots', { type: 'merge', body });
    const again = await dataOf('robots');
    assert.deepEqual([again['namespace'], again['ca.crt']], ['default', server.pki.ca]);
    assert.equal(again['token'], token);
  });

  it('comes from the same authority that pods are told of, a replay too', () => {
    const told = (of: Cluster): string | undefined =>
      of.userClient().get(CONFIG_MAPS, 'default', 'kube-root-ca.crt').data?.['ca.crt'];
    cluster.simulation.runUntil(cluster.simulation.nowMs + 1_000);
    assert.equal(told(cluster), server.pki.ca);
    const again = replayed(cluster);
    assert.equal(told(again), server.pki.ca);
  });

  it('is left as it is without its account', async () => {
    add('nobodys', 'nobody');
    assert.deepEqual(await dataOf('nobodys'), {});
  });
});
