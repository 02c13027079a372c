// What a node has left of memory, disk and process ids. Something outside of all pods can take nearly
// all of one of them.
// Differs from Kubernetes: disk and process ids of containers do not count; images and logs lie on
// the same disk as everything else.
import type { ContainerRuntime } from '../../runtime/containerRuntime';
import type { ContainerMemory } from '../containerMemory';
import { DISK_BYTES, EVICTION_DISK_PERCENT, EVICTION_MEMORY_BYTES } from '../kubeletNode';
import type { Pressure } from '../nodeConditions';

const MIB = 1024 ** 2;
/** Kernel, container runtime, kubelet; and the operating system on the disk. */
export const SYSTEM_MEMORY_BYTES = 410 * MIB;
const SYSTEM_DISK_BYTES = 6 * 1024 ** 3;
/** pid_max of a node with 4 cores or fewer, and what a quiet system uses. */
const MAX_PIDS = 32_768;
const SYSTEM_PIDS = 240;
const EVICTION_PID_PERCENT = 10;
/** What a shortage leaves. */
const LEFT_MEMORY_BYTES = 61_236 * 1024;
const LEFT_PERCENT = 5;

export interface Available {
  readonly available: number;
  /** Below this the kubelet evicts. */
  readonly threshold: number;
}

export interface NodeResourcesOptions {
  readonly runtime: ContainerRuntime;
  readonly memory: ContainerMemory;
  readonly memoryBytes: number;
}

export class NodeResources {
  readonly #options: NodeResourcesOptions;
  /** What is taken by something outside of the pods; made when something first is. */
  #taken: Map<Pressure, number> | undefined;

  constructor(options: NodeResourcesOptions) {
    this.#options = options;
  }

  /** Whether any of them may run short now: only then is it worth a look. */
  get mayRunShort(): boolean {
    return (this.#taken?.size ?? 0) > 0 || this.#options.memory.hasLeaks;
  }

  setShort(pressure: Pressure, isShort: boolean): void {
    this.#taken?.delete(pressure);
    if (!isShort) return;
    const left =
      pressure === 'memory' ? LEFT_MEMORY_BYTES : (this.#capacity(pressure) * LEFT_PERCENT) / 100;
    this.#taken ??= new Map();
    this.#taken.set(pressure, Math.max(0, this.of(pressure).available - left));
  }

  of(pressure: Pressure): Available {
    const capacity = this.#capacity(pressure);
    const used = this.#used(pressure) + (this.#taken?.get(pressure) ?? 0);
    const percent = pressure === 'disk' ? EVICTION_DISK_PERCENT : EVICTION_PID_PERCENT;
    const threshold =
      pressure === 'memory' ? EVICTION_MEMORY_BYTES : Math.floor((capacity * percent) / 100);
    return { available: Math.max(0, Math.floor(capacity - used)), threshold };
  }

  #capacity(pressure: Pressure): number {
    if (pressure === 'memory') return this.#options.memoryBytes;
    return pressure === 'disk' ? DISK_BYTES : MAX_PIDS;
  }

  #used(pressure: Pressure): number {
    const { runtime } = this.#options;
    if (pressure === 'memory') return SYSTEM_MEMORY_BYTES + this.#podMemory();
    if (pressure === 'pid') return SYSTEM_PIDS;
    return runtime.images
      .list()
      .reduce((sum, { image }) => sum + image.sizeBytes, SYSTEM_DISK_BYTES);
  }

  #podMemory(): number {
    const { runtime, memory } = this.#options;
    let sum = 0;
    for (const { containers } of runtime.sandboxes())
      for (const { current } of containers.values())
        sum += memory.usageOf(current, undefined)?.memoryBytes ?? 0;
    return sum;
  }
}
