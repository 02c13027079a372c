// Boxes of equal cells as a Mermaid block diagram. The text holds letters of the right width in
// place of names: what a cell shows is its content, so whatever is shown, the layout stands, and no
// name from a manifest ever reaches Mermaid's parser.
//
// A box with two columns, a header and three cells:
//   block:b0:1
//   columns 2
//   b0r0["n<br/>n"]
//   space
//   b0r1c0["nnnn<br/>n"]
//   b0r1c1["nnnn<br/>n"]
//   b0r2c0["nnnn<br/>n"]
//   end
// The header is drawn over the whole width afterwards: Mermaid gets the widths of boxes wrong where a
// cell in them spans columns.
import type { DiagramShape, ShapeContent } from './diagramModel';
import { mermaidLabel } from './labelText';

/** Mermaid reads a width in columns as one digit. */
export const MAX_COLUMNS = 9;

/**
 * A row of a box: one cell over its whole width, or as many cells as it has columns. A cell without
 * content is room for one that may come; `gap` is room for arrows.
 */
export type BoxRow =
  | { readonly type: 'span'; readonly content: ShapeContent }
  | { readonly type: 'cells'; readonly contents: readonly (ShapeContent | 'gap' | undefined)[] };

export interface Box {
  readonly frame: ShapeContent;
  readonly columns: number;
  /** Columns of the whole picture that it takes. */
  readonly span: number;
  readonly rows: readonly BoxRow[];
}

/** An arrow between two cells, by the keys of their contents. */
export interface BlockArrow {
  readonly from: string;
  readonly to: string;
  readonly words: readonly string[];
}

export interface BlockText {
  readonly mermaid: string;
  readonly shapes: readonly DiagramShape[];
}

export interface BlockLayout {
  /** Boxes beside each other; those must have equal columns. */
  readonly columns: number;
  /** Width of a cell in average letters. */
  readonly units: number;
  readonly arrows?: readonly BlockArrow[];
}

export function blockText(boxes: readonly Box[], layout: BlockLayout): BlockText {
  const { columns, units, arrows = [] } = layout;
  const lines = ['block-beta', `columns ${String(columns)}`];
  const shapes: DiagramShape[] = [];
  let column = 0;
  boxes.forEach((box, index) => {
    const id = `b${String(index)}`;
    // What does not fit into the row begins the next one; Mermaid would let it hang over the edge.
    if (column + box.span > columns) {
      lines.push(...Array.from({ length: columns - column }, () => 'space'));
      column = 0;
    }
    column = (column + box.span) % columns;
    lines.push(`block:${id}:${String(box.span)}`, `columns ${String(box.columns)}`);
    shapes.push({ id, content: box.frame });
    box.rows.forEach((row, rowIndex) => {
      writeRow(row, { id, rowId: `${id}r${String(rowIndex)}`, box, units }, lines, shapes);
    });
    lines.push('end');
  });
  lines.push(...arrows.map((arrow) => arrowText(arrow, shapes)));
  return { mermaid: lines.join('\n'), shapes };
}

function arrowText(arrow: BlockArrow, shapes: readonly DiagramShape[]): string {
  const idOf = (key: string): string => {
    const shape = shapes.find(({ content }) => content?.key === key);
    if (shape === undefined) throw new Error(`an arrow needs a shape for ${key}`);
    return shape.id;
  };
  const label = arrow.words.map(mermaidLabel).join('<br/>');
  const line = label === '' ? '-->' : `-- "${label}" -->`;
  return `${idOf(arrow.from)} ${line} ${idOf(arrow.to)}`;
}

interface RowPlace {
  readonly id: string;
  readonly rowId: string;
  readonly box: Box;
  readonly units: number;
}

function writeRow(row: BoxRow, place: RowPlace, lines: string[], shapes: DiagramShape[]): void {
  const { id, rowId, box, units } = place;
  if (row.type === 'span') {
    lines.push(`${rowId}["n<br/>n"]`, ...Array.from({ length: box.columns - 1 }, () => 'space'));
    shapes.push({ id: rowId, span: id, content: row.content });
    return;
  }
  for (let column = 0; column < box.columns; column++) {
    const content = row.contents[column];
    if (content === 'gap') {
      lines.push('space');
      continue;
    }
    const cellId = `${rowId}c${String(column)}`;
    lines.push(`${cellId}["${'n'.repeat(units)}<br/>n"]`);
    shapes.push(content === undefined ? { id: cellId } : { id: cellId, content });
  }
}

/** Contents in rows of `columns`; at least `minRows`, the last ones filled up with empty room. */
export function cellRows(
  contents: readonly ShapeContent[],
  columns: number,
  minRows: number,
): readonly BoxRow[] {
  const count = Math.max(minRows, Math.ceil(contents.length / columns));
  return Array.from({ length: count }, (_, row) => ({
    type: 'cells' as const,
    contents: contents.slice(row * columns, (row + 1) * columns),
  }));
}
