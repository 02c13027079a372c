// Keeps the status of PodDisruptionBudgets: how many pods are healthy, how many have to be, and so how
// many may be evicted now. Source: k8s.io/kubernetes/pkg/controller/disruption (disruption.go).
//
// Differs from Kubernetes: a pod that is covered by several budgets concerns all of them, not one; the
// condition DisruptionTarget of a pod that was not deleted after all stays.
import { isConflict, isNotFound } from '../../../apimachinery/apiStatus';
import { setCondition } from '../../../apimachinery/conditions';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { goLabelSelector } from '../../../apimachinery/goLabelSelector';
import { controllerOf, objectKey } from '../../../apimachinery/objectMeta';
import { formatTime, parseTime } from '../../../apimachinery/time';
import { isPodReady } from '../../../apis/core/podState';
import type { Pod } from '../../../apis/generated/core/v1';
import type {
  PodDisruptionBudget,
  PodDisruptionBudgetStatus,
} from '../../../apis/generated/policy/v1';
import {
  coversPod,
  EVICTION_TIMEOUT_MS,
  withDisruptionAllowed,
} from '../../../apis/policy/disruptionBudget';
import { POD_DISRUPTION_BUDGETS, PODS } from '../../../apis/resources';
import type { EventRecorder } from '../../client/eventRecorder';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/workQueue';
import type { Controller, ControllerContext } from '../controllerContext';
import { resolveIntOrPercent } from '../deployment/rolloutLimits';
import { indexByNamespace, inNamespace } from '../ownerIndexes';
import { podsWithLabels } from '../podIndexes';
import { ExpectedScale, UnknownScaleError } from './expectedScale';

type DisruptedPods = NonNullable<PodDisruptionBudgetStatus['disruptedPods']>;

export class DisruptionController implements Controller {
  readonly #context: ControllerContext;
  readonly #budgets: Informer<PodDisruptionBudget>;
  readonly #pods: Informer<Pod>;
  readonly #scale: ExpectedScale;
  readonly #recorder: EventRecorder;
  readonly #queue: WorkQueue;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#budgets = context.informers.informer(POD_DISRUPTION_BUDGETS);
    this.#pods = context.informers.informer(PODS);
    indexByNamespace(this.#budgets);
    this.#scale = new ExpectedScale(context);
    this.#recorder = context.recorder('controllermanager');
    this.#queue = new WorkQueue(context.simulation, { label: 'sync disruption budget' }, (key) => {
      this.#sync(key);
    });
    this.#queue.stop();
    this.#listen();
  }

  start(): void {
    this.#queue.start();
    for (const budget of this.#budgets.list()) this.#queue.add(objectKey(budget));
  }

  stop(): void {
    this.#queue.stop();
  }

  #listen(): void {
    const enqueue = (budget: PodDisruptionBudget): void => {
      this.#queue.add(objectKey(budget));
    };
    this.#budgets.addHandlers({
      added: enqueue,
      updated: (_, budget) => {
        enqueue(budget);
      },
    });
    const enqueueFor = (pod: Pod): void => {
      for (const budget of inNamespace(this.#budgets, pod.metadata.namespace ?? '')) {
        if (coversPod(budget, pod)) enqueue(budget);
      }
    };
    this.#pods.addHandlers({
      added: enqueueFor,
      updated: (old, pod) => {
        enqueueFor(pod);
        // Labels that changed may have taken it from one budget to another.
        if (old.metadata.labels !== pod.metadata.labels) enqueueFor(old);
      },
      deleted: enqueueFor,
    });
  }

  #sync(key: string): void {
    const budget = this.#budgets.getByKey(key);
    if (budget === undefined) return;
    try {
      this.#update(budget);
    } catch (error) {
      if (isConflict(error) || isNotFound(error)) throw error;
      if (error instanceof Error) this.#failSafe(budget, error.message);
      if (!(error instanceof UnknownScaleError)) throw error;
      // Tried again with the back-off of failures, as an API error would be.
      this.#queue.addAfter(key, FAILURE_DELAY_MS, { background: true });
    }
  }

  #update(budget: PodDisruptionBudget): void {
    const pods = this.#podsOf(budget);
    if (pods.length === 0) {
      this.#recorder.event(budget, 'Normal', 'NoPods', 'No matching pods found');
    }
    const { expected, desired } = this.#wanted(budget, pods);
    const { disrupted, recheckMs } = this.#disruptedPods(budget, pods);
    const healthy = pods.filter(
      (pod) =>
        pod.metadata.deletionTimestamp === undefined &&
        disrupted[pod.metadata.name] === undefined &&
        isPodReady(pod),
    ).length;
    const allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
    const { conditions } = budget.status;
    const status: PodDisruptionBudgetStatus = {
      currentHealthy: healthy,
      desiredHealthy: desired,
      expectedPods: expected,
      disruptionsAllowed: allowed,
      observedGeneration: budget.metadata.generation,
      ...(Object.keys(disrupted).length === 0 ? {} : { disruptedPods: disrupted }),
      ...(conditions === undefined ? {} : { conditions }),
    };
    this.#write(budget, withDisruptionAllowed(status, this.#context.clock.now()));
    if (recheckMs < Infinity) {
      this.#queue.addAfter(objectKey(budget), recheckMs, { background: true });
    }
  }

  #podsOf(budget: PodDisruptionBudget): readonly Pod[] {
    const { namespace } = budget.metadata;
    const labels = budget.spec.selector?.matchLabels ?? {};
    const candidates =
      Object.keys(labels).length > 0
        ? podsWithLabels(this.#pods, namespace, labels)
        : [...this.#pods.list()].filter(({ metadata }) => metadata.namespace === namespace);
    return candidates.filter((pod) => coversPod(budget, pod));
  }

  /** How many pods there ought to be, and how many of them healthy. */
  #wanted(
    budget: PodDisruptionBudget,
    pods: readonly Pod[],
  ): { readonly expected: number; readonly desired: number } {
    const { maxUnavailable, minAvailable } = budget.spec;
    if (maxUnavailable === undefined && typeof minAvailable === 'number') {
      return { expected: pods.length, desired: minAvailable };
    }
    try {
      const expected = this.#scale.of(pods);
      if (pods.some((pod) => controllerOf(pod) === undefined)) this.#tellOfUnmanaged(budget);
      if (maxUnavailable !== undefined) {
        const missing = resolveIntOrPercent(maxUnavailable, expected, 'up');
        return { expected, desired: Math.max(0, expected - missing) };
      }
      return { expected, desired: resolveIntOrPercent(minAvailable ?? 0, expected, 'up') };
    } catch (error) {
      if (error instanceof UnknownScaleError) {
        const message = `Failed to calculate the number of expected pods: ${error.message}`;
        const reason = 'CalculateExpectedPodCountFailed';
        this.#recorder.event(budget, 'Warning', reason, message);
      }
      throw error;
    }
  }

  #tellOfUnmanaged(budget: PodDisruptionBudget): void {
    const selector = goLabelSelector(budget.spec.selector ?? {});
    const message =
      `Pods selected by this PodDisruptionBudget (selector: ${selector}) were found ` +
      'to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
      'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.';
    this.#recorder.event(budget, 'Warning', 'UnmanagedPods', message);
  }

  /** Evicted pods that are not being deleted yet, and in how many ms the next one has had its time. */
  #disruptedPods(
    { metadata, status }: PodDisruptionBudget,
    pods: readonly Pod[],
  ): { readonly disrupted: DisruptedPods; readonly recheckMs: number } {
    const disrupted: Record<string, string> = {};
    const { epochMs } = this.#context.clock;
    let recheckMs = Infinity;
    for (const pod of pods) {
      const since = status.disruptedPods?.[pod.metadata.name];
      if (since === undefined || pod.metadata.deletionTimestamp !== undefined) continue;
      const leftMs = (parseTime(since) ?? epochMs) + EVICTION_TIMEOUT_MS - epochMs;
      if (leftMs < 0) {
        // Kubernetes writes the namespace where the budget's name is meant.
        const { namespace = '' } = metadata;
        const message = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`;
        this.#recorder.event(pod, 'Warning', 'NotDeleted', message);
        continue;
      }
      disrupted[pod.metadata.name] = formatTime(epochMs + leftMs - EVICTION_TIMEOUT_MS);
      recheckMs = Math.min(recheckMs, leftMs + 1);
    }
    return { disrupted, recheckMs };
  }

  /** Where nothing is known for sure, no eviction is allowed. */
  #failSafe(budget: PodDisruptionBudget, message: string): void {
    const condition = {
      type: 'DisruptionAllowed' as const,
      status: 'False' as const,
      observedGeneration: budget.metadata.generation,
      lastTransitionTime: this.#context.clock.now(),
      reason: 'SyncFailed',
      message,
    };
    const conditions = setCondition(budget.status.conditions, condition);
    this.#write(budget, { ...budget.status, disruptionsAllowed: 0, conditions });
  }

  #write(budget: PodDisruptionBudget, status: PodDisruptionBudgetStatus): void {
    if (deepEqual(status, budget.status)) return;
    this.#context.client.updateStatus(POD_DISRUPTION_BUDGETS, { ...budget, status });
  }
}

const FAILURE_DELAY_MS = 30_000;
