// One look at a Deployment and its ReplicaSets: which is the new one (created if need be), which are
// old, and the revision bookkeeping between them.
// Source: k8s.io/kubernetes/pkg/controller/deployment (getAllReplicaSetsAndSyncRevision).
import { ApiStatusError, isAlreadyExists } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import {
  controllerOf,
  controllerReference,
  type Draft,
  type StringMap,
} from '../../../apimachinery/objectMeta';
import { podTemplateHash } from '../../../apimachinery/podTemplateHash';
import {
  annotationsOf,
  equalIgnoringHash,
  POD_TEMPLATE_HASH_LABEL,
  REVISION_ANNOTATION,
  REVISION_HISTORY_ANNOTATION,
  revisionOf,
} from '../../../apis/apps/deploymentRevisions';
import type {
  Deployment,
  DeploymentCondition,
  DeploymentStatus,
  ReplicaSet,
} from '../../../apis/generated/apps/v1';
import { DEPLOYMENTS, REPLICA_SETS } from '../../../apis/resources';
import type { Client } from '../../client/client';
import type { WallClock } from '../../../apimachinery/wallClock';
import {
  progressDeadlineMs,
  progressingCondition,
  rolloutStatus,
  withCondition,
} from './deploymentStatus';
import { compareByCreation } from './proportionalScaling';
import { sizeAnnotations, type ReplicaSetScaler } from './replicaSetScaler';
import { newReplicaSetSize, sizeOf } from './rolloutLimits';

export class Rollout {
  readonly #client: Client;
  readonly #clock: WallClock;
  readonly #scaler: ReplicaSetScaler;
  #deployment: Deployment;
  #newReplicaSet: ReplicaSet | undefined;
  /** Oldest first. */
  readonly oldReplicaSets: readonly ReplicaSet[];

  constructor(
    client: Client,
    clock: WallClock,
    scaler: ReplicaSetScaler,
    deployment: Deployment,
    replicaSets: readonly ReplicaSet[],
  ) {
    this.#client = client;
    this.#clock = clock;
    this.#scaler = scaler;
    this.#deployment = deployment;
    const sorted = [...replicaSets].sort(compareByCreation);
    // Should two have the same template, the older one is taken, so that the choice is stable.
    this.#newReplicaSet = sorted.find(({ spec }) =>
      equalIgnoringHash(spec.template, deployment.spec.template),
    );
    this.oldReplicaSets = sorted.filter((replicaSet) => replicaSet !== this.#newReplicaSet);
  }

  /** As of the last write of this sync. */
  get deployment(): Deployment {
    return this.#deployment;
  }

  get newReplicaSet(): ReplicaSet | undefined {
    return this.#newReplicaSet;
  }

  get allReplicaSets(): readonly ReplicaSet[] {
    return this.#newReplicaSet === undefined
      ? this.oldReplicaSets
      : [...this.oldReplicaSets, this.#newReplicaSet];
  }

  /** Those that ask for pods, oldest first. */
  get activeOld(): readonly ReplicaSet[] {
    return this.oldReplicaSets.filter((replicaSet) => sizeOf(replicaSet) > 0);
  }

  scale(replicaSet: ReplicaSet, size: number): boolean {
    return this.#scaler.scale(this.#deployment, replicaSet, size);
  }

  /** Brings the revisions up to date, and creates the new ReplicaSet where that is asked for. */
  syncNewReplicaSet(create: 'create' | 'only if there'): void {
    const revision = Math.max(0, ...this.oldReplicaSets.map(revisionOf)) + 1;
    if (this.#newReplicaSet !== undefined) this.#adjust(this.#newReplicaSet, revision);
    else if (create === 'create') this.#create(revision);
  }

  /** Writes the status where it changed. */
  writeStatus(): void {
    const all = this.allReplicaSets;
    const status = rolloutStatus(this.#deployment, all, this.#newReplicaSet, this.#clock);
    if (!deepEqual(this.#deployment.status, status)) {
      this.#update({ ...this.#deployment, status });
    }
  }

  /** Sets a condition in the status and writes it. */
  writeCondition(
    condition: Pick<DeploymentCondition, 'type' | 'status' | 'reason' | 'message'>,
    annotations?: StringMap,
  ): void {
    const { status } = this.#deployment;
    const conditions = withCondition(status.conditions, condition, this.#clock.now());
    this.#write({ ...status, conditions }, annotations);
  }

  #adjust(replicaSet: ReplicaSet, revision: number): void {
    const annotations = replicaSetAnnotations(this.#deployment, replicaSet, revision);
    const minReadySeconds = this.#deployment.spec.minReadySeconds ?? 0;
    const outdated =
      !deepEqual(replicaSet.metadata.annotations ?? {}, annotations) ||
      (replicaSet.spec.minReadySeconds ?? 0) !== minReadySeconds;
    if (outdated) {
      this.#newReplicaSet = this.#client.update(REPLICA_SETS, {
        ...replicaSet,
        metadata: { ...replicaSet.metadata, annotations },
        spec: { ...replicaSet.spec, minReadySeconds },
      });
    }
    const own = annotations[REVISION_ANNOTATION] ?? '';
    const known = progressingCondition(this.#deployment.status) !== undefined;
    if (progressDeadlineMs(this.#deployment) !== undefined && !known) {
      const message = `Found new replica set "${replicaSet.metadata.name}"`;
      this.writeCondition(progress('True', 'FoundNewReplicaSet', message), revisionAnnotation(own));
    } else if (this.#deployment.metadata.annotations?.[REVISION_ANNOTATION] !== own) {
      this.#write(this.#deployment.status, revisionAnnotation(own));
    }
  }

  #create(revision: number): void {
    const draft = this.#draft(revision);
    const name = draft.metadata.name ?? '';
    let alreadyThere = false;
    try {
      this.#newReplicaSet = this.#client.create(
        REPLICA_SETS,
        this.#deployment.metadata.namespace,
        draft,
      );
    } catch (error) {
      if (!isAlreadyExists(error)) this.#reportFailedCreation(name, error);
      else this.#newReplicaSet = this.#recognize(name, error);
      alreadyThere = true;
    }
    const size = draft.spec?.replicas ?? 0;
    if (!alreadyThere && size > 0) this.#scaler.recordScaling(this.#deployment, name, 0, size);
    const annotations = revisionAnnotation(String(revision));
    if (progressDeadlineMs(this.#deployment) === undefined) {
      this.#write(this.#deployment.status, annotations);
    } else {
      const message = `Created new replica set "${name}"`;
      this.writeCondition(progress('True', 'NewReplicaSetCreated', message), annotations);
    }
  }

  #draft(revision: number): Draft<ReplicaSet> {
    const deployment = this.#deployment;
    const { template, selector, minReadySeconds } = deployment.spec;
    const hash = podTemplateHash(template, deployment.status.collisionCount);
    const labels = { ...template.metadata?.labels, [POD_TEMPLATE_HASH_LABEL]: hash };
    return {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${deployment.metadata.name}-${hash}`,
        labels,
        annotations: replicaSetAnnotations(deployment, undefined, revision),
        ownerReferences: [controllerReference(deployment)],
      },
      spec: {
        replicas: newReplicaSetSize(deployment, this.oldReplicaSets, 0),
        minReadySeconds: minReadySeconds ?? 0,
        selector: {
          ...selector,
          matchLabels: { ...selector.matchLabels, [POD_TEMPLATE_HASH_LABEL]: hash },
        },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    };
  }

  /** The ReplicaSet of that name is ours where only our cache lagged; else two templates share a hash. */
  #recognize(name: string, error: unknown): ReplicaSet {
    const { namespace, uid } = this.#deployment.metadata;
    const found = this.#client.get(REPLICA_SETS, namespace, name);
    const { template } = this.#deployment.spec;
    if (controllerOf(found)?.uid === uid && equalIgnoringHash(found.spec.template, template)) {
      return found;
    }
    const collisionCount = (this.#deployment.status.collisionCount ?? 0) + 1;
    this.#write({ ...this.#deployment.status, collisionCount });
    throw error;
  }

  #reportFailedCreation(name: string, error: unknown): never {
    if (error instanceof ApiStatusError) {
      const message = `Failed to create new replica set "${name}": ${error.message}`;
      this.writeCondition(progress('False', 'ReplicaSetCreateError', message));
    }
    throw error;
  }

  #write(status: DeploymentStatus, annotations: StringMap = {}): void {
    const { metadata } = this.#deployment;
    this.#update({
      ...this.#deployment,
      metadata: { ...metadata, annotations: { ...metadata.annotations, ...annotations } },
      status,
    });
  }

  #update(deployment: Deployment): void {
    this.#deployment = this.#client.updateStatus(DEPLOYMENTS, deployment);
  }
}

function progress(
  status: 'True' | 'False',
  reason: string,
  message: string,
): Pick<DeploymentCondition, 'type' | 'status' | 'reason' | 'message'> {
  return { type: 'Progressing', status, reason, message };
}

function revisionAnnotation(revision: string): StringMap {
  return { [REVISION_ANNOTATION]: revision };
}

/**
 * The annotations of the new ReplicaSet: the Deployment's, and the revision, which only
 * grows; revisions that it had before (a rollback came back to it) are kept as history.
 */
function replicaSetAnnotations(
  deployment: Deployment,
  replicaSet: ReplicaSet | undefined,
  revision: number,
): StringMap {
  const before = replicaSet?.metadata.annotations ?? {};
  const oldRevision = replicaSet === undefined ? 0 : revisionOf(replicaSet);
  const history = before[REVISION_HISTORY_ANNOTATION];
  const outgrown = oldRevision < revision && oldRevision > 0;
  const newHistory =
    history === undefined ? String(oldRevision) : `${history},${String(oldRevision)}`;
  return {
    ...before,
    ...annotationsOf(deployment, 'shared'),
    ...(oldRevision < revision ? revisionAnnotation(String(revision)) : {}),
    ...(outgrown ? { [REVISION_HISTORY_ANNOTATION]: newHistory } : {}),
    // Afterwards they change with the size only: until then they tell that it is out of date.
    ...(replicaSet === undefined ? sizeAnnotations(deployment) : {}),
  };
}
