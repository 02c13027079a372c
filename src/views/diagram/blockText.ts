// Boxes of equal cells as a Mermaid block diagram. The text holds letters of the right width in
// place of names: what a cell shows is its content, so whatever is shown, the layout stands, and no
// name from a manifest ever reaches Mermaid's parser.
//
// A box with two columns, a header and three cells:
//   block:b0:1
//   columns 2
//   b0h["nn<br/>n"]:2
//   b0c0["nnnn<br/>n"]
//   b0c1["nnnn<br/>n"]
//   b0c2["nnnn<br/>n"]
//   end
import type { DiagramShape, ShapeContent } from './diagramModel';

/** Mermaid reads a width in columns as one digit. */
export const MAX_COLUMNS = 9;

/** A row of a box: one cell over its whole width, or as many cells as it has columns. */
export type BoxRow =
  | { readonly type: 'span'; readonly content: ShapeContent }
  | { readonly type: 'cells'; readonly contents: readonly (ShapeContent | undefined)[] };

export interface Box {
  readonly frame: ShapeContent;
  readonly columns: number;
  /** Columns of the whole picture that it takes. */
  readonly span: number;
  readonly rows: readonly BoxRow[];
}

export interface BlockText {
  readonly mermaid: string;
  readonly shapes: readonly DiagramShape[];
}

/** `units`: width of a cell in average letters. Boxes beside each other must have equal columns. */
export function blockText(boxes: readonly Box[], columns: number, units: number): BlockText {
  const lines = ['block-beta', `columns ${String(columns)}`];
  const shapes: DiagramShape[] = [];
  boxes.forEach((box, index) => {
    const id = `b${String(index)}`;
    lines.push(`block:${id}:${String(box.span)}`, `columns ${String(box.columns)}`);
    shapes.push({ id, content: box.frame });
    box.rows.forEach((row, rowIndex) => {
      writeRow(row, { id, rowId: `${id}r${String(rowIndex)}`, box, units }, lines, shapes);
    });
    lines.push('end');
  });
  return { mermaid: lines.join('\n'), shapes };
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
    lines.push(`${rowId}["n<br/>n"]:${String(box.columns)}`);
    shapes.push({ id: rowId, span: id, content: row.content });
    return;
  }
  for (let column = 0; column < box.columns; column++) {
    const cellId = `${rowId}c${String(column)}`;
    lines.push(`${cellId}["${'n'.repeat(units)}<br/>n"]`);
    const content = row.contents[column];
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
