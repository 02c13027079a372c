// How many pods there ought to be: what the controllers of a budget's pods are told to keep.
// Source: k8s.io/kubernetes/pkg/controller/disruption (disruption.go, finders and getExpectedScale).
//
// Differs from Kubernetes: controllers of custom kinds are not asked for their scale.
import { controllerOf, type OwnerReference } from '../../../apimachinery/objectMeta';
import { parseApiVersion } from '../../../apimachinery/resource';
import type { Deployment, ReplicaSet } from '../../../apis/generated/apps/v1';
import type { Pod, ReplicationController } from '../../../apis/generated/core/v1';
import {
  DEPLOYMENTS,
  REPLICATION_CONTROLLERS,
  REPLICA_SETS,
  STATEFUL_SETS,
} from '../../../apis/resources';
import type { Client } from '../../client/client';
import type { Informer } from '../../client/informer';
import type { ControllerContext } from '../controllerContext';

/** Controllers that keep no number of pods. */
const WITHOUT_SCALE: Readonly<Record<string, string>> = {
  'apps DaemonSet': 'daemonsets.apps',
  'batch Job': 'jobs.batch',
};

/** Pods whose number nobody knows; the message is Kubernetes'. */
export class UnknownScaleError extends Error {
  override readonly name = 'UnknownScaleError';
}

export class ExpectedScale {
  readonly #client: Client;
  readonly #deployments: Informer<Deployment>;
  readonly #replicaSets: Informer<ReplicaSet>;
  readonly #replicationControllers: Informer<ReplicationController>;

  constructor({ client, informers }: ControllerContext) {
    this.#client = client;
    this.#deployments = informers.informer(DEPLOYMENTS);
    this.#replicaSets = informers.informer(REPLICA_SETS);
    this.#replicationControllers = informers.informer(REPLICATION_CONTROLLERS);
  }

  /** Each controller counts once; pods without one do not count. Throws {@link UnknownScaleError}. */
  of(pods: readonly Pod[]): number {
    const scales = new Map<string, number>();
    for (const pod of pods) {
      const owner = controllerOf(pod);
      if (owner === undefined || scales.has(owner.uid)) continue;
      const found = this.#scaleOf(pod.metadata.namespace, owner);
      if (found === undefined) {
        throw new UnknownScaleError(`found no controllers for pod "${pod.metadata.name}"`);
      }
      scales.set(found.uid, found.replicas);
      // A Deployment's pods have its ReplicaSets as owners.
      scales.set(owner.uid, found.uid === owner.uid ? found.replicas : 0);
    }
    return [...scales.values()].reduce((sum, scale) => sum + scale, 0);
  }

  #scaleOf(
    namespace: string | undefined,
    owner: OwnerReference,
  ): { readonly uid: string; readonly replicas: number } | undefined {
    const { group } = parseApiVersion(owner.apiVersion);
    const kind = `${group} ${owner.kind}`;
    switch (kind) {
      case ' ReplicationController':
        return scale(this.#replicationControllers.get(namespace, owner.name), owner.uid);
      case 'apps StatefulSet':
        return scale(this.#client.find(STATEFUL_SETS, namespace, owner.name), owner.uid);
      case 'apps ReplicaSet': {
        const replicaSet = this.#replicaSets.get(namespace, owner.name);
        const above = replicaSet && controllerOf(replicaSet);
        if (above?.kind !== 'Deployment') return scale(replicaSet, owner.uid);
        return scale(this.#deployments.get(namespace, above.name), above.uid);
      }
      default: {
        const plural = Object.hasOwn(WITHOUT_SCALE, kind) ? WITHOUT_SCALE[kind] : undefined;
        if (plural === undefined) return undefined;
        throw new UnknownScaleError(`${plural} does not implement the scale subresource`);
      }
    }
  }
}

/** Undefined where it is gone, or another one of the same name. */
function scale(
  owner:
    | {
        readonly metadata: { readonly uid: string };
        readonly spec: { readonly replicas?: number | undefined };
      }
    | undefined,
  uid: string,
): { readonly uid: string; readonly replicas: number } | undefined {
  if (owner?.metadata.uid !== uid) return undefined;
  return { uid, replicas: owner.spec.replicas ?? 1 };
}
