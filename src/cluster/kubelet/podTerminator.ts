// Ends a pod's containers in order: preStop hook, SIGTERM, grace period, SIGKILL; sidecars last.
// Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
import type { Container, LifecycleHandler, Pod } from '../../apis/generated/core/v1';
import type { RuntimeContainer } from '../runtime/podSandbox';
import { fieldPathOf } from './containerStarter';
import type { KubeletContext } from './kubeletContext';
import { isSidecar } from './podStatus';

/** What a container is given at least after its preStop hook (minimumGracePeriodInSeconds). */
const MIN_GRACE_MS = 2_000;
const HTTP_HOOK_MS = 20;
const DEFAULT_GRACE_SECONDS = 30;

export class PodTerminator {
  readonly #context: KubeletContext;
  #pod: Pod;
  #deadlineMs: number;
  readonly #stopping = new Set<string>();

  constructor(context: KubeletContext, pod: Pod, graceMs: number) {
    this.#context = context;
    this.#pod = pod;
    this.#deadlineMs = context.simulation.nowMs + graceMs;
  }

  /** A second, shorter deletion brings SIGKILL nearer. */
  shorten(pod: Pod, graceMs: number): void {
    this.#pod = pod;
    const deadlineMs = this.#context.simulation.nowMs + graceMs;
    if (deadlineMs >= this.#deadlineMs) return;
    this.#deadlineMs = deadlineMs;
    for (const { current } of this.#slots()) this.#context.runtime.stopContainer(current, graceMs);
  }

  /** Stops what is to be stopped now; true once nothing of the pod runs any more. */
  advance(): boolean {
    const running = this.#slots().filter(({ current }) => current.state === 'running');
    const main = running.filter(({ spec }) => !isInitSidecar(this.#pod, spec));
    // Sidecars serve the others to the end, and then leave in reverse order.
    const next = main.length > 0 ? main : running.slice(-1);
    for (const { spec, current } of next) this.#stop(spec, current);
    return running.length === 0;
  }

  #slots(): readonly { readonly spec: Container; readonly current: RuntimeContainer }[] {
    const containers = this.#context.runtime.sandbox(this.#pod.metadata.uid)?.containers;
    const { initContainers = [], ephemeralContainers = [] } = this.#pod.spec;
    return [...initContainers, ...this.#pod.spec.containers, ...ephemeralContainers].flatMap(
      (spec) => {
        const current = containers?.get(spec.name)?.current;
        return current === undefined ? [] : [{ spec, current }];
      },
    );
  }

  #stop(spec: Container, container: RuntimeContainer): void {
    if (this.#stopping.has(container.id)) return;
    this.#stopping.add(container.id);
    const { recorder, runtime, simulation } = this.#context;
    recorder.event(
      this.#pod,
      'Normal',
      'Killing',
      `Stopping container ${spec.name}`,
      fieldPathOf(this.#pod, spec),
    );
    const remainingMs = (): number => Math.max(MIN_GRACE_MS, this.#deadlineMs - simulation.nowMs);
    const graceMs = this.#deadlineMs - simulation.nowMs;
    const hook = spec.lifecycle?.preStop;
    const hookMs =
      hook === undefined || graceMs <= MIN_GRACE_MS
        ? 0
        : hookDurationMs(this.#context, container, hook);
    if (hookMs === 0) {
      runtime.stopContainer(container, Math.max(graceMs, 0));
      return;
    }
    this.#context.schedule(
      Math.min(hookMs, graceMs),
      'preStop done',
      `${this.#pod.metadata.name} ${spec.name}`,
      () => {
        runtime.stopContainer(container, remainingMs());
      },
    );
  }
}

/** Until the hook has done its work, in virtual ms; one that never ends takes forever. */
export function hookDurationMs(
  context: KubeletContext,
  container: RuntimeContainer,
  hook: LifecycleHandler,
): number {
  if (hook.sleep !== undefined) return hook.sleep.seconds * 1000;
  if (hook.exec === undefined) return HTTP_HOOK_MS;
  const result = context.runtime.exec(container, hook.exec.command ?? []);
  return result.exitCode === undefined ? Infinity : result.durationMs;
}

function isInitSidecar(pod: Pod, spec: Container): boolean {
  return isSidecar(spec) && (pod.spec.initContainers ?? []).includes(spec);
}

/** The pod's grace period: that of its deletion, its own, or the default of 30 s. */
export function graceSeconds(pod: Pod): number {
  const { deletionGracePeriodSeconds } = pod.metadata;
  if (deletionGracePeriodSeconds !== undefined) return deletionGracePeriodSeconds;
  return ownGraceSeconds(pod);
}

/** How long the pod wants its containers to be waited for. */
export function ownGraceSeconds({ spec }: Pod): number {
  return spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
}
