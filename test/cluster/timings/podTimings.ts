// Back-off, probes and the end of pods.
import type { Probe } from '../../../src/apis/generated/core/v1';
import { EVENTS, PODS } from '../../../src/apis/resources';
import { ClusterLab } from '../clusterLab';
import { applyPod, isEvent, restartPauses, watchDeletions, watchTimes } from './timingLab';
import { between, exactly, gaps, same, type Measured, type TimingRow } from './timingRow';

const RESTARTS = [
  'Pod lifecycle: container restarts',
  'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy',
] as const;
const IMAGES = [
  'Images: ImagePullBackOff',
  'https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff',
] as const;
const PROBES = [
  'Configure probes',
  'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes',
] as const;
const TERMINATION = [
  'Pod lifecycle: termination',
  'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
] as const;

/** Of whole seconds in the status, and a kubelet that looks once a second. */
const SLACK_MS = 3000;

export const POD_TIMINGS: readonly TimingRow[] = [
  {
    what: 'Pauses before a container that crashes at once is started again',
    kubernetes: 'none, then 10 s, doubled each time, at most 300 s',
    source: RESTARTS,
    measure: () => {
      const lab = ClusterLab.boot();
      applyPod(lab, 'crashing', { script: 'exit 1' });
      const wanted = [0, 10, 20, 40, 80, 160, 300, 300].map((seconds) => seconds * 1000);
      return exactly(wanted, restartPauses(lab, 'crashing', wanted.length, 1_500_000), SLACK_MS);
    },
  },
  {
    what: 'Pauses after a container has run for more than 10 min each time',
    kubernetes: 'none: the back-off begins anew after 10 min without a crash',
    source: RESTARTS,
    measure: () => {
      const lab = ClusterLab.boot();
      applyPod(lab, 'steady', { script: 'sleep 650; exit 1' });
      return exactly([0, 0, 0], restartPauses(lab, 'steady', 3, 2_600_000), SLACK_MS);
    },
  },
  {
    what: 'Pauses between pulls of an image that does not exist',
    kubernetes: '10 s, doubled each time, at most 300 s',
    source: IMAGES,
    measure: () => {
      const lab = ClusterLab.boot();
      const isPull = isEvent('Pulling', 'imageless');
      const pulls = watchTimes(
        lab,
        EVENTS,
        (event, old) => isPull(event) && event.count !== old?.count,
      );
      applyPod(lab, 'imageless', { image: 'nginx:1.999' });
      lab.until('eight tries', () => pulls.length === 8, 2_000_000);
      const wanted = [10, 20, 40, 80, 160, 300, 300].map((seconds) => seconds * 1000);
      // The kubelet wakes up for it with its next sync: up to 15 s late, as a real one.
      return atLeast(wanted, gaps(pulls), 16_000);
    },
  },
  {
    what: 'Defaults of a probe',
    kubernetes: 'initialDelay 0 s, period 10 s, timeout 1 s, success 1, failures 3',
    source: PROBES,
    measure: () => {
      const lab = ClusterLab.boot();
      applyPod(lab, 'probed', {
        container: 'readinessProbe: {tcpSocket: {port: 80}}',
        image: 'nginx:1.29',
      });
      const probe = lab.pod('probed')?.spec.containers[0]?.readinessProbe;
      return same(
        'initialDelay 0 s, period 10 s, timeout 1 s, success 1, failures 3',
        probeText(probe),
      );
    },
  },
  {
    what: 'A container whose liveness probe always fails is killed, after its start',
    kubernetes: 'with the third failure: 20 to 30 s, the first probe within a period',
    source: PROBES,
    measure: () => {
      const lab = ClusterLab.boot();
      const started = watchTimes(
        lab,
        PODS,
        ({ metadata, status }) =>
          metadata.name === 'hung' && status.containerStatuses?.[0]?.state?.running !== undefined,
      );
      const killed = watchTimes(lab, EVENTS, isEvent('Killing', 'hung'));
      applyPod(lab, 'hung', {
        image: 'nginx:1.29',
        container: 'livenessProbe: {tcpSocket: {port: 81}}',
      });
      lab.until('it is killed', () => killed.length > 0, 120_000);
      return between(20_000, 31_000, [(killed[0] ?? 0) - (started[0] ?? 0)]);
    },
  },
  {
    what: 'A pod that ignores SIGTERM is gone, after its deletion',
    kubernetes: '30 s (terminationGracePeriodSeconds), then SIGKILL',
    source: TERMINATION,
    measure: () => {
      const lab = ClusterLab.boot();
      applyPod(lab, 'stubborn', { script: "trap '' TERM; while true; do sleep 1; done" });
      lab.until('it runs', () => lab.podCensus() === 'Running 1');
      const gone = watchDeletions(lab, PODS, ({ metadata }) => metadata.name === 'stubborn');
      lab.runFor(5000);
      const startMs = lab.nowMs;
      lab.admin.delete(PODS, 'default', 'stubborn');
      lab.until('it is gone', () => gone.length > 0, 120_000);
      return exactly([30_000], [(gone[0] ?? 0) - startMs], SLACK_MS);
    },
  },
];

function probeText(probe: Probe | undefined): string {
  const { initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold } =
    probe ?? {};
  return `initialDelay ${String(initialDelaySeconds ?? 0)} s, period ${String(periodSeconds)} s, timeout ${String(timeoutSeconds)} s, success ${String(successThreshold)}, failures ${String(failureThreshold)}`;
}

/** The pauses themselves are exact; what follows them is told beside them. */
function atLeast(wanted: readonly number[], found: readonly number[], slackMs: number): Measured {
  const { text, agrees } = exactly(wanted, found, slackMs);
  return { text: agrees ? `${text} (each up to ${String(slackMs / 1000)} s later)` : text, agrees };
}
