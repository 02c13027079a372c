// How a measurement repeats its work and tells what came out.

/** Names of figures with their values: what a measurement prints, as JSON, on its last line. */
export type Figures = Readonly<Record<string, number>>;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The median over `runs` of what `work` returns: it measures the part that counts by itself. */
export function medianOf(runs: number, work: () => number): number {
  return median(Array.from({ length: runs }, work));
}

export function printFigures(figures: Figures): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
