// ContainerStatus from what the runtime and the kubelet know of a container.
// Source: k8s.io/kubernetes/pkg/kubelet/kubelet_pods.go (convertToAPIContainerStatuses).
import type { Mutable } from '../../apimachinery/mutable';
import type { Container, ContainerState, ContainerStatus } from '../../apis/generated/core/v1';
import type { ContainerRuntime } from '../runtime/containerRuntime';
import type { RuntimeContainer } from '../runtime/podSandbox';
import type { ContainerWork } from './containerWork';

/** Of what has never run before: one object for all, as there is nothing in it. */
const NO_STATE: ContainerState = {};
const MAX_MESSAGE_LINES = 80;
const MAX_MESSAGE_LENGTH = 2048;

export interface ContainerStatusInput {
  readonly container: Container;
  readonly isInit: boolean;
  readonly work: ContainerWork | undefined;
  readonly current: RuntimeContainer | undefined;
  readonly previous: RuntimeContainer | undefined;
  /** What was last reported; for what the runtime has forgotten. */
  readonly reported: ContainerStatus | undefined;
  /** `ContainerCreating`, or `PodInitializing` where init containers come first. */
  readonly defaultWaiting: string;
  readonly runtime: ContainerRuntime;
}

export function containerStatus(input: ContainerStatusInput): ContainerStatus {
  const { container, work, current, reported } = input;
  const state = currentState(input);
  const lastState = formerState(input);
  const isRunning = state.running !== undefined;
  const { requests } = container.resources ?? {};
  const containerID = current?.id ?? reported?.containerID;
  // What is always there comes first: all statuses then share one layout in memory.
  const status: Mutable<ContainerStatus> = {
    image: current?.image.name ?? reported?.image ?? container.image ?? '',
    imageID: current?.image.id ?? reported?.imageID ?? '',
    lastState,
    name: container.name,
    ready: isReady(input, isRunning),
    restartCount: current?.attempt ?? reported?.restartCount ?? 0,
    started: isRunning && work?.isStarted === true,
    state,
  };
  if (requests !== undefined) status.allocatedResources = requests;
  if (containerID !== undefined) status.containerID = containerID;
  if (container.resources !== undefined) status.resources = container.resources;
  return status;
}

/** Of those that have ended, only an init container that has done its work counts as ready. */
function isReady({ work, current, isInit }: ContainerStatusInput, isRunning: boolean): boolean {
  if (work?.isReady !== true) return false;
  return isRunning || (isInit && current?.state === 'exited' && current.exitCode === 0);
}

function currentState({
  work,
  current,
  defaultWaiting,
  runtime,
  container,
}: ContainerStatusInput): ContainerState {
  if (work?.waiting !== undefined) return { waiting: work.waiting };
  if (current === undefined) return { waiting: { reason: defaultWaiting } };
  if (current.state === 'running') return { running: { startedAt: current.startedAt } };
  return terminatedState(current, container, runtime);
}

function formerState({
  work,
  current,
  previous,
  reported,
  container,
  runtime,
}: ContainerStatusInput): ContainerState {
  const dead = work?.waiting !== undefined && current?.state === 'exited' ? current : previous;
  if (dead?.state === 'exited') return terminatedState(dead, container, runtime);
  if (current !== undefined || reported === undefined) return NO_STATE;
  return reported.state?.terminated === undefined
    ? (reported.lastState ?? {})
    : { terminated: reported.state.terminated };
}

function terminatedState(
  dead: RuntimeContainer,
  container: Container,
  runtime: ContainerRuntime,
): ContainerState {
  const message = dead.message ?? terminationMessage(dead, container, runtime);
  return {
    terminated: {
      containerID: dead.id,
      exitCode: dead.exitCode,
      ...(dead.finishedAt === undefined ? {} : { finishedAt: dead.finishedAt }),
      ...(message === undefined ? {} : { message }),
      reason: dead.reason ?? 'Error',
      startedAt: dead.startedAt,
    },
  };
}

/** With FallbackToLogsOnError the end of the log stands in for /dev/termination-log. */
function terminationMessage(
  dead: RuntimeContainer,
  container: Container,
  runtime: ContainerRuntime,
): string | undefined {
  if (container.terminationMessagePolicy !== 'FallbackToLogsOnError' || dead.exitCode === 0)
    return undefined;
  const lines = runtime.linesOf(dead).slice(-MAX_MESSAGE_LINES);
  if (lines.length === 0) return undefined;
  return `${lines.map((line) => line.text).join('\n')}\n`.slice(-MAX_MESSAGE_LENGTH);
}
