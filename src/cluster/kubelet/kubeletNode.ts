// What a kubelet is told about its machine, and the Node object that it makes of it.
// Source: k8s.io/kubernetes/pkg/kubelet/{kubelet_node_status.go,nodestatus}.
import type { Draft, StringMap } from '../../apimachinery/objectMeta';
import type { Node, NodeStatus, PodStatus, Taint } from '../../apis/generated/core/v1';
import { hexHash } from '../runtime/imageCatalogue';

export interface KubeletNode {
  readonly name: string;
  /** `172.18.0.3`. */
  readonly address: string;
  /** The address as the status of each of its pods has it: one list for all of them. */
  readonly hostIPs: NonNullable<PodStatus['hostIPs']>;
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly maxPods: number;
  readonly labels: StringMap;
  readonly taints: readonly Taint[];
  /** `v1.35.2`. */
  readonly kubeletVersion: string;
}

/** evictionHard memory.available: what kubeadm's kubelet keeps from pods by default. */
export const EVICTION_MEMORY_BYTES = 100 * 1024 ** 2;
/** evictionHard nodefs.available. */
export const EVICTION_DISK_PERCENT = 10;
export const DISK_BYTES = 100 * 1024 ** 3;

/** The Node as the kubelet registers it. */
export function nodeDraft(node: KubeletNode, status: NodeStatus): Draft<Node> {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        ...node.labels,
      },
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: node.taints.length === 0 ? {} : { taints: node.taints },
    status,
  };
}

/** What is left for pods. */
export function allocatableOf(node: KubeletNode): {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
} {
  return {
    cpuMillis: node.cpuMillis,
    memoryBytes: node.memoryBytes - EVICTION_MEMORY_BYTES,
  };
}

const DAEMON_ENDPOINTS: NodeStatus['daemonEndpoints'] = { kubeletEndpoint: { Port: 10250 } };

/** What of a node's status does not change while its machine runs. `bootId` is new with every start. */
export type FixedNodeStatus = Required<
  Pick<NodeStatus, 'addresses' | 'capacity' | 'allocatable' | 'daemonEndpoints' | 'nodeInfo'>
>;

export function fixedNodeStatus(
  node: KubeletNode,
  { capacity, allocatable }: Pick<FixedNodeStatus, 'capacity' | 'allocatable'>,
  bootId: string,
): FixedNodeStatus {
  return {
    addresses: [
      { type: 'InternalIP', address: node.address },
      { type: 'Hostname', address: node.name },
    ],
    capacity,
    allocatable,
    daemonEndpoints: DAEMON_ENDPOINTS,
    nodeInfo: {
      architecture: 'amd64',
      bootID: bootId,
      containerRuntimeVersion: 'containerd://2.2.0',
      kernelVersion: '6.12.57+deb13-amd64',
      kubeProxyVersion: '',
      kubeletVersion: node.kubeletVersion,
      machineID: hexHash(`machine ${node.name}`, 32),
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 13 (trixie)',
      systemUUID: uuidOf(hexHash(`system ${node.name}`, 32)),
    },
  };
}

function uuidOf(hex: string): string {
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
