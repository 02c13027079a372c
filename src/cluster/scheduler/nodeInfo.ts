// A node with the pods on it (and under way to it), added up in numbers, so that filtering and
// scoring a node is a few comparisons. Source: k8s.io/kubernetes/pkg/scheduler/framework (NodeInfo).
import type { Node } from '../../apis/generated/core/v1';
import { bytes, cpuMillis } from '../../apimachinery/quantity';
import { HostPortUse } from './hostPortUse';
import type { LabelGroup } from './labelGroups';
import type { PodInfo } from './podInfo';

export interface Allocatable {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly ephemeralStorageBytes: number;
  readonly pods: number;
  readonly scalars: ReadonlyMap<string, number>;
}

const NO_SCALARS: ReadonlyMap<string, number> = new Map();
const NATIVE: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods']);

export class NodeInfo {
  readonly name: string;
  /** Place in the list of nodes; kept by the cache. */
  index = -1;
  #node: Node;
  #allocatable: Allocatable;
  #imageSizes: ReadonlyMap<string, number>;
  readonly #pods = new Map<string, PodInfo>();
  readonly #labelGroups = new Map<LabelGroup, number>();
  readonly hostPorts = new HostPortUse();
  requestedCpuMillis = 0;
  requestedMemoryBytes = 0;
  requestedEphemeralStorageBytes = 0;
  nonZeroCpuMillis = 0;
  nonZeroMemoryBytes = 0;
  /** Made when first needed: few pods ask for more than what every node has. */
  #requestedScalars: Map<string, number> | undefined;

  constructor(node: Node) {
    this.name = node.metadata.name;
    this.#node = node;
    this.#allocatable = readAllocatable(node);
    this.#imageSizes = readImageSizes(node);
  }

  get node(): Node {
    return this.#node;
  }

  get allocatable(): Allocatable {
    return this.#allocatable;
  }

  /** Bytes of the images that the node has, by each of their names. */
  get imageSizes(): ReadonlyMap<string, number> {
    return this.#imageSizes;
  }

  get requestedScalars(): ReadonlyMap<string, number> {
    return this.#requestedScalars ?? NO_SCALARS;
  }

  get pods(): ReadonlyMap<string, PodInfo> {
    return this.#pods;
  }

  /** How many pods that are not being deleted carry the same namespace and labels. */
  get labelGroups(): ReadonlyMap<LabelGroup, number> {
    return this.#labelGroups;
  }

  setNode(node: Node): void {
    const old = this.#node.status;
    this.#node = node;
    if (node.status.allocatable !== old.allocatable) this.#allocatable = readAllocatable(node);
    if (node.status.images !== old.images) this.#imageSizes = readImageSizes(node);
  }

  /** `group` is undefined for pods that are being deleted: they no longer count for spreading. */
  addPod(pod: PodInfo, group: LabelGroup | undefined): void {
    this.#pods.set(pod.key, pod);
    this.#account(pod, 1);
    for (const port of pod.requests.hostPorts) this.hostPorts.add(port);
    if (group !== undefined) this.#labelGroups.set(group, (this.#labelGroups.get(group) ?? 0) + 1);
  }

  /** `pod` and `group` as they were added. */
  removePod(pod: PodInfo, group: LabelGroup | undefined): void {
    this.#pods.delete(pod.key);
    this.#account(pod, -1);
    for (const port of pod.requests.hostPorts) this.hostPorts.remove(port);
    if (group === undefined) return;
    const rest = (this.#labelGroups.get(group) ?? 0) - 1;
    if (rest > 0) this.#labelGroups.set(group, rest);
    else this.#labelGroups.delete(group);
  }

  #account({ requests }: PodInfo, sign: 1 | -1): void {
    this.requestedCpuMillis += sign * requests.cpuMillis;
    this.requestedMemoryBytes += sign * requests.memoryBytes;
    this.requestedEphemeralStorageBytes += sign * requests.ephemeralStorageBytes;
    this.nonZeroCpuMillis += sign * requests.nonZeroCpuMillis;
    this.nonZeroMemoryBytes += sign * requests.nonZeroMemoryBytes;
    for (const [name, amount] of requests.scalars) {
      this.#requestedScalars ??= new Map();
      this.#requestedScalars.set(name, (this.requestedScalars.get(name) ?? 0) + sign * amount);
    }
  }
}

function readAllocatable(node: Node): Allocatable {
  const list = node.status.allocatable ?? {};
  return {
    cpuMillis: cpuMillis(list.cpu),
    memoryBytes: bytes(list.memory),
    ephemeralStorageBytes: bytes(list['ephemeral-storage']),
    pods: bytes(list.pods),
    scalars: scalarsOf(list),
  };
}

function scalarsOf(list: NonNullable<Node['status']['allocatable']>): ReadonlyMap<string, number> {
  const scalars = Object.entries(list).filter(([name]) => !NATIVE.has(name));
  if (scalars.length === 0) return NO_SCALARS;
  return new Map(scalars.map(([name, quantity]) => [name, bytes(quantity)]));
}

function readImageSizes(node: Node): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const image of node.status.images ?? []) {
    for (const name of image.names ?? []) sizes.set(name, image.sizeBytes ?? 0);
  }
  return sizes;
}
