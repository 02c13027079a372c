// Virtual time for people.

/** Hours, minutes, seconds since the start: `0:02:05`; days before it where there are any: `2d 3:00:00`. */
export function formatElapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const clock = `${String(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return days === 0 ? clock : `${String(days)}d ${clock}`;
}

const UNITS_MS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};

/**
 * Reads what people type for a time: `0:05:12`, `5:12`, `2d 3:00:00`, `5m12s`, `90` (seconds).
 * Undefined where it is no time.
 */
export function parseElapsed(text: string): number | undefined {
  const clock = /^(?:(\d+)d )?(?:(\d+):)?(\d+):(\d\d(?:\.\d+)?)$/.exec(text.trim());
  if (clock !== null) {
    const [days = 0, hours = 0, minutes = 0, seconds = 0] = clock.slice(1).map((part) => {
      return part === undefined ? 0 : Number(part);
    });
    return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  }
  const plain = text.trim().toLowerCase();
  if (/^\d+(\.\d+)?$/.test(plain)) return Number(plain) * 1000;
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[dhms])\s*)+$/.test(plain)) return undefined;
  let sum = 0;
  for (const [, amount, unit = ''] of plain.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)) {
    sum += Number(amount) * (UNITS_MS[unit] ?? 0);
  }
  return sum;
}
