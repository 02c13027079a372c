// The last word on a pod that has ended, or on a mirror that is not wanted: its object goes at once.
// Source: pkg/kubelet/status/status_manager.go (syncPod).
import { ApiConnectionError, ApiStatusError } from '../../apimachinery/apiStatus';
import type { Pod } from '../../apis/generated/core/v1';
import { PODS } from '../../apis/resources';
import type { Client } from '../client/client';

/** False where the API server did not answer. Another pod of the same name is left alone. */
export function deleteForGood(client: Client, pod: Pod): boolean {
  const { namespace, name, uid } = pod.metadata;
  try {
    client.delete(PODS, namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } });
    return true;
  } catch (error) {
    if (error instanceof ApiConnectionError) return false;
    if (error instanceof ApiStatusError) return true;
    throw error;
  }
}
