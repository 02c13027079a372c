// What a pod needs next: which container to start, or that it waits, or that it has come to its end.
// Source: k8s.io/kubernetes/pkg/kubelet/kuberuntime (computePodActions).
import type { SmallMap } from '../../apimachinery/smallMap';
import type { Container, Pod } from '../../apis/generated/core/v1';
import type { PodSandbox, RuntimeContainer } from '../runtime/podSandbox';
import type { ContainerWork } from './containerWork';
import { isSidecar } from './podStatus';

export interface StartPlan {
  /** In the order in which they may be started. */
  readonly candidates: readonly Container[];
  /** No container will be started any more. */
  readonly finished: boolean;
}

type Need = 'start' | 'none' | 'running';

/** What could be started, in order; the caller skips those whose time has not come. */
export function startCandidates(
  pod: Pod,
  sandbox: PodSandbox,
  work: SmallMap<string, ContainerWork>,
): StartPlan {
  const plan = ownCandidates(pod, sandbox, work);
  const { ephemeralContainers } = pod.spec;
  if (ephemeralContainers === undefined || plan.finished) return plan;
  // They come before all others, whatever those do, and never again.
  const added = ephemeralContainers.filter(
    ({ name }) => sandbox.containers.get(name) === undefined,
  );
  return { candidates: [...added, ...plan.candidates], finished: false };
}

function ownCandidates(
  pod: Pod,
  sandbox: PodSandbox,
  work: SmallMap<string, ContainerWork>,
): StartPlan {
  const restartPolicy = pod.spec.restartPolicy ?? 'Always';
  const candidates: Container[] = [];
  const initsDone = hasStartedMain(pod, sandbox);
  for (const container of pod.spec.initContainers ?? []) {
    const current = sandbox.containers.get(container.name)?.current;
    if (isSidecar(container)) {
      if (current?.state !== 'running') candidates.push(container);
      if (
        !initsDone &&
        (current?.state !== 'running' || work.get(container.name)?.isStarted !== true)
      ) {
        return { candidates, finished: false };
      }
      continue;
    }
    if (initsDone) continue;
    const need = initNeed(current, sandbox, restartPolicy);
    if (need === 'done') continue;
    if (need === 'failed') return { candidates: [], finished: true };
    if (need === 'start') candidates.push(container);
    return { candidates, finished: false };
  }
  return mainCandidates(pod, sandbox, restartPolicy, candidates);
}

/** Whether the pod comes back after the loss of its sandbox: one that never restarts does not. */
export function mayStartAgain(pod: Pod, dead: PodSandbox): boolean {
  if (dead.containers.size === 0) return true;
  const { restartPolicy = 'Always', containers } = pod.spec;
  if (restartPolicy === 'Never') return false;
  return containers.some(
    ({ name }) => mainNeed(dead.containers.get(name)?.current, restartPolicy) === 'start',
  );
}

function mainCandidates(
  pod: Pod,
  sandbox: PodSandbox,
  restartPolicy: string,
  candidates: Container[],
): StartPlan {
  let finished = true;
  for (const container of pod.spec.containers) {
    const need = mainNeed(sandbox.containers.get(container.name)?.current, restartPolicy);
    if (need !== 'none') finished = false;
    if (need === 'start') candidates.push(container);
  }
  return { candidates: finished ? [] : candidates, finished };
}

/** Once a main container has been made in this sandbox, init containers are not looked at again. */
function hasStartedMain(pod: Pod, sandbox: PodSandbox): boolean {
  return pod.spec.containers.some(
    ({ name }) => sandbox.containers.get(name)?.current.sandboxAttempt === sandbox.attempt,
  );
}

function initNeed(
  current: RuntimeContainer | undefined,
  sandbox: PodSandbox,
  restartPolicy: string,
): 'start' | 'running' | 'done' | 'failed' {
  // In a new sandbox the init containers run again.
  if (current?.sandboxAttempt !== sandbox.attempt) return 'start';
  if (current.state === 'running') return 'running';
  if (current.exitCode === 0) return 'done';
  return restartPolicy === 'Never' ? 'failed' : 'start';
}

function mainNeed(current: RuntimeContainer | undefined, restartPolicy: string): Need {
  if (current === undefined) return 'start';
  if (current.state === 'running') return 'running';
  if (restartPolicy === 'Always') return 'start';
  return restartPolicy === 'OnFailure' && current.exitCode !== 0 ? 'start' : 'none';
}
