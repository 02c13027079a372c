import assert from 'node:assert/strict';
import type { Pod } from '../../../src/apis/generated/core/v1';
import type { ClusterEvent } from '../../../src/cluster/scheduler/clusterEvent';
import type { Plugin } from '../../../src/cluster/scheduler/framework/plugin';
import { SchedulingGates } from '../../../src/cluster/scheduler/plugins/schedulingGates';
import { SCHEDULING_BACKOFF } from '../../../src/cluster/scheduler/schedulingBackoff';
import { SchedulingQueue, type QueuedPod } from '../../../src/cluster/scheduler/schedulingQueue';
import { infoOf, nodeOf, podOf } from './objects';

const FIT: ReadonlySet<string> = new Set(['Fit']);
const NOTHING: ReadonlySet<string> = new Set();
const nodeAdded: ClusterEvent = { type: 'nodeAdded', node: nodeOf('n') };
const podGone: ClusterEvent = { type: 'assignedPodDeleted', pod: podOf('other') };

/** A queue at a clock that the test moves; the plugin `Fit` is helped by new nodes only. */
function queueAt(start = { nowMs: 0 }): { queue: SchedulingQueue; clock: { nowMs: number } } {
  const clock = start;
  const fit: Plugin = {
    name: 'Fit',
    queueingHint: (_pod, event) => event.type !== 'assignedPodDeleted',
  };
  const queue = new SchedulingQueue({
    backoff: SCHEDULING_BACKOFF,
    nowMs: () => clock.nowMs,
    cause: () => 0,
    startEpochMs: 0,
    preEnqueue: [new SchedulingGates()],
    plugins: new Map([['Fit', fit]]),
  });
  return { queue, clock };
}

function withPriority(name: string, priority: number): Pod {
  return podOf(name, { priority });
}

function pop(queue: SchedulingQueue): QueuedPod {
  const queued = queue.pop();
  assert.ok(queued, 'a pod is ready');
  return queued;
}

function popAll(queue: SchedulingQueue): readonly string[] {
  const names: string[] = [];
  for (let queued = queue.pop(); queued !== undefined; queued = queue.pop()) {
    names.push(queued.info.pod.metadata.name);
  }
  return names;
}

describe('SchedulingQueue', () => {
  it('hands out the highest priority first, then who waits longest', () => {
    const { queue, clock } = queueAt();
    queue.add(infoOf(podOf('first')));
    queue.add(infoOf(podOf('second')));
    clock.nowMs = 5;
    queue.add(infoOf(withPriority('important', 1000)));
    queue.add(infoOf(podOf('late')));
    assert.deepEqual(popAll(queue), ['important', 'first', 'second', 'late']);
  });

  it('holds a refused pod until something happens that helps it', () => {
    const { queue } = queueAt();
    queue.add(infoOf(podOf('p')));
    queue.addUnschedulable(pop(queue), FIT);
    assert.equal(queue.placeOf('default/p'), 'unschedulable');
    queue.moveOnEvent(podGone);
    assert.equal(queue.ready, 0);
    queue.moveOnEvent(nodeAdded);
    assert.equal(queue.placeOf('default/p'), 'backoff');
  });

  it('lets a pod in back-off go before its time when there is nothing else to do', () => {
    const { queue } = queueAt();
    queue.add(infoOf(podOf('waiting')));
    queue.addUnschedulable(pop(queue), FIT);
    queue.moveOnEvent(nodeAdded);
    queue.add(infoOf(podOf('fresh')));
    assert.deepEqual(popAll(queue), ['fresh', 'waiting']);
  });

  it('doubles the back-off from 1 s to 10 s, up to the next full second', () => {
    const { queue, clock } = queueAt({ nowMs: 500 });
    queue.add(infoOf(podOf('p')));
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 6; attempt++) {
      const queued = pop(queue);
      assert.equal(queued.attempts, attempt);
      queue.addUnschedulable(queued, FIT);
      waits.push(queue.backoffEndMs(queued) - clock.nowMs);
      queue.moveOnEvent(nodeAdded);
    }
    assert.deepEqual(waits, [1500, 2500, 4500, 8500, 10500, 10500]);
  });

  it('goes straight to the active queue once the back-off is over', () => {
    const { queue, clock } = queueAt();
    queue.add(infoOf(podOf('p')));
    queue.addUnschedulable(pop(queue), FIT);
    clock.nowMs = 2000;
    queue.moveOnEvent(nodeAdded);
    assert.equal(queue.placeOf('default/p'), 'active');
  });

  it('makes pods wait out the back-off after an error', () => {
    const { queue, clock } = queueAt();
    queue.add(infoOf(podOf('p')));
    queue.addUnschedulable(pop(queue), NOTHING);
    assert.equal(queue.nextErrorRetryMs, 2000);
    queue.moveOnEvent(nodeAdded);
    assert.equal(queue.pop(), undefined);
    clock.nowMs = 2000;
    assert.equal(pop(queue).key, 'default/p');
  });

  it('forgets errors once a plugin has refused the pod', () => {
    const { queue, clock } = queueAt();
    queue.add(infoOf(podOf('p')));
    queue.addUnschedulable(pop(queue), NOTHING);
    clock.nowMs = 2000;
    const queued = pop(queue);
    queue.addUnschedulable(queued, FIT);
    assert.equal(queue.backoffEndMs(queued), 4000);
  });

  it('tries again after five minutes, whatever happened', () => {
    const { queue, clock } = queueAt();
    queue.add(infoOf(podOf('p')));
    queue.addUnschedulable(pop(queue), FIT);
    clock.nowMs = 300_000;
    queue.flushUnschedulable();
    assert.equal(queue.ready, 0);
    clock.nowMs = 300_001;
    queue.flushUnschedulable();
    assert.equal(queue.placeOf('default/p'), 'active');
  });

  it('keeps pods with scheduling gates out until the gates are gone', () => {
    const { queue } = queueAt();
    queue.add(infoOf(podOf('p', { schedulingGates: [{ name: 'quota' }] })));
    assert.equal(queue.placeOf('default/p'), 'gated');
    queue.moveOnEvent(nodeAdded);
    queue.flushUnschedulable();
    assert.equal(queue.ready, 0);
    queue.update(infoOf(podOf('p', { schedulingGates: [] })));
    assert.equal(queue.placeOf('default/p'), 'active');
  });

  it('tries a refused pod again when its own spec changes, not when its status does', () => {
    const { queue } = queueAt();
    const pod = podOf('p');
    queue.add(infoOf(pod));
    queue.addUnschedulable(pop(queue), FIT);
    queue.update(infoOf({ ...pod, status: { phase: 'Pending', message: 'x' } }));
    assert.equal(queue.placeOf('default/p'), 'unschedulable');
    queue.update(infoOf({ ...pod, spec: { ...pod.spec, tolerations: [{ operator: 'Exists' }] } }));
    assert.equal(queue.placeOf('default/p'), 'backoff');
  });

  it('puts a pod in its new place when its priority changes', () => {
    const { queue } = queueAt();
    for (const name of ['a', 'b', 'c']) queue.add(infoOf(podOf(name)));
    queue.update(infoOf(withPriority('c', 10)));
    assert.deepEqual(popAll(queue), ['c', 'a', 'b']);
  });

  it('forgets deleted pods wherever they wait', () => {
    const { queue } = queueAt();
    for (const name of ['a', 'b', 'c']) queue.add(infoOf(podOf(name)));
    queue.addUnschedulable(pop(queue), FIT);
    queue.addUnschedulable(pop(queue), NOTHING);
    for (const name of ['a', 'b', 'c']) queue.delete(`default/${name}`);
    for (const name of ['a', 'b', 'c']) assert.equal(queue.placeOf(`default/${name}`), undefined);
  });
});
