// The table that the bench prints: one row a figure, with its target, and a peer's figure beside it.

/** `median` of `runs` for times; where there is one run only, that one. Undefined: not measured. */
export interface BenchRow {
  readonly what: string;
  readonly target: number | undefined;
  readonly unit: 'ms' | 'MB' | '/s' | '%';
  /** True where more is better. */
  readonly isAtLeast?: boolean;
  readonly measured: number | undefined;
  /** What the same work took in the peer; undefined where there is none. */
  readonly peer?: { readonly name: string; readonly value: number; readonly isLimit?: boolean };
  readonly note?: string;
}

const HEADINGS = ['what', 'target', 'measured', '', 'peer', 'ratio', 'note'];

export function benchTable(rows: readonly BenchRow[]): string {
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function isMissed({ target, measured, isAtLeast = false }: BenchRow): boolean {
  if (target === undefined || measured === undefined) return false;
  return isAtLeast ? measured < target : measured > target;
}

function cellsOf(row: BenchRow): readonly string[] {
  const { what, target, unit, measured, peer, note } = row;
  const more = peer?.isLimit === true ? '> ' : '';
  return [
    what,
    target === undefined ? '' : `${row.isAtLeast === true ? '>= ' : ''}${target} ${unit}`,
    measured === undefined ? '-' : `${rounded(measured)} ${unit}`,
    isMissed(row) ? 'missed' : '',
    peer === undefined ? '' : `${more}${rounded(peer.value)} ${unit} (${peer.name})`,
    peer === undefined || measured === undefined ? '' : ratio(peer.value / measured, more),
    note ?? '',
  ];
}

function ratio(value: number, more: string): string {
  return `${more}${value >= 10 ? value.toFixed(0) : value.toFixed(1)}x`;
}

function rounded(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toFixed(1);
}
