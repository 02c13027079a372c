import assert from 'node:assert/strict';
import type { StringMap } from '../../../src/apimachinery/objectMeta';
import type { ConfigMap } from '../../../src/apis/generated/core/v1';
import { CONFIG_MAPS } from '../../../src/apis/resources';
import type { Client } from '../../../src/cluster/client/client';
import { Informer } from '../../../src/cluster/client/informer';
import { addNamespace, clientOf, emptyServer, type EmptyServer } from '../emptyServer';

function serverWithNamespace(): { readonly server: EmptyServer; readonly admin: Client } {
  const server = emptyServer();
  const admin = clientOf(server, 'admin');
  addNamespace(admin, 'default');
  return { server, admin };
}

function put(admin: Client, name: string, labels: StringMap): void {
  const draft = {
    apiVersion: 'v1' as const,
    kind: 'ConfigMap' as const,
    metadata: { name, labels },
  };
  admin.create(CONFIG_MAPS, 'default', draft);
}

function relabel(admin: Client, name: string, labels: StringMap): void {
  const body = { metadata: { labels } };
  admin.patch(CONFIG_MAPS, 'default', name, { type: 'merge', body });
}

function byApp(server: EmptyServer): Informer<ConfigMap> {
  const informer = new Informer(server.simulation, clientOf(server, 'watcher', 1), CONFIG_MAPS);
  informer.addIndex(
    'app',
    ({ metadata }) => [metadata.labels?.app ?? ''],
    ({ metadata }) => metadata.labels,
  );
  informer.start();
  return informer;
}

describe('Informer', () => {
  it('finds objects in their newest state by an index, also those that change what they are found by', () => {
    const { server, admin } = serverWithNamespace();
    put(admin, 'a', { app: 'web' });
    put(admin, 'b', { app: 'web' });
    const informer = byApp(server);
    const found = (app: string): readonly string[] =>
      informer
        .byIndex('app', app)
        .map(({ metadata, data }) => `${metadata.name} ${data?.['is'] ?? 'as made'}`);
    assert.deepEqual(found('web'), ['a as made', 'b as made']);
    admin.patch(CONFIG_MAPS, 'default', 'a', { type: 'merge', body: { data: { is: 'changed' } } });
    put(admin, 'c', { app: 'db' });
    relabel(admin, 'b', { app: 'db' });
    server.simulation.runUntilIdle(100);
    assert.deepEqual(found('web'), ['a changed']);
    assert.deepEqual(found('db'), ['c as made', 'b as made']);
    admin.delete(CONFIG_MAPS, 'default', 'c');
    server.simulation.runUntilIdle(100);
    assert.deepEqual(found('db'), ['b as made']);
  });

  it('tells its handlers of an object under its key, and of one made anew as of two', () => {
    const { server, admin } = serverWithNamespace();
    put(admin, 'a', {});
    const informer = byApp(server);
    const told: string[] = [];
    informer.addHandlers({
      added: (_, key) => told.push(`added ${key}`),
      updated: (_old, _new, key) => told.push(`updated ${key}`),
      deleted: (_, key) => told.push(`deleted ${key}`),
    });
    informer.stop();
    admin.delete(CONFIG_MAPS, 'default', 'a');
    put(admin, 'a', {});
    informer.start();
    relabel(admin, 'a', { app: 'web' });
    server.simulation.runUntilIdle(100);
    assert.deepEqual(told, [
      'added default/a',
      'deleted default/a',
      'added default/a',
      'updated default/a',
    ]);
  });
});
