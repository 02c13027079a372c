// What keeps a pod from being of use, in a few words: for those who ask about what stands on it.
import { findCondition } from '../../apimachinery/conditions';
import { isPodReady } from '../../apis/core/podState';
import type { ContainerStatus, Pod } from '../../apis/generated/core/v1';

/** Undefined where it is ready, or has done its work. */
export function podTrouble(pod: Pod): string | undefined {
  const { phase, reason, conditions } = pod.status;
  if (pod.metadata.deletionTimestamp !== undefined) return 'is being deleted';
  if (phase === 'Succeeded' || (phase === 'Running' && isPodReady(pod))) return undefined;
  if (phase === 'Failed') return reason ? `has failed (${reason})` : failedWords(pod);
  if (pod.spec.nodeName === undefined) {
    const message = findCondition(conditions, 'PodScheduled')?.message;
    return message === undefined ? 'waits for the scheduler' : `fits on no node (${message})`;
  }
  const waiting = containerStatuses(pod).find(({ state }) => state?.waiting !== undefined);
  if (waiting !== undefined) return `waits: ${waitingWords(waiting)}`;
  return 'runs, but is not ready: look at its readiness probe and its log';
}

/** `container web ended with exit code 1 (Error)` */
export function failedWords(pod: Pod): string {
  const ended = failedContainer(pod);
  if (ended === undefined) return 'has failed';
  const { exitCode = 0, reason = 'Error' } = ended.state?.terminated ?? {};
  return `has failed: container ${ended.name} ended with exit code ${String(exitCode)} (${reason})`;
}

export function waitingWords({ name, state }: ContainerStatus): string {
  const { reason = '', message } = state?.waiting ?? {};
  return `container ${name}, ${message === undefined ? reason : `${reason}: ${message}`}`;
}

export function containerStatuses({ status }: Pod): readonly ContainerStatus[] {
  return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
}

function failedContainer(pod: Pod): ContainerStatus | undefined {
  return containerStatuses(pod).find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
}
