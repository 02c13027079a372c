// Pods of a node that fell silent are taken out of service: their Ready condition becomes false.
// Source: k8s.io/kubernetes/pkg/controller/util/node (MarkPodsNotReady).
import { isApiError, isNotFound } from '../../../apimachinery/apiStatus';
import { findCondition } from '../../../apimachinery/conditions';
import type { Pod } from '../../../apis/generated/core/v1';
import { PODS } from '../../../apis/resources';
import type { Client } from '../../client/client';
import type { EventRecorder } from '../../client/eventRecorder';
import { withPodCondition } from '../podConditions';

/** False where some could not be marked and should be tried again. */
export function markPodsNotReady(
  client: Client,
  recorder: EventRecorder,
  pods: readonly Pod[],
  now: string,
): boolean {
  let done = true;
  for (const pod of pods) {
    const ready = findCondition(pod.status.conditions, 'Ready');
    if (ready?.status !== 'True') continue;
    try {
      const condition = { ...ready, status: 'False', lastTransitionTime: now };
      client.updateStatus(PODS, withPodCondition(pod, condition));
      recorder.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
    } catch (error) {
      if (!isApiError(error)) throw error;
      if (!isNotFound(error)) done = false;
    }
  }
  return done;
}
