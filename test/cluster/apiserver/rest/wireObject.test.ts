import assert from 'node:assert/strict';
import type { Event } from '../../../../src/apis/generated/core/v1';
import { eventOfCore } from '../../../../src/apis/events/eventConversion';
import { wireObject } from '../../../../src/cluster/apiserver/rest/wireObject';

const METADATA = { name: 'web.1', uid: '1', resourceVersion: '2', creationTimestamp: '' };
const POD = { kind: 'Pod', name: 'web', resourceVersion: '7' };

function wired(event: object): unknown {
  const { metadata, ...fields } = JSON.parse(JSON.stringify(event)) as Record<string, unknown>;
  assert.deepEqual(metadata, METADATA);
  return fields;
}

const OLDER: Event = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: METADATA,
  involvedObject: POD,
  firstTimestamp: '2026-01-01T00:00:00Z',
  source: { component: 'kubelet' },
};
const NEWER: Event = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: METADATA,
  involvedObject: { ...POD, resourceVersion: '' },
  eventTime: '2026-01-01T00:00:00.000000Z',
};

describe('An Event over the wire', () => {
  it('has all its times, and a source', () => {
    assert.deepEqual(wired(wireObject(OLDER)), {
      apiVersion: 'v1',
      kind: 'Event',
      involvedObject: POD,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: null,
      eventTime: null,
      source: { component: 'kubelet' },
    });
    assert.deepEqual(wired(wireObject(eventOfCore(NEWER))), {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      regarding: { kind: 'Pod', name: 'web' },
      eventTime: '2026-01-01T00:00:00.000000Z',
      deprecatedFirstTimestamp: null,
      deprecatedLastTimestamp: null,
      deprecatedSource: {},
    });
  });

  it('leaves out the version of an object that has none', () => {
    assert.deepEqual(wired(wireObject(NEWER)), {
      apiVersion: 'v1',
      kind: 'Event',
      involvedObject: { kind: 'Pod', name: 'web' },
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: '2026-01-01T00:00:00.000000Z',
      source: {},
    });
  });

  it('is no other object', () => {
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: METADATA };
    assert.equal(wireObject(lease), lease);
    const custom = { apiVersion: 'example.com/v1', kind: 'Event', metadata: METADATA };
    assert.equal(wireObject(custom), custom);
  });
});
