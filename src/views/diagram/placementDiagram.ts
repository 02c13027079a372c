// Control plane beside worker: which component runs where. What both have stands in the same row, so
// that the eye finds what makes the difference.
import type { Node } from '../../apis/generated/core/v1';
import { isControlPlane, type ClusterState } from '../clusterState';
import { componentHealth, isOutOfTouch, ON_EVERY_NODE } from '../componentHealth';
import { plural } from '../plural';
import { wideOrTall, type Grid } from './arrangement';
import { blockText, cellRows, type Box, type BoxRow } from './blockText';
import type { Canvas, DiagramModel, ShapeContent } from './diagramModel';
import { inTwoLines } from './labelText';
import { componentShape, nodeFrame, nodeHeader } from './nodeShapes';
import { podShape, sortPods } from './podShapes';

/** Cells below what both kinds of node have. */
const OWN_CELLS = 4;
/** Rows that are no cells: the header, and two titles. */
const WORD_ROWS = 3;

/** How the box of a node is laid out; its purpose takes one row, or one for each sentence. */
interface Layout extends Grid {
  readonly purposeRows: 1 | 2;
}

const WIDE = layout({ cellColumns: 2, units: 23, purposeRows: 1 });
const TALL = layout({ cellColumns: 1, units: 25, purposeRows: 2 });

function layout(cells: Pick<Layout, 'cellColumns' | 'units' | 'purposeRows'>): Layout {
  const { cellColumns, purposeRows } = cells;
  const everywhere = Math.ceil(ON_EVERY_NODE.length / cellColumns);
  const rows = WORD_ROWS + purposeRows + everywhere + OWN_CELLS / cellColumns;
  return { ...cells, beside: 2, rows, boxes: 1 };
}

export function placementDiagram(state: ClusterState, canvas: Canvas): DiagramModel {
  const layout = wideOrTall(WIDE, TALL, canvas);
  const nodes = state.sortedNodes();
  const master = nodes.find(isControlPlane);
  const worker = nodes.find((node) => !isControlPlane(node));
  const boxes = [
    master === undefined
      ? noNode('control plane node', layout)
      : controlPlaneBox(state, master, layout),
    worker === undefined ? noNode('worker node', layout) : workerBox(state, worker, layout),
  ];
  return {
    picture: 'placement',
    ...blockText(boxes, { columns: layout.beside, units: layout.units }),
    edges: [],
    summary: SUMMARY,
  };
}

const SUMMARY =
  'Kubelet, container runtime and kube-proxy run on every node. API server, etcd, scheduler and controller manager run on the control plane node only. Your pods run on worker nodes.';

function controlPlaneBox(state: ClusterState, node: Node, layout: Layout): Box {
  const { name } = node.metadata;
  const own = componentHealth(state, node).filter(({ id }) => !ON_EVERY_NODE.includes(id));
  const cells = own.map((component) =>
    componentShape(name, component, layout.units, state.faults()),
  );
  return nodeBox(state, node, layout, {
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

function workerBox(state: ClusterState, node: Node, layout: Layout): Box {
  const { name } = node.metadata;
  const pods = sortPods(state.podsOnNode(name)).filter(
    (pod) => pod.metadata.labels?.['k8s-app'] !== 'kube-proxy',
  );
  const shown = pods.length <= OWN_CELLS ? pods : pods.slice(0, OWN_CELLS - 1);
  const more = pods.length - shown.length;
  const lost = isOutOfTouch(state, node);
  const shapes = shown.map((pod) => podShape(pod, lost, layout.units));
  return nodeBox(state, node, layout, {
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

function nodeBox(state: ClusterState, node: Node, layout: Layout, story: NodeStory): Box {
  const { name } = node.metadata;
  const { cellColumns, units } = layout;
  const health = componentHealth(state, node);
  const everywhere = ON_EVERY_NODE.flatMap((id) => health.filter((each) => each.id === id)).map(
    (component) => componentShape(name, component, units, state.faults()),
  );
  return {
    frame: nodeFrame(node),
    columns: cellColumns,
    span: 1,
    rows: [
      { type: 'span', content: nodeHeader(node, cellColumns * units, state.faults()) },
      ...purposeRows(name, story.purpose, layout),
      words(`everywhere/${name}`, 'section', ['On every node', 'what makes a computer a node']),
      ...cellRows(everywhere, cellColumns, Math.ceil(ON_EVERY_NODE.length / cellColumns)),
      words(`own/${name}`, 'section', story.title),
      ...cellRows(story.cells, cellColumns, OWN_CELLS / cellColumns),
    ],
  };
}

function purposeRows(
  node: string,
  sentences: readonly string[],
  { purposeRows, units }: Layout,
): readonly BoxRow[] {
  if (purposeRows === 1) return [words(`purpose/${node}`, 'note', sentences)];
  return sentences.map((sentence, index) =>
    words(`purpose/${node}/${String(index)}`, 'note', inTwoLines(sentence, units)),
  );
}

function words(key: string, style: 'note' | 'section', lines: readonly string[]): BoxRow {
  return {
    type: 'span',
    content: { key, style, state: 'plain', muted: false, lines, label: lines.join('. ') },
  };
}

/** The box of a kind of node that the cluster does not have; as high as the other one. */
function noNode(kind: string, { cellColumns, rows }: Layout): Box {
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
    columns: cellColumns,
    span: 1,
    rows: [words(`no ${kind}`, 'note', title), ...cellRows([], cellColumns, rows - 1)],
  };
}
