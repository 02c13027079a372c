// The Recreate strategy: all old pods go before the first new one comes.
// Source: k8s.io/kubernetes/pkg/controller/deployment/recreate.go.
import { isPodTerminal } from '../../../apis/core/podState';
import type { Pod } from '../../../apis/generated/core/v1';
import type { Rollout } from './rollout';
import { desiredReplicas } from './rolloutLimits';

/** `podsOf` finds the pods of a ReplicaSet by its uid. True where it has to wait for something. */
export function stepRecreate(rollout: Rollout, podsOf: (uid: string) => readonly Pod[]): boolean {
  rollout.syncNewReplicaSet('only if there');
  let scaledDown = false;
  for (const replicaSet of rollout.activeOld) {
    scaledDown = rollout.scale(replicaSet, 0) || scaledDown;
  }
  if (scaledDown || oldPodsRun(rollout, podsOf)) return true;
  if (rollout.newReplicaSet === undefined) rollout.syncNewReplicaSet('create');
  const { newReplicaSet, deployment } = rollout;
  return newReplicaSet !== undefined && rollout.scale(newReplicaSet, desiredReplicas(deployment));
}

/** Pods that shut down still run. */
function oldPodsRun(rollout: Rollout, podsOf: (uid: string) => readonly Pod[]): boolean {
  return rollout.oldReplicaSets.some(
    ({ status, metadata }) =>
      status.replicas > 0 || podsOf(metadata.uid).some((pod) => !isPodTerminal(pod)),
  );
}
