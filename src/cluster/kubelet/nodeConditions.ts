// The four conditions that a kubelet reports of its node, and the words for them.
// Source: k8s.io/kubernetes/pkg/kubelet/nodestatus/setters.go and pkg/kubelet/runtime.go.
import { findCondition } from '../../apimachinery/conditions';
import type { NodeCondition } from '../../apis/generated/core/v1';
import { goDuration } from './goDuration';
import type { SharedConditions } from './sharedConditions';

export type Pressure = 'memory' | 'disk' | 'pid';

export interface NodeHealth {
  /** Why the node is not ready; undefined where it is. */
  readonly problem: string | undefined;
  readonly pressures: readonly Pressure[];
}

export const NETWORK_NOT_READY =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady ' +
  'message:Network plugin returns error: cni plugin not initialized';

/** A runtime that has not answered for so long is down (maxWaitForContainerRuntime). */
const RUNTIME_DOWN_MS = 30_000;
/** A list of containers that is older than this is a problem of its own (relistThreshold). */
const RELIST_THRESHOLD_MS = 180_000;

/** What a kubelet says of a runtime that has not answered for `silentMs`. */
export function runtimeProblem(silentMs: number): string | undefined {
  if (silentMs < RUNTIME_DOWN_MS) return undefined;
  const down = 'container runtime is down';
  if (silentMs < RELIST_THRESHOLD_MS) return down;
  const age = goDuration(silentMs);
  return `[${down}, PLEG is not healthy: pleg was last seen active ${age} ago; threshold is 3m0s]`;
}

/** Condition type; then status, reason, message and event, without and with the pressure. */
type PressureWords = readonly [
  type: string,
  none: readonly [reason: string, message: string, event: string],
  some: readonly [reason: string, message: string, event: string],
];

const WORDS: Readonly<Record<Pressure, PressureWords>> = {
  memory: [
    'MemoryPressure',
    [
      'KubeletHasSufficientMemory',
      'kubelet has sufficient memory available',
      'NodeHasSufficientMemory',
    ],
    [
      'KubeletHasInsufficientMemory',
      'kubelet has insufficient memory available',
      'NodeHasInsufficientMemory',
    ],
  ],
  disk: [
    'DiskPressure',
    ['KubeletHasNoDiskPressure', 'kubelet has no disk pressure', 'NodeHasNoDiskPressure'],
    ['KubeletHasDiskPressure', 'kubelet has disk pressure', 'NodeHasDiskPressure'],
  ],
  pid: [
    'PIDPressure',
    ['KubeletHasSufficientPID', 'kubelet has sufficient PID available', 'NodeHasSufficientPID'],
    [
      'KubeletHasInsufficientPID',
      'kubelet has insufficient PID available',
      'NodeHasInsufficientPID',
    ],
  ],
};

export const PRESSURES: readonly Pressure[] = ['memory', 'disk', 'pid'];

/** `MemoryPressure`. */
export function conditionOf(pressure: Pressure): string {
  return WORDS[pressure][0];
}

/** The reason of the event that tells of a pressure, or of its end. */
export function pressureEvent(pressure: Pressure, holds: boolean): string {
  const [, none, some] = WORDS[pressure];
  return (holds ? some : none)[2];
}

/** In the kubelet's order; transition times are kept from `previous` where the status is the same. */
export function nodeConditions(
  { problem, pressures }: NodeHealth,
  now: string,
  previous: readonly NodeCondition[] | undefined,
  shared: SharedConditions<NodeCondition>,
): readonly NodeCondition[] {
  const condition = (
    type: string,
    status: 'True' | 'False',
    reason: string,
    message: string,
  ): NodeCondition => {
    const before = findCondition(previous, type);
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now;
    return shared.of({ type, status, lastHeartbeatTime: now, lastTransitionTime, reason, message });
  };
  const conditions = PRESSURES.map((pressure) => {
    const [type, none, some] = WORDS[pressure];
    const holds = pressures.includes(pressure);
    const [reason, message] = holds ? some : none;
    return condition(type, holds ? 'True' : 'False', reason, message);
  });
  conditions.push(
    problem === undefined
      ? condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status')
      : condition('Ready', 'False', 'KubeletNotReady', problem),
  );
  return conditions;
}
