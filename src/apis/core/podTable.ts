// Rows of `kubectl get pods`, and the word that sums a pod's state up: what the STATUS column says,
// tree and diagram say too. Source: k8s.io/kubernetes/pkg/printers/internalversion (printPod).
import { isConditionTrue } from '../../apimachinery/conditions';
import { humanDuration, parseTime } from '../../apimachinery/time';
import type { ContainerState, ContainerStatus, Pod } from '../generated/core/v1';
import { age, AGE_COLUMN, column, NAME_COLUMN, wideColumn, type KindTable } from '../printerColumn';

/** `CrashLoopBackOff`, `Init:0/1`, `Terminating`, `Running`, ... */
export function podStatusText(pod: Pod): string {
  return summarize(pod).reason;
}

/** Restarts of all containers that count: those of finished init containers do not. */
export function podRestarts(pod: Pod): number {
  return summarize(pod).restarts;
}

export interface PodReadiness {
  readonly ready: number;
  readonly total: number;
}

/** What the READY column says: containers and sidecars that are ready, of all. */
export function podReadiness(pod: Pod): PodReadiness {
  const { ready, total } = summarize(pod);
  return { ready, total };
}

export const POD_TABLE: KindTable<Pod> = {
  columns: [
    NAME_COLUMN,
    column('Ready', 'Ready containers of all that run together.'),
    column('Status', 'State of the pod, summed up from its containers.'),
    column('Restarts', 'How often containers were started again, and when last.'),
    AGE_COLUMN,
    wideColumn('IP', 'Address of the pod.'),
    wideColumn('Node', 'Node on which the pod runs.'),
    wideColumn('Nominated Node', 'Node on which preemption makes room for the pod.'),
    wideColumn('Readiness Gates', 'Readiness gates that are passed, of all.'),
  ],
  row(pod, nowMs) {
    const { reason, restarts, lastRestart, ready, total } = summarize(pod);
    return [
      pod.metadata.name,
      `${String(ready)}/${String(total)}`,
      reason,
      restartsCell(restarts, lastRestart, nowMs),
      age(pod.metadata.creationTimestamp, nowMs),
      pod.status.podIPs?.[0]?.ip || pod.status.podIP || '<none>',
      pod.spec.nodeName || '<none>',
      pod.status.nominatedNodeName || '<none>',
      readinessGates(pod),
    ];
  },
};

interface PodSummary {
  readonly reason: string;
  readonly restarts: number;
  readonly lastRestart: string;
  readonly ready: number;
  readonly total: number;
}

/** A tally that goes over the containers in the order in which printPod does. */
interface Tally {
  reason: string;
  restarts: number;
  /** RFC 3339 in UTC sorts as text. */
  lastRestart: string;
  ready: number;
}

function summarize(pod: Pod): PodSummary {
  const { spec, status } = pod;
  const tally: Tally = { reason: startingReason(pod), restarts: 0, lastRestart: '', ready: 0 };
  const sidecars = sidecarNames(pod);
  const ofSidecars: Tally = { ...tally };
  const initializing = tallyInitContainers(pod, tally, ofSidecars, sidecars);
  if (!initializing || isConditionTrue(pod.status.conditions, 'Initialized')) {
    tally.restarts = ofSidecars.restarts;
    tally.lastRestart = ofSidecars.lastRestart;
    tallyContainers(pod, tally);
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (status.reason === 'NodeLost') tally.reason = 'Unknown';
    else if (status.phase !== 'Failed' && status.phase !== 'Succeeded')
      tally.reason = 'Terminating';
  }
  return { ...tally, total: spec.containers.length + (sidecars?.size ?? 0) };
}

function startingReason({ status }: Pod): string {
  const gated = status.conditions?.some(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated',
  );
  return gated ? 'SchedulingGated' : status.reason || (status.phase ?? '');
}

/** Init containers that go on running: `restartPolicy: Always`. */
function sidecarNames({ spec }: Pod): ReadonlySet<string> | undefined {
  if (spec.initContainers === undefined) return undefined;
  const sidecars = spec.initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  return new Set(sidecars.map(({ name }) => name));
}

/** True where an init container is still to finish; its state is then the pod's. */
function tallyInitContainers(
  { spec, status }: Pod,
  tally: Tally,
  ofSidecars: Tally,
  sidecars: ReadonlySet<string> | undefined,
): boolean {
  for (const [index, container] of (status.initContainerStatuses ?? []).entries()) {
    const isSidecar = sidecars?.has(container.name) ?? false;
    countRestarts(tally, container);
    if (isSidecar) countRestarts(ofSidecars, container);
    if (container.state?.terminated?.exitCode === 0) continue;
    if (isSidecar && container.started === true) {
      if (container.ready) tally.ready++;
      continue;
    }
    const total = spec.initContainers?.length ?? 0;
    tally.reason = `Init:${initReason(container.state, `${String(index)}/${String(total)}`)}`;
    return true;
  }
  return false;
}

function initReason(state: ContainerState | undefined, progress: string): string {
  if (state?.terminated) return endReason(state.terminated);
  const waiting = state?.waiting?.reason;
  return waiting && waiting !== 'PodInitializing' ? waiting : progress;
}

/** From the last container to the first, so that the first one's trouble is what is seen. */
function tallyContainers({ status }: Pod, tally: Tally): void {
  let running = false;
  for (const container of [...(status.containerStatuses ?? [])].reverse()) {
    countRestarts(tally, container);
    const { state } = container;
    if (state?.waiting?.reason) tally.reason = state.waiting.reason;
    else if (state?.terminated) tally.reason = endReason(state.terminated);
    else if (container.ready && state?.running) {
      running = true;
      tally.ready++;
    }
  }
  // One container is done, another still runs.
  if (tally.reason === 'Completed' && running) {
    const ready = isConditionTrue(status.conditions, 'Ready');
    tally.reason = ready ? 'Running' : 'NotReady';
  }
}

function endReason(ended: NonNullable<ContainerState['terminated']>): string {
  if (ended.reason) return ended.reason;
  return ended.signal ? `Signal:${String(ended.signal)}` : `ExitCode:${String(ended.exitCode)}`;
}

function countRestarts(tally: Tally, container: ContainerStatus): void {
  tally.restarts += container.restartCount;
  const ended = container.lastState?.terminated?.finishedAt ?? '';
  if (ended > tally.lastRestart) tally.lastRestart = ended;
}

/** `3 (20s ago)`. */
function restartsCell(restarts: number, lastRestart: string, nowMs: number): string {
  const thenMs = parseTime(lastRestart);
  if (restarts === 0 || thenMs === undefined) return String(restarts);
  return `${String(restarts)} (${humanDuration(nowMs - thenMs)} ago)`;
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const passed = gates.filter(({ conditionType }) =>
    isConditionTrue(pod.status.conditions, conditionType),
  ).length;
  return `${String(passed)}/${String(gates.length)}`;
}
