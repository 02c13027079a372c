// Success over time as a small picture (SVG): a bar for each stretch of time, filled from below with
// what was answered and hatched from above with what failed, so that it can be read without colours.
import type { SeriesPoint } from '../../cluster/network/traffic/successSeries';
import { formatElapsed } from '../elapsed';
import { percentText } from './trafficWords';
import { escapeHtml } from '../escapeHtml';

export interface ChartOptions {
  readonly points: readonly SeriesPoint[];
  readonly pointWidthMs: number;
  /** Times are told from here on. */
  readonly startMs: number;
  /** Of the whole picture; charts beside each other share it. */
  readonly lengthMs: number;
  /** Moments to be marked. */
  readonly marks: readonly { readonly atMs: number; readonly text: string }[];
  readonly label: string;
}

const WIDTH = 600;
const HEIGHT = 110;
const TOP = 18;
const BOTTOM = 20;

export function successChart(options: ChartOptions): string {
  const { points, pointWidthMs, startMs, lengthMs, marks, label } = options;
  const x = (ms: number): number => round(((ms - startMs) / lengthMs) * WIDTH);
  const bars = points.map(({ startMs: atMs, succeeded, failed }) => {
    const sent = succeeded + failed;
    if (sent === 0) return '';
    const place = `x="${x(atMs)}" width="${round(Math.max(0.5, x(atMs + pointWidthMs) - x(atMs)))}"`;
    const good = round((succeeded / sent) * HEIGHT);
    const title = `<title>${formatElapsed(atMs - startMs)}: ${percentText(succeeded / sent)} of ${String(sent)} answered</title>`;
    return `<g>${title}<rect class="good" ${place} y="${TOP + HEIGHT - good}" height="${good}"/>${
      failed === 0 ? '' : `<rect class="bad" ${place} y="${TOP}" height="${round(HEIGHT - good)}"/>`
    }</g>`;
  });
  const lines = marks.map(
    ({ atMs, text }) =>
      `<line class="mark" x1="${x(atMs)}" x2="${x(atMs)}" y1="${TOP - 4}" y2="${TOP + HEIGHT}"/><text class="mark" x="${x(atMs) + 3}" y="${TOP - 6}">${escapeHtml(text)}</text>`,
  );
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle';
    return `<text class="axis" text-anchor="${anchor}" x="${round(share * WIDTH)}" y="${TOP + HEIGHT + 15}">${formatElapsed(share * lengthMs)}</text>`;
  });
  return `<svg class="chart" viewBox="0 0 ${WIDTH} ${TOP + HEIGHT + BOTTOM}" role="img" aria-label="${escapeHtml(label)}">
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>
<rect class="ground" x="0" y="${TOP}" width="${WIDTH}" height="${HEIGHT}"/>
${bars.join('')}
${lines.join('')}
${ticks.join('')}
</svg>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
