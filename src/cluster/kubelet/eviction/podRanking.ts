// Which pod a kubelet evicts first, and what it says.
// Source: k8s.io/kubernetes/pkg/kubelet/eviction/helpers.go (rankMemoryPressure, evictionMessage).
import { bytes, canonicalQuantity } from '../../../apimachinery/quantity';
import type { Container, Pod } from '../../../apis/generated/core/v1';
import type { Pressure } from '../nodeConditions';
import type { Available } from './nodeResources';

/** The pods' use of memory, container by container; nothing for other resources. */
export interface PodUse {
  readonly pod: Pod;
  readonly memory: readonly { readonly container: Container; readonly usedBytes: number }[];
}

const SYSTEM_CRITICAL = 2_000_000_000;
const RESOURCE: Readonly<Record<Pressure, string>> = {
  memory: 'memory',
  disk: 'ephemeral-storage',
  pid: 'pids',
};

/** `memory`, `ephemeral-storage`, `pids`. */
export function resourceOf(pressure: Pressure): string {
  return RESOURCE[pressure];
}

/** Whose loss a node does not survive well. Static pods are another matter. */
export function isCritical({ spec }: Pod): boolean {
  return (spec.priority ?? 0) >= SYSTEM_CRITICAL;
}

/** The first is evicted first. */
export function ranked(pressure: Pressure, pods: readonly PodUse[]): readonly PodUse[] {
  if (pressure !== 'memory') return [...pods].sort(byPriority);
  return [...pods].sort(
    (a, b) =>
      Number(excessOf(b) > 0) - Number(excessOf(a) > 0) ||
      byPriority(a, b) ||
      excessOf(b) - excessOf(a),
  );
}

export function evictionMessage(pressure: Pressure, state: Available, { memory }: PodUse): string {
  const resource = RESOURCE[pressure];
  const start =
    `The node was low on resource: ${resource}. ` +
    `Threshold quantity: ${shown(state.threshold)}, available: ${shown(state.available)}. `;
  if (pressure !== 'memory') return start;
  const larger = memory.filter(({ container, usedBytes }) => usedBytes > requestOf(container));
  return (
    start +
    larger
      .map(({ container, usedBytes }) => {
        const request = container.resources?.requests?.['memory'] ?? '0';
        const used = shown(usedBytes);
        return `Container ${container.name} was using ${used}, request is ${String(request)}, has larger consumption of ${resource}. `;
      })
      .join('')
  );
}

function byPriority(a: PodUse, b: PodUse): number {
  return (a.pod.spec.priority ?? 0) - (b.pod.spec.priority ?? 0);
}

/** How much more memory it uses than it requested. */
function excessOf({ memory }: PodUse): number {
  return memory.reduce(
    (sum, { container, usedBytes }) => sum + usedBytes - requestOf(container),
    0,
  );
}

function requestOf({ resources }: Container): number {
  return bytes(resources?.requests?.['memory'] ?? 0);
}

/** Memory is counted in pages. */
function shown(count: number): string {
  if (count < 1024 ** 2) return String(Math.floor(count));
  return canonicalQuantity(`${String(Math.floor(count / 4096) * 4)}Ki`);
}
