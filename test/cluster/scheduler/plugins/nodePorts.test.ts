import assert from 'node:assert/strict';
import type { ContainerPort, Pod } from '../../../../src/apis/generated/core/v1';
import { NodePorts } from '../../../../src/cluster/scheduler/plugins/nodePorts';
import { cacheOf, infoOf, nodeOf, podOf, refusals } from '../objects';

function podWithPort(name: string, port: Partial<ContainerPort>, nodeName?: string): Pod {
  return podOf(name, {
    containers: [{ name: 'main', ports: [{ containerPort: 80, ...port }] }],
    ...(nodeName === undefined ? {} : { nodeName }),
  });
}

const cases: readonly (readonly [
  string,
  Partial<ContainerPort>,
  Partial<ContainerPort>,
  boolean,
])[] = [
  ['the same port', { hostPort: 80 }, { hostPort: 80 }, true],
  ['another port', { hostPort: 80 }, { hostPort: 81 }, false],
  ['another protocol', { hostPort: 80 }, { hostPort: 80, protocol: 'UDP' }, false],
  [
    'other addresses',
    { hostPort: 80, hostIP: '127.0.0.1' },
    { hostPort: 80, hostIP: '127.0.0.2' },
    false,
  ],
  ['all addresses against one', { hostPort: 80 }, { hostPort: 80, hostIP: '127.0.0.1' }, true],
  ['one address against all', { hostPort: 80, hostIP: '127.0.0.1' }, { hostPort: 80 }, true],
  ['no host port', { hostPort: 80 }, {}, false],
];

describe('NodePorts', () => {
  for (const [name, used, wanted, refused] of cases) {
    it(`filter: ${name}`, () => {
      const cache = cacheOf([nodeOf('a')], [podWithPort('old', used, 'a')]);
      const expected = refused
        ? { a: ["node(s) didn't have free ports for the requested pod ports"] }
        : {};
      assert.deepEqual(refusals(new NodePorts(), podWithPort('new', wanted), cache), expected);
    });
  }

  it('frees the port with the pod', () => {
    const cache = cacheOf([nodeOf('a')], [podWithPort('old', { hostPort: 80 }, 'a')]);
    cache.removePod('default/old');
    assert.deepEqual(refusals(new NodePorts(), podWithPort('new', { hostPort: 80 }), cache), {});
  });

  it('tries again when a pod with the port goes', () => {
    const plugin = new NodePorts();
    const pod = infoOf(podWithPort('new', { hostPort: 80 }));
    const gone = (hostPort: number) =>
      ({ type: 'assignedPodDeleted', pod: podWithPort('old', { hostPort }) }) as const;
    assert.equal(plugin.queueingHint(pod, gone(80)), true);
    assert.equal(plugin.queueingHint(pod, gone(81)), false);
  });
});
