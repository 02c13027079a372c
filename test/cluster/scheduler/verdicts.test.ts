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

  it('keeps fewer where each is long: the last always, and 50 on a thousand nodes', () => {
    const names = Array.from({ length: 1_000 }, (_, i) => `worker-${String(i)}`);
    const record = {
      nodeNames: names,
      filters: [],
      answers: new Uint16Array(names.length),
      statuses: [],
      feasible: new Uint16Array(),
      scores: [],
    };
    const verdicts = new Verdicts(500);
    for (let pod = 0; pod < 150; pod++) {
      const outcome = { uid: '', atMs: 0, attempt: 1, outcome: 'Unschedulable' } as const;
      verdicts.put(`default/${String(pod)}`, new CycleVerdict(outcome, record));
    }
    assert.equal(verdicts.size, 50);
    assert.equal(verdicts.lastCycle('default', '49'), undefined);
    assert.equal(verdicts.lastCycle('default', '149')?.nodes().length, 1_000);
  });

  it('has no nodes to show where there were none', () => {
    assert.deepEqual(verdict('a').nodes(), []);
    assert.equal(verdict('a').node('n'), undefined);
  });
});
