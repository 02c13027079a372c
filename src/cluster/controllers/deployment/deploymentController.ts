// Rolls out Deployments: one ReplicaSet a pod template, resized step by step.
// Source: k8s.io/kubernetes/pkg/controller/deployment,
// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
import { isNotFound } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { compileLabelSelector } from '../../../apimachinery/labelSelector';
import { controllerOf, keyOf, objectKey } from '../../../apimachinery/objectMeta';
import { DESIRED_REPLICAS_ANNOTATION, revisionOf } from '../../../apis/apps/deploymentRevisions';
import type { Deployment, ReplicaSet } from '../../../apis/generated/apps/v1';
import type { Pod } from '../../../apis/generated/core/v1';
import { DEPLOYMENTS, PODS, REPLICA_SETS } from '../../../apis/resources';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/workQueue';
import { claimObjects } from '../adoption';
import type { Controller, ControllerContext } from '../controllerContext';
import { indexByNamespace, indexByOwner, inNamespace, orphansIn, ownedBy } from '../ownerIndexes';
import {
  calculateStatus,
  isComplete,
  progressCheckDelayMs,
  progressDeadlineMs,
  progressingCondition,
} from './deploymentStatus';
import { proportionalSizes } from './proportionalScaling';
import { stepRecreate } from './recreate';
import { ReplicaSetScaler } from './replicaSetScaler';
import { stepRollingUpdate } from './rollingUpdate';
import { Rollout } from './rollout';
import { desiredReplicas, isRollingUpdate, sizeOf } from './rolloutLimits';

const NO_HISTORY_LIMIT = 2_147_483_647;

export class DeploymentController implements Controller {
  readonly #context: ControllerContext;
  readonly #deployments: Informer<Deployment>;
  readonly #replicaSets: Informer<ReplicaSet>;
  readonly #pods: Informer<Pod>;
  readonly #scaler: ReplicaSetScaler;
  readonly #queue: WorkQueue;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#deployments = context.informers.informer(DEPLOYMENTS);
    this.#replicaSets = context.informers.informer(REPLICA_SETS);
    this.#pods = context.informers.informer(PODS);
    indexByNamespace(this.#deployments);
    indexByOwner(this.#replicaSets);
    this.#scaler = new ReplicaSetScaler(context.client, context.recorder('deployment-controller'));
    this.#queue = new WorkQueue(context.simulation, { label: 'sync deployment' }, (key) => {
      this.#sync(key);
    });
    this.#queue.stop();
    this.#listen();
  }

  start(): void {
    this.#queue.start();
    for (const deployment of this.#deployments.list()) this.#queue.add(objectKey(deployment));
  }

  stop(): void {
    this.#queue.stop();
  }

  #listen(): void {
    const enqueue = (deployment: Deployment): void => {
      this.#queue.add(objectKey(deployment));
    };
    this.#deployments.addHandlers({
      added: enqueue,
      updated: (_, deployment) => {
        enqueue(deployment);
      },
      deleted: enqueue,
    });
    this.#replicaSets.addHandlers({
      added: (replicaSet) => {
        this.#enqueueOwner(replicaSet);
      },
      updated: (old, replicaSet) => {
        if (controllerOf(old)?.uid !== controllerOf(replicaSet)?.uid) this.#enqueueOwner(old);
        this.#enqueueOwner(replicaSet);
      },
      deleted: (replicaSet) => {
        this.#enqueueOwner(replicaSet);
      },
    });
    // The Recreate strategy waits for the last old pod.
    this.#pods.addHandlers({
      deleted: (pod) => {
        this.#podDeleted(pod);
      },
    });
  }

  #enqueueOwner(replicaSet: ReplicaSet): void {
    const reference = controllerOf(replicaSet);
    const { namespace, labels } = replicaSet.metadata;
    if (reference !== undefined) {
      if (reference.kind === 'Deployment') this.#queue.add(keyOf(namespace, reference.name));
      return;
    }
    for (const deployment of inNamespace(this.#deployments, namespace)) {
      const matches = compileLabelSelector(deployment.spec.selector);
      if (matches(labels)) this.#queue.add(objectKey(deployment));
    }
  }

  #podDeleted(pod: Pod): void {
    const owner = controllerOf(pod);
    if (owner?.kind !== 'ReplicaSet') return;
    const { namespace } = pod.metadata;
    const reference = controllerOf(
      this.#replicaSets.get(namespace, owner.name) ?? { metadata: pod.metadata },
    );
    if (reference?.kind !== 'Deployment') return;
    const deployment = this.#deployments.get(namespace, reference.name);
    if (deployment !== undefined && !isRollingUpdate(deployment)) {
      this.#queue.add(objectKey(deployment));
    }
  }

  #sync(key: string): void {
    const deployment = this.#deployments.getByKey(key);
    if (deployment === undefined) return;
    const { client, clock } = this.#context;
    const replicaSets = this.#claim(deployment);
    const rollout = new Rollout(client, clock, this.#scaler, deployment, replicaSets);
    if (deployment.metadata.deletionTimestamp !== undefined) {
      rollout.syncNewReplicaSet('only if there');
      this.#writeCalculatedStatus(rollout);
      return;
    }
    markPausedOrResumed(rollout);
    if (deployment.spec.paused === true || wasResized(deployment, replicaSets)) {
      this.#scaleOnly(rollout);
    } else {
      this.#roll(rollout);
    }
    this.#checkDeadlineLater(key, rollout);
  }

  #claim(deployment: Deployment): readonly ReplicaSet[] {
    const claim = {
      client: this.#context.client,
      owner: deployment,
      ownerResource: DEPLOYMENTS,
      resource: REPLICA_SETS,
      matches: compileLabelSelector(deployment.spec.selector),
    };
    const { uid, namespace } = deployment.metadata;
    return claimObjects(claim, [
      ...ownedBy(this.#replicaSets, uid),
      ...orphansIn(this.#replicaSets, namespace),
    ]);
  }

  #roll(rollout: Rollout): void {
    let waits: boolean;
    if (isRollingUpdate(rollout.deployment)) {
      rollout.syncNewReplicaSet('create');
      waits = stepRollingUpdate(rollout);
    } else {
      waits = stepRecreate(rollout, (uid) => ownedBy(this.#pods, uid));
    }
    if (!waits && isComplete(rollout.deployment, rollout.deployment.status)) {
      this.#cleanUpHistory(rollout);
    }
    rollout.writeStatus();
  }

  /** Resizes without moving on with the rollout: paused, or the wanted number of pods changed. */
  #scaleOnly(rollout: Rollout): void {
    rollout.syncNewReplicaSet('only if there');
    for (const [replicaSet, size] of sizesForScaling(rollout)) rollout.scale(replicaSet, size);
    if (rollout.deployment.spec.paused === true) this.#cleanUpHistory(rollout);
    this.#writeCalculatedStatus(rollout);
  }

  #writeCalculatedStatus(rollout: Rollout): void {
    const { deployment, allReplicaSets, newReplicaSet } = rollout;
    const now = this.#context.clock.now();
    const status = calculateStatus(deployment, allReplicaSets, newReplicaSet, now);
    if (deepEqual(deployment.status, status)) return;
    this.#context.client.updateStatus(DEPLOYMENTS, { ...deployment, status });
  }

  /** Deletes the oldest ReplicaSets without pods beyond `revisionHistoryLimit`. */
  #cleanUpHistory({ deployment, oldReplicaSets }: Rollout): void {
    const limit = deployment.spec.revisionHistoryLimit ?? NO_HISTORY_LIMIT;
    const alive = oldReplicaSets.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const surplus = [...alive]
      .sort((a, b) => revisionOf(a) - revisionOf(b))
      .slice(0, Math.max(0, alive.length - limit));
    for (const replicaSet of surplus) {
      const { metadata, status } = replicaSet;
      const lags = (metadata.generation ?? 0) > (status.observedGeneration ?? 0);
      if (status.replicas !== 0 || sizeOf(replicaSet) !== 0 || lags) continue;
      try {
        this.#context.client.delete(REPLICA_SETS, metadata.namespace, metadata.name);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
  }

  #checkDeadlineLater(key: string, { deployment }: Rollout): void {
    if (deployment.spec.paused === true) return;
    const { clock } = this.#context;
    const delayMs = progressCheckDelayMs(deployment, deployment.status, clock.epochMs);
    if (delayMs !== undefined) this.#queue.addAfter(key, delayMs, { background: true });
  }
}

/** The wanted number of pods is not the one that the active ReplicaSets were sized for. */
function wasResized(deployment: Deployment, replicaSets: readonly ReplicaSet[]): boolean {
  const desired = String(desiredReplicas(deployment));
  return replicaSets.some((replicaSet) => {
    const recorded = replicaSet.metadata.annotations?.[DESIRED_REPLICAS_ANNOTATION];
    return sizeOf(replicaSet) > 0 && recorded !== undefined && recorded !== desired;
  });
}

/** New sizes for a Deployment whose own size changed, or that is paused. */
function sizesForScaling(rollout: Rollout): ReadonlyMap<ReplicaSet, number> {
  const { deployment, newReplicaSet, oldReplicaSets, allReplicaSets } = rollout;
  const desired = desiredReplicas(deployment);
  const active = allReplicaSets.filter((replicaSet) => sizeOf(replicaSet) > 0);
  const only = active.length === 0 ? (newReplicaSet ?? oldReplicaSets.at(-1)) : active[0];
  if (active.length <= 1) return new Map(only === undefined ? [] : [[only, desired]]);
  if (newReplicaSet !== undefined && isSaturated(deployment, newReplicaSet)) {
    return new Map(rollout.activeOld.map((replicaSet) => [replicaSet, 0]));
  }
  return isRollingUpdate(deployment) ? proportionalSizes(deployment, active) : new Map();
}

/** The new ReplicaSet has all its pods, and they are available: the old ones are not needed. */
function isSaturated(deployment: Deployment, newReplicaSet: ReplicaSet): boolean {
  const desired = desiredReplicas(deployment);
  const recorded = Number(newReplicaSet.metadata.annotations?.[DESIRED_REPLICAS_ANNOTATION]);
  return (
    sizeOf(newReplicaSet) === desired &&
    recorded === desired &&
    (newReplicaSet.status.availableReplicas ?? 0) === desired
  );
}

/** So that the time in which a rollout was paused is not counted against its deadline. */
function markPausedOrResumed(rollout: Rollout): void {
  const { deployment } = rollout;
  if (progressDeadlineMs(deployment) === undefined) return;
  const reason = progressingCondition(deployment.status)?.reason;
  if (reason === 'ProgressDeadlineExceeded') return;
  const paused = deployment.spec.paused === true;
  if (paused === (reason === 'DeploymentPaused')) return;
  rollout.writeCondition({
    type: 'Progressing',
    status: 'Unknown',
    reason: paused ? 'DeploymentPaused' : 'DeploymentResumed',
    message: paused ? 'Deployment is paused' : 'Deployment is resumed',
  });
}
