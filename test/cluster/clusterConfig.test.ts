// What a learner chooses of a cluster is what the cluster is like.
import assert from 'node:assert/strict';
import {
  completeConfig,
  CONTROL_PLANE_NODE,
  defaultClusterConfig,
  type ClusterConfig,
} from '../../src/cluster/clusterConfig';
import { DEFAULT_TIMINGS, type ClusterTimings } from '../../src/cluster/clusterTimings';
import { CONFIG_MAPS } from '../../src/apis/resources';
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

  it('shows what was chosen where kubeadm would have written it', () => {
    const flagsOf = (lab: ClusterLab, component: string): readonly string[] =>
      lab.pod(`${component}-control-plane`, 'kube-system')?.spec.containers[0]?.command ?? [];
    const usual = booted({});
    const lab = booted({
      nodeMonitorGraceMs: 8_000,
      nodeMonitorPeriodMs: 1_500,
      notReadyTolerationSeconds: 5,
      nodeLeaseSeconds: 8,
      nodeStatusUpdateMs: 2_000,
      restartBackOffMaxMs: 90_000,
    });
    const added = (component: string): readonly string[] => {
      const known = new Set(flagsOf(usual, component));
      return flagsOf(lab, component).filter((flag) => !known.has(flag));
    };
    assert.deepEqual(added('kube-apiserver'), ['--default-not-ready-toleration-seconds=5']);
    assert.deepEqual(added('kube-controller-manager'), [
      '--node-monitor-grace-period=8s',
      '--node-monitor-period=1.5s',
    ]);
    assert.deepEqual([added('kube-scheduler'), added('etcd')], [[], []]);
    const [, ...flags] = flagsOf(lab, 'kube-controller-manager');
    assert.deepEqual(flags, [...flags].sort(), 'in the order of their names');

    const config = (name: string, key: string): string =>
      lab.admin.get(CONFIG_MAPS, 'kube-system', name).data?.[key] ?? '';
    const kubeadm = config('kubeadm-config', 'ClusterConfiguration');
    assert.ok(
      kubeadm.startsWith(
        'apiServer:\n  extraArgs:\n  - name: default-not-ready-toleration-seconds\n    value: "5"\napiVersion: ',
      ),
      kubeadm,
    );
    assert.ok(
      kubeadm.includes(
        'controllerManager:\n  extraArgs:\n  - name: node-monitor-grace-period\n    value: 8s\n  - name: node-monitor-period\n    value: 1.5s\ndns: {}\n',
      ),
      kubeadm,
    );
    const kubelet = config('kubelet-config', 'kubelet');
    assert.ok(
      kubelet.includes('\ncrashLoopBackOff:\n  maxContainerRestartPeriod: 1m30s\nhealthz'),
      kubelet,
    );
    assert.ok(
      kubelet.includes('\nnodeLeaseDurationSeconds: 8\nnodeStatusUpdateFrequency: 2s\nrotate'),
      kubelet,
    );
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

  it('decides how far nodes are from each other, and their zones', () => {
    const group = {
      count: 2,
      namePrefix: 'worker',
      cpuMillis: 4000,
      memoryBytes: 8 * GIB,
      maxPods: 110,
      labels: {},
      zones: ['europe', 'america'],
      taints: [],
    };
    const milliseconds = (latencies: Partial<ClusterConfig>): readonly (number | undefined)[] => {
      const lab = ClusterLab.boot({ workers: 0, nodeGroups: [group], ...latencies });
      lab.apply(podOf('nginx:1.29', 'nodeName: worker-2'));
      lab.until('it runs', () => lab.podCensus() === 'Running 1');
      lab.runFor(2_000);
      const { podIP = '' } = lab.pod('chosen')?.status ?? {};
      return ['worker-2', 'worker-1', CONTROL_PLANE_NODE].map((from) => {
        const machine = lab.cluster.machines.get(from);
        const answer = machine?.network.connect(machine.address, podIP, 80);
        return answer?.kind === 'connected' ? (answer.delayMs ?? 0) : undefined;
      });
    };
    assert.deepEqual(milliseconds({}), [0, 0, 0]);
    assert.deepEqual(milliseconds({ zoneLatencyMs: 40 }), [0, 40, 0]);
    assert.deepEqual(milliseconds({ zoneLatencyMs: 40, nodeLatencyMs: 3 }), [0, 43, 3]);
  });

  it('decides how late nodes hear of the control plane', () => {
    const untilRunning = (latencies: Partial<ClusterConfig>): number => {
      const lab = ClusterLab.boot({ workers: 1, ...latencies });
      lab.apply(podOf('nginx:1.29'));
      return lab.until('it runs', () => lab.podCensus() === 'Running 1');
    };
    // How long a pull takes is up to chance: it is the average that tells.
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    const average = (latencies: Partial<ClusterConfig>): number =>
      seeds.reduce((sum, seed) => sum + untilRunning({ seed, ...latencies }), 0) / seeds.length;
    const nearMs = average({});
    const farMs = average({ nodeLatencyMs: 700 });
    assert.ok(farMs > nearMs + 500, `${String(nearMs)} ms near, ${String(farMs)} ms far`);
  });

  it('decides how far users are', () => {
    const medianMs = (latencies: Partial<ClusterConfig>): number => {
      const lab = ClusterLab.boot({ workers: 1, ...latencies });
      lab.apply(
        `${podOf('nginx:1.29').replace('name: chosen', 'name: chosen\n  labels: { app: chosen }')}---
apiVersion: v1
kind: Service
metadata:
  name: chosen
spec:
  type: NodePort
  selector: { app: chosen }
  ports: [{ port: 80, nodePort: 30080 }]
`,
      );
      lab.until('it serves', () => lab.readyEndpoints('chosen').length === 1);
      lab.runFor(2_000);
      const target = { namespace: 'default', service: 'chosen', nodePort: 30080 };
      const traffic = {
        id: 'users',
        target: { kind: 'nodePort', ...target },
        path: '/',
        requestsPerSecond: 20,
        pricePerFailure: 0,
        timeoutMs: 10_000,
      } as const;
      lab.input({ type: 'startTraffic', traffic });
      lab.runFor(20_000);
      return lab.cluster.traffic.run('users')?.meter.total.latencies.p50 ?? 0;
    };
    const nearMs = medianMs({});
    const farMs = medianMs({ userLatencyMs: 110 });
    // 100 ms more each way, for the connection and for the request; the meter's classes are coarse.
    assert.ok(nearMs > 40 && nearMs < 70, `${String(nearMs)} ms near`);
    assert.ok(farMs > 420 && farMs < 560, `${String(farMs)} ms far`);
  });

  it('lets etcd find a leader over a slow line between its members', () => {
    const lab = ClusterLab.boot({ workers: 0, controlPlaneNodes: 3, etcdLatencyMs: 150 });
    const leader = lab.cluster.etcdLeader ?? assert.fail('nobody leads');
    lab.crash(leader);
    lab.until('another leads', () => ![undefined, leader].includes(lab.cluster.etcdLeader));
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
