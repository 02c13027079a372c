// A DaemonSet's status: on how many nodes it should run, does run, and is ready.
// Source: k8s.io/kubernetes/pkg/controller/daemon (updateDaemonSetStatus).
import type { DaemonSet, DaemonSetStatus } from '../../../apis/generated/apps/v1';
import type { PlaceCounts } from './daemonPlaces';

export function daemonSetStatus(daemonSet: DaemonSet, counts: PlaceCounts): DaemonSetStatus {
  const { generation } = daemonSet.metadata;
  const { collisionCount, conditions } = daemonSet.status;
  return {
    desiredNumberScheduled: counts.desired,
    currentNumberScheduled: counts.current,
    numberMisscheduled: counts.misscheduled,
    numberReady: counts.ready,
    updatedNumberScheduled: counts.updated,
    numberAvailable: counts.available,
    numberUnavailable: counts.desired - counts.available,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  };
}
