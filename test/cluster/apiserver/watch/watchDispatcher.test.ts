import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ApiConnectionError, expired } from '../../../../src/apimachinery/apiStatus';
import { objectKey } from '../../../../src/apimachinery/objectMeta';
import { CONFIG_MAPS, EVENTS, NODES, PODS } from '../../../../src/apis/resources';
import { OBSERVER_USER, Observer } from '../../../../src/cluster/client/observer';
import { bind, podDraft, ServerLab } from '../serverLab';

describe('a watch', () => {
  it('begins with what is there', () => {
    const cluster = new ServerLab();
    cluster.client.create(PODS, 'default', podDraft({ name: 'a' }));
    const { lines } = cluster.watch(PODS);
    cluster.client.create(PODS, 'default', podDraft({ name: 'b' }));
    assert.deepEqual(lines(), ['ADDED a', 'ADDED b']);
  });

  it('goes on where a list ended', () => {
    const cluster = new ServerLab();
    const { client } = cluster;
    client.create(PODS, 'default', podDraft({ name: 'a' }));
    const { resourceVersion } = client.list(PODS);
    client.delete(PODS, 'default', 'a');
    client.create(PODS, 'default', podDraft({ name: 'b' }));
    const { lines } = cluster.watch(PODS, { resourceVersion });
    assert.deepEqual(lines(), ['MODIFIED a', 'DELETED a', 'ADDED b']);
  });

  it('sees objects come and go as they begin and cease to match', () => {
    const cluster = new ServerLab();
    const { client } = cluster;
    const web = cluster.watch(PODS, { labelSelector: 'app=web' });
    const onNode = cluster.watch(PODS, { fieldSelector: 'spec.nodeName=worker-1' });
    const pending = cluster.watch(PODS, { fieldSelector: 'spec.nodeName=' });
    client.create(PODS, 'default', podDraft({ name: 'a' }));
    bind(client, 'a', 'worker-1');
    const relabel = (app: string | null) =>
      client.patch(PODS, 'default', 'a', {
        type: 'merge',
        body: { metadata: { labels: { app } } },
      });
    const labelled = relabel('web');
    const unlabelled = relabel(null);
    assert.deepEqual(web.lines(), ['ADDED a', 'DELETED a']);
    assert.deepEqual(onNode.lines(), ['ADDED a', 'MODIFIED a', 'MODIFIED a']);
    assert.deepEqual(pending.lines(), ['ADDED a', 'DELETED a']);
    const gone = web.log[1];
    assert.ok(gone?.type === 'DELETED');
    assert.deepEqual(gone.object, {
      ...labelled,
      metadata: { ...labelled.metadata, resourceVersion: unlabelled.metadata.resourceVersion },
    });
  });

  it('of one namespace sees that namespace only', () => {
    const cluster = new ServerLab();
    cluster.addNamespace('shop');
    const { lines } = cluster.watch(PODS, {}, 'shop');
    cluster.client.create(PODS, 'default', podDraft({ name: 'a' }));
    cluster.client.create(PODS, 'shop', podDraft({ name: 'b' }));
    assert.deepEqual(lines(), ['ADDED b']);
  });

  it('ends at once where the history is gone, and is refused where the selector makes no sense', () => {
    const cluster = new ServerLab();
    const { api } = cluster;
    cluster.client.create(PODS, 'default', podDraft({ name: 'a' }));
    api.etcd.compact(3);
    const old = cluster.watch(PODS, { resourceVersion: '2' });
    assert.deepEqual(old.closed, [expired('too old resource version: 2 (3)')]);
    assert.deepEqual(old.log, []);
    assert.throws(() => cluster.watch(PODS, { fieldSelector: 'spec.colour=red' }), {
      reason: 'BadRequest',
    });
    assert.equal(api.openWatches, 0);
  });

  it('ends when it is stopped', () => {
    const cluster = new ServerLab();
    const { lines, stop } = cluster.watch(PODS);
    stop();
    cluster.client.create(PODS, 'default', podDraft({ name: 'a' }));
    assert.deepEqual(lines(), []);
    assert.equal(cluster.api.openWatches, 0);
  });

  it('carries the cause of each write, and runs under it', () => {
    const cluster = new ServerLab();
    const { api, simulation } = cluster;
    const seen: string[] = [];
    api.watch(
      { user: OBSERVER_USER, resource: PODS, namespace: undefined, options: {} },
      {
        event: (event) => {
          const entry = simulation.trace.entry(event.cause);
          seen.push(`${String(entry?.label)} ${String(entry?.subject)}`);
          assert.equal(simulation.cause, event.cause);
        },
        closed: () => undefined,
      },
    );
    cluster.client.create(PODS, 'default', podDraft({ name: 'a' }));
    bind(cluster.clientOf('system:kube-scheduler'), 'a', 'worker-1');
    assert.deepEqual(seen, [
      'create kubernetes-admin pods default/a',
      'create system:kube-scheduler pods/binding default/a',
    ]);
  });

  it('that opens while events are on their way misses none and sees none twice', () => {
    const cluster = new ServerLab();
    const { api, client } = cluster;
    const late: string[] = [];
    const open = (): void => {
      api.watch(
        { user: OBSERVER_USER, resource: PODS, namespace: undefined, options: {} },
        { event: (event) => late.push(event.type), closed: () => undefined },
      );
    };
    api.watch(
      { user: OBSERVER_USER, resource: PODS, namespace: undefined, options: {} },
      {
        event: (event) => {
          if (event.type !== 'ADDED') return;
          bind(client, 'a', 'worker-1');
          open();
        },
        closed: () => undefined,
      },
    );
    client.create(PODS, 'default', podDraft({ name: 'a' }));
    assert.deepEqual(late, ['ADDED']);
  });

  it('gets bookmarks once a minute where it asks for them and there is news', () => {
    const cluster = new ServerLab();
    const { simulation, client, api } = cluster;
    const asks = cluster.watch(PODS, { allowWatchBookmarks: true });
    const doesNot = cluster.watch(PODS);
    simulation.runUntil(60_000);
    assert.deepEqual(asks.log, [
      {
        type: 'BOOKMARK',
        resourceVersion: String(api.etcd.revision),
        cause: simulation.trace.lastId,
      },
    ]);
    simulation.runUntil(300_000);
    assert.equal(asks.log.length, 1, 'nothing new to tell');
    client.create(NODES, undefined, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } });
    simulation.runUntil(360_000);
    assert.equal(asks.log.length, 2);
    assert.equal(doesNot.log.length, 0);
  });
});

describe('the API server', () => {
  it('refuses connections while it is down, and ends its watches', () => {
    const cluster = new ServerLab();
    const { api, client } = cluster;
    const { closed } = cluster.watch(PODS);
    const observed = new Observer(api.observerView, CONFIG_MAPS);
    api.setServing(false);
    const refused = {
      name: 'ApiConnectionError',
      message:
        'The connection to the server 172.18.0.2:6443 was refused - did you specify the right host or port?',
    };
    assert.throws(() => client.list(PODS), refused);
    assert.throws(() => cluster.watch(PODS), refused);
    assert.equal(closed.length, 1);
    assert.ok(closed[0] instanceof ApiConnectionError);
    api.setServing(true);
    const before = observed.size;
    client.create(CONFIG_MAPS, 'default', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a' },
    });
    assert.equal(observed.size, before + 1, 'who looks from outside was never cut off');
    assert.equal(client.list(NODES).items.length, 0);
  });

  it('lets observers read and not write', () => {
    const { api, client } = new ServerLab();
    api.setServing(false);
    const { user } = client;
    const view = api.observerView;
    const read = {
      verb: 'get',
      user,
      resource: CONFIG_MAPS,
      namespace: 'default',
      name: 'a',
    } as const;
    assert.throws(() => view.handle(read), { reason: 'NotFound' });
    assert.throws(() => view.handle({ ...read, verb: 'delete', options: {} }), {
      reason: 'MethodNotAllowed',
    });
  });

  it('forgets the history five minutes back', () => {
    const cluster = new ServerLab();
    const { api, simulation, client } = cluster;
    const { resourceVersion } = client.list(PODS);
    simulation.runUntil(299_000);
    client.create(PODS, 'default', podDraft({ name: 'a' }));
    simulation.runUntil(300_000);
    const { revision } = api.etcd;
    assert.equal(api.etcd.compactRevision, 0);
    client.create(PODS, 'default', podDraft({ name: 'b' }));
    simulation.runUntil(600_000);
    assert.equal(api.etcd.compactRevision, revision);
    assert.deepEqual(cluster.watch(PODS, { resourceVersion }).closed, [
      expired(`too old resource version: ${resourceVersion} (${String(revision)})`),
    ]);
  });

  it('forgets events after an hour', () => {
    const { simulation, client } = new ServerLab();
    client.create(EVENTS, 'default', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'web.1' },
      involvedObject: { kind: 'Pod', namespace: 'default', name: 'web' },
      reason: 'Scheduled',
      type: 'Normal',
    });
    simulation.runUntil(59 * 60_000);
    assert.equal(client.list(EVENTS).items.length, 1);
    simulation.runUntil(62 * 60_000);
    assert.equal(client.list(EVENTS).items.length, 0);
  });

  it('replays from any version to what a list gives, for any selector', () => {
    const step = fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      act: fc.constantFrom('create', 'label', 'unlabel', 'delete'),
    });
    const options = fc.constantFrom(
      {},
      { labelSelector: 'app=web' },
      { fieldSelector: 'metadata.name=a' },
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 30 }),
        fc.nat(30),
        options,
        (steps, from, selector) => {
          const cluster = new ServerLab();
          const { client } = cluster;
          const lists = [client.list(CONFIG_MAPS, undefined, selector)];
          for (const { name, act } of steps) {
            attempt(() => {
              apply(cluster, name, act);
            });
            lists.push(client.list(CONFIG_MAPS, undefined, selector));
          }
          const start =
            lists[Math.min(from, lists.length - 1)] ?? assert.fail('there is a first list');
          const state = new Map(start.items.map((each) => [objectKey(each), each as unknown]));
          const { log } = cluster.watch(CONFIG_MAPS, {
            ...selector,
            resourceVersion: start.resourceVersion,
          });
          for (const event of log) {
            if (event.type === 'BOOKMARK') continue;
            const key = objectKey(event.object);
            assert.equal(state.has(key), event.type !== 'ADDED', `${event.type} ${key}`);
            if (event.type === 'DELETED') state.delete(key);
            else state.set(key, event.object);
          }
          const now = new Map(lists.at(-1)?.items.map((each) => [objectKey(each), each]));
          assert.deepEqual(state, now);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function apply({ client }: ServerLab, name: string, act: string): void {
  const patch = (app: string | null) =>
    client.patch(CONFIG_MAPS, 'default', name, {
      type: 'merge',
      body: { metadata: { labels: { app } } },
    });
  if (act === 'create') {
    client.create(CONFIG_MAPS, 'default', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
    });
  } else if (act === 'label') patch('web');
  else if (act === 'unlabel') patch(null);
  else client.delete(CONFIG_MAPS, 'default', name);
}

/** Refusals (already there, not there) are part of the game. */
function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    if ((error as Error).name !== 'ApiStatusError') throw error;
  }
}
