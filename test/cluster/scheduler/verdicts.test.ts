import assert from 'node:assert/strict';
import { CycleVerdict, Verdicts } from '../../../src/cluster/scheduler/verdicts';

function verdict(uid: string): CycleVerdict {
  return new CycleVerdict({ uid, atMs: 0, attempt: 1, outcome: 'Unschedulable' }, undefined);
}

describe('Verdicts', () => {
  it('keeps the last cycle of the pods that were tried last', () => {
    const verdicts = new Verdicts(2);
    verdicts.put('default/a', verdict('a1'));
    verdicts.put('default/b', verdict('b1'));
    verdicts.put('default/a', verdict('a2'));
    verdicts.put('default/c', verdict('c1'));
    assert.equal(verdicts.size, 2);
    assert.equal(verdicts.lastCycle('default', 'b'), undefined);
    assert.equal(verdicts.lastCycle('default', 'a')?.outcome.uid, 'a2');
    assert.equal(verdicts.lastCycle('default', 'c')?.outcome.uid, 'c1');
  });

  it('has no nodes to show where there were none', () => {
    assert.deepEqual(verdict('a').nodes(), []);
    assert.equal(verdict('a').node('n'), undefined);
  });
});
