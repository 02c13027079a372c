// Which components run on a node, and how each of them is, as far as the API can tell: control
// plane components and kube-proxy by their pods, kubelet and runtime by the node's conditions.
import { readyCondition } from '../apis/core/nodeState';
import type { Node, Pod } from '../apis/generated/core/v1';
import { podStatusText } from '../apis/printerColumns';
import type { ClusterState } from './clusterState';
import { podHealth, type Health } from './health';
import type { ComponentId } from './roles';

export interface ComponentHealth {
  readonly id: ComponentId;
  readonly health: Health;
  /** State in words. */
  readonly text: string;
  /** The pod that it runs in, where it runs in one. */
  readonly pod: Pod | undefined;
}

const STATIC_COMPONENTS: readonly ComponentId[] = [
  'kube-apiserver',
  'etcd',
  'kube-scheduler',
  'kube-controller-manager',
];

/** The components of a node: those of the control plane, if it has them, then those of every node. */
export function componentHealth(state: ClusterState, node: Node): readonly ComponentHealth[] {
  const pods = state.podsOnNode(node.metadata.name);
  const silent = isSilent(node);
  const found = (id: ComponentId, pod: Pod | undefined): readonly ComponentHealth[] => {
    if (pod === undefined) return [];
    // What the pod says of itself was written before its node fell silent.
    if (silent) return [{ id, health: 'bad', text: 'unknown', pod }];
    const text = podStatusText(pod);
    return [{ id, health: podHealth(pod, text), text, pod }];
  };
  const component = (id: ComponentId): Pod | undefined =>
    pods.find((pod) => pod.metadata.labels?.['component'] === id);
  const proxy = pods.find((pod) => pod.metadata.labels?.['k8s-app'] === 'kube-proxy');
  return [
    ...STATIC_COMPONENTS.flatMap((id) => found(id, component(id))),
    ...machineComponents(node),
    ...found('kube-proxy', proxy),
  ];
}

/** The kubelet has stopped reporting: what is known of the node and its pods is old. */
export function isSilent(node: Node): boolean {
  return readyCondition(node)?.status === 'Unknown';
}

/** kubelet and runtime are no pods: the kubelet's word on the node is all there is. */
function machineComponents(node: Node): readonly ComponentHealth[] {
  const ready = readyCondition(node);
  const runtime = node.status.nodeInfo?.containerRuntimeVersion ?? 'containerd';
  if (ready?.status === 'True') {
    return [
      { id: 'kubelet', health: 'good', text: 'posting ready status', pod: undefined },
      { id: 'container-runtime', health: 'good', text: runtime, pod: undefined },
    ];
  }
  const silent = isSilent(node);
  const text = silent ? 'stopped posting node status' : (ready?.reason ?? 'not ready yet');
  const health = silent ? 'bad' : 'working';
  return [
    { id: 'kubelet', health, text, pod: undefined },
    { id: 'container-runtime', health, text: silent ? 'unknown' : runtime, pod: undefined },
  ];
}

/** The pods of a node but those that its components run in. */
export function otherPods(state: ClusterState, node: Node): readonly Pod[] {
  const ofComponents = new Set(componentHealth(state, node).map(({ pod }) => pod));
  return state.podsOnNode(node.metadata.name).filter((pod) => !ofComponents.has(pod));
}
