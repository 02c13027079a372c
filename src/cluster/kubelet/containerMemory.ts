// Containers that want more memory than they may have: the kernel kills them (OOMKilled). They do so
// because stress was told to take more than the limit, or because they leak.
// Differs from Kubernetes: a container whose usual use is above its limit is not killed.
import { bytes } from '../../apimachinery/quantity';
import type { Container } from '../../apis/generated/core/v1';
import type { Simulation, Timer } from '../../simulation/simulation';
import type { ContainerRuntime } from '../runtime/containerRuntime';
import type { ContainerRequest, RuntimeContainer } from '../runtime/podSandbox';
import { stressBytes, usageOf, type Usage } from './containerUsage';

/** stress fills its memory this fast. */
const STRESS_MS = 900;
/** A leak fills what the container may have in this time ... */
const LEAK_MS = 60_000;
/** ... or takes this much of a node's memory each second. */
const UNLIMITED_LEAK_BYTES_PER_MS = (8 * 1024 ** 2) / 1000;
const OOM_EXIT = 137;

interface Leak {
  readonly spec: Container;
  readonly bytesPerMs: number;
  /** Since when the present container leaks, virtual ms. */
  sinceMs: number;
  timer: Timer | undefined;
}

export class ContainerMemory {
  readonly #simulation: Simulation;
  readonly #runtime: ContainerRuntime;
  readonly #node: string;
  readonly #leaking: () => void;
  /** By pod uid and container name; made with the first one. */
  #leaks: Map<string, Leak> | undefined;

  /** `leaking` is called when a container begins to leak. */
  constructor(
    simulation: Simulation,
    runtime: ContainerRuntime,
    node: string,
    leaking: () => void,
  ) {
    this.#simulation = simulation;
    this.#runtime = runtime;
    this.#node = node;
    this.#leaking = leaking;
  }

  /** Whether any container grows now. */
  get hasLeaks(): boolean {
    for (const key of this.#leaks?.keys() ?? [])
      if (this.#runtime.sandbox(key.split(' ')[0] ?? '')?.ready === true) return true;
    return false;
  }

  started(container: RuntimeContainer, { container: spec }: ContainerRequest): void {
    const leak = this.#leaks?.get(keyOf(container));
    if (leak !== undefined) this.#arm(container, leak);
    const wanted = stressBytes(container);
    if (wanted > 0 && wanted > limitOf(spec)) this.#killAfter(container, STRESS_MS);
  }

  /** From now on the container leaks, and each that takes its place. */
  leak(container: RuntimeContainer, spec: Container): void {
    const limit = limitOf(spec);
    const bytesPerMs = limit === Infinity ? UNLIMITED_LEAK_BYTES_PER_MS : limit / LEAK_MS;
    const leak: Leak = { spec, bytesPerMs, sinceMs: 0, timer: undefined };
    this.#leaks ??= new Map();
    this.#leaks.set(keyOf(container), leak);
    this.#arm(container, leak);
  }

  isLeaking(podUid: string, name: string): boolean {
    return this.#leaks?.has(`${podUid} ${name}`) === true;
  }

  /** What has leaked away goes back to the system. */
  stopLeak(podUid: string, name: string): void {
    const key = `${podUid} ${name}`;
    this.#leaks?.get(key)?.timer?.cancel();
    this.#leaks?.delete(key);
  }

  /** What the container uses now, with what has leaked; undefined while it does not run. */
  usageOf(container: RuntimeContainer, spec: Container | undefined): Usage | undefined {
    const { nowMs } = this.#simulation;
    const leak = this.#leaks?.get(keyOf(container));
    const leakedBytes = leak === undefined ? 0 : (nowMs - leak.sinceMs) * leak.bytesPerMs;
    return usageOf(container, spec, nowMs, leakedBytes);
  }

  #arm(container: RuntimeContainer, leak: Leak): void {
    const { nowMs } = this.#simulation;
    leak.sinceMs = nowMs;
    leak.timer?.cancel();
    this.#leaking();
    const limit = limitOf(leak.spec);
    if (limit === Infinity) return;
    const used = usageOf(container, leak.spec, nowMs)?.memoryBytes ?? 0;
    leak.timer = this.#killAfter(container, Math.max(0, limit - used) / leak.bytesPerMs);
  }

  #killAfter(container: RuntimeContainer, delayMs: number): Timer {
    const subject = `${this.#node} ${container.podUid} ${container.name}`;
    return this.#simulation.schedule(delayMs, 'out of memory', subject, () => {
      if (this.#runtime.sandbox(container.podUid)?.ready === true)
        this.#runtime.kill(container, OOM_EXIT, 'OOMKilled');
    });
  }
}

function keyOf({ podUid, name }: RuntimeContainer): string {
  return `${podUid} ${name}`;
}

function limitOf({ resources }: Container): number {
  const limit = resources?.limits?.['memory'];
  return limit === undefined ? Infinity : bytes(limit);
}
