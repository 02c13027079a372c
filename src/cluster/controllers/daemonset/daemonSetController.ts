// Runs one pod of each DaemonSet on every node that it is meant for.
// Source: k8s.io/kubernetes/pkg/controller/daemon,
// https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
//
// Differs from Kubernetes: a rolling update with maxSurge above 0 is done as with maxUnavailable 1.
import { isApiError } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { compileLabelSelector } from '../../../apimachinery/labelSelector';
import { controllerOf, keyOf, objectKey } from '../../../apimachinery/objectMeta';
import { isPodActive } from '../../../apis/core/podState';
import type { ControllerRevision, DaemonSet } from '../../../apis/generated/apps/v1';
import type { Node, Pod } from '../../../apis/generated/core/v1';
import { DAEMON_SETS, NODES, PODS } from '../../../apis/resources';
import type { EventRecorder } from '../../client/eventRecorder';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/workQueue';
import { claimObjects } from '../adoption';
import type { Controller, ControllerContext } from '../controllerContext';
import { resolveIntOrPercent } from '../deployment/rolloutLimits';
import { Expectations } from '../expectations';
import { indexByNamespace, indexByOwner, inNamespace, orphansIn, ownedBy } from '../ownerIndexes';
import { availableAtMs } from '../podConditions';
import { OwnReports } from '../ownReports';
import { PodControl } from '../podControl';
import { CONTROLLER_REVISIONS, syncRevisions } from './controllerRevisions';
import { daemonTemplate, NodeJudge, pinToNode, REVISION_HASH_LABEL } from './daemonPod';
import { countDaemonSet, oldestOf } from './daemonSetStatus';

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
  readonly #revisions: Informer<ControllerRevision>;
  readonly #pods: Informer<Pod>;
  readonly #nodes: Informer<Node>;
  readonly #queue: WorkQueue;
  readonly #expectations: Expectations;
  readonly #podControl: PodControl;
  readonly #judges = new Map<string, NodeJudge>();
  readonly #ownReports = new OwnReports();
  /** When a pod that failed on a node may be replaced again, and after how long the next time. */
  readonly #backoff = new Map<string, { readonly untilMs: number; readonly delayMs: number }>();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#recorder = context.recorder('daemonset-controller');
    this.#daemonSets = context.informers.informer(DAEMON_SETS);
    this.#revisions = context.informers.informer(CONTROLLER_REVISIONS);
    this.#pods = context.informers.informer(PODS);
    this.#nodes = context.informers.informer(NODES);
    indexByNamespace(this.#daemonSets);
    indexByOwner(this.#revisions);
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
      deleted: enqueue,
    });
  }

  #listenToPods(): void {
    const gone = (pod: Pod): void => {
      const key = this.#ownerKey(pod);
      if (key === undefined) return;
      this.#expectations.deletionObserved(key, pod.metadata.uid);
      this.#queue.add(key);
    };
    this.#pods.addHandlers({
      added: (pod) => {
        const key = this.#ownerKey(pod);
        if (key !== undefined) {
          this.#expectations.creationObserved(key);
          this.#queue.add(key);
        } else if (controllerOf(pod) === undefined) {
          this.#enqueueMatching(pod);
        }
      },
      updated: (old, pod) => {
        if (pod.metadata.deletionTimestamp !== undefined) {
          gone(pod);
          return;
        }
        const oldKey = this.#ownerKey(old);
        const key = this.#ownerKey(pod);
        if (oldKey !== undefined && oldKey !== key) this.#queue.add(oldKey);
        if (key !== undefined) this.#queue.addAfter(key, STATUS_DELAY_MS);
      },
      deleted: gone,
    });
  }

  #listenToNodes(): void {
    const enqueueAll = (): void => {
      for (const daemonSet of this.#daemonSets.list()) {
        this.#queue.addAfter(objectKey(daemonSet), STATUS_DELAY_MS);
      }
    };
    this.#nodes.addHandlers({
      added: enqueueAll,
      updated: (old, node) => {
        const changed =
          !deepEqual(old.metadata.labels, node.metadata.labels) ||
          !deepEqual(old.spec.taints, node.spec.taints);
        if (changed) enqueueAll();
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
      this.#judges.delete(key);
      return;
    }
    if (daemonSet.metadata.deletionTimestamp !== undefined) return;
    const pods = this.#claim(daemonSet);
    const inUse = new Set(pods.map(({ metadata }) => metadata.labels?.[REVISION_HASH_LABEL] ?? ''));
    const hash = syncRevisions(this.#context.client, this.#revisions, daemonSet, inUse);
    const byNode = groupByNode(pods);
    let failure: Error | undefined;
    if (this.#expectations.areSatisfied(key)) {
      let changes = this.#planPods(key, daemonSet, byNode);
      if (changes.createOn.length + changes.remove.length === 0) {
        changes = { createOn: [], remove: this.#planUpdate(key, daemonSet, byNode, hash) };
      }
      failure = this.#apply(key, daemonSet, changes, hash);
    }
    this.#writeStatus(key, daemonSet, byNode, hash);
    if (failure !== undefined) throw failure;
  }

  #claim(daemonSet: DaemonSet): readonly Pod[] {
    const claim = {
      client: this.#context.client,
      owner: daemonSet,
      ownerResource: DAEMON_SETS,
      resource: PODS,
      matches: compileLabelSelector(daemonSet.spec.selector),
    };
    const { uid, namespace } = daemonSet.metadata;
    return claimObjects(claim, [...ownedBy(this.#pods, uid), ...orphansIn(this.#pods, namespace)]);
  }

  #planPods(
    key: string,
    daemonSet: DaemonSet,
    byNode: ReadonlyMap<string, readonly Pod[]>,
  ): Changes {
    const createOn: string[] = [];
    const remove: Pod[] = [];
    const judge = this.#judgeOf(key, daemonSet);
    for (const node of this.#nodes.list()) {
      const { name } = node.metadata;
      const pods = byNode.get(name) ?? [];
      const { shouldRun, mayContinue } = judge.verdict(node);
      if (shouldRun && pods.length === 0) createOn.push(name);
      else if (!mayContinue) remove.push(...pods.filter(isPodActive));
      else remove.push(...this.#superfluous(key, daemonSet, name, pods));
    }
    // Pods pinned to a node that is gone; those that ran there are the pod garbage collector's.
    for (const [name, pods] of byNode) {
      if (this.#nodes.get(undefined, name) !== undefined) continue;
      remove.push(...pods.filter((pod) => !pod.spec.nodeName && isPodActive(pod)));
    }
    return { createOn, remove };
  }

  /** The judge of the set's present template. */
  #judgeOf(key: string, { spec: { template } }: DaemonSet): NodeJudge {
    let judge = this.#judges.get(key);
    if (judge?.template !== template) {
      judge = new NodeJudge(template);
      this.#judges.set(key, judge);
    }
    return judge;
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
  #planUpdate(
    key: string,
    daemonSet: DaemonSet,
    byNode: ReadonlyMap<string, readonly Pod[]>,
    hash: string,
  ): readonly Pod[] {
    const { updateStrategy, minReadySeconds = 0 } = daemonSet.spec;
    if (updateStrategy?.type === 'OnDelete' || !hasOldPods(byNode, hash)) return [];
    const nowMs = this.#context.clock.epochMs;
    const judge = this.#judgeOf(key, daemonSet);
    const targets = [...this.#nodes.list()].filter((node) => judge.verdict(node).shouldRun);
    const limit = resolveIntOrPercent(
      updateStrategy?.rollingUpdate?.maxUnavailable ?? 1,
      targets.length,
      'up',
    );
    const unavailableOld: Pod[] = [];
    const availableOld: Pod[] = [];
    let unavailable = 0;
    for (const { metadata } of targets) {
      const pod = (byNode.get(metadata.name) ?? []).find(isPodActive);
      const isAvailable =
        pod !== undefined && (availableAtMs(pod, minReadySeconds) ?? Infinity) <= nowMs;
      const isOld = pod !== undefined && pod.metadata.labels?.[REVISION_HASH_LABEL] !== hash;
      if (isOld) (isAvailable ? availableOld : unavailableOld).push(pod);
      if (!isAvailable) unavailable++;
    }
    const room = Math.max(0, Math.max(1, limit) - unavailable);
    return [...unavailableOld, ...availableOld.slice(0, room)];
  }

  #apply(key: string, daemonSet: DaemonSet, changes: Changes, hash: string): Error | undefined {
    const createOn = changes.createOn.slice(0, MAX_BATCH);
    const remove = changes.remove.slice(0, MAX_BATCH);
    this.#expectations.expectCreations(key, createOn.length);
    this.#expectations.expectDeletions(
      key,
      remove.map(({ metadata }) => metadata.uid),
    );
    const template = daemonTemplate(daemonSet, hash);
    let failure: Error | undefined;
    for (const nodeName of createOn) {
      failure ??= attempt(() => {
        const created = this.#podControl.create(daemonSet, pinToNode(template, nodeName));
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

  #writeStatus(
    key: string,
    daemonSet: DaemonSet,
    byNode: ReadonlyMap<string, readonly Pod[]>,
    hash: string,
  ): void {
    const { clock, client } = this.#context;
    const { status, nextAvailableAtMs } = countDaemonSet(
      daemonSet,
      this.#judgeOf(key, daemonSet),
      this.#nodes.list(),
      byNode,
      hash,
      clock.epochMs,
    );
    if (nextAvailableAtMs !== undefined) {
      this.#queue.addAfter(key, nextAvailableAtMs - clock.epochMs);
    }
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

function hasOldPods(byNode: ReadonlyMap<string, readonly Pod[]>, hash: string): boolean {
  for (const pods of byNode.values()) {
    if (pods.some(({ metadata }) => metadata.labels?.[REVISION_HASH_LABEL] !== hash)) return true;
  }
  return false;
}

/** By the node on which a pod runs, or to which it is pinned. */
function groupByNode(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const groups = new Map<string, Pod[]>();
  for (const pod of pods) {
    const name = pod.spec.nodeName ?? pinnedNode(pod);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [pod]);
    else group.push(pod);
  }
  return groups;
}

function pinnedNode(pod: Pod): string | undefined {
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const { matchFields } of required?.nodeSelectorTerms ?? []) {
    const field = matchFields?.find(({ key }) => key === 'metadata.name');
    if (field?.values?.[0] !== undefined) return field.values[0];
  }
  return undefined;
}
