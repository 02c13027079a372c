import assert from 'node:assert/strict';
import { ApiStatusError } from '../../../../src/apimachinery/apiStatus';
import type { ApiList, ApiObject } from '../../../../src/apimachinery/objectMeta';
import type { ListOptions } from '../../../../src/cluster/client/apiHandler';
import { CONFIG_MAPS, NODES, PODS } from '../../../../src/apis/resources';
import { bind, podDraft, ServerLab } from '../serverLab';

function names(list: ApiList<ApiObject>): readonly string[] {
  return list.items.map(({ metadata }) => metadata.name);
}

describe('reading a list', () => {
  function clusterWithPods(): ServerLab {
    const cluster = new ServerLab();
    const { client } = cluster;
    cluster.addNamespace('shop');
    client.create(PODS, 'default', podDraft({ name: 'b', labels: { app: 'web', tier: 'front' } }));
    client.create(PODS, 'default', podDraft({ name: 'a', labels: { app: 'web' } }));
    client.create(PODS, 'shop', podDraft({ name: 'c', labels: { app: 'db' } }));
    bind(client, 'a', 'worker-1');
    return cluster;
  }

  it('gives one namespace or all, in order', () => {
    const { client } = clusterWithPods();
    assert.deepEqual(names(client.list(PODS)), ['a', 'b', 'c']);
    assert.deepEqual(names(client.list(PODS, 'shop')), ['c']);
    assert.deepEqual(names(client.list(PODS, 'nowhere')), []);
  });

  it('selects by labels and fields', () => {
    const { client } = clusterWithPods();
    assert.deepEqual(
      names(client.list(PODS, undefined, { labelSelector: 'app=web,tier!=front' })),
      ['a'],
    );
    assert.deepEqual(names(client.list(PODS, undefined, { labelSelector: 'app in (db, web)' })), [
      'a',
      'b',
      'c',
    ]);
    assert.deepEqual(
      names(client.list(PODS, undefined, { fieldSelector: 'spec.nodeName=worker-1' })),
      ['a'],
    );
    assert.deepEqual(names(client.list(PODS, undefined, { fieldSelector: 'spec.nodeName=' })), [
      'b',
      'c',
    ]);
    assert.deepEqual(
      names(
        client.list(PODS, undefined, {
          fieldSelector: 'metadata.namespace!=shop,status.phase=Pending',
        }),
      ),
      ['a', 'b'],
    );
  });

  it('selects by name, in one namespace or in all', () => {
    const { client } = clusterWithPods();
    for (const namespace of ['default', 'shop']) {
      for (const name of ['a', 'ab']) {
        if (namespace === 'default' && name === 'a') continue;
        client.create(PODS, namespace, podDraft({ name }));
      }
    }
    const named = (namespace: string | undefined, fieldSelector: string): readonly string[] =>
      client
        .list(PODS, namespace, { fieldSelector })
        .items.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
    assert.deepEqual(named(undefined, 'metadata.name=a'), ['default/a', 'shop/a']);
    assert.deepEqual(named('shop', 'metadata.name=a'), ['shop/a']);
    assert.deepEqual(named('shop', 'metadata.name=b'), []);
    assert.deepEqual(named('default', 'spec.nodeName=worker-1,metadata.name=a'), ['default/a']);
    assert.deepEqual(named('default', 'spec.nodeName=worker-1,metadata.name=ab'), []);
    assert.deepEqual(named('default', 'metadata.name='), []);
    // Others whose names begin alike are no rest of the list.
    const one = client.list(PODS, 'shop', { fieldSelector: 'metadata.name=a', limit: 1 });
    assert.deepEqual([names(one), one.continue], [['a'], undefined]);
  });

  it('gives the pods of one node to its kubelet as to anybody else', () => {
    const { client } = clusterWithPods();
    const groups = ['system:nodes', 'system:authenticated'];
    const kubelet = client.as({ name: 'system:node:worker-1', groups });
    client.create(PODS, 'shop', podDraft({ name: 'z' }, { nodeName: 'worker-1' }));
    // From the first such question on, the server keeps in mind which pods are where.
    assert.throws(() => kubelet.get(PODS, 'default', 'b'), /no relationship found/);
    client.create(PODS, 'default', podDraft({ name: 'y' }, { nodeName: 'worker-1' }));
    const listed = (namespace: string | undefined, options: ListOptions): readonly string[] =>
      names(kubelet.list(PODS, namespace, { fieldSelector: 'spec.nodeName=worker-1', ...options }));
    assert.deepEqual(listed(undefined, {}), ['a', 'y', 'z']);
    assert.deepEqual(listed('shop', {}), ['z']);
    assert.deepEqual(listed(undefined, { labelSelector: 'app=web' }), ['a']);
    assert.deepEqual(listed(undefined, { limit: 2 }), ['a', 'y']);
    client.delete(PODS, 'default', 'y', { gracePeriodSeconds: 0 });
    assert.deepEqual(listed(undefined, { resourceVersion: '0' }), ['a', 'z']);
    const nowhere = { fieldSelector: 'spec.nodeName=' };
    assert.deepEqual(names(client.list(PODS, undefined, nowhere)), ['b', 'c']);
  });

  it('refuses selectors that make no sense', () => {
    const { client } = clusterWithPods();
    assert.throws(() => client.list(PODS, undefined, { fieldSelector: 'spec.colour=red' }), {
      reason: 'BadRequest',
      message: 'field label not supported: spec.colour',
    });
    assert.throws(() => client.list(CONFIG_MAPS, undefined, { fieldSelector: 'data.a=b' }), {
      message: '"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"',
    });
    assert.throws(() => client.list(PODS, undefined, { labelSelector: 'app in' }), {
      reason: 'BadRequest',
    });
  });

  it('comes in pieces that belong to one moment', () => {
    const { client } = clusterWithPods();
    const first = client.list(PODS, undefined, { limit: 2 });
    assert.deepEqual(names(first), ['a', 'b']);
    assert.equal(first.remainingItemCount, 1);
    client.create(PODS, 'default', podDraft({ name: 'bb' }));
    client.delete(PODS, 'shop', 'c');
    const rest = client.list(PODS, undefined, { limit: 2, continue: first.continue });
    assert.deepEqual(names(rest), ['c'], 'as it was when the first piece was read');
    assert.equal(rest.continue, undefined);
    assert.equal(rest.resourceVersion, first.resourceVersion);
  });

  it('does not count the rest when it selects', () => {
    const { client } = clusterWithPods();
    const first = client.list(PODS, undefined, { limit: 1, labelSelector: 'app' });
    assert.deepEqual(names(first), ['a']);
    assert.equal(first.remainingItemCount, undefined);
    assert.ok(first.continue);
  });

  it('says when its moment is forgotten', () => {
    const { client, api } = clusterWithPods();
    const first = client.list(PODS, undefined, { limit: 1 });
    client.create(PODS, 'default', podDraft({ name: 'd' }));
    api.etcd.compact(api.etcd.revision);
    const goOn = (token: string | undefined): ApiList<ApiObject> =>
      client.list(PODS, undefined, { continue: token });
    assert.throws(
      () => goOn(first.continue),
      (error: unknown) => {
        assert.ok(error instanceof ApiStatusError);
        assert.equal(error.code, 410);
        assert.match(error.message, /^The provided continue parameter is too old/);
        // The rest as it is now: one of them is new.
        assert.deepEqual(names(goOn(error.metadata.continue)), ['b', 'd', 'c']);
        return true;
      },
    );
    const past = { resourceVersion: first.resourceVersion, resourceVersionMatch: 'Exact' } as const;
    assert.throws(() => client.list(PODS, undefined, past), {
      code: 410,
      message: 'The resourceVersion for the provided list is too old.',
    });
  });

  it('looks back to an exact version, and not ahead', () => {
    const { client } = clusterWithPods();
    const before = client.list(PODS);
    client.delete(PODS, 'default', 'b');
    const { resourceVersion } = before;
    const options = { resourceVersion, resourceVersionMatch: 'Exact' } as const;
    assert.deepEqual(client.list(PODS, undefined, options), before);
    assert.deepEqual(
      names(client.list(PODS, undefined, { resourceVersion })),
      ['a', 'c'],
      'not older than',
    );
    assert.throws(() => client.list(PODS, undefined, { resourceVersion: '999' }), {
      code: 504,
      message: /^Timeout: Too large resource version: 999, current: \d+$/,
    });
  });

  it('leaves no mark on the run', () => {
    const { client, simulation } = clusterWithPods();
    const before = [simulation.trace.hash, simulation.random.fork().uint32()];
    const again = clusterWithPods();
    client.list(PODS);
    again.client.list(PODS);
    again.client.get(PODS, 'default', 'a');
    assert.deepEqual(
      [again.simulation.trace.hash, again.simulation.random.fork().uint32()],
      before,
    );
  });

  it('knows no node by a name that is not there', () => {
    const { client } = new ServerLab();
    assert.throws(() => client.get(NODES, undefined, 'n'), {
      reason: 'NotFound',
      message: 'nodes "n" not found',
    });
  });
});
