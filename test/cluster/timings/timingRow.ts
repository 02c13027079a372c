// A row of TIMINGS.md: what Kubernetes says of a waiting time, where it says so, and how to measure it
// in the simulated cluster.

export interface TimingRow {
  readonly what: string;
  readonly kubernetes: string;
  /** Where it is written: a text and its address. */
  readonly source: readonly [text: string, url: string];
  readonly measure: () => Measured;
}

export interface Measured {
  readonly text: string;
  /** As Kubernetes has it. */
  readonly agrees: boolean;
}

/** Figures that Kubernetes has exactly: all within `slackMs` after the wanted one. */
export function exactly(
  wanted: readonly number[],
  found: readonly number[],
  slackMs = 100,
): Measured {
  const agrees =
    found.length === wanted.length &&
    found.every((ms, index) => {
      const late = ms - (wanted[index] ?? 0);
      return late >= -1 && late <= slackMs;
    });
  return { text: secondsText(agrees ? wanted : found), agrees };
}

/** Figures that Kubernetes has between two bounds: `53 s (of 50 s to 60 s)`. */
export function between(minMs: number, maxMs: number, found: readonly number[]): Measured {
  const agrees = found.length > 0 && found.every((ms) => ms >= minMs - 1 && ms <= maxMs + 1);
  const [least, most] = [Math.min(...found), Math.max(...found)].map(shortText);
  const figures =
    found.length === 0 ? 'never' : least === most ? least : `${String(least)} to ${String(most)}`;
  return { text: `${figures} (of ${shortText(minMs)} to ${shortText(maxMs)})`, agrees };
}

/** Within its bounds a figure may be another with every change of the simulation. */
export function withoutFigures(page: string): string {
  return page.replace(/(\| |; )[^|;]*?\(of /g, '$1(of ');
}

/** What is no time: a number, a text. */
export function same(wanted: string, found: string): Measured {
  return { text: found, agrees: wanted === found };
}

function secondsText(figures: readonly number[]): string {
  if (figures.length === 0) return 'never';
  return figures.map(shortText).join(', ');
}

function shortText(ms: number): string {
  if (ms > 0 && ms < 1000) return `${String(Math.round(ms))} ms`;
  const seconds = Math.round(ms / 100) / 10;
  return `${String(seconds)} s`;
}

/** From each to the next. */
export function gaps(times: readonly number[]): readonly number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}
