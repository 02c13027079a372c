// Preemption: who is evicted for a pod of higher priority, where, and what becomes of the room.
import assert from 'node:assert/strict';
import type { PodSpec } from '../../../src/apis/generated/core/v1';
import { POD_DISRUPTION_BUDGETS, PODS, PRIORITY_CLASSES } from '../../../src/apis/resources';
import { SchedulerLab } from './schedulerLab';

const CLASSES: Readonly<Record<string, number>> = { batch: -10, low: 0, middle: 100, high: 1000 };

function lab(...nodes: readonly string[]): SchedulerLab {
  const made = new SchedulerLab();
  for (const [name, value] of Object.entries(CLASSES)) {
    const metadata = { name };
    const head = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass' } as const;
    made.client.create(PRIORITY_CLASSES, undefined, { ...head, metadata, value });
  }
  made.client.create(PRIORITY_CLASSES, undefined, {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'polite' },
    value: 1000,
    preemptionPolicy: 'Never',
  });
  for (const name of nodes) made.addNode(name);
  return made;
}

function asking(
  cpu: string,
  priorityClassName: string,
  more: Partial<PodSpec> = {},
): Partial<PodSpec> {
  const containers = [{ name: 'main', image: 'nginx', resources: { requests: { cpu } } }];
  return { containers, priorityClassName, ...more };
}

function place(made: SchedulerLab, name: string, cpu: string, kind: string, node?: string): void {
  const nodeSelector = node === undefined ? {} : { 'kubernetes.io/hostname': node };
  made.addPod(name, asking(cpu, kind, { nodeSelector }), { app: name });
  made.run(3);
}

function going(made: SchedulerLab): readonly string[] {
  return made.client
    .list(PODS, 'default')
    .items.filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
    .map(({ metadata }) => metadata.name);
}

describe('preemption', () => {
  it('marks the victim, says so in events, and keeps the room for who it is for', () => {
    const made = lab('a');
    place(made, 'cheap', '3', 'low');
    made.addPod('urgent', asking('3', 'high'));
    made.run(2);
    const urgent = made.pod('urgent');
    assert.equal(urgent.status.nominatedNodeName, 'a');
    assert.equal(urgent.spec.nodeName, undefined);
    const target = made
      .pod('cheap')
      .status.conditions?.find(({ type }) => type === 'DisruptionTarget');
    assert.equal(target?.reason, 'PreemptionByScheduler');
    assert.equal(
      target?.message,
      'default-scheduler: preempting to accommodate a higher priority pod',
    );
    assert.deepEqual(going(made), ['cheap']);
    assert.equal(
      made.eventsOf('cheap').at(-1),
      `Normal Preempted Preempted by pod ${urgent.metadata.uid} on node a`,
    );
    assert.deepEqual(made.eventsOf('urgent'), [
      'Warning FailedScheduling 0/1 nodes are available: 1 Insufficient cpu.',
    ]);
    // Its replacement comes first, and does not get what is not for it.
    made.addPod('thief', asking('3', 'low'));
    made.removePod('cheap');
    made.run(20);
    assert.equal(made.nodeNameOf('urgent'), 'a');
    assert.equal(made.pod('urgent').status.nominatedNodeName, undefined);
    assert.equal(made.nodeNameOf('thief'), undefined);
  });

  it('waits for who is going already instead of evicting more', () => {
    const made = lab('a');
    place(made, 'cheap', '2', 'low');
    place(made, 'cheap2', '1800m', 'low');
    place(made, 'tiny', '200m', 'high');
    made.addPod('urgent', asking('1900m', 'high'));
    made.run(2);
    const [victim] = going(made);
    made.removePod('tiny');
    made.run(20);
    assert.deepEqual(going(made), [victim]);
    assert.match(
      made.eventsOf('urgent').at(-1) ?? '',
      /preemption: not eligible due to a terminating pod on the nominated node\./,
    );
  });

  it('evicts no more than is needed, the least important first', () => {
    const made = lab('a');
    place(made, 'middle', '1', 'middle');
    place(made, 'low', '1', 'low');
    place(made, 'batch', '2', 'batch');
    made.addPod('urgent', asking('2', 'high'));
    made.run(2);
    assert.deepEqual(going(made), ['batch']);
  });

  it('chooses the node where the least important pods have to go', () => {
    const made = lab('a', 'b', 'c');
    place(made, 'middle', '3', 'middle', 'a');
    place(made, 'batch', '3', 'batch', 'b');
    place(made, 'low', '3', 'low', 'c');
    made.addPod('urgent', asking('3', 'high'));
    made.run(2);
    assert.deepEqual(going(made), ['batch']);
    assert.equal(made.pod('urgent').status.nominatedNodeName, 'b');
  });

  it('spares those that a budget guards, where it can', () => {
    const made = lab('a', 'b');
    place(made, 'guarded', '3', 'batch', 'a');
    place(made, 'free', '3', 'middle', 'b');
    made.client.create(POD_DISRUPTION_BUDGETS, 'default', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'guard' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'guarded' } } },
    });
    made.addPod('urgent', asking('3', 'high'));
    made.run(2);
    assert.deepEqual(going(made), ['free']);
  });

  it('takes the room of a pod of lower priority that waits for it', () => {
    const made = lab('a');
    place(made, 'cheap', '3', 'low');
    made.addPod('first', asking('3', 'middle'));
    made.run(2);
    assert.equal(made.pod('first').status.nominatedNodeName, 'a');
    made.addPod('urgent', asking('3', 'high'));
    made.run(2);
    assert.equal(made.pod('first').status.nominatedNodeName, undefined);
    assert.equal(made.pod('urgent').status.nominatedNodeName, 'a');
    made.removePod('cheap');
    made.run(20);
    assert.deepEqual([made.nodeNameOf('urgent'), made.nodeNameOf('first')], ['a', undefined]);
  });

  it('leaves pods of the same priority alone, and others where the pod may not preempt', () => {
    const made = lab('a');
    place(made, 'cheap', '3', 'low');
    made.addPod('equal', asking('3', 'low'));
    made.addPod('polite', asking('3', 'polite'));
    made.run(20);
    assert.deepEqual(going(made), []);
    assert.match(made.eventsOf('equal')[0] ?? '', /1 No preemption victims found/);
  });
});
