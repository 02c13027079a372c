import assert from 'node:assert/strict';
import type { ApiObject } from '../../../src/apimachinery/objectMeta';
import type { Event } from '../../../src/apis/generated/core/v1';
import { EVENTS } from '../../../src/apis/resources';
import { PackedEvents } from '../../../src/cluster/apiserver/packedEvents';
import { eventNameTime } from '../../../src/cluster/client/eventName';
import type { KeyRevision } from '../../../src/cluster/etcd/keyRevision';
import { ServerLab } from './serverLab';

/** As kubelet `worker-<number>` writes it about the pod `web-<number>`. */
function event(number: number, fields: Partial<Event> = {}): Event {
  const host = `worker-${String(number)}`;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `web-${String(number)}.18d75ba94b37ed16`,
      uid: `0d4d6d7c-2791-4d14-068a-0d5925f4500${String(number)}`,
      resourceVersion: String(10 + number),
      creationTimestamp: '2026-09-21T14:15:59Z',
      namespace: 'default',
    },
    involvedObject: {
      kind: 'Pod',
      namespace: 'default',
      name: `web-${String(number)}`,
      uid: `17cf1099-44b1-44e2-8d5c-c08ff8589f8${String(number)}`,
      apiVersion: 'v1',
      resourceVersion: '7',
      fieldPath: 'spec.containers{web}',
    },
    reason: 'Started',
    message: 'Container started',
    source: { component: 'kubelet', host },
    firstTimestamp: '2026-09-21T14:15:59Z',
    lastTimestamp: '2026-09-21T14:15:59Z',
    count: 1,
    type: 'Normal',
    reportingComponent: 'kubelet',
    reportingInstance: host,
    ...fields,
  };
}

function stateOf(value: Event, version = 1): KeyRevision<ApiObject> {
  const { name, resourceVersion } = value.metadata;
  const modRevision = Number(resourceVersion);
  return {
    key: `/registry/events/default/${name}`,
    value,
    createRevision: modRevision,
    modRevision,
    version,
    lease: 3,
    cause: 5,
    previous: undefined,
  };
}

/** All that there is to read of a state, its value down to the order of the fields. */
function read(state: KeyRevision<ApiObject> | undefined): unknown {
  if (state === undefined) return undefined;
  const { key, value, createRevision, modRevision, version, lease, cause, previous } = state;
  const text = JSON.stringify(value);
  return { key, text, createRevision, modRevision, version, lease, cause, previous };
}

/** As kube-scheduler writes it: of the newer kind, and named after its time. */
function newerEvent(number: number, fields: Partial<Event> = {}): Event {
  const { apiVersion, kind, metadata, involvedObject } = event(number);
  return {
    apiVersion,
    kind,
    metadata: { ...metadata, name: `web-${String(number)}.18d75ba94b37ed16` },
    eventTime: eventNameTime(metadata.name),
    reportingInstance: 'default-scheduler-control-plane',
    action: 'Binding',
    reason: 'Scheduled',
    type: 'Normal',
    involvedObject,
    message: `Successfully assigned default/web-${String(number)} to worker-1`,
    reportingComponent: 'default-scheduler',
    ...fields,
  };
}

describe('packed events', () => {
  it('are also those of the newer kind, whose name says when they occurred', () => {
    const events = new PackedEvents();
    assert.equal(newerEvent(1).eventTime, '2026-09-21T14:15:59.572618Z');
    for (const each of [
      newerEvent(1),
      newerEvent(2),
      event(3),
      newerEvent(4, { reportingInstance: 'another' }),
      newerEvent(5, { action: 'Scheduling' }),
    ]) {
      const state = stateOf(each);
      assert.deepEqual(read(events.pack(state)), read(state));
    }
    const others = [
      newerEvent(6, { eventTime: '2026-09-21T14:15:59.000000Z' }),
      newerEvent(7, { source: { component: 'default-scheduler' } }),
    ];
    for (const each of others) assert.equal(events.pack(stateOf(each)), undefined);
  });

  it('are read as they were written', () => {
    const events = new PackedEvents();
    const written = [
      event(1),
      event(2, { message: 'another' }),
      event(3, { reason: 'Pulled' }),
      event(4, { involvedObject: { ...event(4).involvedObject, resourceVersion: '' } }),
      event(5, { type: 'Warning' }),
      event(6, { metadata: { ...event(6).metadata, labels: { a: 'b' } } }),
      event(7),
      event(8, { message: 'Created pod: web-8-x, beside web-8' }),
      event(8, { message: 'Created pod: web-8-y, beside $& and web-8' }),
    ];
    for (const each of written) {
      const state = stateOf(each);
      assert.deepEqual(read(events.pack(state)), read(state));
    }
  });

  it('are only those that a recorder writes first', () => {
    const events = new PackedEvents();
    const pod: ApiObject = { ...event(1), kind: 'Pod' };
    const others: readonly KeyRevision<ApiObject>[] = [
      stateOf(event(1), 2),
      stateOf(event(1, { lastTimestamp: '2026-09-21T14:16:00Z' })),
      stateOf(event(1, { reportingInstance: 'another' })),
      stateOf(event(1, { involvedObject: {} })),
      stateOf(event(1, { message: 'with \0 in it' })),
      stateOf(event(1, { metadata: { ...event(1).metadata, name: 'web-1.short' } })),
      stateOf(event(1, { metadata: { ...event(1).metadata, name: 'web-1.18d75ba94b37edxx' } })),
      stateOf(
        newerEvent(1, { metadata: { ...event(1).metadata, name: 'web-1.no-digits-at-all' } }),
      ),
      { ...stateOf(event(1)), key: '/registry/events/default/another' },
      { ...stateOf(event(1)), modRevision: 2 ** 31 },
      ...[
        'of a form of its own',
        '0d4d6d7c-2791-4d14-068a-0d5925f4500G',
        '0D4d6d7c-2791-4d14-068a-0d5925f45001',
        '0d4d6d7c-2791-4d14-068a-0d5925f450/1',
        '0d4d6d7c-2791-4d14-068a00d5925f45001',
        '0d4d6d7c-2791-4d14-068a-0d5925f450-1',
      ].map((uid) => stateOf(event(1, { metadata: { ...event(1).metadata, uid } }))),
      { ...stateOf(event(1)), value: pod },
      { ...stateOf(event(1)), value: undefined, version: 0 },
    ];
    for (const each of others) assert.equal(events.pack(each), undefined);
  });

  it('are listed, read at their revision and counted up as any object', () => {
    const { api, client } = new ServerLab();
    const { metadata, ...fields } = event(1);
    const { name, namespace } = metadata;
    const created = client.create(EVENTS, 'default', {
      ...fields,
      firstTimestamp: undefined,
      lastTimestamp: undefined,
      metadata: { name, namespace },
    });
    const time = created.metadata.creationTimestamp;
    const second = client.create(EVENTS, 'default', {
      ...fields,
      firstTimestamp: time,
      lastTimestamp: time,
      metadata: { name: 'web-1.18d75ba94b37ed17', namespace },
    });
    assert.deepEqual(client.list(EVENTS, 'default').items, [created, second]);
    const counted = client.patch(EVENTS, 'default', second.metadata.name, {
      type: 'merge',
      body: { count: 2 },
    });
    assert.deepEqual(counted, {
      ...second,
      metadata: { ...second.metadata, resourceVersion: counted.metadata.resourceVersion },
      count: 2,
    });
    const revision = Number(second.metadata.resourceVersion);
    const key = `/registry/events/default/${second.metadata.name}`;
    assert.deepEqual(api.etcd.get(key, revision)?.value, second);
    client.delete(EVENTS, 'default', second.metadata.name);
    assert.deepEqual(client.list(EVENTS, 'default').items, [created]);
  });

  it('are found by their keys, without making them', () => {
    const names = ['web', 'web-1', 'web-10', 'web.1', 'we', 'x', 'web-1.18d75ba94b37ed16'];
    const suffixes = [
      '18d75ba94b37ed16',
      '18d75ba94b37ed17',
      '18d75ba94b37ed00',
      '28d75ba94b37ed16',
    ];
    const packed = new PackedEvents();
    const states = names.flatMap((name) =>
      suffixes.map((suffix) => {
        const { metadata, involvedObject, ...rest } = event(1);
        return stateOf({
          ...rest,
          metadata: { ...metadata, name: `${name}.${suffix}` },
          involvedObject: { ...involvedObject, name },
        });
      }),
    );
    const keys = [
      ...states.map(({ key }) => key),
      '/registry/events/',
      '/registry/events/default/web-1',
      '/registry/pods/a',
      '/a',
    ];
    for (const state of states) {
      const found = packed.pack(state);
      assert.ok(found);
      assert.equal(found.key, state.key);
      for (const key of keys) {
        const order = state.key < key ? -1 : Number(state.key > key);
        assert.equal(found.compareKey(key), order, `${state.key} and ${key}`);
      }
    }
  });
});
