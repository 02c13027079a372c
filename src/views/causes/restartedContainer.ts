// Why a container was started again: how it ended last, and what led to that end.
import { PODS } from '../../apis/resources';
import type { ContainerStatus, Pod } from '../../apis/generated/core/v1';
import type { ClusterHistory } from '../../cluster/history/clusterHistory';
import { causeChain } from './causeChain';
import type { CauseStep } from './causeStep';
import { foldedChain } from './foldedChain';

export interface RestartedContainer {
  readonly container: string;
  readonly restarts: number;
  readonly headline: string;
  /** From the end of the process back; empty where the record has let it go. */
  readonly steps: readonly CauseStep[];
}

/** One for each container that has been started again, or waits for it. */
export function restartedContainers(
  history: ClusterHistory,
  pod: Pod,
): readonly RestartedContainer[] {
  const statuses = [
    ...(pod.status.initContainerStatuses ?? []),
    ...(pod.status.containerStatuses ?? []),
  ];
  return statuses.flatMap((status) => {
    const ended = status.state?.terminated ?? status.lastState?.terminated;
    const waits = status.state?.waiting?.reason === 'CrashLoopBackOff';
    if (ended === undefined || (status.restartCount === 0 && !waits)) return [];
    const steps = endOf(history, pod, status.name);
    return [
      {
        container: status.name,
        restarts: status.restartCount,
        headline: headline(status, ended, steps),
        steps,
      },
    ];
  });
}

type Ended = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

/** The way to the newest end of the container's process. */
function endOf(history: ClusterHistory, pod: Pod, container: string): readonly CauseStep[] {
  const { namespace, name } = pod.metadata;
  for (const { cause } of history.changesOf(PODS, namespace, name)) {
    const steps = causeChain(history, cause);
    const end = steps.findIndex(
      ({ traceId, text }) =>
        history.entry(traceId)?.label === 'container exited' &&
        text.includes(`container ${container} `),
    );
    if (end >= 0) return foldedChain(steps.slice(end));
  }
  return [];
}

function headline(status: ContainerStatus, ended: Ended, steps: readonly CauseStep[]): string {
  const { name } = status;
  const times = status.restartCount === 1 ? 'once' : `${String(status.restartCount)} times`;
  const why = endWords(name, ended, steps);
  const again = status.restartCount === 0 ? '' : ` It has been started again ${times}.`;
  const waiting = status.state?.waiting;
  // `back-off 40s restarting failed container=...`
  const backOff = /back-off \S+/.exec(waiting?.message ?? '')?.[0] ?? 'back-off';
  const wait =
    waiting?.reason === 'CrashLoopBackOff'
      ? ` The kubelet waits before the next try (${backOff}): 10 s at first, doubling up to 5 minutes.`
      : '';
  return `${why}${again}${wait}`;
}

function endWords(name: string, ended: Ended, steps: readonly CauseStep[]): string {
  const code = String(ended.exitCode);
  if (ended.reason === 'OOMKilled')
    return `Container ${name} used more memory than its limit and was killed (OOMKilled, exit code ${code}).`;
  // Behind the end itself: what ended it.
  const before = steps.slice(1, 4);
  for (const kind of ['liveness', 'startup']) {
    if (before.some(({ text }) => text.includes(`(${kind} probe)`)))
      return `Container ${name} failed its ${kind} probe, so the kubelet killed it (exit code ${code}).`;
  }
  if (before.some(({ component }) => component === 'hardware'))
    return `Container ${name} was killed by hand (exit code ${code}).`;
  if (ended.exitCode === 0)
    return `The process of container ${name} came to its end by itself (exit code 0), and restartPolicy says that it is to run on.`;
  return `The process of container ${name} ended with an error (exit code ${code}): its log says more.`;
}
