// Looks after a node that may run short: reports pressures, cleans up, evicts one pod at a time.
// Source: k8s.io/kubernetes/pkg/kubelet/eviction/eviction_manager.go (synchronize) and
// https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/
// Differs from Kubernetes: it looks only while something may run short; there are no soft thresholds,
// nothing is reclaimed beyond the threshold (the default too), and the kernel never ends a container
// because the node as a whole has no memory left.
import { podQosClass } from '../../../apis/core/podQosClass';
import { isTolerated } from '../../../apis/core/tolerations';
import type { Pod } from '../../../apis/generated/core/v1';
import type { Timer } from '../../../simulation/simulation';
import type { KubeletContext } from '../kubeletContext';
import { conditionOf, PRESSURES, type Pressure } from '../nodeConditions';
import type { NodeReporter } from '../nodeReporter';
import type { Rejection } from '../podAdmission';
import { evictionMessage, isCritical, ranked, resourceOf, type PodUse } from './podRanking';

/** monitoringInterval of the eviction manager. */
const MONITOR_MS = 10_000;
/** evictionPressureTransitionPeriod. */
const TRANSITION_MS = 300_000;
const MEMORY_TAINT = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' } as const;

/** A pod of the node. */
export interface EvictablePod {
  readonly pod: Pod;
  readonly isEvictable: boolean;
  evict(message: string): void;
}

export class EvictionManager {
  readonly #context: KubeletContext;
  readonly #reporter: NodeReporter;
  readonly #pods: () => Iterable<EvictablePod>;
  /** When each pressure was last there, virtual ms. */
  #seenAtMs: Map<Pressure, number> | undefined;
  #timer: Timer | undefined;

  constructor(context: KubeletContext, reporter: NodeReporter, pods: () => Iterable<EvictablePod>) {
    this.#context = context;
    this.#reporter = reporter;
    this.#pods = pods;
  }

  /** Begins to look, where there is something to look at. */
  watch(): void {
    if (this.#timer !== undefined || !this.#isNeeded) return;
    const { node, simulation } = this.#context;
    this.#timer = this.#context.schedule(
      MONITOR_MS - (simulation.nowMs % MONITOR_MS),
      'eviction manager',
      node.name,
      () => {
        this.#timer = undefined;
        this.#look();
        this.watch();
      },
      { background: true },
    );
  }

  /** Why the node takes no such pod now. */
  rejection(pod: Pod): Rejection | undefined {
    const { pressures } = this.#reporter;
    if (pressures.length === 0 || isCritical(pod)) return undefined;
    const onlyMemory = pressures.every((pressure) => pressure === 'memory');
    if (
      onlyMemory &&
      (podQosClass(pod.spec) !== 'BestEffort' || isTolerated(MEMORY_TAINT, pod.spec.tolerations))
    )
      return undefined;
    const conditions = pressures.map(conditionOf).join(' ');
    return { reason: 'Evicted', message: `The node had condition: [${conditions}]. ` };
  }

  get #isNeeded(): boolean {
    return this.#context.resources.mayRunShort || (this.#seenAtMs?.size ?? 0) > 0;
  }

  #look(): void {
    const { resources, simulation } = this.#context;
    const short = PRESSURES.filter((pressure) => {
      const { available, threshold } = resources.of(pressure);
      return available < threshold;
    });
    const seen = (this.#seenAtMs ??= new Map());
    for (const pressure of short) seen.set(pressure, simulation.nowMs);
    for (const [pressure, seenAtMs] of [...seen])
      if (simulation.nowMs - seenAtMs >= TRANSITION_MS) seen.delete(pressure);
    const pressures = PRESSURES.filter((pressure) => seen.has(pressure));
    if (pressures.join() !== this.#reporter.pressures.join())
      this.#reporter.setPressures(pressures);
    const [first] = short;
    if (first !== undefined && this.#context.runtime.isUp) this.#reclaim(first);
  }

  #reclaim(pressure: Pressure): void {
    const { resources, runtime } = this.#context;
    const resource = resourceOf(pressure);
    this.#reporter.event('Warning', 'EvictionThresholdMet', `Attempting to reclaim ${resource}`);
    if (pressure === 'disk') {
      runtime.removeUnusedImages();
      const { available, threshold } = resources.of('disk');
      if (available >= threshold) return;
    }
    const workers = [...this.#pods()].filter(
      ({ pod, isEvictable }) => isEvictable && !isCritical(pod),
    );
    const [first] = ranked(
      pressure,
      workers.map(({ pod }) => this.#useOf(pod)),
    );
    if (first === undefined) return;
    const message = evictionMessage(pressure, resources.of(pressure), first);
    workers.find(({ pod }) => pod === first.pod)?.evict(message);
  }

  #useOf(pod: Pod): PodUse {
    const { runtime, memory } = this.#context;
    const containers = runtime.sandbox(pod.metadata.uid)?.containers;
    const use = pod.spec.containers.flatMap((container) => {
      const current = containers?.get(container.name)?.current;
      if (current === undefined) return [];
      const usage = memory.usageOf(current, container);
      return usage === undefined ? [] : [{ container, usedBytes: usage.memoryBytes }];
    });
    return { pod, memory: use };
  }
}
