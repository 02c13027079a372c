// One life of the scheduler's process, from start to stop: all that it knows dies with it.
// Source: k8s.io/kubernetes/pkg/scheduler/schedule_one.go, scheduler.go.
import { isApiError } from '../../apimachinery/apiStatus';
import { findCondition } from '../../apimachinery/conditions';
import type { Pod, PodCondition } from '../../apis/generated/core/v1';
import { NODES, PODS } from '../../apis/resources';
import type { Timer } from '../../simulation/simulation';
import type { ComponentContext } from '../client/component';
import type { Informer } from '../client/informer';
import { InformerFactory } from '../client/informerFactory';
import { SeriesRecorder } from '../client/seriesRecorder';
import { BindingCycle } from './bindingCycle';
import { pluginsByName } from './defaultProfile';
import { addEventHandlers } from './eventHandlers';
import type { Nominated, Profile } from './framework/plugin';
import type { PodInfo } from './podInfo';
import { PodInfos } from './podInfo';
import { Preemptor } from './preemptor';
import { SchedulerCache } from './schedulerCache';
import type { SchedulerOptions } from './schedulerOptions';
import { SchedulingAlgorithm, type CycleResult } from './schedulingAlgorithm';
import { SchedulingQueue, type QueuedPod } from './schedulingQueue';
import { CycleVerdict, type CycleOutcome, type Verdicts } from './verdicts';

const FLUSH_UNSCHEDULABLE_MS = 30_000;
/** As long as an event's note may be. */
const MAX_MESSAGE_LENGTH = 1024;

type Failure = 'Unschedulable' | 'SchedulerError';

const NO_PLUGINS: ReadonlySet<string> = new Set();

export class SchedulerRun {
  readonly #context: ComponentContext;
  readonly #options: SchedulerOptions;
  readonly #verdicts: Verdicts;
  readonly #informers: InformerFactory;
  readonly #pods: Informer<Pod>;
  readonly #podInfos = new PodInfos();
  readonly #profile: Profile;
  readonly #cache = new SchedulerCache();
  readonly #queue: SchedulingQueue;
  readonly #algorithm: SchedulingAlgorithm;
  readonly #bindings: BindingCycle;
  readonly #recorder: SeriesRecorder;
  readonly #preemptor: Preemptor;
  #stopped = false;
  #nextCycle: Timer | undefined;
  #nextFlush: Timer | undefined;
  #nextErrorRetry: Timer | undefined;

  constructor(context: ComponentContext, options: SchedulerOptions) {
    const { simulation, client, clock } = context;
    this.#context = context;
    this.#options = options;
    this.#verdicts = options.verdicts;
    this.#informers = new InformerFactory(simulation, client);
    this.#pods = this.#informers.informer(PODS);
    this.#profile = options.profile(this.#informers, client);
    this.#queue = new SchedulingQueue({
      nowMs: () => simulation.nowMs,
      cause: () => simulation.cause,
      startEpochMs: clock.epochMs - simulation.nowMs,
      preEnqueue: this.#profile.preEnqueue,
      plugins: pluginsByName(this.#profile),
      backoff: options.backoff,
    });
    this.#algorithm = new SchedulingAlgorithm(this.#profile, this.#cache, simulation.random);
    this.#bindings = new BindingCycle(simulation, this.#profile, (info) => this.#isGone(info));
    const { schedulerName: controller, host } = options;
    this.#recorder = new SeriesRecorder(context, { controller, host });
    const { nominations } = this.#cache;
    this.#preemptor = new Preemptor(context, controller, this.#recorder, nominations);
  }

  start(): void {
    addEventHandlers({
      informers: this.#informers,
      cache: this.#cache,
      queue: this.#queue,
      podInfos: this.#podInfos,
      schedulerName: this.#options.schedulerName,
      wake: () => {
        this.#wake();
      },
    });
    this.#informers.start();
    this.#flushPeriodically();
    this.#wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#recorder.stop();
    this.#informers.stop();
    this.#bindings.stop();
    this.#nextCycle?.cancel();
    this.#nextFlush?.cancel();
    this.#nextErrorRetry?.cancel();
  }

  /** Pods are scheduled one after the other, each cycle an event of its own. */
  #wake(): void {
    if (this.#stopped || this.#nextCycle !== undefined || this.#queue.ready === 0) return;
    const { simulation } = this.#context;
    const { cycleMs, schedulerName } = this.#options;
    this.#nextCycle = simulation.schedule(cycleMs, 'scheduling cycle', schedulerName, () => {
      this.#nextCycle = undefined;
      // Whatever is missing wakes the scheduler when it comes.
      if (!this.#pods.hasSynced || !this.#informers.informer(NODES).hasSynced) return;
      const queued = this.#queue.pop();
      if (queued !== undefined) {
        simulation.withCause(queued.cause, () => {
          const cause = simulation.record('schedule', queued.key);
          simulation.withCause(cause, () => {
            this.#scheduleOne(queued);
          });
        });
      }
      this.#wake();
    });
  }

  #flushPeriodically(): void {
    const { simulation } = this.#context;
    this.#nextFlush = simulation.schedule(
      FLUSH_UNSCHEDULABLE_MS,
      'flush unschedulable pods',
      this.#options.schedulerName,
      () => {
        this.#queue.flushUnschedulable();
        this.#wake();
        this.#flushPeriodically();
      },
      { background: true },
    );
  }

  #armErrorRetry(): void {
    this.#nextErrorRetry?.cancel();
    const dueMs = this.#queue.nextErrorRetryMs;
    if (dueMs === undefined) return;
    const { simulation } = this.#context;
    // It may fail for ever, so it does not keep a run from being idle.
    this.#nextErrorRetry = simulation.schedule(
      dueMs - simulation.nowMs,
      'back-off over',
      this.#options.schedulerName,
      () => {
        this.#queue.flushBackoff();
        this.#wake();
        this.#armErrorRetry();
      },
      { background: true },
    );
  }

  #scheduleOne(queued: QueuedPod): void {
    const { info } = queued;
    const { metadata } = info.pod;
    if (this.#cache.isAssumed(info.key)) return;
    if (metadata.deletionTimestamp !== undefined) {
      const message = `skip schedule deleting pod: ${info.key}`;
      this.#tellFailure(info.pod, message);
      return;
    }
    const result = this.#algorithm.schedule(info);
    switch (result.outcome) {
      case 'fits':
        this.#bind(queued, result);
        break;
      case 'fitsNowhere':
        this.#remember(queued, 'Unschedulable', result, { message: result.message });
        this.#fail(
          queued,
          'Unschedulable',
          result.message,
          result.unschedulablePlugins,
          this.#makeRoom(info, result.nominated),
        );
        break;
      case 'noNodes': {
        const message = 'no nodes available to schedule pods';
        this.#remember(queued, 'Unschedulable', result, { message });
        this.#fail(queued, 'Unschedulable', message, NO_PLUGINS);
      }
    }
  }

  #bind(queued: QueuedPod, result: CycleResult & { readonly outcome: 'fits' }): void {
    const { info } = queued;
    const { nodeName } = result;
    this.#cache.assumePod(info, nodeName);
    this.#bindings.start(info, nodeName, (problem) => {
      if (problem === undefined) {
        this.#remember(queued, 'Scheduled', result, { nodeName });
        this.#recorder.event(info.pod, {
          type: 'Normal',
          reason: 'Scheduled',
          action: 'Binding',
          note: `Successfully assigned ${info.key} to ${nodeName}`,
        });
        return;
      }
      this.#cache.removePod(info.key);
      this.#remember(queued, 'SchedulerError', result, { message: problem });
      this.#fail(queued, 'SchedulerError', problem, NO_PLUGINS);
    });
  }

  /** The node where there will be room; undefined where none is made, or it went wrong. */
  #makeRoom(info: PodInfo, nominated: Nominated | undefined): string | undefined {
    if (nominated === undefined) return undefined;
    try {
      this.#preemptor.makeRoom(info, nominated);
    } catch (error) {
      // Tried again with the next cycle.
      if (isApiError(error)) return undefined;
      throw error;
    }
    return nominated.node;
  }

  #isGone({ key, pod }: PodInfo): boolean {
    return this.#pods.getByKey(key)?.metadata.uid !== pod.metadata.uid;
  }

  #remember(
    queued: QueuedPod,
    outcome: CycleOutcome['outcome'],
    result: CycleResult,
    more: { readonly nodeName?: string; readonly message?: string },
  ): void {
    const record = result.outcome === 'noNodes' ? undefined : result.record;
    const { uid } = queued.info.pod.metadata;
    const { nowMs } = this.#context.simulation;
    const cycle = { uid, atMs: nowMs, attempt: queued.attempts, outcome, ...more };
    this.#verdicts.put(queued.key, new CycleVerdict(cycle, record));
  }

  /** handleSchedulingFailure: back into the queue, and said so in an event and a condition. */
  #fail(
    queued: QueuedPod,
    reason: Failure,
    message: string,
    plugins: ReadonlySet<string>,
    nominatedNodeName?: string,
  ): void {
    const known = this.#pods.getByKey(queued.key);
    const { uid } = queued.info.pod.metadata;
    if (known?.metadata.uid === uid && !known.spec.nodeName) {
      queued.info = this.#podInfos.of(known);
      this.#queue.addUnschedulable(queued, plugins);
      this.#armErrorRetry();
    }
    const { pod } = queued.info;
    this.#tellFailure(pod, truncated(message));
    this.#patchCondition(pod, reason, message, nominatedNodeName);
  }

  #tellFailure(pod: Pod, note: string): void {
    const what = { reason: 'FailedScheduling', action: 'Scheduling' };
    this.#recorder.event(pod, { type: 'Warning', ...what, note });
  }

  #patchCondition(
    pod: Pod,
    reason: Failure,
    message: string,
    nominatedNodeName: string | undefined,
  ): void {
    const old = findCondition(pod.status.conditions, 'PodScheduled');
    const isKnown = old?.status === 'False' && old.reason === reason && old.message === message;
    if (isKnown && nominatedNodeName === undefined) return;
    const { client, clock } = this.#context;
    const { namespace, name, uid, generation } = pod.metadata;
    const condition: PodCondition = {
      type: 'PodScheduled',
      status: 'False',
      reason,
      message,
      lastTransitionTime:
        old?.status === 'False' ? (old.lastTransitionTime ?? clock.now()) : clock.now(),
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    };
    const body = {
      metadata: { uid },
      status: {
        conditions: [condition],
        ...(nominatedNodeName === undefined ? {} : { nominatedNodeName }),
      },
    };
    try {
      client.patch(PODS, namespace, name, { type: 'strategic', body }, { subresource: 'status' });
    } catch (error) {
      // Only the condition is lost, as in kube-scheduler; the next failed cycle writes it again.
      if (!isApiError(error)) throw error;
    }
  }
}

function truncated(message: string): string {
  if (message.length <= MAX_MESSAGE_LENGTH) return message;
  return `${message.slice(0, MAX_MESSAGE_LENGTH - 4)} ...`;
}
