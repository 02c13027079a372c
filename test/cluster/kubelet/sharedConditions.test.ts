import assert from 'node:assert/strict';
import type { PodCondition } from '../../../src/apis/generated/core/v1';
import { PODS } from '../../../src/apis/resources';
import { SharedConditions } from '../../../src/cluster/kubelet/sharedConditions';
import { isRunning, NodeLab } from './nodeLab';

describe('shared conditions', () => {
  it('are one object where two say the same in the same second, and only there', () => {
    const shared = new SharedConditions<PodCondition>();
    const ready = (status: 'True' | 'False', second: number): PodCondition =>
      shared.of({ type: 'Ready', status, lastTransitionTime: `2026-11-25T12:00:0${second}Z` });
    const first = ready('True', 1);
    const other = ready('False', 1);
    assert.equal(ready('True', 1), first);
    assert.equal(ready('False', 1), other);
    const later = ready('True', 2);
    assert.notEqual(later, first);
    assert.equal(later.lastTransitionTime, '2026-11-25T12:00:02Z');
    assert.deepEqual(shared.of({ ...later, reason: 'PodCompleted' }).reason, 'PodCompleted');
  });

  it('tell of pods that start together what each would say alone', () => {
    const lab = new NodeLab();
    for (const name of ['a', 'b']) lab.createPod(name, [{}]);
    for (const name of ['a', 'b']) lab.runUntil(name, isRunning);
    const of = (name: string, type: string): PodCondition | undefined =>
      lab.admin.get(PODS, 'default', name).status.conditions?.find((each) => each.type === type);
    assert.equal(of('a', 'Initialized'), of('b', 'Initialized'));
    for (const name of ['a', 'b'])
      assert.deepEqual([of(name, 'Ready')?.status, of(name, 'Ready')?.reason], ['True', undefined]);
  });
});
