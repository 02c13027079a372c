// Keeps a pod's containers running: starts them in order, one at a time, with back-off after
// crashes, and acts on their probes and postStart hooks.
import { SmallMap } from '../../apimachinery/smallMap';
import type { Container, Pod } from '../../apis/generated/core/v1';
import type { PodSandbox, RuntimeContainer } from '../runtime/podSandbox';
import { BackOff } from './backOff';
import { ContainerProber, type ProbeKind } from './containerProber';
import { ContainerStarter, fieldPathOf, type StartResult } from './containerStarter';
import { newContainerWork, type ContainerWork } from './containerWork';
import { goDuration } from './goDuration';
import { RELIST_MS, type KubeletContext } from './kubeletContext';
import { startCandidates } from './podActions';
import { isSidecar } from './podStatus';
import { hookDurationMs } from './podTerminator';
import { ownGraceSeconds } from './podTerminator';

export interface ContainerRunnerHost {
  readonly pod: Pod;
  readonly podIP: string | undefined;
  /** An image pull begins, which may take long. */
  pulling(): void;
  /** Something came to its end: sync again. `mustReport`: the status must not wait. */
  changed(mustReport: boolean): void;
}

/** `starting`: over in a moment. `wakeAtMs`: when something is due. */
export type RunnerState =
  | { readonly kind: 'starting' | 'pulling' | 'idle'; readonly wakeAtMs: number | undefined }
  | { readonly kind: 'finished' };

export class ContainerRunner {
  readonly work = new SmallMap<string, ContainerWork>();
  /** A container has started that no status has told of yet. */
  startedSinceReport = false;
  readonly #context: KubeletContext;
  readonly #host: ContainerRunnerHost;
  #busy: 'starting' | 'pulling' | undefined;
  #stopped = false;

  constructor(context: KubeletContext, host: ContainerRunnerHost) {
    this.#context = context;
    this.#host = host;
  }

  /** Takes the next step, if one is due. */
  advance(sandbox: PodSandbox): RunnerState {
    this.#adopt(sandbox);
    if (this.#busy !== undefined) return { kind: this.#busy, wakeAtMs: undefined };
    const { candidates, finished } = startCandidates(this.#host.pod, sandbox, this.work);
    if (finished) return { kind: 'finished' };
    let wakeAtMs: number | undefined;
    for (const container of candidates) {
      const dueAtMs = this.#dueAtMs(container, sandbox.containers.get(container.name)?.current);
      if (dueAtMs <= this.#context.simulation.nowMs) {
        this.#start(container);
        if (this.#busy !== undefined) return { kind: this.#currentBusy(), wakeAtMs: undefined };
        const retryAtMs = this.work.get(container.name)?.retryAtMs;
        wakeAtMs = Math.min(wakeAtMs ?? Infinity, retryAtMs ?? Infinity);
      } else wakeAtMs = Math.min(wakeAtMs ?? Infinity, dueAtMs);
    }
    return { kind: 'idle', wakeAtMs };
  }

  exited(container: RuntimeContainer): void {
    const work = this.work.get(container.name);
    if (work === undefined) return;
    work.prober?.stop();
    work.prober = undefined;
    work.isStarted = false;
    work.isReady = container.exitCode === 0;
  }

  /** Something outside of the processes changed: their probes may answer otherwise now. */
  recheck(): void {
    for (const { prober } of this.work.values()) prober?.recheck();
  }

  /** Starts nothing any more and asks no probe. */
  stop(): void {
    this.#stopped = true;
    for (const work of this.work.values()) {
      work.prober?.stop();
      work.prober = undefined;
    }
  }

  /** After a restart of the kubelet: containers that run already are taken over as they are. */
  #adopt(sandbox: PodSandbox): void {
    if (this.work.size > 0 || sandbox.containers.size === 0) return;
    const pod = this.#host.pod;
    const { initContainers = [], ephemeralContainers = [] } = pod.spec;
    for (const spec of [...initContainers, ...pod.spec.containers, ...ephemeralContainers]) {
      const current = sandbox.containers.get(spec.name)?.current;
      if (current?.state === 'running') this.#run(spec, current);
      else if (current?.exitCode === 0) this.#workOf(spec).isReady = true;
    }
  }

  /** A method of its own, since a callback may have changed the field meanwhile. */
  #currentBusy(): 'starting' | 'pulling' {
    return this.#busy ?? 'starting';
  }

  #workOf(container: Container): ContainerWork {
    let work = this.work.get(container.name);
    if (work === undefined) {
      work = newContainerWork();
      this.work.set(container.name, work);
    }
    return work;
  }

  /** When the container may be started: now, or at the end of a back-off, which is told once. */
  #dueAtMs(container: Container, dead: RuntimeContainer | undefined): number {
    const { nowMs } = this.#context.simulation;
    const work = this.#workOf(container);
    if (work.retryAtMs !== undefined && work.retryAtMs > nowMs) return work.retryAtMs;
    if (dead?.finishedAtMs === undefined) return nowMs;
    const untilMs = work.restartBackOff?.until(dead.finishedAtMs, nowMs);
    if (untilMs === undefined) return nowMs;
    if (work.shownDead !== dead.id) {
      // First the end is shown as such; the back-off comes with the next look.
      work.shownDead = dead.id;
      return Math.min(untilMs, nowMs + RELIST_MS);
    }
    this.#announceBackOff(container, work);
    return untilMs;
  }

  #announceBackOff(container: Container, work: ContainerWork): void {
    if (work.waiting?.reason === 'CrashLoopBackOff') return;
    const pod = this.#host.pod;
    const { namespace = 'default', name, uid } = pod.metadata;
    const id = `${name}_${namespace}(${uid})`;
    const pause = goDuration(work.restartBackOff?.delayMs ?? 0);
    work.waiting = {
      message: `back-off ${pause} restarting failed container=${container.name} pod=${id}`,
      reason: 'CrashLoopBackOff',
    };
    const message = `Back-off restarting failed container ${container.name} in pod ${id}`;
    this.#context.recorder.event(pod, 'Warning', 'BackOff', message, fieldPathOf(pod, container));
  }

  #start(container: Container): void {
    const work = this.#workOf(container);
    const { nowMs } = this.#context.simulation;
    const pod = this.#host.pod;
    const dead = this.#context.runtime
      .sandbox(pod.metadata.uid)
      ?.containers.get(container.name)?.current;
    if (dead?.finishedAtMs !== undefined && work.retryAtMs === undefined) {
      work.restartBackOff ??= new BackOff(this.#context.timings);
      work.restartBackOff.next(dead.finishedAtMs, nowMs);
    }
    this.#busy = 'starting';
    let returned = false;
    new ContainerStarter(this.#context).start(
      {
        pod,
        container,
        work,
        podIP: this.#host.podIP,
        onPull: () => {
          this.#busy = 'pulling';
          this.#host.pulling();
        },
      },
      (result) => {
        this.#busy = undefined;
        this.#finishStart(container, work, result);
        if (returned) this.#host.changed(result.kind === 'failed');
      },
    );
    returned = true;
  }

  #finishStart(container: Container, work: ContainerWork, result: StartResult): void {
    if (result.kind === 'failed') {
      work.waiting = result.waiting;
      work.retryAtMs = result.retryAtMs;
      // The failed start is a dead container of its own, which has its restart back-off.
      if (result.waiting.reason === 'RunContainerError') work.retryAtMs = undefined;
      return;
    }
    work.waiting = undefined;
    work.retryAtMs = undefined;
    this.startedSinceReport = true;
    if (this.#stopped) {
      this.#context.runtime.stopContainer(result.container, 0);
      return;
    }
    const hook = container.lifecycle?.postStart;
    const hookMs = hook === undefined ? 0 : hookDurationMs(this.#context, result.container, hook);
    if (hookMs === 0) {
      this.#run(container, result.container);
      return;
    }
    // Later containers wait for the hook.
    this.#busy = 'pulling';
    if (hookMs === Infinity) return;
    this.#context.schedule(
      hookMs,
      'postStart done',
      `${this.#host.pod.metadata.name} ${container.name}`,
      () => {
        this.#busy = undefined;
        this.#run(container, result.container);
        this.#host.changed(true);
      },
    );
  }

  #run(spec: Container, container: RuntimeContainer): void {
    const work = this.#workOf(spec);
    if (container.state !== 'running' || this.#stopped) return;
    work.isStarted = spec.startupProbe === undefined;
    work.isReady =
      work.isStarted && spec.readinessProbe === undefined && !this.#runsToCompletion(spec);
    if (!ContainerProber.isNeeded(spec)) return;
    work.prober = new ContainerProber(
      this.#context,
      () => this.#host.pod,
      this.#host.podIP ?? '',
      spec,
      container,
      {
        failed: (kind, message) => {
          const pod = this.#host.pod;
          this.#context.recorder.event(
            pod,
            'Warning',
            'Unhealthy',
            `${kind} probe failed: ${message}`,
            fieldPathOf(pod, spec),
          );
        },
        verdict: (kind, passes) => {
          this.#judge(kind, passes, spec, container, work);
        },
      },
    );
    work.prober.start();
  }

  /** An init container is ready once it has ended well. */
  #runsToCompletion(spec: Container): boolean {
    return (
      !isSidecar(spec) &&
      (this.#host.pod.spec.initContainers ?? []).some(({ name }) => name === spec.name)
    );
  }

  #judge(
    kind: ProbeKind,
    passes: boolean,
    spec: Container,
    container: RuntimeContainer,
    work: ContainerWork,
  ): void {
    if (kind === 'Readiness') work.isReady = passes;
    if (kind === 'Startup' && passes) {
      work.isStarted = true;
      work.isReady = spec.readinessProbe === undefined;
    }
    if (kind !== 'Readiness' && !passes) this.#killUnhealthy(kind, spec, container);
    this.#host.changed(true);
  }

  #killUnhealthy(kind: ProbeKind, spec: Container, container: RuntimeContainer): void {
    const pod = this.#host.pod;
    const message = `Container ${spec.name} failed ${kind.toLowerCase()} probe, will be restarted`;
    this.#context.recorder.event(pod, 'Normal', 'Killing', message, fieldPathOf(pod, spec));
    const probe = kind === 'Startup' ? spec.startupProbe : spec.livenessProbe;
    const seconds = probe?.terminationGracePeriodSeconds ?? ownGraceSeconds(pod);
    this.#context.runtime.stopContainer(container, seconds * 1000);
  }
}
