import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Node, Pod, PodSpec, Taint } from '../../../src/apis/generated/core/v1';
import type { Profile } from '../../../src/cluster/scheduler/framework/plugin';
import { DefaultPreemption } from '../../../src/cluster/scheduler/plugins/defaultPreemption';
import { DynamicResources } from '../../../src/cluster/scheduler/plugins/dynamicResources';
import { ImageLocality } from '../../../src/cluster/scheduler/plugins/imageLocality';
import { NodeAffinity } from '../../../src/cluster/scheduler/plugins/nodeAffinity';
import { NodePorts } from '../../../src/cluster/scheduler/plugins/nodePorts';
import { NodeResourcesBalancedAllocation } from '../../../src/cluster/scheduler/plugins/nodeResourcesBalancedAllocation';
import { NodeResourcesFit } from '../../../src/cluster/scheduler/plugins/nodeResourcesFit';
import { NodeUnschedulable } from '../../../src/cluster/scheduler/plugins/nodeUnschedulable';
import { TaintToleration } from '../../../src/cluster/scheduler/plugins/taintToleration';
import type { SchedulerCache } from '../../../src/cluster/scheduler/schedulerCache';
import {
  feasibleNodesToFind,
  SchedulingAlgorithm,
  type CycleResult,
} from '../../../src/cluster/scheduler/schedulingAlgorithm';
import { CycleVerdict } from '../../../src/cluster/scheduler/verdicts';
import { Random } from '../../../src/simulation/random';
import { cacheOf, infoOf, nodeOf, podOf, podRequesting, volumeBinding } from './objects';

const controlPlane: Taint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' };

function profile(): Profile {
  const taintToleration = new TaintToleration();
  const fit = new NodeResourcesFit();
  return {
    preEnqueue: [],
    filter: [
      new NodeUnschedulable(),
      taintToleration,
      new NodeAffinity(),
      new NodePorts(),
      fit,
      volumeBinding(),
    ],
    postFilter: [new DynamicResources(), new DefaultPreemption()],
    score: [
      { plugin: taintToleration, weight: 3 },
      { plugin: fit, weight: 1 },
      { plugin: new NodeResourcesBalancedAllocation(), weight: 1 },
      { plugin: new ImageLocality(), weight: 1 },
    ],
    reserve: [],
    preBind: [],
    bind: { name: 'Bind', bind: () => undefined },
  };
}

function algorithmOn(cache: SchedulerCache, seed = 1): SchedulingAlgorithm {
  return new SchedulingAlgorithm(profile(), cache, new Random(seed));
}

function schedule(cache: SchedulerCache, pod: Pod): CycleResult {
  return algorithmOn(cache).schedule(infoOf(pod));
}

function messageFor(nodes: readonly Node[], pod: Pod, running: readonly Pod[] = []): string {
  const result = schedule(cacheOf(nodes, running), pod);
  return result.outcome === 'fitsNowhere' ? result.message : result.outcome;
}

const cluster = [
  nodeOf('cp', { spec: { taints: [controlPlane] } }),
  nodeOf('w1'),
  nodeOf('w2'),
  nodeOf('w3'),
];

function onNode(pod: Pod, nodeName: string, spec: Partial<PodSpec> = {}): Pod {
  return { ...pod, spec: { ...pod.spec, ...spec, nodeName } };
}

const full = ['w1', 'w2', 'w3'].map((name) =>
  onNode(podRequesting(`full-${name}`, { cpu: '3' }), name),
);

describe('SchedulingAlgorithm', () => {
  describe('words what kube-scheduler words', () => {
    it('no room left', () => {
      assert.equal(
        messageFor(cluster, podRequesting('p', { cpu: '2' }), full),
        '0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. ' +
          'no new claims to deallocate, preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, ' +
          '3 No preemption victims found for incoming pod.',
      );
    });

    it('a pod that is larger than any node', () => {
      assert.equal(
        messageFor(cluster, podRequesting('p', { cpu: '5', memory: '9Gi' })),
        '0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu, ' +
          '3 Insufficient memory. no new claims to deallocate, preemption: 0/4 nodes are available: ' +
          '4 Preemption is not helpful for scheduling.',
      );
    });

    it('a node selector that no node has', () => {
      assert.equal(
        messageFor(cluster, podOf('p', { nodeSelector: { disk: 'ssd' } })),
        "0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 node(s) didn't match Pod's " +
          'node affinity/selector. no new claims to deallocate, preemption: 0/4 nodes are available: ' +
          '4 Preemption is not helpful for scheduling.',
      );
    });

    it('a pod pinned to a full node, as those of DaemonSets', () => {
      const pinned = podRequesting('p', { cpu: '2' });
      const matchFields = [{ key: 'metadata.name', operator: 'In', values: ['w1'] }] as const;
      const pod: Pod = {
        ...pinned,
        spec: {
          ...pinned.spec,
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [{ matchFields }],
              },
            },
          },
        },
      };
      assert.equal(
        messageFor(cluster, pod, full),
        "0/4 nodes are available: 1 Insufficient cpu, 3 node(s) didn't satisfy plugin(s) " +
          '[NodeAffinity]. no new claims to deallocate, preemption: 0/4 nodes are available: 1 No preemption victims found for ' +
          'incoming pod, 3 Preemption is not helpful for scheduling.',
      );
    });

    it('a claim that is not there', () => {
      const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'x' } }];
      assert.equal(
        messageFor(cluster, podOf('p', { volumes })),
        '0/4 nodes are available: persistentvolumeclaim "x" not found. no new claims to deallocate, preemption: ' +
          '0/4 nodes are available: 4 Preemption is not helpful for scheduling.',
      );
    });

    it('a pod that may not preempt', () => {
      const pod = podRequesting('p', { cpu: '2' });
      assert.equal(
        messageFor(cluster, { ...pod, spec: { ...pod.spec, preemptionPolicy: 'Never' } }, full),
        '0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. ' +
          'no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.',
      );
    });

    it('a pod that does not fit even without the pods of lower priority', () => {
      const urgent = podRequesting('p', { cpu: '2' });
      const low = onNode(podRequesting('low', { cpu: '100m' }), 'w1', { priority: -1 });
      assert.equal(
        messageFor(cluster, urgent, [...full, low]),
        '0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. ' +
          'no new claims to deallocate, preemption: 0/4 nodes are available: 1 Insufficient cpu, 1 Preemption is not helpful for ' +
          'scheduling, 2 No preemption victims found for incoming pod.',
      );
    });

    it('says nothing on preemption where it would help, since that is not done yet (#4)', () => {
      const urgent = podRequesting('p', { cpu: '2' });
      const pod = { ...urgent, spec: { ...urgent.spec, priority: 1000 } };
      assert.equal(
        messageFor(cluster, pod, full),
        '0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu.',
      );
    });
  });

  it('leaves the node infos as they were after trying evictions', () => {
    const cache = cacheOf(cluster, full);
    const urgent = podRequesting('p', { cpu: '2' });
    algorithmOn(cache).schedule(infoOf({ ...urgent, spec: { ...urgent.spec, priority: 1000 } }));
    assert.equal(cache.node('w1')?.requestedCpuMillis, 3000);
    assert.equal(cache.node('w1')?.pods.size, 1);
  });

  it('has no node to offer where there is none', () => {
    assert.equal(schedule(cacheOf([]), podOf('p')).outcome, 'noNodes');
  });

  it('takes the node with more room', () => {
    const result = schedule(cacheOf(cluster, full.slice(0, 2)), podRequesting('p', { cpu: '1' }));
    assert.equal(result.outcome === 'fits' && result.nodeName, 'w3');
  });

  it('explains afterwards what each plugin said on each node', () => {
    const cache = cacheOf(cluster, full.slice(0, 1));
    const result = schedule(cache, podRequesting('p', { cpu: '2' }));
    assert.equal(result.outcome, 'fits');
    const outcome = { uid: 'u', atMs: 0, attempt: 1, outcome: 'Scheduled' } as const;
    const verdict = new CycleVerdict(outcome, 'record' in result ? result.record : undefined);
    const refused = verdict.node('w1');
    assert.equal(refused?.verdict, 'refused');
    assert.deepEqual(
      refused.filters.map((each) => [each.plugin, each.verdict, ...each.reasons]),
      [
        ['NodeUnschedulable', 'passed'],
        ['TaintToleration', 'passed'],
        ['NodeAffinity', 'skipped'],
        ['NodePorts', 'skipped'],
        ['NodeResourcesFit', 'refused', 'Insufficient cpu'],
        ['VolumeBinding', 'skipped'],
      ],
    );
    assert.deepEqual(verdict.node('cp')?.filters.at(-2)?.verdict, 'notRun');
    // w2 and w3 are alike: 3 x 100 for taints, (50 + 97) / 2 for room, 75 for balance.
    assert.deepEqual(verdict.node('w2')?.scores, [
      { plugin: 'TaintToleration', weight: 3, score: 100 },
      { plugin: 'NodeResourcesFit', weight: 1, score: 73 },
      { plugin: 'NodeResourcesBalancedAllocation', weight: 1, score: 75 },
    ]);
    assert.equal(verdict.node('w2')?.total, 448);
    assert.equal(verdict.nodes().length, 4);
    assert.equal(verdict.node('w9'), undefined);
  });

  it('breaks ties at random, alike for the same seed', () => {
    const chosen = (seed: number): string => {
      const cache = cacheOf(['a', 'b', 'c', 'd'].map((name) => nodeOf(name)));
      const result = algorithmOn(cache, seed).schedule(infoOf(podOf('p')));
      return result.outcome === 'fits' ? result.nodeName : '';
    };
    const nodes = new Set(Array.from({ length: 50 }, (_, seed) => chosen(seed)));
    assert.deepEqual([...nodes].sort(), ['a', 'b', 'c', 'd']);
    assert.equal(chosen(7), chosen(7));
  });

  it('looks at a share of many nodes, each time from where it stopped', () => {
    assert.deepEqual(
      [50, 100, 250, 1000, 5000, 10_000].map(feasibleNodesToFind),
      [50, 100, 120, 420, 500, 500],
    );
    const cache = cacheOf(Array.from({ length: 200 }, (_, i) => nodeOf(`n${String(i)}`)));
    const algorithm = algorithmOn(cache);
    const looked = (): readonly number[] => {
      const result = algorithm.schedule(infoOf(podOf('p')));
      return result.outcome === 'fits' ? [...result.record.feasible] : [];
    };
    assert.deepEqual([looked()[0], looked()[0], looked()[0]], [0, 100, 0]);
  });

  it('never overcommits a node, nor goes where a filter refuses', () => {
    const amount = fc.integer({ min: 0, max: 2000 });
    const pods = fc.array(
      fc.record({ cpu: amount, memory: amount, port: fc.nat(3), tolerates: fc.boolean() }),
      { maxLength: 60 },
    );
    const nodes = fc.array(
      fc.record({
        cpu: amount,
        memory: amount,
        pods: fc.nat(8),
        tainted: fc.boolean(),
        cordoned: fc.boolean(),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(nodes, pods, fc.nat(), (nodeParts, podParts, seed) => {
        const cache = cacheOf(
          nodeParts.map((parts, i) =>
            nodeOf(`n${String(i)}`, {
              allocatable: {
                cpu: `${String(parts.cpu)}m`,
                memory: `${String(parts.memory)}Mi`,
                pods: String(parts.pods),
              },
              spec: { unschedulable: parts.cordoned, taints: parts.tainted ? [controlPlane] : [] },
            }),
          ),
        );
        const algorithm = algorithmOn(cache, seed);
        podParts.forEach((parts, i) => {
          const pod = podOf(`p${String(i)}`, {
            containers: [
              {
                name: 'main',
                resources: {
                  requests: { cpu: `${String(parts.cpu)}m`, memory: `${String(parts.memory)}Mi` },
                },
                ports: parts.port === 0 ? [] : [{ containerPort: 80, hostPort: parts.port }],
              },
            ],
            tolerations: parts.tolerates ? [{ ...controlPlane, operator: 'Exists' }] : [],
          });
          const result = algorithm.schedule(infoOf(pod));
          if (result.outcome === 'fits') cache.assumePod(infoOf(pod), result.nodeName);
        });
        for (const node of cache.nodes) {
          const on = [...node.pods.values()];
          const sum = (of: (requests: (typeof on)[number]['requests']) => number): number =>
            on.reduce((total, { requests }) => total + of(requests), 0);
          assert.ok(sum((each) => each.cpuMillis) <= node.allocatable.cpuMillis);
          assert.ok(sum((each) => each.memoryBytes) <= node.allocatable.memoryBytes);
          assert.ok(on.length <= node.allocatable.pods);
          assert.ok(!node.node.spec.unschedulable || on.length === 0);
          const ports = on.flatMap(({ requests }) => requests.hostPorts.map(({ port }) => port));
          assert.equal(new Set(ports).size, ports.length);
          const isTainted = (node.node.spec.taints ?? []).length > 0;
          const areAllTolerant = on.every(({ pod }) => (pod.spec.tolerations ?? []).length > 0);
          assert.ok(!isTainted || areAllTolerant);
        }
      }),
    );
  });
});
