// How many nodes stand beside each other, how many pods beside each other in a node, and how wide a
// pod is drawn: the arrangement that can be read best in the room there is.
import { MAX_COLUMNS } from './blockText';
import type { Canvas } from './diagramModel';

export interface Arrangement {
  /** Nodes beside each other. */
  readonly nodeColumns: number;
  /** Pods beside each other in a node. */
  readonly podColumns: number;
  /** Cells beside each other in the boxes that go over the whole width. */
  readonly wideColumns: number;
  /** Width of a cell in average letters. */
  readonly units: number;
}

/** What is to be arranged. */
export interface Content {
  /** Cells of each box above the others that stands beside its like. */
  readonly cellsAbove: readonly number[];
  /** Cells of each node. */
  readonly cellsPerNode: readonly number[];
  /** Cells of each box that goes over the whole width: its headers are counted as `wideHeaders`. */
  readonly wideBoxes: readonly number[];
  readonly wideHeaders: number;
  /** Width of the widest text, in average letters. */
  readonly widestUnits: number;
}

/** Room for this many pods in every node from the start, so that the first pods need no new layout. */
export const MIN_CELLS = 4;

// What Mermaid makes of a cell at a font size of 13 px, as measured.
const LETTER_PX = 7.4;
const CELL_PADDING_PX = 12;
const CELL_HEIGHT_PX = 42;
export const GAP_PX = 6;

/** Widths of cells to choose from, in average letters. */
const UNITS = [27, 23, 20, 17, 16] as const;
/** At this scale and above, text is as readable as it needs to be. */
const READABLE = 0.95;
/** Workers are beside each other, up to this many, where the text stays readable. */
const BESIDE = 4;

interface Candidate {
  readonly arrangement: Arrangement;
  readonly scale: number;
}

export function arrange(content: Content, canvas: Canvas): Arrangement {
  // Cells that are wider than all that is in them show nothing more.
  const widths = UNITS.filter((_, index) => {
    const next = UNITS[index + 1];
    return next === undefined || content.widestUnits > next;
  });
  let best: Candidate | undefined;
  for (const units of widths) {
    const found = bestOfWidth(content, canvas, units);
    if (best === undefined || found.scale > best.scale) best = found;
    if (best.scale >= READABLE) break;
  }
  if (best === undefined) throw new Error('there is always a narrowest cell');
  return best.arrangement;
}

function bestOfWidth(content: Content, canvas: Canvas, units: number): Candidate {
  const nodes = Math.max(1, content.cellsAbove.length, content.cellsPerNode.length);
  const most = Math.max(MIN_CELLS, ...content.cellsPerNode);
  let best: Candidate = { arrangement: arrangementOf(content, 1, 1, units), scale: 0 };
  for (let nodeColumns = 1; nodeColumns <= Math.min(nodes, MAX_COLUMNS); nodeColumns++) {
    for (let podColumns = 1; podColumns <= Math.min(most, MAX_COLUMNS); podColumns++) {
      const arrangement = arrangementOf(content, nodeColumns, podColumns, units);
      const candidate = { arrangement, scale: scaleOf(content, arrangement, canvas) };
      if (isBetter(candidate, best)) best = candidate;
    }
  }
  return best;
}

/** Readable first; then more nodes beside each other, as people draw clusters; then larger. */
function isBetter(a: Candidate, b: Candidate): boolean {
  if (Math.min(a.scale, b.scale) >= READABLE) {
    const beside = (candidate: Candidate): number =>
      Math.min(BESIDE, candidate.arrangement.nodeColumns);
    if (beside(a) !== beside(b)) return beside(a) > beside(b);
  }
  return a.scale > b.scale;
}

/** The wide boxes get rows of equal length: 7 cells where 6 fit are 4 + 3, not 6 + 1. */
function arrangementOf(
  content: Content,
  nodeColumns: number,
  podColumns: number,
  units: number,
): Arrangement {
  const fit = Math.min(MAX_COLUMNS, nodeColumns * podColumns);
  const most = Math.max(1, ...content.wideBoxes);
  const balanced = Math.ceil(most / Math.ceil(most / fit));
  return { nodeColumns, podColumns, wideColumns: Math.max(podColumns, balanced), units };
}

function scaleOf(content: Content, arrangement: Arrangement, canvas: Canvas): number {
  const { nodeColumns, podColumns, wideColumns, units } = arrangement;
  let rows = content.wideHeaders;
  for (const cells of content.wideBoxes) rows += Math.ceil(cells / wideColumns);
  let boxes = content.wideBoxes.length;
  for (const beside of [content.cellsAbove, content.cellsPerNode]) {
    for (let first = 0; first < beside.length; first += nodeColumns) {
      const cells = Math.max(MIN_CELLS, ...beside.slice(first, first + nodeColumns));
      rows += 1 + Math.ceil(cells / podColumns);
      boxes++;
    }
  }
  return gridScale({ beside: nodeColumns, cellColumns: podColumns, units, rows, boxes }, canvas);
}

/** Boxes of equal cells. */
export interface Grid {
  /** Boxes beside each other. */
  readonly beside: number;
  /** Cells beside each other in a box. */
  readonly cellColumns: number;
  /** Width of a cell in average letters. */
  readonly units: number;
  /** Rows of cells in all boxes that are below each other. */
  readonly rows: number;
  /** Boxes below each other. */
  readonly boxes: number;
}

/** How large it is drawn where all of it is to be seen. */
function gridScale({ beside, cellColumns, units, rows, boxes }: Grid, canvas: Canvas): number {
  const cellWidth = units * LETTER_PX + CELL_PADDING_PX + GAP_PX;
  const width = beside * (cellColumns * cellWidth + 2 * GAP_PX);
  const height = rows * (CELL_HEIGHT_PX + GAP_PX) + boxes * 2 * GAP_PX;
  return Math.min(canvas.width / width, canvas.height / height);
}

/** Of two arrangements of the same: the wide one where it can be read, else the one that is drawn larger. */
export function wideOrTall<T extends Grid>(wide: T, tall: T, canvas: Canvas): T {
  const scale = gridScale(wide, canvas);
  return scale >= READABLE || scale >= gridScale(tall, canvas) ? wide : tall;
}
