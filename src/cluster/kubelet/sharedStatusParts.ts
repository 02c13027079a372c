// What the statuses of many nodes and pods have in common, made once for a cluster instead of once for each: most nodes
// are of one size and bring the same images along, and pods that start in the same second say the same of themselves.
import { formatBytes, formatCpuMillis } from '../../apimachinery/quantity';
import type {
  ContainerImage,
  NodeCondition,
  NodeStatus,
  PodCondition,
} from '../../apis/generated/core/v1';
import type { LocalImage } from '../runtime/imageCatalogue';
import { SharedConditions } from './sharedConditions';
import { allocatableOf, DISK_BYTES, EVICTION_DISK_PERCENT, type KubeletNode } from './kubeletNode';

const MAX_IMAGES = 50;

export type NodeSizes = Required<Pick<NodeStatus, 'capacity' | 'allocatable'>>;

interface KnownSize extends Pick<KubeletNode, 'cpuMillis' | 'memoryBytes' | 'maxPods'> {
  readonly sizes: NodeSizes;
}

export class SharedStatusParts {
  readonly nodeConditions = new SharedConditions<NodeCondition>();
  readonly podConditions = new SharedConditions<PodCondition>();
  /** One for each size of nodes that the cluster has. */
  readonly #sizes: KnownSize[] = [];
  /** The images that were asked for last. */
  #local: readonly LocalImage[] | undefined;
  #listed: readonly ContainerImage[] = [];

  sizesOf(node: KubeletNode): NodeSizes {
    const { cpuMillis, memoryBytes, maxPods } = node;
    for (const known of this.#sizes)
      if (
        known.cpuMillis === cpuMillis &&
        known.memoryBytes === memoryBytes &&
        known.maxPods === maxPods
      )
        return known.sizes;
    const sizes = nodeSizes(node);
    this.#sizes.push({ cpuMillis, memoryBytes, maxPods, sizes });
    return sizes;
  }

  /** As Node.status.images has them. */
  imagesOf(local: readonly LocalImage[]): readonly ContainerImage[] {
    if (local !== this.#local) {
      this.#local = local;
      this.#listed = local
        .slice(0, MAX_IMAGES)
        .map(({ id, name, image }) => ({ names: [id, name], sizeBytes: image.sizeBytes }));
    }
    return this.#listed;
  }
}

function nodeSizes(node: KubeletNode): NodeSizes {
  const hardware = {
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    pods: String(node.maxPods),
  };
  const allocatable = allocatableOf(node);
  return {
    capacity: {
      cpu: formatCpuMillis(node.cpuMillis),
      'ephemeral-storage': formatBytes(DISK_BYTES),
      memory: formatBytes(node.memoryBytes),
      ...hardware,
    },
    allocatable: {
      cpu: formatCpuMillis(allocatable.cpuMillis),
      'ephemeral-storage': formatBytes(DISK_BYTES - (DISK_BYTES * EVICTION_DISK_PERCENT) / 100),
      memory: formatBytes(allocatable.memoryBytes),
      ...hardware,
    },
  };
}
