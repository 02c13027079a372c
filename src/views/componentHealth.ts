// Which components run on a node, and how each of them is, as far as the API can tell: control
// plane components and kube-proxy by their pods, kubelet and runtime by the node's conditions. What was
// stopped on purpose has no pod any more, or one of which the last news is old: the fault speaks for it.
import { readyCondition } from '../apis/core/nodeState';
import type { Node, Pod } from '../apis/generated/core/v1';
import { podStatusText } from '../apis/printerColumns';
import { componentStop } from '../cluster/faults/componentStop';
import { nodeCrash } from '../cluster/faults/nodeCrash';
import { isControlPlane, type ClusterState } from './clusterState';
import { podHealth, type Health } from './health';
import type { ComponentId } from './roles';

export interface ComponentHealth {
  readonly id: ComponentId;
  readonly health: Health;
  /** State in words. */
  readonly text: string;
  /** Its part where there are several of it: `leads`, `follows`. */
  readonly part?: string;
  /** The pod that it runs in, where it runs in one. */
  readonly pod: Pod | undefined;
}

const STATIC_COMPONENTS: readonly ComponentId[] = [
  'kube-apiserver',
  'etcd',
  'kube-scheduler',
  'kube-controller-manager',
];

/** Those that run in no pod. */
const MACHINE_COMPONENTS: readonly ComponentId[] = ['kubelet', 'container-runtime'];

/** Others make a node one of the control plane. */
export const ON_EVERY_NODE: readonly ComponentId[] = [...MACHINE_COMPONENTS, 'kube-proxy'];

export const LEADS = 'leads';

/** Begins as the badge of the fault does, which is not written twice then. */
const STOPPED_TEXT = `${componentStop.badge} by fault, undo it to start it`;

/** What those do that do not lead. */
const STANDBY: Readonly<Record<string, string>> = {
  etcd: 'follows',
  'kube-scheduler': 'on standby',
  'kube-controller-manager': 'on standby',
};

/** Whether it leads, where there are several of it. */
function partOf(state: ClusterState, node: Node, id: ComponentId): string | undefined {
  // Asked first: most nodes have nothing that leads, and there may be a thousand of them.
  const leader = state.leaders.nodeOf(id);
  if (leader === undefined || state.nodes.list().filter(isControlPlane).length <= 1)
    return undefined;
  return leader === node.metadata.name ? LEADS : STANDBY[id];
}

/** The components of a node: those of the control plane, if it has them, then those of every node. */
export function componentHealth(state: ClusterState, node: Node): readonly ComponentHealth[] {
  const pods = componentPods(state.podsOnNode(node.metadata.name));
  const stopped = stoppedParts(state, node);
  const unknown = silence(state, node);
  const found = (id: ComponentId): readonly ComponentHealth[] => {
    const pod = pods.get(id);
    if (stopped.has(id)) return [{ id, health: 'bad', text: STOPPED_TEXT, pod }];
    if (pod === undefined) return [];
    // What the pod says of itself was written before its node fell silent.
    if (unknown !== undefined) return [{ id, health: 'bad', text: unknown, pod }];
    const text = podStatusText(pod);
    const health = podHealth(pod, text);
    const part = health === 'good' ? partOf(state, node, id) : undefined;
    return part === undefined
      ? [{ id, health, text, pod }]
      : [{ id, health, text: `${text}, ${part}`, part, pod }];
  };
  return [
    ...STATIC_COMPONENTS.flatMap(found),
    ...machineComponents(state, node),
    ...found('kube-proxy'),
  ];
}

const NONE: ReadonlySet<string> = new Set();

/** The parts of the control plane that a fault has stopped on a node. */
function stoppedParts(state: ClusterState, node: Node): ReadonlySet<string> {
  if (!isControlPlane(node)) return NONE;
  const on = state
    .faults()
    .filter(({ fault, target }) => fault === componentStop && target.node === node.metadata.name);
  return new Set(on.flatMap(({ target: { component } }) => component ?? []));
}

/** The pods of one node that a component runs in, the oldest where there are several. */
function componentPods(pods: readonly Pod[]): ReadonlyMap<ComponentId, Pod> {
  const found = new Map<ComponentId, Pod>();
  for (const pod of pods) {
    const id = componentOf(pod);
    if (id !== undefined && !found.has(id)) found.set(id, pod);
  }
  return found;
}

function componentOf({ metadata: { labels } }: Pod): ComponentId | undefined {
  if (labels === undefined) return undefined;
  if (labels['k8s-app'] === 'kube-proxy') return 'kube-proxy';
  const component = labels['component'];
  return STATIC_COMPONENTS.find((id) => id === component);
}

/** The kubelet has stopped reporting: what is known of the node and its pods is old. */
export function isSilent(node: Node): boolean {
  return readyCondition(node)?.status === 'Unknown';
}

/** What is known of the node's pods is old: so it says itself, or would if anybody could write it. */
export function isOutOfTouch(state: ClusterState, node: Node): boolean {
  return silence(state, node) !== undefined;
}

/** How a part of a node is of which nothing is heard any more; undefined where it is heard of. */
function silence(state: ClusterState, node: Node): string | undefined {
  if (state.diedUnnoticed(node.metadata.name)) return nodeCrash.badge;
  return isSilent(node) ? 'unknown' : undefined;
}

/** kubelet and runtime are no pods: the kubelet's word on the node is all there is. */
function machineComponents(state: ClusterState, node: Node): readonly ComponentHealth[] {
  if (state.diedUnnoticed(node.metadata.name)) {
    return MACHINE_COMPONENTS.map((id) => ({
      id,
      health: 'bad',
      text: nodeCrash.badge,
      pod: undefined,
    }));
  }
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
  const pods = state.podsOnNode(node.metadata.name);
  const ofComponents = new Set(componentPods(pods).values());
  return pods.filter((pod) => !ofComponents.has(pod));
}
