// How nodes and the components on them are shown in a picture.
import { isNodeReady } from '../../apis/core/nodeState';
import type { Node } from '../../apis/generated/core/v1';
import { nodeStatusText } from '../../apis/printerColumns';
import type { FaultRecord } from '../../cluster/faults/clusterFaults';
import { isControlPlane } from '../clusterState';
import { LEADS, isSilent, type ComponentHealth } from '../componentHealth';
import { badgesOf, faultsOn } from '../faults/faultBadges';
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
export function nodeHeader(
  node: Node,
  units: number,
  faults: readonly FaultRecord[] = [],
): ShapeContent {
  const { name } = node.metadata;
  const role = isControlPlane(node) ? 'control plane node' : 'worker node';
  const status = nodeStatusText(node);
  const target: TreeTarget = { type: 'node', node: name };
  const broken = badgesOf(faultsOn(faults, target));
  // What is broken is said first, as in the tree.
  const state = [...broken, status].join(' · ');
  const words = [...broken, role, status].join(' · ');
  const silence = isSilent(node) ? '. Its kubelet has stopped reporting.' : '';
  return {
    key: treeItemId(target),
    style: 'header',
    state: broken.length === 0 ? nodeState(node) : 'bad',
    muted: false,
    lines: [shorten(name, units), textUnits(words) <= units ? words : shorten(state, units)],
    label: `Node ${name}, ${role}: ${state}${silence}`,
    target,
  };
}

export function componentShape(
  node: string,
  component: ComponentHealth,
  units: number,
  faults: readonly FaultRecord[] = [],
): ShapeContent {
  const { id } = component;
  const target: TreeTarget = { type: 'component', component: id, node };
  const [broken] = faultsOn(faults, target);
  const health = broken === undefined ? component.health : 'bad';
  const text = broken?.fault.badge ?? component.text;
  const shown = broken === undefined ? partWords(component) : text;
  return {
    key: treeItemId(target),
    style: 'component',
    state: health,
    muted: false,
    lines: twoLines(ROLES[id].title, shown, units),
    label: `${ROLES[id].title} on ${node}: ${text}. ${ROLES[id].summary}`,
    target,
  };
}

/** Of several of a kind, who leads is what matters; that it runs its colour says. */
function partWords({ part, text }: ComponentHealth): string {
  return part === LEADS ? `★ ${part}` : (part ?? text);
}
