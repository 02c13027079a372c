import assert from 'node:assert/strict';
import type { ApiObject } from '../../../src/apimachinery/objectMeta';
import type { Pod, PodCondition } from '../../../src/apis/generated/core/v1';
import { SharedStatus } from '../../../src/cluster/apiserver/sharedStatus';

const READY: PodCondition = {
  type: 'Ready',
  status: 'True',
  lastTransitionTime: '2026-09-21T14:15:59Z',
};

function pod(name: string, ...conditions: readonly PodCondition[]): Pod {
  const metadata = { name, uid: name, resourceVersion: '1', creationTimestamp: '' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { containers: [] },
    status: { phase: 'Running', conditions },
  };
}

function conditionsOf(object: ApiObject): readonly unknown[] {
  // The tests here share pods alone.
  return (object as Pod).status.conditions ?? [];
}

function withHost(name: string, ...hostIPs: readonly string[]): Pod {
  const made = pod(name, { ...READY });
  return { ...made, status: { ...made.status, hostIPs: hostIPs.map((ip) => ({ ip })) } };
}

describe('parts of statuses that are shared', () => {
  it('are the addresses of a node too', () => {
    const shared = new SharedStatus();
    const hostIPsOf = (object: ApiObject): unknown => (object as Pod).status.hostIPs;
    const first = shared.share(withHost('a', '172.18.0.3'));
    const second = shared.share(withHost('b', '172.18.0.3'));
    const other = shared.share(withHost('c', '172.18.0.4'));
    assert.equal(hostIPsOf(second), hostIPsOf(first));
    assert.deepEqual(second, withHost('b', '172.18.0.3'));
    assert.deepEqual(other, withHost('c', '172.18.0.4'));
  });

  it('are kept once where they are equal, and change nothing', () => {
    const shared = new SharedStatus();
    const first = shared.share(pod('a', { ...READY }));
    const other = pod('b', { ...READY }, { ...READY, status: 'False', reason: 'Because' });
    const second = shared.share(other);
    assert.deepEqual(second, other);
    assert.equal(conditionsOf(second)[0], conditionsOf(first)[0]);
    assert.notEqual(conditionsOf(second)[1], conditionsOf(first)[0]);
  });

  it('tell apart what differs in anything, down to where a text ends', () => {
    const shared = new SharedStatus();
    const different: readonly PodCondition[] = [
      READY,
      { ...READY, observedGeneration: 1 },
      { ...READY, observedGeneration: 2 },
      { ...READY, reason: 'a', message: 'b' },
      { ...READY, reason: 'a"message"b' },
      { ...READY, message: 'b', reason: 'a' },
      { ...READY, lastTransitionTime: '2026-09-21T14:16:00Z' },
    ];
    const object = pod('a', ...different);
    assert.deepEqual(shared.share(object), object);
    assert.equal(new Set(conditionsOf(shared.share(object))).size, different.length);
  });

  it('leave alone what has no conditions, or some that are none', () => {
    const shared = new SharedStatus();
    const objects: readonly unknown[] = [
      { ...pod('a'), status: undefined },
      { ...pod('a'), status: { conditions: 'none' } },
      { ...pod('a'), status: { conditions: [1, null, { type: { a: 1 } }] } },
    ];
    for (const object of objects) assert.equal(shared.share(object as Pod), object);
  });
});
