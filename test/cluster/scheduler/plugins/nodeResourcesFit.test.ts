import assert from 'node:assert/strict';
import { NodeResourcesFit } from '../../../../src/cluster/scheduler/plugins/nodeResourcesFit';
import { cacheOf, infoOf, nodeOf, podOf, podRequesting, refusals, scoresOf } from '../objects';

const running = { ...podRequesting('running', { cpu: '3', memory: '6Gi' }) };
const onNode = { ...running, spec: { ...running.spec, nodeName: 'a' } };

const cases: readonly (readonly [string, Record<string, string>, readonly string[]])[] = [
  ['what is left exactly', { cpu: '1', memory: '2Gi' }, []],
  ['a thousandth too much CPU', { cpu: '1001m' }, ['Insufficient cpu']],
  ['a byte too much memory', { memory: '2147483649' }, ['Insufficient memory']],
  ['both', { cpu: '2', memory: '3Gi' }, ['Insufficient cpu', 'Insufficient memory']],
  ['ephemeral storage', { 'ephemeral-storage': '1Gi' }, ['Insufficient ephemeral-storage']],
  [
    'an extended resource that no node has',
    { 'nvidia.com/gpu': '1' },
    ['Insufficient nvidia.com/gpu'],
  ],
  ['nothing', {}, []],
];

describe('NodeResourcesFit', () => {
  for (const [name, requests, reasons] of cases) {
    it(`filter: ${name}`, () => {
      const cache = cacheOf([nodeOf('a')], [onNode]);
      const expected = reasons.length === 0 ? {} : { a: reasons };
      assert.deepEqual(
        refusals(new NodeResourcesFit(), podRequesting('p', requests), cache),
        expected,
      );
    });
  }

  it('filter: too many pods', () => {
    const cache = cacheOf([nodeOf('a', { allocatable: { pods: '1' } })], [onNode]);
    assert.deepEqual(refusals(new NodeResourcesFit(), podOf('p'), cache), { a: ['Too many pods'] });
  });

  it('filter: a node that has not reported what it has takes no pod', () => {
    const cache = cacheOf([{ ...nodeOf('a'), status: {} }]);
    assert.deepEqual(refusals(new NodeResourcesFit(), podOf('p'), cache), { a: ['Too many pods'] });
  });

  it('says that eviction cannot help a pod that is larger than the node', () => {
    const cache = cacheOf([nodeOf('a')], [onNode]);
    const codeFor = (cpu: string) => {
      const result = new NodeResourcesFit().preFilter(infoOf(podRequesting('p', { cpu })));
      const [node] = cache.nodes;
      return node && result.filter?.(node)?.code;
    };
    assert.equal(codeFor('2'), 'Unschedulable');
    assert.equal(codeFor('5'), 'UnschedulableAndUnresolvable');
  });

  it('prefers the node with more left, counting 100m and 200Mi for pods that request nothing', () => {
    const cache = cacheOf([nodeOf('a'), nodeOf('b')], [onNode]);
    // a: CPU (4000-3100)/4000 = 22, memory (8192-6344)/8192 = 22; b: 97 and 97.
    assert.deepEqual(scoresOf(new NodeResourcesFit(), podOf('p'), cache), { a: 22, b: 97 });
  });

  it('tries again when a pod goes or a node grows enough', () => {
    const plugin = new NodeResourcesFit();
    const pod = infoOf(podRequesting('p', { cpu: '6' }));
    const small = nodeOf('a');
    const large = nodeOf('a', { allocatable: { cpu: '8' } });
    const larger = nodeOf('a', { allocatable: { memory: '16Gi' } });
    assert.equal(plugin.queueingHint(pod, { type: 'assignedPodDeleted', pod: onNode }), true);
    assert.equal(plugin.queueingHint(pod, { type: 'nodeUpdated', old: small, node: large }), true);
    assert.equal(
      plugin.queueingHint(pod, { type: 'nodeUpdated', old: small, node: larger }),
      false,
    );
    assert.equal(plugin.queueingHint(pod, { type: 'nodeAdded', node: small }), false);
    assert.equal(plugin.queueingHint(pod, { type: 'nodeAdded', node: large }), true);
  });
});
