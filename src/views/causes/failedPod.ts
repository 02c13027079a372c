// Why a pod as a whole has failed: the words of who ended it, and what led to that.
import type { Pod } from '../../apis/generated/core/v1';
import { PODS } from '../../apis/resources';
import type { ClusterHistory } from '../../cluster/history/clusterHistory';
import { causeChain, isFromOutside, rootOf } from './causeChain';
import type { CauseStep } from './causeStep';
import { foldedChain } from './foldedChain';
import { failedWords } from './podTrouble';

export interface FailedPod {
  readonly headline: string;
  /** Newest first; empty where the record has let it go. */
  readonly steps: readonly CauseStep[];
}

/** Undefined where it has not failed. */
export function failedPod(history: ClusterHistory, pod: Pod): FailedPod | undefined {
  if (pod.status.phase !== 'Failed') return undefined;
  const steps = foldedChain(failure(history, pod));
  const root = rootOf(steps);
  // A request from long ago made the pod; a hand that was laid on the node ended it.
  const by =
    root?.component === 'hardware' && isFromOutside(history, root)
      ? ` It began when ${root.text}.`
      : '';
  return { headline: `${headline(pod)}${by}`, steps };
}

function headline(pod: Pod): string {
  const { reason = '', message = '' } = pod.status;
  const text = message.trim();
  if (reason === 'Evicted')
    return `The kubelet of ${pod.spec.nodeName ?? 'its node'} evicted it, to keep the node alive: ${text}`;
  if (reason !== '') return `It has failed (${reason}): ${text}`;
  const policy = pod.spec.restartPolicy ?? 'Always';
  return `It ${failedWords(pod)}, and with restartPolicy ${policy} it is not started again: its log says more.`;
}

/** What led to the write that said so. */
function failure(history: ClusterHistory, { metadata }: Pod): readonly CauseStep[] {
  const { namespace, name, uid } = metadata;
  let first: number | undefined;
  for (const change of history.changesOf(PODS, namespace, name)) {
    if (change.uid !== uid) break;
    // A Pod by its resource.
    const state = history.objectAt(PODS, namespace, name, change.revision) as Pod | undefined;
    if (state?.status.phase !== 'Failed') break;
    first = change.cause;
  }
  return first === undefined ? [] : causeChain(history, first);
}
