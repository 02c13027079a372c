// Rollouts, endpoints and the scheduler's patience.
import { isConditionTrue } from '../../../src/apimachinery/conditions';
import type { Pod } from '../../../src/apis/generated/core/v1';
import { DEPLOYMENTS, ENDPOINT_SLICES, EVENTS, PODS } from '../../../src/apis/resources';
import { ClusterLab, isPodReady } from '../clusterLab';
import { applyPod, isEvent, watchTimes } from './timingLab';
import { between, exactly, gaps, same, type TimingRow } from './timingRow';

const ROLLOUT = [
  'Deployments: rolling update',
  'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment',
] as const;
const DEADLINE = [
  'Deployments: progress deadline',
  'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds',
] as const;
const SLICES = [
  'kube-controller-manager',
  'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/',
] as const;
const SCHEDULER = [
  'pkg/scheduler/backend/queue/scheduling_queue.go',
  'https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/scheduler/backend/queue/scheduling_queue.go',
] as const;

function web(image: string, replicas = 10): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${String(replicas)}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "${image}"}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;
}

export const WORKLOAD_TIMINGS: readonly TimingRow[] = [
  {
    what: 'Rolling update of 10 replicas: most pods at once, fewest that are available',
    kubernetes:
      '13 and 8 (maxSurge 25% rounded up: 3 more; maxUnavailable 25% rounded down: 2 fewer)',
    source: ROLLOUT,
    measure: () => {
      const lab = ClusterLab.boot();
      lab.apply(web('nginx:1.28'));
      lab.untilReady('web', 120_000);
      let most = 0;
      let fewest = 10;
      lab.state.onChange(() => {
        const alive = livePods(lab);
        most = Math.max(most, alive.length);
        fewest = Math.min(fewest, alive.filter(isPodReady).length);
      });
      lab.apply(web('nginx:1.29'));
      lab.untilReady('web', 300_000);
      return same('13 and 8', `${String(most)} and ${String(fewest)}`);
    },
  },
  {
    what: 'The same update with an image that cannot be pulled: how far it goes',
    kubernetes: '5 new pods that do not run (10 + 3 - 8), 8 old ones that go on serving',
    source: ROLLOUT,
    measure: () => {
      const lab = ClusterLab.boot();
      lab.apply(web('nginx:1.28'));
      lab.untilReady('web', 120_000);
      lab.apply(web('nginx:1.999'));
      lab.runFor(120_000);
      const alive = livePods(lab);
      const ready = alive.filter(isPodReady).length;
      return same(
        '5 new pods, 8 old ones',
        `${String(alive.length - ready)} new pods, ${String(ready)} old ones`,
      );
    },
  },
  {
    what: 'A rollout that does not get on is called failed',
    kubernetes: 'after 600 s without progress (progressDeadlineSeconds)',
    source: DEADLINE,
    measure: () => {
      const lab = ClusterLab.boot();
      lab.apply(web('nginx:1.28'));
      lab.untilReady('web', 120_000);
      let lastMs = 0;
      const failed = watchTimes(lab, DEPLOYMENTS, ({ status }) => {
        const progressing = status.conditions?.find(({ type }) => type === 'Progressing');
        if (progressing?.status === 'True') lastMs = Date.parse(progressing.lastUpdateTime ?? '');
        return progressing?.reason === 'ProgressDeadlineExceeded';
      });
      lab.apply(web('nginx:1.999'));
      lab.until('it is called failed', () => failed.length > 0, 900_000);
      const failedMs = lab.cluster.config.startEpochMs + (failed[0] ?? 0);
      // The condition tells whole seconds, and the controller waits one more for that.
      return exactly([600_000], [failedMs - lastMs], 2000);
    },
  },
  {
    what: 'A pod that becomes ready is in the EndpointSlice of its Service',
    kubernetes: 'at once (endpointslice-updates-batch-period 0 s): the time of two API calls',
    source: SLICES,
    measure: () => {
      const lab = ClusterLab.boot();
      lab.apply(web('nginx:1.29', 1));
      const ready = watchTimes(
        lab,
        PODS,
        (pod) =>
          pod.metadata.name.startsWith('web') && isConditionTrue(pod.status.conditions, 'Ready'),
      );
      const listed = watchTimes(
        lab,
        ENDPOINT_SLICES,
        ({ metadata, endpoints }) =>
          metadata.name.startsWith('web') &&
          endpoints?.some(({ conditions }) => conditions?.ready === true) === true,
      );
      lab.until('it is listed', () => listed.length > 0);
      return between(0, 100, [(listed[0] ?? 0) - (ready[0] ?? 0)]);
    },
  },
  {
    what: 'A pod that fits nowhere is tried again though nothing has changed',
    kubernetes: 'after 5 min, looked at every 30 s',
    source: SCHEDULER,
    measure: () => {
      const lab = ClusterLab.boot();
      const isRefusal = isEvent('FailedScheduling', 'huge');
      const tries = watchTimes(lab, EVENTS, (event, old) => isRefusal(event) && event !== old);
      applyPod(lab, 'huge', { script: 'sleep 1', container: 'resources: {requests: {cpu: "64"}}' });
      lab.runFor(1_200_000);
      return between(300_000, 330_000, gaps(tries));
    },
  },
];

function livePods(lab: ClusterLab): readonly Pod[] {
  return lab.pods('web').filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}
