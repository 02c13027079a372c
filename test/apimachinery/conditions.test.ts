import assert from 'node:assert/strict';
import {
  type ConditionLike,
  findCondition,
  isConditionTrue,
  removeCondition,
  setCondition,
} from '../../src/apimachinery/conditions';

describe('conditions', () => {
  const ready: ConditionLike = {
    type: 'Ready',
    status: 'True',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  };
  const list: readonly ConditionLike[] = [ready, { type: 'Other', status: 'False' }];

  it('are found by type', () => {
    assert.equal(findCondition(list, 'Ready'), ready);
    assert.equal(findCondition(undefined, 'Ready'), undefined);
    assert.equal(isConditionTrue(list, 'Other'), false);
  });

  it('keep the time of their transition while the status stays', () => {
    const later = '2026-01-01T00:01:00Z';
    assert.equal(setCondition(list, { ...ready, lastTransitionTime: later }), list);
    const reasoned = setCondition(list, { ...ready, reason: 'X', lastTransitionTime: later });
    assert.deepEqual(findCondition(reasoned, 'Ready'), { ...ready, reason: 'X' });
    const down = setCondition(list, { ...ready, status: 'False', lastTransitionTime: later });
    assert.equal(findCondition(down, 'Ready')?.lastTransitionTime, later);
    assert.equal(findCondition(list, 'Ready'), ready, 'the old list is untouched');
  });

  it('are appended and removed', () => {
    const fresh = { type: 'New', status: 'True' };
    assert.deepEqual(setCondition(undefined, fresh), [fresh]);
    assert.deepEqual(removeCondition(list, 'Ready'), [list[1]]);
    assert.equal(removeCondition(list, 'Absent'), list);
  });
});
