// Runs one pod of each DaemonSet on every node that it is meant for.
// Source: k8s.io/kubernetes/pkg/controller/daemon,
// https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
//
// Differs from Kubernetes: a rolling update with maxSurge above 0 is done as with maxUnavailable 1. A sync creates at
// most 32 pods at once (there: 250), so that no event takes long; what changes of nodes and pods waits 100 ms for more,
// and the status waits for what a sync has asked for (there it is written before as well, without it).
import { isApiError } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { compileLabelSelector } from '../../../apimachinery/labelSelector';
import { controllerOf, keyOf, objectKey } from '../../../apimachinery/objectMeta';
import { isPodActive } from '../../../apis/core/podState';
import type { DaemonSet } from '../../../apis/generated/apps/v1';
import type { Node, Pod, PodTemplateSpec } from '../../../apis/generated/core/v1';
import { DAEMON_SETS, NODES, PODS } from '../../../apis/resources';
import type { EventRecorder } from '../../client/eventRecorder';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/workQueue';
import { claimObjects } from '../adoption';
import type { Controller, ControllerContext } from '../controllerContext';
import { resolveIntOrPercent } from '../deployment/rolloutLimits';
import { Expectations } from '../expectations';
import { haveSameOwners, indexByNamespace, inNamespace, orphansIn, ownedBy } from '../ownerIndexes';
import { availableAtMs } from '../podConditions';
import { OwnReports } from '../ownReports';
import { PodControl } from '../podControl';
import { CONTROLLER_REVISIONS, RevisionHistory } from './controllerRevisions';
import { DaemonPlaces, oldestOf } from './daemonPlaces';
import { nodeOf, revisionHashOf } from './daemonPod';
import { daemonSetStatus } from './daemonSetStatus';

const STATUS_DELAY_MS = 100;
const MAX_BATCH = 32;
const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 15 * 60_000;

interface Changes {
  readonly createOn: readonly string[];
  readonly remove: readonly Pod[];
}

export class DaemonSetController implements Controller {
  readonly #context: ControllerContext;
  readonly #recorder: EventRecorder;
  readonly #daemonSets: Informer<DaemonSet>;
  readonly #revisions: RevisionHistory;
  readonly #pods: Informer<Pod>;
  readonly #nodes: Informer<Node>;
  readonly #queue: WorkQueue;
  readonly #expectations: Expectations;
  readonly #podControl: PodControl;
  readonly #places = new Map<string, DaemonPlaces>();
  readonly #ownReports = new OwnReports();
  /** When a pod that failed on a node may be replaced again, and after how long the next time. */
  readonly #backoff = new Map<string, { readonly untilMs: number; readonly delayMs: number }>();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#recorder = context.recorder('daemonset-controller');
    this.#daemonSets = context.informers.informer(DAEMON_SETS);
    this.#revisions = new RevisionHistory(
      context.client,
      context.informers.informer(CONTROLLER_REVISIONS),
    );
    this.#pods = context.informers.informer(PODS);
    this.#nodes = context.informers.informer(NODES);
    indexByNamespace(this.#daemonSets);
    this.#expectations = new Expectations(context.simulation);
    this.#podControl = new PodControl(context.client, this.#recorder);
    this.#queue = new WorkQueue(context.simulation, { label: 'sync daemonset' }, (key) => {
      this.#sync(key);
    });
    this.#queue.stop();
    this.#listenToDaemonSets();
    this.#listenToPods();
    this.#listenToNodes();
  }

  start(): void {
    this.#queue.start();
    for (const daemonSet of this.#daemonSets.list()) this.#queue.add(objectKey(daemonSet));
  }

  stop(): void {
    this.#queue.stop();
  }

  #listenToDaemonSets(): void {
    const enqueue = (daemonSet: DaemonSet): void => {
      this.#queue.add(objectKey(daemonSet));
    };
    this.#daemonSets.addHandlers({
      added: enqueue,
      updated: (_, daemonSet) => {
        if (!this.#ownReports.includes(daemonSet)) enqueue(daemonSet);
      },
      deleted: (daemonSet) => {
        this.#places.delete(objectKey(daemonSet));
        enqueue(daemonSet);
      },
    });
  }

  #listenToPods(): void {
    const gone = (key: string | undefined, pod: Pod): void => {
      if (key === undefined) return;
      this.#expectations.deletionObserved(key, pod.metadata.uid);
      this.#queue.add(key);
    };
    this.#pods.addHandlers({
      added: (pod) => {
        const key = this.#ownerKey(pod);
        if (key !== undefined) {
          this.#places.get(key)?.put(pod);
          this.#expectations.creationObserved(key);
          this.#queue.add(key);
        } else if (controllerOf(pod) === undefined) {
          this.#enqueueMatching(pod);
        }
      },
      updated: (old, pod) => {
        const key = this.#ownerKey(pod);
        const oldKey = haveSameOwners(old, pod) ? key : this.#ownerKey(old);
        this.#follow(oldKey, old, key, pod);
        if (pod.metadata.deletionTimestamp !== undefined) {
          gone(key, pod);
          return;
        }
        if (oldKey !== undefined && oldKey !== key) this.#queue.add(oldKey);
        if (key !== undefined) this.#queue.addAfter(key, STATUS_DELAY_MS);
      },
      deleted: (pod) => {
        const key = this.#ownerKey(pod);
        if (key !== undefined) this.#places.get(key)?.remove(pod);
        gone(key, pod);
      },
    });
  }

  #follow(oldKey: string | undefined, old: Pod, key: string | undefined, pod: Pod): void {
    if (oldKey !== undefined && (oldKey !== key || nodeOf(old) !== nodeOf(pod)))
      this.#places.get(oldKey)?.remove(old);
    if (key !== undefined) this.#places.get(key)?.put(pod);
  }

  #listenToNodes(): void {
    const enqueueAll = ({ metadata }: Node): void => {
      for (const daemonSet of this.#daemonSets.list()) {
        const key = objectKey(daemonSet);
        this.#places.get(key)?.nodeChanged(metadata.name);
        this.#queue.addAfter(key, STATUS_DELAY_MS);
      }
    };
    this.#nodes.addHandlers({
      added: enqueueAll,
      updated: (old, node) => {
        const changed =
          !deepEqual(old.metadata.labels, node.metadata.labels) ||
          !deepEqual(old.spec.taints, node.spec.taints);
        if (changed) enqueueAll(node);
      },
      deleted: enqueueAll,
    });
  }

  #ownerKey(pod: Pod): string | undefined {
    const reference = controllerOf(pod);
    if (reference?.kind !== 'DaemonSet') return undefined;
    const key = keyOf(pod.metadata.namespace, reference.name);
    return this.#daemonSets.getByKey(key)?.metadata.uid === reference.uid ? key : undefined;
  }

  #enqueueMatching(orphan: Pod): void {
    for (const daemonSet of inNamespace(this.#daemonSets, orphan.metadata.namespace)) {
      const matches = compileLabelSelector(daemonSet.spec.selector);
      if (matches(orphan.metadata.labels)) this.#queue.add(objectKey(daemonSet));
    }
  }

  #sync(key: string): void {
    this.#ownReports.forget(key);
    const daemonSet = this.#daemonSets.getByKey(key);
    if (daemonSet === undefined) {
      this.#expectations.forget(key);
      return;
    }
    if (daemonSet.metadata.deletionTimestamp !== undefined) return;
    const places = this.#claim(key, daemonSet);
    const hash = this.#revisions.sync(daemonSet, () => places.hashesInUse());
    const template = places.judge(daemonSet, hash, this.#context.clock.epochMs);
    let failure: Error | undefined;
    if (this.#expectations.areSatisfied(key)) {
      let changes = this.#planPods(key, daemonSet, places);
      if (changes.createOn.length + changes.remove.length === 0) {
        changes = { createOn: [], remove: this.#planUpdate(daemonSet, places, hash) };
      }
      failure = this.#apply(key, daemonSet, changes, (nodeName) =>
        template.forNode(daemonSet, hash, nodeName),
      );
    }
    // What was asked for shows in a moment, and counts then.
    if (failure !== undefined || this.#expectations.areSatisfied(key))
      this.#writeStatus(key, daemonSet, places);
    if (failure !== undefined) throw failure;
  }

  /** Adopts and releases pods, where there are any to be, and then looks at all of them anew. */
  #claim(key: string, daemonSet: DaemonSet): DaemonPlaces {
    const { uid, namespace } = daemonSet.metadata;
    const known = this.#places.get(key);
    const orphans = orphansIn(this.#pods, namespace);
    const matches = known?.matches ?? compileLabelSelector(daemonSet.spec.selector);
    const hasOrphan = orphans.some(({ metadata }) => matches(metadata.labels));
    if (known !== undefined && !known.isStale && !hasOrphan) return known;
    const claim = {
      client: this.#context.client,
      owner: daemonSet,
      ownerResource: DAEMON_SETS,
      resource: PODS,
      matches,
    };
    const own = ownedBy(this.#pods, uid);
    const pods = claimObjects(claim, [...own, ...orphans]);
    const places = new DaemonPlaces(matches, this.#nodes, pods);
    // The cache does not have it yet that they were released.
    if (own.some(({ metadata }) => !matches(metadata.labels))) places.markStale();
    this.#places.set(key, places);
    return places;
  }

  #planPods(key: string, daemonSet: DaemonSet, places: DaemonPlaces): Changes {
    const createOn: string[] = [];
    const remove: Pod[] = [];
    for (const name of places.toDo()) {
      const pods = places.podsOn(name);
      const verdict = places.verdict(name);
      if (verdict === undefined) {
        // Pinned to a node that is gone; those that ran there are the pod garbage collector's.
        remove.push(...pods.filter((pod) => !pod.spec.nodeName && isPodActive(pod)));
      } else if (verdict.shouldRun && pods.length === 0) createOn.push(name);
      else if (!verdict.mayContinue) remove.push(...pods.filter(isPodActive));
      else remove.push(...this.#superfluous(key, daemonSet, name, pods));
    }
    return { createOn, remove };
  }

  /** Failed pods, whose places are filled again after a while, and any but the oldest. */
  #superfluous(
    key: string,
    daemonSet: DaemonSet,
    nodeName: string,
    pods: readonly Pod[],
  ): readonly Pod[] {
    const [only] = pods;
    if (only === undefined || (pods.length === 1 && only.status.phase !== 'Failed')) return [];
    const remove: Pod[] = [];
    const running: Pod[] = [];
    for (const pod of pods) {
      if (pod.metadata.deletionTimestamp !== undefined) continue;
      if (pod.status.phase !== 'Failed') running.push(pod);
      else if (this.#mayReplace(key, nodeName)) {
        remove.push(pod);
        const message = `Found failed daemon pod ${objectKey(pod)} on node ${nodeName}, will try to kill it`;
        this.#recorder.event(daemonSet, 'Warning', 'FailedDaemonPod', message);
      }
    }
    const oldest = oldestOf(running);
    return [...remove, ...running.filter((pod) => pod !== oldest)];
  }

  #mayReplace(key: string, nodeName: string): boolean {
    const { nowMs } = this.#context.simulation;
    const id = `${key} ${nodeName}`;
    const known = this.#backoff.get(id);
    if (known !== undefined && nowMs < known.untilMs) {
      this.#queue.addAfter(key, known.untilMs - nowMs);
      return false;
    }
    const delayMs = Math.min((known?.delayMs ?? FIRST_BACKOFF_MS / 2) * 2, MAX_BACKOFF_MS);
    this.#backoff.set(id, { untilMs: nowMs + delayMs, delayMs });
    return true;
  }

  /** Old pods that may go now, so that new ones take their places. */
  #planUpdate(daemonSet: DaemonSet, places: DaemonPlaces, hash: string): readonly Pod[] {
    const { updateStrategy, minReadySeconds = 0 } = daemonSet.spec;
    if (updateStrategy?.type === 'OnDelete' || places.counts.outdated === 0) return [];
    const nowMs = this.#context.clock.epochMs;
    const targets = [...this.#nodes.list()].filter(
      ({ metadata }) => places.verdict(metadata.name)?.shouldRun === true,
    );
    const limit = resolveIntOrPercent(
      updateStrategy?.rollingUpdate?.maxUnavailable ?? 1,
      targets.length,
      'up',
    );
    const unavailableOld: Pod[] = [];
    const availableOld: Pod[] = [];
    let unavailable = 0;
    for (const { metadata } of targets) {
      const pod = places.podsOn(metadata.name).find(isPodActive);
      const isAvailable =
        pod !== undefined && (availableAtMs(pod, minReadySeconds) ?? Infinity) <= nowMs;
      const isOld = pod !== undefined && revisionHashOf(pod) !== hash;
      if (isOld) (isAvailable ? availableOld : unavailableOld).push(pod);
      if (!isAvailable) unavailable++;
    }
    const room = Math.max(0, Math.max(1, limit) - unavailable);
    return [...unavailableOld, ...availableOld.slice(0, room)];
  }

  #apply(
    key: string,
    daemonSet: DaemonSet,
    changes: Changes,
    podFor: (nodeName: string) => PodTemplateSpec,
  ): Error | undefined {
    const createOn = changes.createOn.slice(0, MAX_BATCH);
    const remove = changes.remove.slice(0, MAX_BATCH);
    this.#expectations.expectCreations(key, createOn.length);
    this.#expectations.expectDeletions(
      key,
      remove.map(({ metadata }) => metadata.uid),
    );
    let failure: Error | undefined;
    for (const nodeName of createOn) {
      failure ??= attempt(() => {
        const created = this.#podControl.create(daemonSet, podFor(nodeName));
        if (!created) this.#expectations.creationObserved(key);
      });
      if (failure !== undefined) this.#expectations.creationObserved(key);
    }
    for (const pod of remove) {
      const error = attempt(() => {
        const deleted = this.#podControl.delete(daemonSet, pod);
        if (!deleted) this.#expectations.deletionObserved(key, pod.metadata.uid);
      });
      if (error !== undefined) this.#expectations.deletionObserved(key, pod.metadata.uid);
      failure ??= error;
    }
    return failure;
  }

  #writeStatus(key: string, daemonSet: DaemonSet, places: DaemonPlaces): void {
    const { clock, client } = this.#context;
    const { nextAvailableAtMs } = places;
    if (nextAvailableAtMs !== undefined) {
      this.#queue.addAfter(key, nextAvailableAtMs - clock.epochMs);
    }
    const status = daemonSetStatus(daemonSet, places.counts);
    if (deepEqual(daemonSet.status, status)) return;
    this.#ownReports.note(key, client.updateStatus(DAEMON_SETS, { ...daemonSet, status }));
  }
}

/** The API's refusal, if there was one. */
function attempt(action: () => void): Error | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (isApiError(error)) return error;
    throw error;
  }
}
