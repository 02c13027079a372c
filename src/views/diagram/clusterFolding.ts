// What the picture of the cluster leaves out when there is too much for it: first pods are folded by
// what keeps them (`web ×12`), then healthy nodes (`40 healthy nodes`). Trouble stays visible longest.
import { isNodeReady } from '../../apis/core/nodeState';
import type { Node, Pod } from '../../apis/generated/core/v1';
import { UNSCHEDULED, isControlPlane, type ClusterState } from '../clusterState';
import { isOutOfTouch } from '../componentHealth';
import { plural } from '../plural';
import { controlPlanePlace, type ClusterPlaces, type Place, type PlaceCell } from './clusterPlaces';
import type { DiagramTarget, ShapeContent } from './diagramModel';
import { shorten } from './labelText';
import { nodeFrame, nodeHeader } from './nodeShapes';
import { groupPods, groupShape, type PodGroup } from './podShapes';

/** More shapes than this cannot be read, and take Mermaid too long. */
const MAX_SHAPES = 150;
/** Up to this many workers each has its box, with its pods folded. */
const MAX_BOXES = 24;
/** Workers in trouble that have a box of their own where healthy ones are folded. */
const MAX_TROUBLED = 8;
const MAX_GROUPS_OF_NODE = 5;
const MAX_GROUPS_OF_MANY = 11;

export function isTooMany(state: ClusterState): boolean {
  return state.nodes.size + state.pods.size > MAX_SHAPES;
}

export function foldCluster(state: ClusterState): ClusterPlaces {
  const nodes = state.sortedNodes();
  const workers = nodes.filter((node) => !isControlPlane(node));
  return {
    controlPlane: nodes.filter(isControlPlane).map((node) => foldedControlPlane(state, node)),
    waiting: groupCells(state.podsOnNode(UNSCHEDULED), {
      place: 'unscheduled',
      lost: false,
      target: { type: 'unscheduled' },
      max: MAX_GROUPS_OF_NODE,
    }),
    workers:
      workers.length <= MAX_BOXES
        ? workers.map((node) => foldedWorker(state, node))
        : foldedWorkers(state, workers),
  };
}

/** The components stay; other pods on the node are folded. */
function foldedControlPlane(state: ClusterState, node: Node): Place {
  const place = controlPlanePlace(state, node);
  return place.cells.length <= MAX_GROUPS_OF_MANY
    ? place
    : { ...place, cells: place.cells.slice(0, MAX_GROUPS_OF_MANY) };
}

function foldedWorker(state: ClusterState, node: Node): Place {
  const { name } = node.metadata;
  const cells = groupCells(state.podsOnNode(name), {
    place: name,
    lost: isOutOfTouch(state, node),
    target: { type: 'node', node: name },
    max: MAX_GROUPS_OF_NODE,
  });
  return {
    frame: nodeFrame(node),
    header: (units) => nodeHeader(node, units, state.faults()),
    cells,
  };
}

function foldedWorkers(state: ClusterState, workers: readonly Node[]): readonly Place[] {
  const isTroubled = (node: Node): boolean =>
    !isNodeReady(node) || node.spec.unschedulable === true;
  const troubled = workers.filter(isTroubled);
  const healthy = workers.filter((node) => !isTroubled(node));
  const rest = troubled.slice(MAX_TROUBLED);
  return [
    ...troubled.slice(0, MAX_TROUBLED).map((node) => foldedWorker(state, node)),
    ...(rest.length === 0 ? [] : [manyNodes(state, rest, 'troubled')]),
    ...(healthy.length === 0 ? [] : [manyNodes(state, healthy, 'healthy')]),
  ];
}

/** Many nodes in one box, their pods in groups over all of them. */
function manyNodes(
  state: ClusterState,
  nodes: readonly Node[],
  kind: 'healthy' | 'troubled',
): Place {
  const healthy = kind === 'healthy';
  const pods: Pod[] = [];
  for (const node of nodes) pods.push(...state.podsOnNode(node.metadata.name));
  const title = healthy
    ? plural(nodes.length, 'healthy node')
    : `${plural(nodes.length, 'more node')} in trouble`;
  const header: ShapeContent = {
    key: `nodes/${kind}`,
    style: 'header',
    state: healthy ? 'good' : 'bad',
    muted: false,
    lines: [title, `worker nodes · ${plural(pods.length, 'pod')}`],
    label: `${title} with ${plural(pods.length, 'pod')}`,
  };
  return {
    frame: { ...header, key: `frame/${kind}`, style: 'frame', lines: [], label: '' },
    header: (units) => ({ ...header, lines: header.lines.map((line) => shorten(line, units)) }),
    cells: groupCells(pods, {
      place: kind,
      lost: !healthy,
      target: undefined,
      max: MAX_GROUPS_OF_MANY,
    }),
  };
}

interface Grouping {
  readonly place: string;
  readonly lost: boolean;
  readonly target: DiagramTarget | undefined;
  readonly max: number;
}

/** The largest groups, and what is left as one. */
function groupCells(pods: readonly Pod[], grouping: Grouping): readonly PlaceCell[] {
  const groups = groupPods(pods);
  const shown = groups.length <= grouping.max ? groups : groups.slice(0, grouping.max - 1);
  const rest = groups.slice(shown.length);
  const others: readonly PodGroup[] = rest.length === 0 ? [] : [mergeGroups(rest)];
  return [...shown, ...others].map((group) => ({
    name: `${group.name} ×${String(group.count)}`,
    shape: (units) => groupShape(group, grouping, units),
  }));
}

function mergeGroups(groups: readonly PodGroup[]): PodGroup {
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const good = groups.reduce((sum, group) => sum + group.good, 0);
  const bad = groups.some((group) => group.worst === 'bad');
  return {
    name: 'others',
    namespace: 'default',
    count,
    good,
    worst: bad ? 'bad' : good === count ? 'good' : 'working',
  };
}
