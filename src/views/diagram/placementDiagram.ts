// Control plane beside worker: which component runs where. What both have stands in the same row, so
// that the eye finds what makes the difference.
import type { Node } from '../../apis/generated/core/v1';
import { isControlPlane, type ClusterState } from '../clusterState';
import { componentHealth, isSilent, ON_EVERY_NODE } from '../componentHealth';
import { plural } from '../plural';
import { blockText, cellRows, type Box, type BoxRow } from './blockText';
import type { DiagramModel, ShapeContent } from './diagramModel';
import { componentShape, nodeFrame, nodeHeader } from './nodeShapes';
import { podShape, sortPods } from './podShapes';

const COLUMNS = 2;
const UNITS = 23;
const WIDTH = COLUMNS * UNITS;
/** Rows of cells below what both kinds of node have. */
const ROWS = 2;

export function placementDiagram(state: ClusterState): DiagramModel {
  const nodes = state.sortedNodes();
  const master = nodes.find(isControlPlane);
  const worker = nodes.find((node) => !isControlPlane(node));
  const boxes = [
    master === undefined ? noNode('control plane node') : controlPlaneBox(state, master),
    worker === undefined ? noNode('worker node') : workerBox(state, worker),
  ];
  return {
    picture: 'placement',
    ...blockText(boxes, { columns: boxes.length, units: UNITS }),
    edges: [],
    summary: SUMMARY,
  };
}

const SUMMARY =
  'Kubelet, container runtime and kube-proxy run on every node. API server, etcd, scheduler and controller manager run on the control plane node only. Your pods run on worker nodes.';

function controlPlaneBox(state: ClusterState, node: Node): Box {
  const { name } = node.metadata;
  const own = componentHealth(state, node).filter(({ id }) => !ON_EVERY_NODE.includes(id));
  const cells = own.map((component) => componentShape(name, component, UNITS, state.faults()));
  return nodeBox(state, node, {
    purpose: ['Decides: what should run, and where.', masterWords(state)],
    title: ['Only on a control plane node', 'the components that decide'],
    cells,
  });
}

/** Of several it matters that no one of them is the master. */
function masterWords(state: ClusterState): string {
  const count = state.nodes.list().filter(isControlPlane).length;
  return count <= 1
    ? 'Older tutorials call it the "master" node.'
    : `A "master" node, one of ${String(count)} alike: others take over.`;
}

function workerBox(state: ClusterState, node: Node): Box {
  const { name } = node.metadata;
  const pods = sortPods(state.podsOnNode(name)).filter(
    (pod) => pod.metadata.labels?.['k8s-app'] !== 'kube-proxy',
  );
  const room = COLUMNS * ROWS;
  const shown = pods.length <= room ? pods : pods.slice(0, room - 1);
  const more = pods.length - shown.length;
  const lost = isSilent(node);
  const shapes = shown.map((pod) => podShape(pod, lost, UNITS));
  return nodeBox(state, node, {
    purpose: ['Works: runs your pods.', 'When it fails, its pods fail with it.'],
    title: ['Pods', pods.length === 0 ? 'none yet: apply a manifest' : plural(pods.length, 'pod')],
    cells: more === 0 ? shapes : [...shapes, moreShape(name, more)],
  });
}

function moreShape(node: string, more: number): ShapeContent {
  return {
    key: `more/${node}`,
    style: 'fold',
    state: 'plain',
    muted: false,
    lines: [`and ${String(more)} more`, 'see the cluster picture'],
    label: `and ${plural(more, 'more pod')}`,
    target: { type: 'node', node },
  };
}

interface NodeStory {
  readonly purpose: readonly string[];
  readonly title: readonly string[];
  readonly cells: readonly ShapeContent[];
}

function nodeBox(state: ClusterState, node: Node, story: NodeStory): Box {
  const { name } = node.metadata;
  const health = componentHealth(state, node);
  const everywhere = ON_EVERY_NODE.flatMap((id) => health.filter((each) => each.id === id)).map(
    (component) => componentShape(name, component, UNITS, state.faults()),
  );
  return {
    frame: nodeFrame(node),
    columns: COLUMNS,
    span: 1,
    rows: [
      { type: 'span', content: nodeHeader(node, WIDTH, state.faults()) },
      words(`purpose/${name}`, 'note', story.purpose),
      words(`everywhere/${name}`, 'section', ['On every node', 'what makes a computer a node']),
      ...cellRows(everywhere, COLUMNS, 2),
      words(`own/${name}`, 'section', story.title),
      ...cellRows(story.cells, COLUMNS, ROWS),
    ],
  };
}

function words(key: string, style: 'note' | 'section', lines: readonly string[]): BoxRow {
  return {
    type: 'span',
    content: { key, style, state: 'plain', muted: false, lines, label: lines.join('. ') },
  };
}

/** The box of a kind of node that the cluster does not have; as high as the other one. */
function noNode(kind: string): Box {
  const title = [`No ${kind}`, 'this cluster has none'];
  const frame: ShapeContent = {
    key: `frame/no ${kind}`,
    style: 'frame',
    state: 'plain',
    muted: true,
    lines: [],
    label: '',
  };
  return {
    frame,
    columns: COLUMNS,
    span: 1,
    rows: [words(`no ${kind}`, 'note', title), ...cellRows([], COLUMNS, ROWS + 5)],
  };
}
