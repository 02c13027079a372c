// How nodes and the components on them are shown in a picture.
import { isNodeReady } from '../../apis/core/nodeState';
import type { Node } from '../../apis/generated/core/v1';
import { nodeStatusText } from '../../apis/printerColumns';
import { isControlPlane } from '../clusterState';
import { isSilent, type ComponentHealth } from '../componentHealth';
import { ROLES } from '../roles';
import { treeItemId, type TreeTarget } from '../tree/treeItemModel';
import type { ShapeContent, ShapeState } from './diagramModel';
import { shorten, textUnits } from './labelText';
import { twoLines } from './podShapes';

function nodeState(node: Node): ShapeState {
  if (isSilent(node)) return 'bad';
  if (!isNodeReady(node)) return 'working';
  return node.spec.unschedulable === true ? 'working' : 'good';
}

/** The box of a node. */
export function nodeFrame(node: Node): ShapeContent {
  const { name } = node.metadata;
  return {
    key: `frame/${name}`,
    style: 'frame',
    state: nodeState(node),
    muted: false,
    lines: [],
    label: '',
    target: { type: 'node', node: name },
  };
}

/** The head of a node's box, `units` wide: its name, what it is, its state. */
export function nodeHeader(node: Node, units: number): ShapeContent {
  const { name } = node.metadata;
  const role = isControlPlane(node) ? 'control plane node' : 'worker node';
  const status = nodeStatusText(node);
  const target: TreeTarget = { type: 'node', node: name };
  const words = `${role} · ${status}`;
  const silence = isSilent(node) ? '. Its kubelet has stopped reporting.' : '';
  return {
    key: treeItemId(target),
    style: 'header',
    state: nodeState(node),
    muted: false,
    lines: [shorten(name, units), textUnits(words) <= units ? words : shorten(status, units)],
    label: `Node ${name}, ${role}: ${status}${silence}`,
    target,
  };
}

export function componentShape(
  node: string,
  component: ComponentHealth,
  units: number,
): ShapeContent {
  const { id, health, text } = component;
  const target: TreeTarget = { type: 'component', component: id, node };
  return {
    key: treeItemId(target),
    style: 'component',
    state: health,
    muted: false,
    lines: twoLines(ROLES[id].title, text, units),
    label: `${ROLES[id].title} on ${node}: ${text}. ${ROLES[id].summary}`,
    target,
  };
}
