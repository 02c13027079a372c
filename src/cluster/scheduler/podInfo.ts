// What the scheduler knows of a pod beyond the object: its requests and host ports as numbers,
// computed once for each spec. Source: k8s.io/component-helpers/resource (PodRequests).
//
// Differs from Kubernetes: while a resize of a running pod is under way its spec counts, not the
// larger of spec and allocated resources.
import { bytes, cpuMillis } from '../../apimachinery/quantity';
import { objectKey } from '../../apimachinery/objectMeta';
import { sharedText } from '../../apimachinery/sharedText';
import type { Container, Pod, PodSpec } from '../../apis/generated/core/v1';

type ResourceList = Readonly<Record<string, string | number>>;

export interface HostPort {
  readonly protocol: string;
  /** `0.0.0.0` where the pod names none. */
  readonly hostIP: string;
  readonly port: number;
}

/** What a pod takes of a node. */
export interface PodRequests {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly ephemeralStorageBytes: number;
  /** Extended resources and huge pages that are asked for, in whole units. */
  readonly scalars: readonly (readonly [name: string, amount: number])[];
  /** With 100m and 200Mi for each container that does not say: used for scoring only. */
  readonly nonZeroCpuMillis: number;
  readonly nonZeroMemoryBytes: number;
  readonly hostPorts: readonly HostPort[];
}

export interface PodInfo {
  /** Its newest state that differs in nothing but what scheduling does not look at. */
  pod: Pod;
  /** `namespace/name`. */
  readonly key: string;
  readonly requests: PodRequests;
  readonly priority: number;
}

/** k8s.io/kubernetes/pkg/scheduler/util: so that many pods without requests do not pile up on one node. */
const DEFAULT_CPU_MILLIS = 100;
const DEFAULT_MEMORY_BYTES = 200 * 1024 * 1024;

/** The parts of a spec that the numbers come from; binding a pod leaves them the same objects. */
interface Computed extends OtherParts {
  readonly requests: PodRequests;
}

/** Makes PodInfos; pods that share a spec's parts share the numbers. */
export class PodInfos {
  readonly #computed = new WeakMap<readonly Container[], Computed>();

  of(pod: Pod): PodInfo {
    return {
      pod,
      key: sharedText(objectKey(pod)),
      requests: this.#requestsOf(pod.spec),
      priority: pod.spec.priority ?? 0,
    };
  }

  #requestsOf(spec: PodSpec): PodRequests {
    const known = this.#computed.get(spec.containers);
    if (known !== undefined && haveSameParts(known, spec)) return known.requests;
    const requests = podRequests(spec);
    const { initContainers, overhead, resources } = spec;
    this.#computed.set(spec.containers, { initContainers, overhead, resources, requests });
    return requests;
  }
}

type OtherParts = Pick<PodSpec, 'initContainers' | 'overhead' | 'resources'>;

function haveSameParts(a: OtherParts, b: OtherParts): boolean {
  return (
    a.initContainers === b.initContainers &&
    a.overhead === b.overhead &&
    a.resources === b.resources
  );
}

/** Whether two states of a pod have the parts in common that the numbers come from. */
export function sharesRequests(a: PodSpec, b: PodSpec): boolean {
  return a.containers === b.containers && haveSameParts(a, b);
}

/**
 * Containers run together, so their requests add up; init containers run one after the other before
 * them, each beside the sidecars that were started before it. Worked example: init 500m, sidecar
 * 100m, init 450m, container 200m: max(200 + 100, 500, 450 + 100) = 550m.
 */
export function podRequests(spec: PodSpec): PodRequests {
  const stated = aggregate(spec, (container) => container.resources?.requests ?? {});
  const filled = aggregate(spec, (container) => ({
    cpu: `${String(DEFAULT_CPU_MILLIS)}m`,
    memory: DEFAULT_MEMORY_BYTES,
    ...container.resources?.requests,
  }));
  const scalars = [...stated].filter(([name, amount]) => !NATIVE.has(name) && amount > 0);
  return {
    cpuMillis: stated.get('cpu') ?? 0,
    memoryBytes: stated.get('memory') ?? 0,
    ephemeralStorageBytes: stated.get('ephemeral-storage') ?? 0,
    scalars,
    nonZeroCpuMillis: filled.get('cpu') ?? 0,
    nonZeroMemoryBytes: filled.get('memory') ?? 0,
    hostPorts: hostPorts(spec),
  };
}

const NATIVE: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods']);

function aggregate(
  spec: PodSpec,
  requestsOf: (container: Container) => ResourceList,
): Map<string, number> {
  const running = new Map<string, number>();
  for (const container of spec.containers) add(running, requestsOf(container));
  const sidecars = new Map<string, number>();
  const starting = new Map<string, number>();
  for (const container of spec.initContainers ?? []) {
    const requests = requestsOf(container);
    if (container.restartPolicy === 'Always') {
      add(running, requests);
      add(sidecars, requests);
      raise(starting, sidecars);
    } else {
      const together = new Map(sidecars);
      add(together, requests);
      raise(starting, together);
    }
  }
  raise(running, starting);
  // Requests of the pod as a whole stand in for the sum (PodLevelResources).
  for (const [name, quantity] of Object.entries(spec.resources?.requests ?? {})) {
    running.set(name, amountOf(name, quantity));
  }
  add(running, spec.overhead ?? {});
  return running;
}

/** `cpu` in thousandths, everything else in whole units. */
export function amountOf(name: string, quantity: string | number): number {
  return name === 'cpu' ? cpuMillis(quantity) : bytes(quantity);
}

function add(sum: Map<string, number>, requests: ResourceList): void {
  for (const [name, quantity] of Object.entries(requests)) {
    sum.set(name, (sum.get(name) ?? 0) + amountOf(name, quantity));
  }
}

function raise(to: Map<string, number>, atLeast: ReadonlyMap<string, number>): void {
  for (const [name, amount] of atLeast) to.set(name, Math.max(to.get(name) ?? 0, amount));
}

function hostPorts(spec: PodSpec): readonly HostPort[] {
  const sidecars = (spec.initContainers ?? []).filter((each) => each.restartPolicy === 'Always');
  return [...sidecars, ...spec.containers]
    .flatMap((container) => container.ports ?? [])
    .filter((port) => (port.hostPort ?? 0) > 0)
    .map((port) => ({
      protocol: port.protocol ?? 'TCP',
      hostIP: port.hostIP || '0.0.0.0',
      port: port.hostPort ?? 0,
    }));
}
