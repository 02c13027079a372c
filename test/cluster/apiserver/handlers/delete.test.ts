import assert from 'node:assert/strict';
import { isNotFound } from '../../../../src/apimachinery/apiStatus';
import type { ApiObject } from '../../../../src/apimachinery/objectMeta';
import type { Resource } from '../../../../src/apimachinery/resource';
import type { Pod } from '../../../../src/apis/generated/core/v1';
import {
  CONFIG_MAPS,
  NAMESPACES,
  PODS,
  REPLICATION_CONTROLLERS,
  SERVICE_ACCOUNTS,
} from '../../../../src/apis/resources';
import type { Client } from '../../../../src/cluster/client/client';
import { bind, podDraft, ServerLab } from '../serverLab';

function isGone(client: Client, resource: Resource, name: string): boolean {
  try {
    client.get(resource, 'default', name);
    return false;
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}

function createConfigMap(
  client: Client,
  name: string,
  metadata: Partial<ApiObject['metadata']> = {},
): ApiObject {
  return client.create(CONFIG_MAPS, 'default', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...metadata, name },
  });
}

describe('deleting an object', () => {
  it('removes it at once, and says what it was', () => {
    const { client } = new ServerLab();
    const { metadata } = createConfigMap(client, 'a');
    const response = client.request({
      verb: 'delete',
      user: client.user,
      resource: CONFIG_MAPS,
      namespace: 'default',
      name: 'a',
      options: {},
    });
    assert.deepEqual(response, {
      code: 200,
      body: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: { name: 'a', group: undefined, kind: 'configmaps', uid: metadata.uid },
      },
    });
    assert.ok(isGone(client, CONFIG_MAPS, 'a'));
    assert.throws(
      () => {
        client.delete(CONFIG_MAPS, 'default', 'a');
      },
      { message: 'configmaps "a" not found' },
    );
  });

  it('waits for finalizers', () => {
    const { client } = new ServerLab();
    createConfigMap(client, 'a', { finalizers: ['example.com/guard'] });
    client.delete(CONFIG_MAPS, 'default', 'a');
    const held = client.get(CONFIG_MAPS, 'default', 'a');
    assert.equal(held.metadata.deletionTimestamp, '2026-01-01T00:00:00Z');
    assert.equal(held.metadata.deletionGracePeriodSeconds, 0);
    client.update(CONFIG_MAPS, { ...held, metadata: { ...held.metadata, finalizers: [] } });
    assert.ok(isGone(client, CONFIG_MAPS, 'a'));
  });

  it('of a held object again changes nothing', () => {
    const { client, api } = new ServerLab();
    createConfigMap(client, 'a', { finalizers: ['example.com/guard'] });
    client.delete(CONFIG_MAPS, 'default', 'a');
    const before = api.etcd.revision;
    client.delete(CONFIG_MAPS, 'default', 'a');
    assert.equal(api.etcd.revision, before);
  });

  it('hands dependents to the garbage collector as the policy says', () => {
    const { client } = new ServerLab();
    for (const name of ['orphan', 'foreground', 'background']) createConfigMap(client, name);
    client.delete(CONFIG_MAPS, 'default', 'orphan', { propagationPolicy: 'Orphan' });
    client.delete(CONFIG_MAPS, 'default', 'foreground', { propagationPolicy: 'Foreground' });
    client.delete(CONFIG_MAPS, 'default', 'background', { propagationPolicy: 'Background' });
    assert.deepEqual(client.get(CONFIG_MAPS, 'default', 'orphan').metadata.finalizers, ['orphan']);
    assert.deepEqual(client.get(CONFIG_MAPS, 'default', 'foreground').metadata.finalizers, [
      'foregroundDeletion',
    ]);
    assert.ok(isGone(client, CONFIG_MAPS, 'background'));
  });

  it('leaves the pods of a replication controller by default', () => {
    const { client } = new ServerLab();
    client.create(REPLICATION_CONTROLLERS, 'default', {
      apiVersion: 'v1',
      kind: 'ReplicationController',
      metadata: { name: 'rc' },
      spec: {
        replicas: 1,
        selector: { app: 'web' },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'web', image: 'nginx' }] },
        },
      },
    });
    client.delete(REPLICATION_CONTROLLERS, 'default', 'rc');
    assert.deepEqual(client.get(REPLICATION_CONTROLLERS, 'default', 'rc').metadata.finalizers, [
      'orphan',
    ]);
  });

  it('is refused when the preconditions do not hold', () => {
    const { client } = new ServerLab();
    const { metadata } = createConfigMap(client, 'a');
    assert.throws(
      () => {
        client.delete(CONFIG_MAPS, 'default', 'a', { preconditions: { uid: 'other' } });
      },
      {
        message:
          'Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (other) does not match ' +
          `the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
      },
    );
    assert.throws(
      () => {
        client.delete(CONFIG_MAPS, 'default', 'a', { preconditions: { resourceVersion: '1' } });
      },
      { reason: 'Conflict' },
    );
    client.delete(CONFIG_MAPS, 'default', 'a', { preconditions: { uid: metadata.uid } });
    assert.ok(isGone(client, CONFIG_MAPS, 'a'));
  });

  it('as a dry run leaves it', () => {
    const { client, api } = new ServerLab();
    createConfigMap(client, 'a', { finalizers: ['example.com/guard'] });
    createConfigMap(client, 'b');
    const before = api.etcd.revision;
    client.delete(CONFIG_MAPS, 'default', 'a', { dryRun: true });
    client.delete(CONFIG_MAPS, 'default', 'b', { dryRun: true });
    assert.equal(api.etcd.revision, before);
  });

  it('removes a collection by its labels', () => {
    const { client } = new ServerLab();
    createConfigMap(client, 'a', { labels: { app: 'web' } });
    createConfigMap(client, 'b', { labels: { app: 'web' } });
    createConfigMap(client, 'c');
    client.deleteCollection(CONFIG_MAPS, 'default', {}, { labelSelector: 'app=web' });
    assert.deepEqual(
      client.list(CONFIG_MAPS, 'default').items.map(({ metadata }) => metadata.name),
      ['c'],
    );
  });
});

describe('deleting a pod', () => {
  function runningPod({ client }: ServerLab, spec: Partial<Pod['spec']> = {}): Pod {
    client.create(PODS, 'default', podDraft({ name: 'web' }, spec));
    bind(client, 'web', 'worker-1');
    return client.get(PODS, 'default', 'web');
  }

  it('gives it 30 seconds by default, until its kubelet is done', () => {
    const cluster = new ServerLab();
    const { client } = cluster;
    runningPod(cluster);
    client.delete(PODS, 'default', 'web');
    const { metadata } = client.get(PODS, 'default', 'web');
    assert.equal(metadata.deletionTimestamp, '2026-01-01T00:00:30Z');
    assert.equal(metadata.deletionGracePeriodSeconds, 30);
    assert.equal(metadata.generation, 2);
    client.delete(PODS, 'default', 'web', { gracePeriodSeconds: 0 });
    assert.ok(isGone(client, PODS, 'web'));
  });

  it('shortens the grace and never lengthens it', () => {
    const cluster = new ServerLab();
    const { client, simulation } = cluster;
    runningPod(cluster, { terminationGracePeriodSeconds: 60 });
    client.delete(PODS, 'default', 'web');
    simulation.runUntil(5_000);
    client.delete(PODS, 'default', 'web', { gracePeriodSeconds: 300 });
    assert.equal(client.get(PODS, 'default', 'web').metadata.deletionGracePeriodSeconds, 60);
    client.delete(PODS, 'default', 'web', { gracePeriodSeconds: 10 });
    const { metadata } = client.get(PODS, 'default', 'web');
    assert.equal(metadata.deletionGracePeriodSeconds, 10);
    assert.equal(metadata.deletionTimestamp, '2026-01-01T00:00:10Z');
  });

  it('that runs nowhere yet, or no more, is at once', () => {
    const cluster = new ServerLab();
    const { client } = cluster;
    client.create(PODS, 'default', podDraft({ name: 'pending' }));
    client.delete(PODS, 'default', 'pending');
    assert.ok(isGone(client, PODS, 'pending'));
    const pod = runningPod(cluster);
    client.updateStatus(PODS, { ...pod, status: { ...pod.status, phase: 'Succeeded' } });
    client.delete(PODS, 'default', 'web');
    assert.ok(isGone(client, PODS, 'web'));
  });

  it('tells watchers of the end of its grace before it tells them that it is gone', () => {
    const cluster = new ServerLab();
    const { client } = cluster;
    const { lines, log } = cluster.watch(PODS);
    client.create(PODS, 'default', podDraft({ name: 'web' }));
    client.delete(PODS, 'default', 'web');
    assert.deepEqual(lines(), ['ADDED web', 'MODIFIED web', 'DELETED web']);
    const versions = log.map((event) =>
      event.type === 'BOOKMARK' ? 0 : Number(event.object.metadata.resourceVersion),
    );
    assert.deepEqual(
      versions.map((version) => version - (versions[0] ?? 0)),
      [0, 1, 2],
      'the last state carries the revision of its deletion',
    );
  });

  it('waits for finalizers even after its grace', () => {
    const cluster = new ServerLab();
    const { client } = cluster;
    client.create(PODS, 'default', podDraft({ name: 'web', finalizers: ['example.com/guard'] }));
    client.delete(PODS, 'default', 'web');
    const held = client.get(PODS, 'default', 'web');
    assert.equal(held.metadata.deletionGracePeriodSeconds, 0);
    client.patch(PODS, 'default', 'web', {
      type: 'merge',
      body: { metadata: { finalizers: null } },
    });
    assert.ok(isGone(client, PODS, 'web'));
  });
});

describe('deleting a namespace', () => {
  it('marks it, and removes it when it is finalized', () => {
    const cluster = new ServerLab();
    cluster.addNamespace('shop');
    cluster.client.delete(NAMESPACES, undefined, 'shop');
    const terminating = cluster.client.get(NAMESPACES, undefined, 'shop');
    assert.equal(terminating.status.phase, 'Terminating');
    assert.ok(terminating.metadata.deletionTimestamp);
    assert.throws(() => cluster.client.create(PODS, 'shop', podDraft({ generateName: 'web-' })), {
      reason: 'Forbidden',
      message:
        'pods "web-" is forbidden: unable to create new content in namespace shop because it is being terminated',
    });
    cluster.client.delete(SERVICE_ACCOUNTS, 'shop', 'default');
    cluster.client.request({
      verb: 'update',
      user: cluster.client.user,
      resource: NAMESPACES,
      namespace: undefined,
      name: 'shop',
      subresource: 'finalize',
      body: { ...terminating, spec: { finalizers: [] } },
      options: {},
    });
    assert.throws(() => cluster.client.get(NAMESPACES, undefined, 'shop'), {
      message: 'namespaces "shop" not found',
    });
  });

  it("spares the system's own", () => {
    const { client } = new ServerLab();
    for (const name of ['default', 'kube-system']) {
      assert.throws(
        () => {
          client.delete(NAMESPACES, undefined, name);
        },
        { message: `namespaces "${name}" is forbidden: this namespace may not be deleted` },
      );
    }
  });
});
