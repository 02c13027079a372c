// Startup, readiness and liveness probes of one running container.
// A probe that keeps passing costs nothing: the process says when its next change can come, and
// only then is it asked again; a failing one is asked every period.
// Source: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
// Differs from Kubernetes: the first probe comes initialDelaySeconds after the start, without the
// random wait of a kubelet that has just started itself; HTTP redirects and headers do not count.
import type { Container, Pod, Probe } from '../../apis/generated/core/v1';
import type { Timer } from '../../simulation/simulation';
import type { RuntimeContainer } from '../runtime/podSandbox';
import type { KubeletContext } from './kubeletContext';
import { probeOutcome, type ProbeOutcome } from './probeOutcome';

export type ProbeKind = 'Startup' | 'Readiness' | 'Liveness';

export interface ProbeListener {
  /** A probe failed once, with its message. */
  failed(kind: ProbeKind, message: string): void;
  /** The verdict changed after enough equal answers. */
  verdict(kind: ProbeKind, passes: boolean): void;
}

/** What the server of an application says that is not ready. */
const MADE_TO_FAIL: ProbeOutcome = {
  passes: false,
  message: 'HTTP probe failed with statuscode: 503',
};

interface ProbeRun {
  readonly kind: ProbeKind;
  readonly probe: Probe;
  readonly firstAtMs: number;
  /** Undefined until the first verdict. */
  passes: boolean | undefined;
  same: number;
  lastPassed: boolean | undefined;
  timer: Timer | undefined;
}

export class ContainerProber {
  readonly #context: KubeletContext;
  readonly #pod: () => Pod;
  readonly #podIP: string;
  readonly #spec: Container;
  readonly #container: RuntimeContainer;
  readonly #listener: ProbeListener;
  #runs: ProbeRun[] = [];

  constructor(
    context: KubeletContext,
    pod: () => Pod,
    podIP: string,
    spec: Container,
    container: RuntimeContainer,
    listener: ProbeListener,
  ) {
    this.#context = context;
    this.#pod = pod;
    this.#podIP = podIP;
    this.#spec = spec;
    this.#container = container;
    this.#listener = listener;
  }

  static isNeeded(spec: Container): boolean {
    return (
      spec.startupProbe !== undefined ||
      spec.readinessProbe !== undefined ||
      spec.livenessProbe !== undefined
    );
  }

  /** The others wait until the startup probe has passed. */
  start(): void {
    if (this.#spec.startupProbe !== undefined) this.#begin('Startup', this.#spec.startupProbe);
    else this.#beginOthers();
  }

  stop(): void {
    for (const run of this.#runs) run.timer?.cancel();
    this.#runs = [];
  }

  /** Something outside of the process changed: ask again at the next period. */
  recheck(): void {
    for (const run of this.#runs)
      this.#scheduleTick(run, this.#nextTickMs(run, this.#context.simulation.nowMs));
  }

  #beginOthers(): void {
    if (this.#spec.readinessProbe !== undefined)
      this.#begin('Readiness', this.#spec.readinessProbe);
    if (this.#spec.livenessProbe !== undefined) this.#begin('Liveness', this.#spec.livenessProbe);
  }

  #begin(kind: ProbeKind, probe: Probe): void {
    const { nowMs } = this.#context.simulation;
    const startedAtMs = this.#container.startedAtMs ?? nowMs;
    const firstAtMs = Math.max(nowMs, startedAtMs + (probe.initialDelaySeconds ?? 0) * 1000);
    const run: ProbeRun = {
      kind,
      probe,
      firstAtMs,
      passes: undefined,
      same: 0,
      lastPassed: undefined,
      timer: undefined,
    };
    this.#runs.push(run);
    this.#scheduleTick(run, firstAtMs);
  }

  #scheduleTick(run: ProbeRun, atMs: number): void {
    run.timer?.cancel();
    const { simulation, node } = this.#context;
    const { metadata } = this.#pod();
    const subject = `${node.name} ${metadata.namespace ?? ''}/${metadata.name} ${this.#spec.name}`;
    const isFirst = run.passes === undefined && atMs <= run.firstAtMs;
    run.timer = this.#context.schedule(
      atMs - simulation.nowMs,
      `${run.kind.toLowerCase()} probe`,
      subject,
      () => {
        this.#tick(run);
      },
      { background: !isFirst },
    );
  }

  #tick(run: ProbeRun): void {
    run.timer = undefined;
    if (this.#container.state !== 'running' || this.#container.killAtMs !== undefined) return;
    const { runtime } = this.#context;
    if (!runtime.isUp && run.probe.exec !== undefined) {
      // No answer is no verdict.
      this.#scheduleTick(run, this.#nextTickMs(run, this.#context.simulation.nowMs));
      return;
    }
    const outcome = this.#isMadeToFail(run)
      ? MADE_TO_FAIL
      : probeOutcome(run.probe, {
          runtime,
          container: this.#container,
          spec: this.#spec,
          podIP: this.#podIP,
        });
    run.same = outcome.passes === run.lastPassed ? run.same + 1 : 1;
    run.lastPassed = outcome.passes;
    if (!outcome.passes) this.#listener.failed(run.kind, outcome.message);
    const threshold = outcome.passes
      ? (run.probe.successThreshold ?? 1)
      : (run.probe.failureThreshold ?? 3);
    if (run.same >= threshold && run.passes !== outcome.passes) {
      run.passes = outcome.passes;
      this.#listener.verdict(run.kind, outcome.passes);
      if (run.kind === 'Startup' && outcome.passes) {
        this.#runs = this.#runs.filter((other) => other !== run);
        this.#beginOthers();
        return;
      }
    }
    if (!this.#runs.includes(run)) return;
    const nextMs = this.#nextInterestingMs(run);
    if (nextMs !== undefined) this.#scheduleTick(run, nextMs);
  }

  #isMadeToFail({ kind }: ProbeRun): boolean {
    const { podUid, name } = this.#container;
    const { knownTroubles } = this.#context.runtime;
    return kind === 'Readiness' && knownTroubles?.isUnready(podUid, name) === true;
  }

  /** Undefined where a passing probe will pass until the container ends. */
  #nextInterestingMs(run: ProbeRun): number | undefined {
    const { nowMs } = this.#context.simulation;
    const isSteady = run.passes === true && run.lastPassed === true;
    const { process, startedAtMs = 0 } = this.#container;
    if (!isSteady || process?.isSettled !== true) return this.#nextTickMs(run, nowMs);
    const changeMs = process.state.nextChangeMs(nowMs - startedAtMs);
    return changeMs === undefined ? undefined : this.#nextTickMs(run, startedAtMs + changeMs);
  }

  /** The first beat of the probe's period after `afterMs`. */
  #nextTickMs(run: ProbeRun, afterMs: number): number {
    const periodMs = (run.probe.periodSeconds ?? 10) * 1000;
    if (afterMs < run.firstAtMs) return run.firstAtMs;
    // A millisecond of grace: sums of fractions must not make a beat come twice.
    return (
      run.firstAtMs + (Math.floor((afterMs - run.firstAtMs + 0.001) / periodMs) + 1) * periodMs
    );
  }
}
