// PodStatus: phase, conditions and containers, from what runs.
// Source: k8s.io/kubernetes/pkg/kubelet/kubelet_pods.go (getPhase) and status/generate.go.
import { findCondition } from '../../apimachinery/conditions';
import type { Mutable } from '../../apimachinery/mutable';
import type { SmallMap } from '../../apimachinery/smallMap';
import { podQosClass } from '../../apis/core/podQosClass';
import type {
  Container,
  ContainerStatus,
  Pod,
  PodCondition,
  PodStatus,
} from '../../apis/generated/core/v1';
import type { ContainerRuntime } from '../runtime/containerRuntime';
import type { PodSandbox } from '../runtime/podSandbox';
import { containerStatus } from './containerStatus';
import type { ContainerWork } from './containerWork';
import type { KubeletNode } from './kubeletNode';
import type { SharedConditions } from './sharedConditions';

export type PodPhase = NonNullable<PodStatus['phase']>;

export interface PodStatusInput {
  readonly pod: Pod;
  readonly sandbox: PodSandbox | undefined;
  readonly runtime: ContainerRuntime;
  readonly work: SmallMap<string, ContainerWork>;
  readonly startTime: string;
  readonly node: Pick<KubeletNode, 'address' | 'hostIPs'>;
  readonly now: string;
  readonly reported: PodStatus | undefined;
  readonly shared: SharedConditions<PodCondition>;
  /** No container will be started any more. */
  readonly isTerminal: boolean;
  /** Some container runs: the pod's phase is not final yet. */
  readonly isRunning: boolean;
  readonly failure: PodFailure | undefined;
}

/** Why the kubelet itself ends a pod: `DeadlineExceeded`, `Evicted`. */
export interface PodFailure {
  readonly reason: string;
  readonly message: string;
  /** Not the pod's own fault: it gets the condition DisruptionTarget. */
  readonly isDisruption?: true;
}

export function podStatus(input: PodStatusInput): PodStatus {
  const { pod, sandbox, reported } = input;
  const failure = input.isRunning ? undefined : input.failure;
  const initContainerStatuses = (pod.spec.initContainers ?? []).map((container) =>
    statusOf(input, container, reported?.initContainerStatuses, true),
  );
  const containerStatuses = pod.spec.containers.map((container) =>
    statusOf(input, container, reported?.containerStatuses),
  );
  const computed = podPhase(pod, initContainerStatuses, containerStatuses, input.isTerminal);
  const isFinal = computed === 'Succeeded' || computed === 'Failed';
  const phase =
    failure !== undefined ? 'Failed' : isFinal && input.isRunning ? 'Running' : computed;
  const podIP = pod.spec.hostNetwork === true ? input.node.address : sandbox?.ip;
  const hasSandbox = sandbox?.ready === true;
  const { generation } = pod.metadata;
  const shownIP = hasSandbox
    ? podIP
    : input.isTerminal || failure !== undefined
      ? reported?.podIP
      : undefined;
  const status: Mutable<PodStatus> = {
    phase,
    conditions: conditions(input, phase, hasSandbox, initContainerStatuses, containerStatuses),
  };
  if (failure !== undefined) {
    status.reason = failure.reason;
    status.message = failure.message;
  }
  status.hostIP = input.node.address;
  status.hostIPs = input.node.hostIPs;
  if (shownIP !== undefined) {
    status.podIP = shownIP;
    status.podIPs = [{ ip: shownIP }];
  }
  status.startTime = input.startTime;
  if (initContainerStatuses.length > 0) status.initContainerStatuses = initContainerStatuses;
  status.containerStatuses = containerStatuses;
  if (pod.spec.ephemeralContainers !== undefined)
    status.ephemeralContainerStatuses = ephemeralStatuses(input);
  status.qosClass = reported?.qosClass ?? podQosClass(pod.spec);
  if (generation !== undefined) status.observedGeneration = generation;
  return status;
}

/** Nobody waits for them: they are never ready. */
function ephemeralStatuses(input: PodStatusInput): readonly ContainerStatus[] {
  return (input.pod.spec.ephemeralContainers ?? []).map((container) => ({
    ...statusOf(input, container, input.reported?.ephemeralContainerStatuses),
    ready: false,
    started: undefined,
  }));
}

function statusOf(
  input: PodStatusInput,
  container: Container,
  reportedList: readonly ContainerStatus[] | undefined,
  isInit = false,
): ContainerStatus {
  const slot = input.sandbox?.containers.get(container.name);
  const waitsForInit = (input.pod.spec.initContainers ?? []).length > 0;
  return containerStatus({
    container,
    isInit,
    work: input.work.get(container.name),
    current: slot?.current,
    previous: slot?.previous,
    reported: reportedList?.find((status) => status.name === container.name),
    defaultWaiting: waitsForInit ? 'PodInitializing' : 'ContainerCreating',
    runtime: input.runtime,
  });
}

/** An init container that stays beside the pod's containers. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

export function podPhase(
  pod: Pod,
  inits: readonly ContainerStatus[],
  containers: readonly ContainerStatus[],
  isTerminal: boolean,
): PodPhase {
  const restartPolicy = pod.spec.restartPolicy ?? 'Always';
  for (const [position, container] of (pod.spec.initContainers ?? []).entries()) {
    const status = inits[position];
    if (isSidecar(container)) {
      if (status?.started !== true && !isTerminal && !hasRun(containers)) return 'Pending';
      continue;
    }
    const exitCode = status?.state?.terminated?.exitCode ?? status?.lastState?.terminated?.exitCode;
    if (exitCode === 0 || hasRun(containers)) continue;
    return (restartPolicy === 'Never' && exitCode !== undefined) || isTerminal
      ? 'Failed'
      : 'Pending';
  }
  let running = 0;
  let waiting = 0;
  let allSucceeded = true;
  for (const status of containers) {
    if (status.state?.running !== undefined) {
      running++;
      continue;
    }
    const end = status.state?.terminated ?? endBeforeWaiting(status);
    if (end === undefined) waiting++;
    else if (end.exitCode !== 0) allSucceeded = false;
  }
  if (waiting > 0) return isTerminal ? 'Failed' : 'Pending';
  if (running > 0) return 'Running';
  if (isTerminal) return allSucceeded ? 'Succeeded' : 'Failed';
  if (restartPolicy === 'Always') return 'Running';
  if (allSucceeded) return 'Succeeded';
  return restartPolicy === 'Never' ? 'Failed' : 'Running';
}

/** A container in CrashLoopBackOff waits, but has run. */
function endBeforeWaiting(status: ContainerStatus): { readonly exitCode: number } | undefined {
  return status.state?.waiting === undefined ? undefined : status.lastState?.terminated;
}

function hasRun(containers: readonly ContainerStatus[]): boolean {
  return containers.some(
    (status) => status.state?.waiting === undefined || status.lastState?.terminated !== undefined,
  );
}

/** Whether a condition holds, and why where that is said. */
interface Verdict {
  readonly holds: boolean;
  readonly reason: string | undefined;
  readonly message: string | undefined;
}

const HOLDS: Verdict = { holds: true, reason: undefined, message: undefined };
const HOLDS_NOT: Verdict = { ...HOLDS, holds: false };

function conditions(
  input: PodStatusInput,
  phase: PodPhase,
  hasSandbox: boolean,
  inits: readonly ContainerStatus[],
  containers: readonly ContainerStatus[],
): readonly PodCondition[] {
  const { pod, failure } = input;
  const containersReady = readyVerdict(pod, phase, inits, containers);
  const ready = containersReady.holds ? gateVerdict(pod) : containersReady;
  const initialized = initializedVerdict(pod, phase, inits, containers);
  const list = [
    conditionOf('PodReadyToStartContainers', hasSandbox ? HOLDS : HOLDS_NOT, input),
    conditionOf('Initialized', initialized, input),
    conditionOf('Ready', ready, input),
    conditionOf('ContainersReady', containersReady, input),
    conditionOf('PodScheduled', HOLDS, input),
  ];
  if (failure?.isDisruption !== true) return list;
  const { message } = failure;
  const target = { holds: true, reason: 'TerminationByKubelet', message };
  return [conditionOf('DisruptionTarget', target, input), ...list];
}

/** The condition as reported before, where nothing of it changed. */
function conditionOf(
  type: string,
  { holds, reason, message }: Verdict,
  { pod, reported, now, shared }: PodStatusInput,
): PodCondition {
  const { generation } = pod.metadata;
  const status = holds ? 'True' : 'False';
  const before = findCondition(reported?.conditions, type);
  const isSame = before?.status === status;
  if (
    isSame &&
    before.reason === reason &&
    before.message === message &&
    before.observedGeneration === generation
  ) {
    return before;
  }
  const condition: Mutable<PodCondition> = {
    type,
    status,
    lastTransitionTime: isSame ? (before.lastTransitionTime ?? now) : now,
  };
  if (reason !== undefined) condition.reason = reason;
  if (message !== undefined) condition.message = message;
  if (generation !== undefined) condition.observedGeneration = generation;
  return shared.of(condition);
}

function initializedVerdict(
  pod: Pod,
  phase: PodPhase,
  inits: readonly ContainerStatus[],
  containers: readonly ContainerStatus[],
): Verdict {
  if (phase === 'Succeeded') return { holds: true, reason: 'PodCompleted', message: undefined };
  const { initContainers } = pod.spec;
  if (initContainers === undefined || hasRun(containers)) return HOLDS;
  const incomplete = initContainers
    .filter(
      (container, position) =>
        !(isSidecar(container) ? inits[position]?.started : inits[position]?.ready),
    )
    .map((container) => container.name);
  if (incomplete.length === 0) return HOLDS;
  return {
    holds: false,
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${incomplete.join(' ')}]`,
  };
}

function readyVerdict(
  pod: Pod,
  phase: PodPhase,
  inits: readonly ContainerStatus[],
  containers: readonly ContainerStatus[],
): Verdict {
  if (phase === 'Succeeded') return { ...HOLDS_NOT, reason: 'PodCompleted' };
  if (phase === 'Failed') return { ...HOLDS_NOT, reason: 'PodFailed' };
  const unready: string[] = [];
  const { initContainers = [] } = pod.spec;
  for (const [position, container] of initContainers.entries())
    if (isSidecar(container) && inits[position]?.ready === false) unready.push(container.name);
  for (const status of containers) if (!status.ready) unready.push(status.name);
  if (unready.length === 0) return HOLDS;
  return {
    holds: false,
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.join(' ')}]`,
  };
}

/** Whether all readiness gates are open. */
function gateVerdict(pod: Pod): Verdict {
  const { readinessGates } = pod.spec;
  if (readinessGates === undefined) return HOLDS;
  const closed = readinessGates.flatMap(({ conditionType }) => {
    const condition = findCondition(pod.status?.conditions, conditionType);
    if (condition === undefined) {
      return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    }
    if (condition.status === 'True') return [];
    return [
      `the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`,
    ];
  });
  if (closed.length === 0) return HOLDS;
  return { holds: false, reason: 'ReadinessGatesNotReady', message: closed.join(', ') };
}
