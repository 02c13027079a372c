// The tree of the cluster as a pure model: nodes with their components, pods and containers, each
// with its state in words, as an icon and as a health that the view gives a colour.
import type { Pod } from '../../apis/generated/core/v1';
import { UNSCHEDULED, isControlPlane, type ClusterState } from '../clusterState';
import { componentHealth, isOutOfTouch, otherPods } from '../componentHealth';
import { withFaults } from '../faults/faultBadges';
import { plural } from '../plural';
import type { ComponentId } from '../roles';
import { componentsItem, nodeComponents, nodeItem } from './nodeItems';
import { containerItems, podItem, podItems } from './podItems';
import { sameItem, treeItemId, type TreeItemModel, type TreeTarget } from './treeItemModel';

/** The children of an item; the top level where no item is given. */
export function treeChildren(state: ClusterState, parent?: TreeTarget): readonly TreeItemModel[] {
  const faults = state.faults();
  const items = plainChildren(state, parent);
  return faults.length === 0 ? items : items.map((item) => withFaults(item, faults));
}

function plainChildren(state: ClusterState, parent?: TreeTarget): readonly TreeItemModel[] {
  if (parent === undefined) {
    const nodes = state.sortedNodes().map((node) => nodeItem(state, node));
    const waiting = state.podsOnNode(UNSCHEDULED);
    return waiting.length === 0 ? nodes : [...nodes, unscheduledItem(waiting.length)];
  }
  switch (parent.type) {
    case 'node':
      return nodeChildren(state, parent.node);
    case 'components':
      return nodeComponents(state, parent.node);
    case 'unscheduled':
      return foldedPods(UNSCHEDULED, state.podsOnNode(UNSCHEDULED), false);
    case 'pod': {
      const pod = state.pods.get(parent.namespace, parent.pod);
      return pod === undefined ? [] : containerItems(pod);
    }
    case 'component': {
      const pod = componentPod(state, parent.node, parent.component);
      return pod === undefined ? [] : containerItems(pod);
    }
    case 'container':
    case 'more':
      return [];
  }
}

/** The item of a target as it is now; undefined where it is gone. */
export function treeItem(state: ClusterState, target: TreeTarget): TreeItemModel | undefined {
  const item = plainItem(state, target);
  return item && withFaults(item, state.faults());
}

function plainItem(state: ClusterState, target: TreeTarget): TreeItemModel | undefined {
  switch (target.type) {
    case 'node': {
      const node = state.nodes.get(undefined, target.node);
      return node && nodeItem(state, node);
    }
    case 'components': {
      const node = state.nodes.get(undefined, target.node);
      return node && componentsItem(target.node, isControlPlane(node));
    }
    case 'component':
      return nodeComponents(state, target.node).find((item) => sameItem(item.target, target));
    case 'pod': {
      const pod = state.pods.get(target.namespace, target.pod);
      return pod && podItem(pod, onSilentNode(state, pod));
    }
    case 'container': {
      const pod = state.pods.get(target.namespace, target.pod);
      return pod && containerItems(pod).find((item) => sameItem(item.target, target));
    }
    case 'unscheduled':
      return unscheduledItem(state.podsOnNode(UNSCHEDULED).length);
    case 'more':
      return moreItem(target.node, podsAt(state, target.node).length - MAX_PODS);
  }
}

/** More than a node takes at most (110): only of those that wait for one some are folded away. */
const MAX_PODS = 120;

/** A list of thousands helps nobody, and takes long to draw. */
function foldedPods(
  node: string,
  pods: readonly Pod[],
  silentNode: boolean,
): readonly TreeItemModel[] {
  const items = podItems(pods, silentNode, MAX_PODS);
  const more = pods.length - items.length;
  return more === 0 ? items : [...items, moreItem(node, more)];
}

function podsAt(state: ClusterState, name: string): readonly Pod[] {
  if (name === UNSCHEDULED) return state.podsOnNode(UNSCHEDULED);
  const node = state.nodes.get(undefined, name);
  return node === undefined ? [] : otherPods(state, node);
}

function moreItem(node: string, count: number): TreeItemModel {
  const target: TreeTarget = { type: 'more', node };
  return {
    id: treeItemId(target),
    label: `and ${plural(count, 'more pod')}`,
    description: '',
    tooltip: `Only the first ${String(MAX_PODS)} pods of a place are listed.`,
    icon: 'ellipsis',
    health: 'off',
    context: 'more',
    expandable: 'no',
    target,
  };
}

/** The pods of the components are under those: what is left is what the node does for others. */
function nodeChildren(state: ClusterState, name: string): readonly TreeItemModel[] {
  const node = state.nodes.get(undefined, name);
  if (node === undefined) return [];
  const pods = foldedPods(name, otherPods(state, node), isOutOfTouch(state, node));
  return [componentsItem(name, isControlPlane(node)), ...pods];
}

function onSilentNode(state: ClusterState, pod: Pod): boolean {
  const node = pod.spec.nodeName && state.nodes.get(undefined, pod.spec.nodeName);
  return node ? isOutOfTouch(state, node) : false;
}

/** The pod that a component of a node runs in; undefined for those that run in none. */
export function componentPod(
  state: ClusterState,
  nodeName: string,
  component: ComponentId,
): Pod | undefined {
  const node = state.nodes.get(undefined, nodeName);
  return node && componentHealth(state, node).find(({ id }) => id === component)?.pod;
}

function unscheduledItem(count: number): TreeItemModel {
  return {
    id: 'unscheduled',
    label: 'Not on any node',
    description: plural(count, 'pod'),
    tooltip:
      'Pods that the scheduler has not placed: it has not come to them yet, no node has room for them, or it is not running.',
    icon: 'watch',
    health: 'working',
    context: 'unscheduled',
    expandable: 'expanded',
    target: { type: 'unscheduled' },
  };
}
