import assert from 'node:assert/strict';
import type {
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSpec,
} from '../../../../src/apis/generated/core/v1';
import { NodeAffinity } from '../../../../src/cluster/scheduler/plugins/nodeAffinity';
import { cacheOf, infoOf, nodeOf, podOf, refusals, scoresOf } from '../objects';

const REFUSED = ["node(s) didn't match Pod's node affinity/selector"];
const ssd = nodeOf('ssd', { labels: { disk: 'ssd', cores: '8' } });
const hdd = nodeOf('hdd', { labels: { disk: 'hdd', cores: '2' } });
const bare = nodeOf('bare');
const cache = cacheOf([ssd, hdd, bare]);

function required(...nodeSelectorTerms: NodeSelectorTerm[]): Partial<PodSpec> {
  return {
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
    },
  };
}

function expression(
  key: string,
  operator: NodeSelectorRequirement['operator'],
  ...values: string[]
): NodeSelectorTerm {
  return { matchExpressions: [{ key, operator, values }] };
}

const cases: readonly (readonly [string, Partial<PodSpec>, readonly string[]])[] = [
  ['nodeSelector', { nodeSelector: { disk: 'ssd' } }, ['ssd']],
  ['nodeSelector with two labels', { nodeSelector: { disk: 'ssd', cores: '2' } }, []],
  ['In', required(expression('disk', 'In', 'ssd', 'nvme')), ['ssd']],
  [
    'NotIn also where the label is missing',
    required(expression('disk', 'NotIn', 'ssd')),
    ['hdd', 'bare'],
  ],
  ['Exists', required(expression('disk', 'Exists')), ['ssd', 'hdd']],
  ['DoesNotExist', required(expression('disk', 'DoesNotExist')), ['bare']],
  ['Gt', required(expression('cores', 'Gt', '4')), ['ssd']],
  ['Lt', required(expression('cores', 'Lt', '4')), ['hdd']],
  ['Gt with what is no number', required(expression('disk', 'Gt', '4')), []],
  [
    'terms are alternatives',
    required(expression('disk', 'In', 'ssd'), expression('disk', 'In', 'hdd')),
    ['ssd', 'hdd'],
  ],
  [
    'requirements of a term hold together',
    required({
      matchExpressions: [
        { key: 'disk', operator: 'Exists' },
        { key: 'cores', operator: 'Lt', values: ['4'] },
      ],
    }),
    ['hdd'],
  ],
  ['an empty term matches nothing', required({}), []],
  [
    'matchFields',
    required({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['hdd'] }] }),
    ['hdd'],
  ],
  [
    'matchFields NotIn',
    required({ matchFields: [{ key: 'metadata.name', operator: 'NotIn', values: ['hdd'] }] }),
    ['ssd', 'bare'],
  ],
  [
    'nodeSelector and affinity, both',
    { nodeSelector: { disk: 'hdd' }, ...required(expression('cores', 'Exists')) },
    ['hdd'],
  ],
];

describe('NodeAffinity', () => {
  for (const [name, spec, passing] of cases) {
    it(`filter: ${name}`, () => {
      const expected = ['ssd', 'hdd', 'bare']
        .filter((node) => !passing.includes(node))
        .map((node) => [node, REFUSED]);
      assert.deepEqual(
        refusals(new NodeAffinity(), podOf('p', spec), cache),
        Object.fromEntries(expected),
      );
    });
  }

  it('names the only possible nodes where all terms do, as for DaemonSet pods', () => {
    const pin = (name: string): NodeSelectorTerm => ({
      matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }],
    });
    const plugin = new NodeAffinity();
    const named = plugin.preFilter(infoOf(podOf('p', required(pin('ssd'), pin('hdd')))));
    assert.deepEqual(named?.nodeNames, new Set(['ssd', 'hdd']));
    const mixed = plugin.preFilter(
      infoOf(podOf('p', required(pin('ssd'), expression('disk', 'Exists')))),
    );
    assert.equal(mixed?.nodeNames, undefined);
  });

  it('prefers nodes by the weight of the terms that match', () => {
    const pod = podOf('p', {
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 80, preference: expression('disk', 'In', 'ssd') },
            { weight: 20, preference: expression('disk', 'Exists') },
          ],
        },
      },
    });
    assert.deepEqual(scoresOf(new NodeAffinity(), pod, cache), { ssd: 100, hdd: 20, bare: 0 });
    assert.equal(scoresOf(new NodeAffinity(), podOf('p'), cache), undefined);
  });

  it('tries again when a node gets the label', () => {
    const pod = infoOf(podOf('p', { nodeSelector: { disk: 'ssd' } }));
    const labelled = nodeOf('bare', { labels: { disk: 'ssd' } });
    const plugin = new NodeAffinity();
    assert.equal(
      plugin.queueingHint(pod, { type: 'nodeUpdated', old: bare, node: labelled }),
      true,
    );
    assert.equal(plugin.queueingHint(pod, { type: 'nodeUpdated', old: ssd, node: ssd }), false);
    assert.equal(plugin.queueingHint(pod, { type: 'nodeAdded', node: hdd }), false);
  });
});
