import assert from 'node:assert/strict';
import type { Taint, Toleration } from '../../../../src/apis/generated/core/v1';
import { TaintToleration } from '../../../../src/cluster/scheduler/plugins/taintToleration';
import { cacheOf, infoOf, nodeOf, podOf, refusals, scoresOf } from '../objects';

const gpu: Taint = { key: 'gpu', value: 'yes', effect: 'NoSchedule' };

const cases: readonly (readonly [string, Taint, Toleration | undefined, boolean])[] = [
  ['no toleration', gpu, undefined, false],
  [
    'equal key, value, effect',
    gpu,
    { key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
    true,
  ],
  ['Equal is the default operator', gpu, { key: 'gpu', value: 'yes' }, true],
  ['another value', gpu, { key: 'gpu', value: 'no' }, false],
  ['another key', gpu, { key: 'cpu', operator: 'Exists' }, false],
  ['another effect', gpu, { key: 'gpu', operator: 'Exists', effect: 'NoExecute' }, false],
  ['Exists takes any value', gpu, { key: 'gpu', operator: 'Exists' }, true],
  ['an empty key with Exists tolerates everything', gpu, { operator: 'Exists' }, true],
  ['NoExecute keeps new pods off too', { key: 'x', effect: 'NoExecute' }, undefined, false],
  ['PreferNoSchedule does not', { key: 'x', effect: 'PreferNoSchedule' }, undefined, true],
  [
    'Gt is off by default',
    { key: 'x', value: '5', effect: 'NoSchedule' },
    { key: 'x', operator: 'Gt', value: '3' },
    false,
  ],
];

describe('TaintToleration', () => {
  for (const [name, taint, toleration, passes] of cases) {
    it(`filter: ${name}`, () => {
      const cache = cacheOf([nodeOf('a', { spec: { taints: [taint] } })]);
      const pod = podOf('p', toleration === undefined ? {} : { tolerations: [toleration] });
      const expected = passes ? {} : { a: ['node(s) had untolerated taint(s)'] };
      assert.deepEqual(refusals(new TaintToleration(), pod, cache), expected);
    });
  }

  it('prefers nodes with fewer PreferNoSchedule taints that are not tolerated', () => {
    const soft = (key: string): Taint => ({ key, effect: 'PreferNoSchedule' });
    const cache = cacheOf([
      nodeOf('none'),
      nodeOf('one', { spec: { taints: [soft('x')] } }),
      nodeOf('two', { spec: { taints: [soft('x'), soft('y')] } }),
      nodeOf('tolerated', { spec: { taints: [soft('z')] } }),
    ]);
    const pod = podOf('p', { tolerations: [{ key: 'z', operator: 'Exists' }] });
    assert.deepEqual(scoresOf(new TaintToleration(), pod, cache), {
      none: 100,
      one: 50,
      two: 0,
      tolerated: 100,
    });
  });

  it('tries again when the taint is gone', () => {
    const plugin = new TaintToleration();
    const tainted = nodeOf('a', { spec: { taints: [gpu] } });
    const pod = infoOf(podOf('p'));
    assert.equal(
      plugin.queueingHint(pod, { type: 'nodeUpdated', old: tainted, node: nodeOf('a') }),
      true,
    );
    assert.equal(
      plugin.queueingHint(pod, { type: 'nodeUpdated', old: tainted, node: tainted }),
      false,
    );
    assert.equal(plugin.queueingHint(pod, { type: 'nodeAdded', node: tainted }), false);
  });
});
