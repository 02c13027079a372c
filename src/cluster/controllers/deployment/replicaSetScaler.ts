// Writes a ReplicaSet's new size and tells about it on the Deployment.
// Source: k8s.io/kubernetes/pkg/controller/deployment (scaleReplicaSet).
import {
  DESIRED_REPLICAS_ANNOTATION,
  MAX_REPLICAS_ANNOTATION,
} from '../../../apis/apps/deploymentRevisions';
import type { Deployment, ReplicaSet } from '../../../apis/generated/apps/v1';
import { REPLICA_SETS } from '../../../apis/resources';
import type { Client } from '../../client/client';
import type { EventRecorder } from '../../client/eventRecorder';
import { desiredReplicas, maxSurge, sizeOf } from './rolloutLimits';

export class ReplicaSetScaler {
  readonly #client: Client;
  readonly #recorder: EventRecorder;

  constructor(client: Client, recorder: EventRecorder) {
    this.#client = client;
    this.#recorder = recorder;
  }

  /** True where the size changed. The annotations that record the Deployment's size are kept up too. */
  scale(deployment: Deployment, replicaSet: ReplicaSet, size: number): boolean {
    const oldSize = sizeOf(replicaSet);
    const annotations = { ...replicaSet.metadata.annotations, ...sizeAnnotations(deployment) };
    const resized = oldSize !== size;
    if (!resized && !sizeIsOutdated(deployment, replicaSet)) return false;
    this.#client.update(REPLICA_SETS, {
      ...replicaSet,
      metadata: { ...replicaSet.metadata, annotations },
      spec: { ...replicaSet.spec, replicas: size },
    });
    if (resized) this.recordScaling(deployment, replicaSet.metadata.name, oldSize, size);
    return resized;
  }

  recordScaling(deployment: Deployment, name: string, from: number, to: number): void {
    const direction = from < to ? 'up' : 'down';
    const message = `Scaled ${direction} replica set ${name} from ${String(from)} to ${String(to)}`;
    this.#recorder.event(deployment, 'Normal', 'ScalingReplicaSet', message);
  }
}

/** What a ReplicaSet remembers of its Deployment's size, for proportional scaling. */
export function sizeAnnotations(deployment: Deployment): Readonly<Record<string, string>> {
  const desired = desiredReplicas(deployment);
  return {
    [DESIRED_REPLICAS_ANNOTATION]: String(desired),
    [MAX_REPLICAS_ANNOTATION]: String(desired + maxSurge(deployment)),
  };
}

function sizeIsOutdated(deployment: Deployment, replicaSet: ReplicaSet): boolean {
  const { annotations } = replicaSet.metadata;
  return Object.entries(sizeAnnotations(deployment)).some(
    ([key, value]) => annotations?.[key] !== value,
  );
}
