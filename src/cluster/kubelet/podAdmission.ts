// The node's own last word on a pod: a second look at what the scheduler decided, since its cache
// may lag behind and pods may name their node themselves.
// Source: k8s.io/kubernetes/pkg/kubelet/lifecycle/predicate.go.
// Differs from Kubernetes: required node affinity is looked at through nodeSelector only.
import { bytes, cpuMillis, type QuantityLike } from '../../apimachinery/quantity';
import type { Container, Pod } from '../../apis/generated/core/v1';
import { allocatableOf, type KubeletNode } from './kubeletNode';
import { isSidecar } from './podStatus';

export interface Rejection {
  /** `OutOfcpu`, `NodePorts`, `NodeAffinity`. */
  readonly reason: string;
  /** As in the event; the pod's status says `Pod was rejected: ` before it. */
  readonly message: string;
}

interface Demand {
  readonly cpu: number;
  readonly memory: number;
}

/** Undefined where the pod may run beside `others`, the node's admitted pods. */
export function admissionProblem(
  pod: Pod,
  others: readonly Pod[],
  node: KubeletNode,
  nodeLabels: Readonly<Record<string, string>> | undefined,
): Rejection | undefined {
  return (
    resourceProblem(pod, others, node) ??
    portProblem(pod, others) ??
    selectorProblem(pod, nodeLabels)
  );
}

function resourceProblem(
  pod: Pod,
  others: readonly Pod[],
  node: KubeletNode,
): Rejection | undefined {
  if (others.length + 1 > node.maxPods) {
    return outOf('pods', 1, others.length, node.maxPods);
  }
  const wanted = demandOf(pod);
  if (wanted.cpu === 0 && wanted.memory === 0) return undefined;
  let usedCpu = 0;
  let usedMemory = 0;
  for (const other of others) {
    const used = demandOf(other);
    usedCpu += used.cpu;
    usedMemory += used.memory;
  }
  const { cpuMillis: cpu, memoryBytes: memory } = allocatableOf(node);
  if (wanted.cpu > 0 && usedCpu + wanted.cpu > cpu) return outOf('cpu', wanted.cpu, usedCpu, cpu);
  if (wanted.memory > 0 && usedMemory + wanted.memory > memory) {
    return outOf('memory', wanted.memory, usedMemory, memory);
  }
  return undefined;
}

function outOf(resource: string, requested: number, used: number, capacity: number): Rejection {
  return {
    reason: `OutOf${resource}`,
    message:
      `Node didn't have enough resource: ${resource}, requested: ${String(requested)}, ` +
      `used: ${String(used)}, capacity: ${String(capacity)}`,
  };
}

interface KnownDemand extends Demand {
  readonly initContainers: readonly Container[] | undefined;
}

/** Pods of one template share their containers: each pod that comes asks this of all that are there. A pure memo. */
const DEMANDS = new WeakMap<readonly Container[], KnownDemand>();

/** The larger of what all containers need together and what any init container needs alone. */
function demandOf({ spec: { containers, initContainers } }: Pod): Demand {
  let demand = DEMANDS.get(containers);
  if (demand === undefined || demand.initContainers !== initContainers) {
    demand = {
      cpu: demandFor('cpu', cpuMillis, containers, initContainers ?? []),
      memory: demandFor('memory', bytes, containers, initContainers ?? []),
      initContainers,
    };
    DEMANDS.set(containers, demand);
  }
  return demand;
}

function demandFor(
  resource: 'cpu' | 'memory',
  amount: (quantity: QuantityLike | undefined) => number,
  containers: readonly Container[],
  initContainers: readonly Container[],
): number {
  const requestOf = ({ resources }: Container): number =>
    amount(resources?.requests?.[resource] ?? resources?.limits?.[resource]);
  let together = 0;
  let alone = 0;
  for (const container of containers) together += requestOf(container);
  for (const container of initContainers) {
    if (isSidecar(container)) together += requestOf(container);
    else alone = Math.max(alone, requestOf(container));
  }
  return Math.max(together, alone);
}

function portProblem(pod: Pod, others: readonly Pod[]): Rejection | undefined {
  const wanted = hostPorts(pod);
  if (wanted.length === 0) return undefined;
  const taken = new Set(others.flatMap(hostPorts));
  if (!wanted.some((port) => taken.has(port))) return undefined;
  return {
    reason: 'NodePorts',
    message:
      "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
  };
}

function hostPorts(pod: Pod): readonly string[] {
  return pod.spec.containers.flatMap((container) =>
    (container.ports ?? []).flatMap(({ hostPort, protocol = 'TCP' }) =>
      hostPort === undefined || hostPort === 0 ? [] : [`${protocol} ${String(hostPort)}`],
    ),
  );
}

function selectorProblem(
  pod: Pod,
  labels: Readonly<Record<string, string>> | undefined,
): Rejection | undefined {
  if (labels === undefined) return undefined;
  const wanted = Object.entries(pod.spec.nodeSelector ?? {});
  if (wanted.every(([key, value]) => labels[key] === value)) return undefined;
  return {
    reason: 'NodeAffinity',
    message: "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
  };
}
