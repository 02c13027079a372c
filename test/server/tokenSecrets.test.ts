import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Secret } from '../../src/apis/generated/core/v1';
import { CONFIG_MAPS, SECRETS, SERVICE_ACCOUNTS } from '../../src/apis/resources';
import { Cluster } from '../../src/cluster/cluster';
import { defaultClusterConfig } from '../../src/cluster/clusterConfig';
import { ClusterServer } from '../../src/server/clusterServer';
import { replay } from '../../src/simulation/journal';
import { SCHEMA } from '../kubernetesSchema';

const CONFIG = { ...defaultClusterConfig(1, Date.UTC(2026, 0, 1)), workers: 0 };

describe('a secret for the token of a service account', function () {
  this.timeout(30_000);
  let folder: string;
  let cluster: Cluster;
  let server: ClusterServer;
  const bugs: Error[] = [];

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'tokens-'));
    cluster = new Cluster(CONFIG, SCHEMA);
    cluster.simulation.runUntil(20_000);
    const { api, streams } = cluster;
    const onBug = (error: Error): void => void bugs.push(error);
    server = await ClusterServer.start({ cluster, api, streams, folder, port: 0, onBug });
    const metadata = { name: 'robot' };
    const draft = { apiVersion: 'v1', kind: 'ServiceAccount', metadata } as const;
    cluster.userClient().create(SERVICE_ACCOUNTS, 'default', draft);
  });

  after(async () => {
    await server.close();
    await rm(folder, { recursive: true });
    assert.deepEqual(bugs, []);
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
    const again = new Cluster(CONFIG, SCHEMA);
    const { entries } = cluster.journal;
    const apply = again.replayInput.bind(again);
    for (const steps = replay(again.simulation, entries, cluster.position, apply, 100); ;) {
      if (steps.next().done === true) break;
    }
    assert.equal(told(again), server.pki.ca);
  });

  it('is left as it is without its account', async () => {
    add('nobodys', 'nobody');
    assert.deepEqual(await dataOf('nobodys'), {});
  });
});
