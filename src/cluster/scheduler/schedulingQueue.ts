// Pods that wait for a node: in the active queue (next in turn), in back-off, or as unschedulable
// until something happens that could help. Source: k8s.io/kubernetes/pkg/scheduler/backend/queue.
//
// Differs from Kubernetes: a cycle takes no time between popping and the answer, so nothing has to be
// remembered about events during it (in-flight events).
import type { ClusterEvent } from './clusterEvent';
import { isSchedulingChangeOfPod } from './clusterEvent';
import type { Plugin, PreEnqueuePlugin } from './framework/plugin';
import { PodHeap } from './podHeap';
import type { PodInfo } from './podInfo';
import type { SchedulingBackoff } from './schedulingBackoff';

/** Back-offs end at full seconds, so that pods that failed together come back together. */
const BACKOFF_WINDOW_MS = 1_000;
/** flushUnschedulablePodsLeftover: after so long a pod is tried again whatever happened. */
const MAX_UNSCHEDULABLE_MS = 300_000;

export interface QueuedPod {
  readonly key: string;
  info: PodInfo;
  /** When it came into the queue where it is, in virtual ms. */
  sinceMs: number;
  /** Order among pods of equal priority and time. */
  sequence: number;
  /** The trace entry that brought it (back) into the queue. */
  cause: number;
  attempts: number;
  /** How often plugins refused it; sets the back-off. */
  refusals: number;
  /** How often in a row something went wrong; sets the back-off where it is not 0. */
  errors: number;
  unschedulablePlugins: ReadonlySet<string>;
  /** The PreEnqueue plugin that keeps it from the active queue, such as SchedulingGates. */
  gatedBy: string | undefined;
}

export interface SchedulingQueueOptions {
  readonly nowMs: () => number;
  /** The present cause, in the trace. */
  readonly cause: () => number;
  /** Wall-clock ms at virtual time 0: full seconds are those of the wall clock. */
  readonly startEpochMs: number;
  readonly preEnqueue: readonly PreEnqueuePlugin[];
  /** All plugins by name, for their queueing hints. */
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly backoff: SchedulingBackoff;
}

export type QueuePlace = 'active' | 'backoff' | 'errorBackoff' | 'unschedulable' | 'gated';

export class SchedulingQueue {
  readonly #options: SchedulingQueueOptions;
  readonly #active = new PodHeap<QueuedPod>(beforeInActive);
  readonly #backoff: PodHeap<QueuedPod>;
  /** Apart, because these pods wait out their back-off even when there is nothing else to do. */
  readonly #errorBackoff: PodHeap<QueuedPod>;
  readonly #unschedulable = new Map<string, QueuedPod>();
  #sequence = 0;

  constructor(options: SchedulingQueueOptions) {
    this.#options = options;
    const before = (a: QueuedPod, b: QueuedPod): boolean => {
      const difference = this.backoffEndMs(a) - this.backoffEndMs(b);
      return difference === 0 ? beforeInActive(a, b) : difference < 0;
    };
    this.#backoff = new PodHeap<QueuedPod>(before);
    this.#errorBackoff = new PodHeap<QueuedPod>(before);
  }

  /** Pods that could be popped now: an empty active queue is filled from those in back-off. */
  get ready(): number {
    return this.#active.size + this.#backoff.size;
  }

  /** When the first pod in error back-off is due, in virtual ms. */
  get nextErrorRetryMs(): number | undefined {
    const first = this.#errorBackoff.peek();
    return first === undefined ? undefined : this.backoffEndMs(first);
  }

  placeOf(key: string): QueuePlace | undefined {
    if (this.#active.has(key)) return 'active';
    if (this.#backoff.has(key)) return 'backoff';
    if (this.#errorBackoff.has(key)) return 'errorBackoff';
    const waiting = this.#unschedulable.get(key);
    if (waiting === undefined) return undefined;
    return waiting.gatedBy === undefined ? 'unschedulable' : 'gated';
  }

  /** A pod that was not here before. */
  add(info: PodInfo): void {
    this.delete(info.key);
    this.#activate({
      key: info.key,
      info,
      sinceMs: this.#options.nowMs(),
      sequence: 0,
      cause: 0,
      attempts: 0,
      refusals: 0,
      errors: 0,
      unschedulablePlugins: new Set(),
      gatedBy: undefined,
    });
  }

  /** The pod changed. Where it waits as unschedulable, the change itself may be what it waited for. */
  update(info: PodInfo): void {
    const { key } = info;
    const waiting = this.#unschedulable.get(key);
    if (waiting === undefined) {
      this.#replace(info);
      return;
    }
    const old = waiting.info.pod;
    waiting.info = info;
    if (!isSchedulingChangeOfPod(old, info.pod)) return;
    if (waiting.gatedBy !== undefined) {
      this.#unschedulable.delete(key);
      this.#activate(waiting);
    } else if (this.#isHelpedBy(waiting, { type: 'targetPodUpdated', old, pod: info.pod })) {
      this.#unschedulable.delete(key);
      this.#retry(waiting);
    }
  }

  delete(key: string): void {
    this.#take(key);
    this.#unschedulable.delete(key);
  }

  /** The pod whose turn it is: highest priority first, then the one that waits longest. */
  pop(): QueuedPod | undefined {
    this.flushBackoff();
    const queued = this.#active.pop() ?? this.#backoff.pop();
    if (queued !== undefined) queued.attempts++;
    return queued;
  }

  /** After a failed cycle. Without refusing plugins something went wrong, and time may help. */
  addUnschedulable(queued: QueuedPod, plugins: ReadonlySet<string>): void {
    queued.unschedulablePlugins = plugins;
    queued.sinceMs = this.#options.nowMs();
    queued.cause = this.#options.cause();
    if (plugins.size === 0) {
      queued.errors++;
      this.#errorBackoff.push(queued);
    } else {
      queued.errors = 0;
      queued.refusals++;
      this.#unschedulable.set(queued.key, queued);
    }
  }

  /** Tries again the unschedulable pods that the event could help. */
  moveOnEvent(event: ClusterEvent): void {
    // What is moved may be deleted from the map on the way; that does not disturb the iteration.
    for (const queued of this.#unschedulable.values()) {
      if (queued.gatedBy !== undefined || !this.#isHelpedBy(queued, event)) continue;
      this.#unschedulable.delete(queued.key);
      this.#retry(queued);
    }
  }

  /** Moves pods whose back-off is over to the active queue. */
  flushBackoff(): void {
    for (const heap of [this.#backoff, this.#errorBackoff]) {
      for (let first = heap.peek(); first !== undefined; first = heap.peek()) {
        if (this.#isBackingOff(first)) break;
        heap.pop();
        this.#activate(first, first.cause);
      }
    }
  }

  /** Tries again what has waited too long as unschedulable. */
  flushUnschedulable(): void {
    const now = this.#options.nowMs();
    for (const queued of [...this.#unschedulable.values()]) {
      if (queued.gatedBy !== undefined || now - queued.sinceMs <= MAX_UNSCHEDULABLE_MS) continue;
      this.#unschedulable.delete(queued.key);
      this.#retry(queued);
    }
  }

  /** When the pod may leave the back-off, in virtual ms: the full second after 1, 2, 4, 8, 10 s. */
  backoffEndMs(queued: QueuedPod): number {
    const count = queued.errors > 0 ? queued.errors : queued.refusals;
    if (count === 0) return 0;
    const { startEpochMs, backoff } = this.#options;
    const { podInitialBackoffMs, podMaxBackoffMs } = backoff;
    const durationMs = Math.min(podInitialBackoffMs * 2 ** (count - 1), podMaxBackoffMs);
    const endEpochMs = startEpochMs + queued.sinceMs + durationMs;
    return (Math.floor(endEpochMs / BACKOFF_WINDOW_MS) + 1) * BACKOFF_WINDOW_MS - startEpochMs;
  }

  #isBackingOff(queued: QueuedPod): boolean {
    return this.backoffEndMs(queued) > this.#options.nowMs();
  }

  #isHelpedBy(queued: QueuedPod, event: ClusterEvent): boolean {
    for (const name of queued.unschedulablePlugins) {
      const plugin = this.#options.plugins.get(name);
      if (plugin?.queueingHint?.(queued.info, event) === true) return true;
    }
    return false;
  }

  /** Into the active queue, or into back-off where that is not over. */
  #retry(queued: QueuedPod): void {
    if (!this.#isBackingOff(queued)) {
      this.#activate(queued);
      return;
    }
    queued.cause = this.#options.cause();
    queued.sequence = ++this.#sequence;
    this.#backoff.push(queued);
  }

  #activate(queued: QueuedPod, cause = this.#options.cause()): void {
    queued.cause = cause;
    queued.sequence = ++this.#sequence;
    queued.gatedBy = this.#options.preEnqueue.find(
      (plugin) => plugin.preEnqueue(queued.info) !== undefined,
    )?.name;
    if (queued.gatedBy === undefined) this.#active.push(queued);
    else this.#unschedulable.set(queued.key, queued);
  }

  #replace(info: PodInfo): void {
    for (const heap of [this.#active, this.#backoff, this.#errorBackoff]) {
      const queued = heap.remove(info.key);
      if (queued === undefined) continue;
      // Its priority may have changed, and with it its place.
      queued.info = info;
      heap.push(queued);
      return;
    }
    this.add(info);
  }

  #take(key: string): QueuedPod | undefined {
    return this.#active.remove(key) ?? this.#backoff.remove(key) ?? this.#errorBackoff.remove(key);
  }
}

/** PrioritySort. */
function beforeInActive(a: QueuedPod, b: QueuedPod): boolean {
  if (a.info.priority !== b.info.priority) return a.info.priority > b.info.priority;
  if (a.sinceMs !== b.sinceMs) return a.sinceMs < b.sinceMs;
  return a.sequence < b.sequence;
}
