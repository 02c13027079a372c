// Numbers of rolling updates, which are given as a count or a percentage.
// Source: k8s.io/apimachinery/pkg/util/intstr.

/** `0` and `0%`. */
export function isZero(value: string | number | undefined): boolean {
  return value !== undefined && percentOrCount(value) === 0;
}

/** More than `100%`; a count is never too much. */
export function isMoreThanAll(value: string | number | undefined): boolean {
  return typeof value === 'string' && (percentOrCount(value) ?? 0) > 100;
}

function percentOrCount(value: string | number): number | undefined {
  if (typeof value === 'number') return value;
  const match = /^(\d+)%$/.exec(value);
  return match === null ? undefined : Number(match[1]);
}

/**
 * The count that `25%` of `total` means, rounded up or down (GetScaledValueFromIntOrPercent).
 * Undefined for text that is no percentage.
 */
export function scaledValue(
  value: string | number,
  total: number,
  rounding: 'up' | 'down',
): number | undefined {
  if (typeof value === 'number') return value;
  const percent = percentOrCount(value);
  if (percent === undefined) return undefined;
  const scaled = (percent * total) / 100;
  return rounding === 'up' ? Math.ceil(scaled) : Math.floor(scaled);
}
