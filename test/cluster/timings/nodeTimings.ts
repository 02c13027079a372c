// Heartbeats of nodes, and what follows from their silence.
import { isConditionTrue } from '../../../src/apimachinery/conditions';
import type { Lease } from '../../../src/apis/generated/coordination/v1';
import type { Node } from '../../../src/apis/generated/core/v1';
import { LEASES, NODES, PODS } from '../../../src/apis/resources';
import { readyCondition } from '../../../src/apis/core/nodeState';
import { ClusterLab } from '../clusterLab';
import { between, exactly, gaps, same, type TimingRow } from './timingRow';
import { watchDeletions, watchTimes } from './timingLab';

const HEARTBEATS = [
  'Nodes: heartbeats',
  'https://kubernetes.io/docs/reference/node/node-status/#heartbeats',
] as const;
const EVICTIONS = [
  'Taints and tolerations',
  'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions',
] as const;
const KUBELET = [
  'KubeletConfiguration',
  'https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/',
] as const;
const MANAGER = [
  'kube-controller-manager',
  'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/',
] as const;
const EVICTION_RATE = [
  'Nodes: rate limits on eviction',
  'https://kubernetes.io/docs/concepts/architecture/nodes/#rate-limits-on-eviction',
] as const;
const PRESSURE = [
  'Node-pressure eviction',
  'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#node-conditions',
] as const;
const POD_GC = [
  'pkg/controller/podgc/gc_controller.go',
  'https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/controller/podgc/gc_controller.go',
] as const;

export const NODE_TIMINGS: readonly TimingRow[] = [
  {
    what: 'The kubelet renews the Lease of its node',
    kubernetes: 'every 10 s (a quarter of the Lease’s duration, up to 4% later)',
    source: HEARTBEATS,
    measure: () => {
      const lab = ClusterLab.boot();
      const times = watchTimes(lab, LEASES, isLeaseOf('worker-1'));
      lab.runFor(300_000);
      return between(10_000, 10_400, gaps(times));
    },
  },
  {
    what: 'Duration that the Lease claims',
    kubernetes: '40 s (nodeLeaseDurationSeconds)',
    source: KUBELET,
    measure: () => {
      const lab = ClusterLab.boot();
      const lease = lab.list(LEASES, 'kube-node-lease')[0];
      return same('40 s', `${String(lease?.spec?.leaseDurationSeconds)} s`);
    },
  },
  {
    what: 'The kubelet posts an unchanged node status',
    kubernetes:
      'every 5 min (nodeStatusReportFrequency; it looks every 10 s whether something changed)',
    source: KUBELET,
    measure: () => {
      const lab = ClusterLab.boot();
      const times = watchTimes(
        lab,
        NODES,
        (node, old) => heartbeatOf(node, 'worker-1') !== heartbeatOf(old, 'worker-1'),
      );
      lab.runFor(1_900_000);
      return between(300_000, 312_000, gaps(times.slice(-5)));
    },
  },
  {
    what: 'A silent node becomes NotReady, after its last heartbeat',
    kubernetes:
      '50 s (node-monitor-grace-period; 40 s before 1.32), counted from when the heartbeat was seen and looked at every 5 s: 50 to 60 s',
    source: MANAGER,
    measure: () => {
      const lab = ClusterLab.boot();
      const heartbeats = watchTimes(lab, LEASES, isLeaseOf('worker-2'));
      lab.runFor(60_000);
      lab.crash('worker-2');
      lab.untilNode('worker-2', 'NotReady', 120_000);
      return between(50_000, 60_000, [lab.nowMs - (heartbeats.at(-1) ?? 0)]);
    },
  },
  {
    what: 'Pods leave a node that stays unreachable, after its taint',
    kubernetes: '300 s (default tolerations of not-ready and unreachable)',
    source: EVICTIONS,
    measure: () => {
      const lab = ClusterLab.boot();
      lab.applySample('guestbook.yaml');
      lab.until('six pods run', () => lab.podCensus() === 'Running 6');
      const tainted = watchTimes(lab, NODES, hasNoExecute);
      const evicted = watchTimes(
        lab,
        PODS,
        ({ metadata }) => metadata.deletionTimestamp !== undefined,
      );
      lab.crash('worker-2');
      lab.until('pods are evicted', () => evicted.length > 0, 500_000);
      return exactly([300_000], [(evicted[0] ?? 0) - (tainted[0] ?? 0)], 1000);
    },
  },
  {
    what: 'Of many silent nodes one after the other is tainted for eviction',
    kubernetes: 'one in 10 s (node-eviction-rate 0.1 per second)',
    source: EVICTION_RATE,
    measure: () => {
      const lab = ClusterLab.boot({ workers: 9 });
      const tainted = watchTimes(
        lab,
        NODES,
        (node, old) => hasNoExecute(node) && !hasNoExecute(old),
      );
      // At the same time, so that the rate alone keeps them apart.
      for (const node of ['worker-1', 'worker-2', 'worker-3', 'worker-4']) lab.crash(node);
      lab.until('all are tainted', () => tainted.length === 4, 200_000);
      return exactly([10_000, 10_000], gaps(tainted.slice(1)), 1000);
    },
  },
  {
    what: 'Pods of a node that was deleted are collected',
    kubernetes: '40 s after it is missed (quarantine), looked at every 20 s',
    source: POD_GC,
    measure: () => {
      const lab = ClusterLab.boot();
      lab.applySample('guestbook.yaml');
      lab.until('six pods run', () => lab.podCensus() === 'Running 6');
      const gone = watchDeletions(lab, PODS, ({ spec }) => spec.nodeName === 'worker-2');
      const startMs = lab.nowMs;
      lab.input({ type: 'removeWorker', node: 'worker-2' });
      lab.until('its pods are gone', () => gone.length > 0, 120_000);
      return between(40_000, 80_000, [(gone[0] ?? 0) - startMs]);
    },
  },
  {
    what: 'A shortage of memory is told by a condition of the node; the condition goes',
    kubernetes:
      'looked at every 10 s; 5 min after the last shortage (evictionPressureTransitionPeriod)',
    source: PRESSURE,
    measure: () => {
      const lab = ClusterLab.boot();
      const hasPressure = (): boolean =>
        isConditionTrue(lab.node('worker-1')?.status.conditions, 'MemoryPressure');
      const target = { node: 'worker-1' };
      lab.input({ type: 'fault', fault: 'memory-pressure', target });
      const toldMs = lab.until('it is told', hasPressure);
      lab.input({ type: 'liftFault', fault: 'memory-pressure', target });
      const goneMs = lab.until('it is gone', () => !hasPressure(), 600_000);
      const told = between(0, 12_000, [toldMs]);
      const gone = between(290_000, 320_000, [goneMs]);
      return { text: `${told.text}; ${gone.text}`, agrees: told.agrees && gone.agrees };
    },
  },
];

function isLeaseOf(node: string): (lease: Lease) => boolean {
  return ({ metadata }) => metadata.name === node;
}

function heartbeatOf(node: Node | undefined, name: string): string {
  if (node?.metadata.name !== name) return '';
  return readyCondition(node)?.lastHeartbeatTime ?? '';
}

function hasNoExecute(node: Node | undefined): boolean {
  return node?.spec.taints?.some(({ effect }) => effect === 'NoExecute') === true;
}
