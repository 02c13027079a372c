// Tree items of nodes and of the components that run on them.
import { isNodeReady, readyCondition } from '../../apis/core/nodeState';
import type { Node } from '../../apis/generated/core/v1';
import { nodeStatusText } from '../../apis/printerColumns';
import { isControlPlane, type ClusterState } from '../clusterState';
import { componentHealth, otherPods, type ComponentHealth } from '../componentHealth';
import { plural } from '../plural';
import { NODE_ROLES, ROLES, type ComponentId } from '../roles';
import { treeItemId, type TreeItemModel, type TreeTarget } from './treeItemModel';

export function nodeItem(state: ClusterState, node: Node): TreeItemModel {
  const { name } = node.metadata;
  const controlPlane = isControlPlane(node);
  const status = nodeStatusText(node);
  const ready = isNodeReady(node);
  const cordoned = node.spec.unschedulable === true;
  const pods = otherPods(state, node).length;
  const target: TreeTarget = { type: 'node', node: name };
  return {
    id: treeItemId(target),
    label: name,
    description: `${status} · ${pods === 0 ? 'no pods' : plural(pods, 'pod')}`,
    tooltip: nodeTooltip(node, status, pods),
    icon: controlPlane ? 'server-environment' : 'server',
    health: !ready ? 'bad' : cordoned ? 'working' : 'good',
    context: [
      'node',
      controlPlane ? 'controlPlane' : 'worker',
      ready ? 'ready' : 'notReady',
      cordoned ? 'cordoned' : 'schedulable',
    ].join('.'),
    expandable: 'expanded',
    target,
  };
}

function nodeTooltip(node: Node, status: string, pods: number): string {
  const role = isControlPlane(node) ? NODE_ROLES.controlPlane : NODE_ROLES.worker;
  const address = node.status.addresses?.find((entry) => entry.type === 'InternalIP')?.address;
  const ready = readyCondition(node);
  const taints = (node.spec.taints ?? []).map((taint) => `\`${taint.key}:${taint.effect}\``);
  const { cpu, memory } = node.status.allocatable ?? {};
  return [
    `**${node.metadata.name}** — ${status}`,
    `${role.title}: ${role.summary} ${role.oldName}`,
    [
      address === undefined ? '' : `Address ${address}`,
      `${plural(pods, 'pod')}`,
      cpu === undefined || memory === undefined
        ? ''
        : `room for ${String(cpu)} CPU and ${String(memory)} memory`,
    ]
      .filter((text) => text !== '')
      .join(', '),
    ready?.message === undefined ? '' : `Ready: ${ready.reason ?? ''} — ${ready.message}`,
    taints.length === 0 ? '' : `Taints (keep pods away): ${taints.join(', ')}`,
    `[About nodes](${role.link})`,
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** The control plane's components are the point of its node: they are shown from the start. */
export function componentsItem(node: string, controlPlane: boolean): TreeItemModel {
  const target: TreeTarget = { type: 'components', node };
  return {
    id: treeItemId(target),
    label: 'Components',
    description: 'what makes it a node',
    tooltip: 'The programs of Kubernetes that run on this node. Open it to see what each is for.',
    icon: 'gear',
    health: 'good',
    context: 'components',
    expandable: controlPlane ? 'expanded' : 'collapsed',
    target,
  };
}

export function nodeComponents(state: ClusterState, nodeName: string): readonly TreeItemModel[] {
  const node = state.nodes.get(undefined, nodeName);
  if (node === undefined) return [];
  return componentHealth(state, node).map((health) => componentItem(nodeName, health));
}

function componentItem(node: string, component: ComponentHealth): TreeItemModel {
  const role = ROLES[component.id];
  const target: TreeTarget = { type: 'component', component: component.id, node };
  return {
    id: treeItemId(target),
    label: role.title,
    description: component.text,
    tooltip: [
      `**${role.title}** — ${component.text}`,
      `${role.summary}`,
      role.explanation,
      role.oldName ?? '',
      `[Documentation](${role.link})`,
    ]
      .filter((text) => text !== '')
      .join('\n\n'),
    icon: COMPONENT_ICONS[component.id],
    health: component.health,
    context: component.pod === undefined ? 'component' : 'component.pod',
    expandable: component.pod === undefined ? 'no' : 'collapsed',
    target,
  };
}

const COMPONENT_ICONS: Readonly<Record<ComponentId, string>> = {
  kubectl: 'terminal',
  'kube-apiserver': 'comment-discussion',
  etcd: 'database',
  'kube-scheduler': 'calendar',
  'kube-controller-manager': 'sync',
  kubelet: 'person',
  'container-runtime': 'package',
  'kube-proxy': 'arrow-swap',
  coredns: 'book',
};
