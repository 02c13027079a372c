// Keeps the number of pods of each ReplicaSet (or ReplicationController) at what its spec asks for.
// Source: k8s.io/kubernetes/pkg/controller/replicaset.
//
// Differs from Kubernetes: pods are created and deleted at most 16 a sync, and a sync goes on once
// the cache has shown them, the last one with the status (there: 500, in parallel, with one status
// after them); changes of pods' status are gathered for
// 100 ms, longer beyond 400 pods (there, the client's limit of 20 requests a second spaces writes).
import { isApiError } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { compileLabelSelector } from '../../../apimachinery/labelSelector';
import { controllerOf, keyOf, objectKey } from '../../../apimachinery/objectMeta';
import { isPodActive } from '../../../apis/core/podState';
import type { ReplicaSet } from '../../../apis/generated/apps/v1';
import type { Pod, ReplicationController } from '../../../apis/generated/core/v1';
import { PODS } from '../../../apis/resources';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/workQueue';
import { claimObjects } from '../adoption';
import type { Controller, ControllerContext } from '../controllerContext';
import { Expectations } from '../expectations';
import {
  haveSameOwners,
  indexByNamespace,
  indexByOwner,
  inNamespace,
  orphansIn,
  ownedBy,
} from '../ownerIndexes';
import { OwnReports } from '../ownReports';
import { PodControl } from '../podControl';
import { rankForDeletion } from './deletionRanking';
import { CountedPods } from './replicaCounts';
import type { ReplicaKind } from './replicaKind';
import { calculateStatus, type ReplicaFailure } from './replicaStatus';

const MAX_BATCH = 16;
const MIN_STATUS_DELAY_MS = 100;

/** What a sync knows of an owner's pods. */
interface Seen {
  readonly counts: CountedPods;
  /** Those that are neither finished nor being deleted, where there may be too many. */
  readonly active: readonly Pod[];
}

/** What came of trying to have the right number of pods. */
interface Failure extends ReplicaFailure {
  readonly error: unknown;
}

export class ReplicaSetController<
  T extends ReplicaSet | ReplicationController,
> implements Controller {
  readonly #context: ControllerContext;
  readonly #kind: ReplicaKind<T>;
  readonly #owners: Informer<T>;
  readonly #pods: Informer<Pod>;
  readonly #queue: WorkQueue;
  readonly #ownReports = new OwnReports();
  readonly #expectations: Expectations;
  readonly #podControl: PodControl;
  /** Size of the next batch of pods to create: 1, 2, 4 ... as long as creating them succeeds. */
  readonly #nextBatch = new Map<string, number>();
  /** Of owners whose pods are all seen to be theirs, without any to adopt or to release. */
  readonly #counts = new Map<string, CountedPods>();

  constructor(context: ControllerContext, kind: ReplicaKind<T>) {
    this.#context = context;
    this.#kind = kind;
    this.#owners = context.informers.informer(kind.resource);
    indexByNamespace(this.#owners);
    indexByOwner(this.#owners);
    this.#pods = context.informers.informer(PODS);
    this.#expectations = new Expectations(context.simulation);
    this.#podControl = new PodControl(context.client, context.recorder(kind.component));
    this.#queue = new WorkQueue(context.simulation, { label: kind.queueLabel }, (key) => {
      this.#sync(key);
    });
    this.#queue.stop();
    this.#listen();
  }

  start(): void {
    this.#queue.start();
    for (const owner of this.#owners.list()) this.#queue.add(objectKey(owner));
  }

  stop(): void {
    this.#queue.stop();
  }

  #listen(): void {
    this.#owners.addHandlers({
      added: (owner) => {
        this.#queue.add(objectKey(owner));
      },
      updated: (_, owner) => {
        if (!this.#ownReports.includes(owner)) this.#queue.add(objectKey(owner));
      },
      deleted: (owner) => {
        this.#counts.delete(objectKey(owner));
        this.#queue.add(objectKey(owner));
      },
    });
    this.#pods.addHandlers({
      added: (pod) => {
        this.#podAdded(pod, this.#ownerKey(pod));
      },
      updated: (old, pod) => {
        this.#podUpdated(old, pod);
      },
      deleted: (pod) => {
        const key = this.#ownerKey(pod);
        if (key === undefined) return;
        // The pod may come in another state than the one in which it was counted.
        this.#counts.delete(key);
        this.#podGone(pod, key);
      },
    });
  }

  #podAdded(pod: Pod, key: string | undefined): void {
    if (key !== undefined) this.#recount(key, undefined, pod);
    if (pod.metadata.deletionTimestamp !== undefined) {
      // After a restart, a pod can be seen for the first time when it is already going.
      this.#podGone(pod, key);
    } else if (key !== undefined) {
      this.#expectations.creationObserved(key);
      this.#enqueueWhenCaughtUp(key);
    } else if (controllerOf(pod) === undefined) {
      this.#enqueueMatching(pod);
    }
  }

  #podUpdated(old: Pod, pod: Pod): void {
    const key = this.#ownerKey(pod);
    const oldKey = haveSameOwners(old, pod) ? key : this.#ownerKey(old);
    if (oldKey !== undefined && oldKey !== key) this.#counts.delete(oldKey);
    if (key !== undefined) this.#recount(key, oldKey === key ? old : undefined, pod);
    if (pod.metadata.deletionTimestamp !== undefined) {
      this.#podGone(pod, key);
      return;
    }
    if (oldKey !== undefined && oldKey !== key) this.#queue.add(oldKey);
    if (key !== undefined) this.#enqueueSoon(key);
    else if (controllerOf(pod) === undefined) {
      const relabeled = !deepEqual(old.metadata.labels, pod.metadata.labels);
      if (relabeled || controllerOf(old) !== undefined) this.#enqueueMatching(pod);
    }
  }

  #recount(key: string, old: Pod | undefined, pod: Pod): void {
    const counts = this.#counts.get(key);
    if (counts === undefined) return;
    if (counts.matches(pod.metadata.labels)) counts.changed(old, pod);
    else this.#counts.delete(key);
  }

  #podGone(pod: Pod, key: string | undefined): void {
    if (key === undefined) return;
    this.#expectations.deletionObserved(key, pod.metadata.uid);
    this.#enqueueWhenCaughtUp(key);
  }

  #enqueueWhenCaughtUp(key: string): void {
    if (this.#expectations.areSatisfied(key)) this.#queue.add(key);
    else this.#enqueueSoon(key);
  }

  #enqueueSoon(key: string): void {
    const replicas = this.#owners.getByKey(key)?.spec.replicas ?? 0;
    this.#queue.addAfter(key, Math.max(MIN_STATUS_DELAY_MS, replicas / 4));
  }

  /** The key of the pod's controller, if it is of this kind and the one that the cache knows. */
  #ownerKey(pod: Pod): string | undefined {
    const reference = controllerOf(pod);
    if (reference?.kind !== this.#kind.resource.kind) return undefined;
    const key = keyOf(pod.metadata.namespace, reference.name);
    return this.#owners.getByKey(key)?.metadata.uid === reference.uid ? key : undefined;
  }

  #enqueueMatching(orphan: Pod): void {
    for (const owner of inNamespace(this.#owners, orphan.metadata.namespace)) {
      const matches = compileLabelSelector(this.#kind.selectorOf(owner));
      if (matches(orphan.metadata.labels)) this.#queue.add(objectKey(owner));
    }
  }

  #sync(key: string): void {
    this.#ownReports.forget(key);
    const owner = this.#owners.getByKey(key);
    if (owner === undefined) {
      this.#expectations.forget(key);
      this.#nextBatch.delete(key);
      this.#counts.delete(key);
      return;
    }
    const caughtUp = this.#expectations.areSatisfied(key);
    const seen = this.#look(key, owner);
    const { deletionTimestamp } = owner.metadata;
    const failure =
      caughtUp && deletionTimestamp === undefined ? this.#manage(key, owner, seen) : undefined;
    // Between batches it would tell of half of what is done.
    if (failure !== undefined || this.#expectations.areSatisfied(key))
      this.#writeStatus(key, owner, seen.counts, failure);
    if (failure !== undefined) throw failure.error;
  }

  /** Looks at all pods where some have to be adopted, released or deleted; otherwise their number is known. */
  #look(key: string, owner: T): Seen {
    const { namespace, uid } = owner.metadata;
    const { template, selector, minReadySeconds = 0, replicas = 1 } = owner.spec;
    const about = { uid, selector, templateLabels: template?.metadata?.labels, minReadySeconds };
    const known = this.#counts.get(key);
    const isKnown = known?.isFor(about) === true;
    const matches = isKnown ? known.matches : compileLabelSelector(this.#kind.selectorOf(owner));
    const orphans = orphansIn(this.#pods, namespace).filter(isPodActive);
    const hasOrphan = orphans.some(({ metadata }) => matches(metadata.labels));
    if (isKnown && !hasOrphan && known.active <= replicas) return { counts: known, active: [] };
    const { client } = this.#context;
    const ownerResource = this.#kind.resource;
    const own = ownedBy(this.#pods, uid);
    const claim = { client, owner, ownerResource, resource: PODS, matches };
    const pods = claimObjects(claim, [...own, ...orphans]);
    const counts = new CountedPods(about, matches, pods, this.#context.clock.epochMs);
    const isSettled = !hasOrphan && pods.length === own.length;
    if (isSettled && counts.canBeKept) this.#counts.set(key, counts);
    else this.#counts.delete(key);
    return { counts, active: pods.filter(isPodActive) };
  }

  #manage(key: string, owner: T, { counts, active }: Seen): Failure | undefined {
    const surplus = counts.active - (owner.spec.replicas ?? 1);
    if (surplus >= 0) this.#nextBatch.delete(key);
    if (surplus < 0) return this.#createPods(key, owner, -surplus);
    if (surplus > 0) return this.#deletePods(key, owner, active, surplus);
    return undefined;
  }

  #createPods(key: string, owner: T, missing: number): Failure | undefined {
    const batch = Math.min(missing, this.#nextBatch.get(key) ?? 1, MAX_BATCH);
    let failure: Failure | undefined;
    this.#expectations.expectCreations(key, batch);
    for (let i = 0; i < batch; i++) {
      try {
        const created = this.#podControl.create(owner, owner.spec.template ?? {});
        if (!created) this.#expectations.creationObserved(key);
      } catch (error) {
        failure ??= failureOf('FailedCreate', error);
        this.#expectations.creationObserved(key);
      }
    }
    this.#nextBatch.set(key, failure === undefined ? batch * 2 : 1);
    return failure;
  }

  #deletePods(key: string, owner: T, active: readonly Pod[], surplus: number): Failure | undefined {
    const victims = this.#chooseVictims(owner, active, surplus);
    let failure: Failure | undefined;
    this.#expectations.expectDeletions(
      key,
      victims.map(({ metadata }) => metadata.uid),
    );
    for (const pod of victims) {
      try {
        if (this.#podControl.delete(owner, pod)) continue;
      } catch (error) {
        failure ??= failureOf('FailedDelete', error);
      }
      this.#expectations.deletionObserved(key, pod.metadata.uid);
    }
    return failure;
  }

  #chooseVictims(owner: T, active: readonly Pod[], surplus: number): readonly Pod[] {
    const count = Math.min(surplus, MAX_BATCH);
    if (surplus === active.length) return active.slice(0, count);
    const { epochMs } = this.#context.clock;
    return rankForDeletion(active, this.#relatedPods(owner, active), epochMs).slice(0, count);
  }

  /** The pods of all ReplicaSets of the same Deployment. */
  #relatedPods(owner: T, active: readonly Pod[]): readonly Pod[] {
    const deployment = controllerOf(owner);
    if (deployment === undefined) return active;
    return ownedBy(this.#owners, deployment.uid).flatMap(({ metadata }) =>
      ownedBy(this.#pods, metadata.uid),
    );
  }

  #writeStatus(key: string, owner: T, counts: CountedPods, failure: Failure | undefined): void {
    const { clock, client } = this.#context;
    const { nextAvailableAtMs } = counts;
    if (nextAvailableAtMs !== undefined) {
      this.#queue.addAfter(key, nextAvailableAtMs - clock.epochMs);
    }
    const status = calculateStatus(owner, counts, failure, clock.now());
    const updated = this.#kind.withStatus(owner, status);
    if (deepEqual(owner.status, updated.status)) return;
    this.#ownReports.note(key, client.updateStatus(this.#kind.resource, updated));
  }
}

function failureOf(reason: ReplicaFailure['reason'], error: unknown): Failure {
  if (isApiError(error)) {
    return { reason, message: error.message, error };
  }
  throw error;
}
