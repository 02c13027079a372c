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
/** Cluster DNS is on one of several. */
const FURTHER_CONTROL_PLANE_CELLS = 5;

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
  const above = controlPlane.map((place, index) => Math.max(roomFor(index), place.cells.length));
  const areBeside = isBeside(places);
  const content = {
    cellsAbove: areBeside ? above : [],
    cellsPerNode: workers.map((place) => place.cells.length),
    wideBoxes: [...(areBeside ? [] : above), 1 + waiting.length],
    wideHeaders: areBeside ? 0 : controlPlane.length,
    widestUnits: all.reduce((widest, cell) => Math.max(widest, textUnits(cell.name)), 0),
  };
  return arrange(content, { width: canvas.width - 2 * GAP_PX, height: canvas.height });
}

/** A single control plane node goes over the whole width; several are drawn as what they are, equals. */
function isBeside({ controlPlane }: ClusterPlaces): boolean {
  return controlPlane.length > 1;
}

function roomFor(controlPlaneIndex: number): number {
  return controlPlaneIndex === 0 ? CONTROL_PLANE_CELLS : FURTHER_CONTROL_PLANE_CELLS;
}

function placeBoxes(places: ClusterPlaces, arrangement: Arrangement): readonly Box[] {
  const { nodeColumns, wideColumns, units } = arrangement;
  const wide = { columns: wideColumns, span: nodeColumns, units };
  const top = isBeside(places)
    ? besideBoxes(places.controlPlane, arrangement, roomFor)
    : places.controlPlane.map((place) =>
        placeBox(place, { ...wide, minCells: CONTROL_PLANE_CELLS }),
      );
  const workers = besideBoxes(places.workers, arrangement, () => MIN_CELLS);
  return [...top, waitingBox(places.waiting, wide), ...workers];
}

/** Boxes in one row are equally high: each is filled up to the fullest of its row. */
function besideBoxes(
  places: readonly Place[],
  { nodeColumns, podColumns, units }: Arrangement,
  room: (index: number) => number,
): readonly Box[] {
  const cells = places.map((place, index) => Math.max(room(index), place.cells.length));
  return places.map((place, index) => {
    const first = index - (index % nodeColumns);
    const minCells = Math.max(...cells.slice(first, first + nodeColumns));
    return placeBox(place, { columns: podColumns, span: 1, units, minCells });
  });
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
