// The picture of the cluster: its nodes as boxes with their pods in them, the control plane on top,
// and between it and the workers the pods that wait for a node.
import type { ClusterState } from '../clusterState';
import { plural } from '../plural';
import { GAP_PX, MIN_CELLS, arrange, type Arrangement } from './arrangement';
import { blockText, cellRows, type Box } from './blockText';
import { foldCluster, isTooMany } from './clusterFolding';
import { allPlaces, type ClusterPlaces, type Place, type PlaceCell } from './clusterPlaces';
import { clusterSummary } from './clusterSummary';
import type { Canvas, DiagramModel, ShapeContent } from './diagramModel';
import { textUnits } from './labelText';

/** Components of the control plane, kube-proxy and two pods of cluster DNS: room for them from the start. */
const CONTROL_PLANE_CELLS = 7;

export function clusterDiagram(state: ClusterState, canvas: Canvas): DiagramModel {
  const places = isTooMany(state) ? foldCluster(state) : allPlaces(state);
  const arrangement = arrangePlaces(places, canvas);
  const { nodeColumns, units } = arrangement;
  const boxes = placeBoxes(places, arrangement);
  return {
    picture: 'cluster',
    ...blockText(boxes, { columns: nodeColumns, units }),
    edges: [],
    summary: clusterSummary(state),
  };
}

function arrangePlaces(places: ClusterPlaces, canvas: Canvas): Arrangement {
  const { controlPlane, waiting, workers } = places;
  const all = [...waiting, ...[...controlPlane, ...workers].flatMap((place) => place.cells)];
  const content = {
    cellsPerNode: workers.map((place) => place.cells.length),
    wideBoxes: [
      ...controlPlane.map((place) => Math.max(CONTROL_PLANE_CELLS, place.cells.length)),
      1 + waiting.length,
    ],
    wideHeaders: controlPlane.length,
    widestUnits: all.reduce((widest, cell) => Math.max(widest, textUnits(cell.name)), 0),
  };
  return arrange(content, { width: canvas.width - 2 * GAP_PX, height: canvas.height });
}

function placeBoxes(places: ClusterPlaces, arrangement: Arrangement): readonly Box[] {
  const { nodeColumns, podColumns, wideColumns, units } = arrangement;
  const wide = { columns: wideColumns, span: nodeColumns, units };
  const top = places.controlPlane.map((place) =>
    placeBox(place, { ...wide, minCells: CONTROL_PLANE_CELLS }),
  );
  // Workers in one row are equally high: a box is filled up to the fullest of its row.
  const workers = places.workers.map((place, index) => {
    const first = index - (index % nodeColumns);
    const row = places.workers.slice(first, first + nodeColumns);
    const minCells = Math.max(MIN_CELLS, ...row.map((each) => each.cells.length));
    return placeBox(place, { columns: podColumns, span: 1, units, minCells });
  });
  return [...top, waitingBox(places.waiting, wide), ...workers];
}

interface BoxSize {
  readonly columns: number;
  readonly span: number;
  readonly units: number;
}

function placeBox(place: Place, size: BoxSize & { readonly minCells: number }): Box {
  const { columns, span, units, minCells } = size;
  const cells = place.cells.map((cell) => cell.shape(units));
  return {
    frame: place.frame,
    columns,
    span,
    rows: [
      { type: 'span', content: place.header(columns * units) },
      ...cellRows(cells, columns, Math.ceil(minCells / columns)),
    ],
  };
}

/** Always there, so that a pod that passes through it moves nothing. */
function waitingBox(waiting: readonly PlaceCell[], size: BoxSize): Box {
  const { columns, span, units } = size;
  const none = waiting.length === 0;
  const words = none ? 'no pod waits' : `${plural(waiting.length, 'pod')} waiting`;
  const head: ShapeContent = {
    key: 'unscheduled',
    style: 'section',
    state: none ? 'plain' : 'working',
    muted: none,
    lines: ['Not on any node', words],
    label: `Pods that the scheduler has not placed on a node: ${none ? 'none' : words}`,
    target: { type: 'unscheduled' },
  };
  const frame: ShapeContent = { ...head, key: 'frame/unscheduled', style: 'frame', lines: [] };
  const cells = waiting.map((cell) => cell.shape(units));
  return { frame, columns, span, rows: cellRows([head, ...cells], columns, 1) };
}
