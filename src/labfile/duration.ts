// Durations and times of the run as people write them: `50s`, `1m30s`, `2.5ms`; `0:01:30`.
import { DURATION_PATTERN } from './shape';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const WHOLE = new RegExp(DURATION_PATTERN);
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h)/g;
const CLOCK = /^(\d+):([0-5]\d):([0-5]\d(?:\.\d+)?)$/;

/** Milliseconds; undefined where the text is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  let ms = 0;
  for (const [, count = '', unit = ''] of text.matchAll(PART)) {
    ms += Number(count) * (UNIT_MS[unit] ?? 0);
  }
  return ms;
}

/** Reads back as exactly the same number. */
export function formatDuration(ms: number): string {
  return ms > 0 && ms % 1000 === 0 ? `${String(ms / 1000)}s` : `${String(ms)}ms`;
}

/** `0:01:30` or a duration, as milliseconds since the start of the cluster. */
export function parseRunTime(text: string): number | undefined {
  const clock = CLOCK.exec(text);
  if (clock === null) return parseDuration(text);
  const [, hours = '', minutes = '', seconds = ''] = clock;
  return (Number(hours) * 60 + Number(minutes)) * 60_000 + Math.round(Number(seconds) * 1e6) / 1000;
}
