// Leader election, and what the API server forgets.
import type { Lease } from '../../../src/apis/generated/coordination/v1';
import type { ContainerStatus } from '../../../src/apis/generated/core/v1';
import { EVENTS, LEASES } from '../../../src/apis/resources';
import { ClusterLab } from '../clusterLab';
import { applyPod, isEvent, watchDeletions, watchTimes } from './timingLab';
import { between, exactly, gaps, same, type TimingRow } from './timingRow';

const ELECTION = [
  'kube-scheduler: --leader-elect-*',
  'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-scheduler/',
] as const;
const ETCD = ['etcd: tuning', 'https://etcd.io/docs/v3.6/tuning/#time-parameters'] as const;
const API_SERVER = [
  'kube-apiserver: --event-ttl',
  'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/',
] as const;

export const CONTROL_PLANE_TIMINGS: readonly TimingRow[] = [
  {
    what: 'Duration of the Lease of the leading scheduler',
    kubernetes: '15 s (leader-elect-lease-duration)',
    source: ELECTION,
    measure: () => {
      const lab = ClusterLab.boot();
      const lease = lab.list(LEASES, 'kube-system').find(isSchedulers);
      return same('15 s', `${String(lease?.spec?.leaseDurationSeconds)} s`);
    },
  },
  {
    what: 'The leader renews it',
    kubernetes: 'every 2 s (leader-elect-retry-period)',
    source: ELECTION,
    measure: () => {
      const lab = ClusterLab.boot();
      const times = watchTimes(lab, LEASES, isSchedulers);
      lab.runFor(60_000);
      return between(2_000, 2_100, gaps(times));
    },
  },
  {
    what: 'A leader that cannot renew it gives up: its process ends',
    kubernetes: '10 s after the last renewal (leader-elect-renew-deadline)',
    source: ELECTION,
    measure: () => {
      const lab = ClusterLab.boot();
      const renewed = watchTimes(lab, LEASES, isSchedulers);
      lab.runFor(20_000);
      const target = { node: 'control-plane', component: 'kube-apiserver' } as const;
      lab.input({ type: 'fault', fault: 'component-stop', target });
      lab.runFor(60_000);
      lab.input({ type: 'liftFault', fault: 'component-stop', target });
      const container = (): ContainerStatus | undefined =>
        lab.pod('kube-scheduler-control-plane', 'kube-system')?.status.containerStatuses?.[0];
      const lastMs = renewed.at(-1) ?? 0;
      lab.until('the restart is told', () => (container()?.restartCount ?? 0) > 0, 300_000);
      const endedMs = Date.parse(container()?.lastState?.terminated?.finishedAt ?? '');
      return between(9_000, 12_000, [endedMs - (lab.cluster.config.startEpochMs + lastMs)]);
    },
  },
  {
    what: 'Another scheduler leads when the leader has crashed, after its last renewal',
    kubernetes: '15 s and up to two tries more (each 2 to 4.4 s)',
    source: ELECTION,
    measure: () => {
      const lab = ClusterLab.boot();
      lab.runFor(20_000);
      const renewed = watchTimes(
        lab,
        LEASES,
        (lease, old) =>
          isSchedulers(lease) && lease.spec?.holderIdentity === old?.spec?.holderIdentity,
      );
      const taken = watchTimes(
        lab,
        LEASES,
        (lease, old) =>
          isSchedulers(lease) && lease.spec?.holderIdentity !== old?.spec?.holderIdentity,
      );
      lab.runFor(10_000);
      lab.crashSystemContainer('kube-scheduler');
      lab.until('another leads', () => taken.length > 0, 60_000);
      const last = renewed.filter((ms) => ms < (taken[0] ?? 0)).at(-1) ?? 0;
      return between(15_000, 23_800, [(taken[0] ?? 0) - last]);
    },
  },
  {
    what: 'etcd’s members elect another leader when the leader’s node has lost power',
    kubernetes:
      'after 1 s without a heartbeat, up to twice that (election timeout, drawn at random)',
    source: ETCD,
    measure: () => {
      const lab = ClusterLab.boot({ controlPlaneNodes: 3, workers: 1 });
      lab.runFor(10_000);
      const { cluster } = lab;
      const before = cluster.etcdLeader ?? '';
      lab.crash(before);
      const isAnother = (): boolean => ![undefined, before].includes(cluster.etcdLeader);
      return between(900, 2_200, [lab.until('another leads', isAnother, 20_000)]);
    },
  },
  {
    what: 'Events are forgotten',
    kubernetes: 'after 1 h (event-ttl)',
    source: API_SERVER,
    measure: () => {
      const lab = ClusterLab.boot();
      const gone = watchDeletions(lab, EVENTS, isEvent('Scheduled', 'short'));
      const said = watchTimes(lab, EVENTS, isEvent('Scheduled', 'short'));
      applyPod(lab, 'short', { script: 'exit 0', spec: 'restartPolicy: Never' });
      lab.until('it is forgotten', () => gone.length > 0, 4_000_000);
      return exactly([3_600_000], [(gone[0] ?? 0) - (said[0] ?? 0)], 60_000);
    },
  },
];

function isSchedulers({ metadata }: Lease): boolean {
  return metadata.namespace === 'kube-system' && metadata.name === 'kube-scheduler';
}
