// What a learner chooses of a cluster is what the cluster is like.
import assert from 'node:assert/strict';
import { completeConfig, defaultClusterConfig } from '../../src/cluster/clusterConfig';
import { DEFAULT_TIMINGS, type ClusterTimings } from '../../src/cluster/clusterTimings';
import { ClusterLab, START_MS } from './clusterLab';

const GIB = 1024 ** 3;

function booted(timings: Partial<ClusterTimings>): ClusterLab {
  return ClusterLab.boot({ workers: 1, timings: { ...DEFAULT_TIMINGS, ...timings } });
}

function podOf(image: string, more = ''): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: chosen
spec:
  ${more}
  containers:
    - name: main
      image: ${image}
`;
}

describe('cluster configuration', () => {
  it('has groups of nodes, in zones, with labels, taints and sizes of their own', () => {
    const lab = ClusterLab.boot({
      workers: 1,
      nodeGroups: [
        {
          count: 2,
          namePrefix: 'worker',
          cpuMillis: 2000,
          memoryBytes: 4 * GIB,
          maxPods: 20,
          labels: { disk: 'ssd' },
          zones: ['zone-a', 'zone-b'],
          region: 'home',
          taints: [],
        },
        {
          count: 1,
          namePrefix: 'gpu',
          cpuMillis: 16_000,
          memoryBytes: 64 * GIB,
          maxPods: 110,
          labels: {},
          zones: [],
          taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }],
        },
      ],
    });
    const rows = ['worker-1', 'worker-2', 'worker-3', 'gpu-1'].map((name) => {
      const node = lab.node(name);
      const labels = node?.metadata.labels;
      const { cpu, memory, pods } = node?.status.capacity ?? {};
      return [
        [cpu, memory, pods].join(' '),
        labels?.['topology.kubernetes.io/zone'] ?? '-',
        labels?.['topology.kubernetes.io/region'] ?? '-',
        labels?.['disk'] ?? '-',
        (node?.spec.taints ?? []).map(({ key, value }) => `${key}=${value ?? ''}`).join(),
      ].join(' | ');
    });
    assert.deepEqual(rows, [
      '4 8Gi 110 | - | - | - | ',
      '2 4Gi 20 | zone-a | home | ssd | ',
      '2 4Gi 20 | zone-b | home | ssd | ',
      '16 64Gi 110 | - | - | - | gpu=yes',
    ]);
  });

  it('decides when a silent node is lost, and how soon its pods go', () => {
    const lab = booted({
      nodeStatusUpdateMs: 2_000,
      nodeMonitorPeriodMs: 1_000,
      nodeMonitorGraceMs: 8_000,
      notReadyTolerationSeconds: 5,
      unreachableTolerationSeconds: 7,
    });
    lab.apply(podOf('nginx:1.29'));
    lab.until('it runs', () => lab.podCensus() === 'Running 1');
    assert.deepEqual(
      lab.pod('chosen')?.spec.tolerations?.map(({ tolerationSeconds }) => tolerationSeconds),
      [5, 7],
    );
    lab.crash('worker-1');
    const lostMs = lab.untilNode('worker-1', 'NotReady');
    assert.ok(lostMs > 6_000 && lostMs < 10_000, `${String(lostMs)} ms`);
    const evictedMs = lab.until('eviction', () => lab.podCensus() === 'Terminating 1');
    assert.ok(evictedMs >= 6_900 && evictedMs < 9_000, `${String(evictedMs)} ms`);
  });

  it('decides how fast crashed containers come back and images are pulled', () => {
    const lab = booted({
      restartBackOffMs: 1_000,
      restartBackOffMaxMs: 1_000,
      imageResolveMs: 1,
      imageBytesPerMs: 1e9,
    });
    lab.apply(
      podOf('busybox:1.36', '').replace('busybox:1.36', "busybox:1.36\n      command: ['false']"),
    );
    lab.runFor(30_000);
    const restarts = lab.pod('chosen')?.status.containerStatuses?.[0]?.restartCount ?? 0;
    assert.ok(restarts >= 8, `${String(restarts)} restarts`);
    const pulled = lab.events('chosen').find((event) => event.includes('Successfully pulled'));
    assert.match(pulled ?? '', /in \d{1,2}ms/);
  });

  it('adds images to those that are known', () => {
    const lab = ClusterLab.boot({
      workers: 1,
      images: [
        {
          repository: 'registry.example.com/shop',
          tags: { names: ['1.0'] },
          sizeBytes: 20_000_000,
          program: { kind: 'task', durationMs: 500, exitCode: 3, output: ['out of stock'] },
          userland: 'none',
          binaries: ['/shop'],
        },
      ],
    });
    lab.apply(podOf('registry.example.com/shop:1.0', 'restartPolicy: Never'));
    lab.until('it has failed', () => lab.pod('chosen')?.status.phase === 'Failed');
    const { terminated } = lab.pod('chosen')?.status.containerStatuses?.[0]?.state ?? {};
    assert.equal(terminated?.exitCode, 3);
  });

  it('is completed where it was chosen before there was so much to choose from', () => {
    const { seed, startEpochMs, workers, nodeCpuMillis } = defaultClusterConfig(3, START_MS);
    assert.deepEqual(
      completeConfig({ seed, startEpochMs, workers, nodeCpuMillis }),
      defaultClusterConfig(3, START_MS),
    );
  });
});
