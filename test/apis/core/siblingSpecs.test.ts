import assert from 'node:assert/strict';
import { POD_RULES } from '../../../src/apis/core/pod';
import { podQosClass } from '../../../src/apis/core/podQosClass';
import type { Affinity, Pod, PodSpec } from '../../../src/apis/generated/core/v1';
import { podOf } from '../../cluster/scheduler/objects';

const TEMPLATE: PodSpec = {
  containers: [{ name: 'main', image: 'nginx:1.27', resources: { limits: { memory: '1.5Gi' } } }],
  nodeSelector: { 'beta.kubernetes.io/os': 'linux' },
  hostAliases: [{ ip: '10.0.0.1' }, { ip: '10.0.0.1' }],
};
const AFFINITIES: readonly Affinity[] = [
  pinnedTo('worker-1'),
  pinnedTo('worker-2'),
  pinnedTo('worker-3', 'Is'),
  {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname' }],
    },
  },
  pinnedTo('worker-4'),
];

function pinnedTo(name: string, operator = 'In'): Affinity {
  const matchFields = [{ key: 'metadata.name', operator, values: [name] }];
  const required = { nodeSelectorTerms: [{ matchFields }] };
  // One of them is no operator.
  return {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required },
  } as Affinity;
}

/** All that the API server finds out about a new pod. */
function looked(pod: Pod) {
  const complete = POD_RULES.defaults(pod);
  return {
    complete,
    qosClass: podQosClass(complete.spec),
    errors: POD_RULES.validate(complete),
    warnings: POD_RULES.warnings?.(complete, undefined),
  };
}

describe('sibling specs', () => {
  it('are each found to be what they are, whatever their siblings are', () => {
    for (const affinity of AFFINITIES) {
      const pod = podOf('web', { ...TEMPLATE, affinity });
      assert.deepEqual(looked(pod), looked(structuredClone(pod)));
    }
    const alone = podOf('web', TEMPLATE);
    assert.deepEqual(looked(alone), looked(structuredClone(alone)));
  });

  it('are told of what is wrong with their own affinity', () => {
    const found = AFFINITIES.map((affinity) => looked(podOf('web', { ...TEMPLATE, affinity })));
    const errors = found.map((each) => each.errors.map(({ path }) => path));
    const operator =
      'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].operator';
    assert.deepEqual(errors, [[], [], [operator], [], []]);
    const about = 'spec.affinity.podAntiAffinity';
    const warned = found.map(({ warnings = [] }) => warnings.some((each) => each.includes(about)));
    assert.deepEqual(warned, [false, false, false, true, false]);
  });

  it('share all that affinity has no part in', () => {
    const [first, second] = AFFINITIES.map((affinity) =>
      POD_RULES.defaults(podOf('web', { ...TEMPLATE, affinity })),
    );
    assert.ok(first && second);
    assert.notEqual(first.spec.affinity, second.spec.affinity);
    assert.equal(first.spec.containers, second.spec.containers);
    assert.equal(first.spec.securityContext, second.spec.securityContext);
  });
});
