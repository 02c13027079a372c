// Rolling updates: their defaults, and their numbers, which are given as a count or a percentage.
// Source: k8s.io/kubernetes/pkg/apis/apps/v1 (defaults.go), k8s.io/apimachinery/pkg/util/intstr.
import type { IntOrString } from '../generated/meta/v1';
import { withDefaults, withField } from '../meta/sharedDefaults';

interface RollingUpdate {
  readonly maxSurge?: IntOrString | undefined;
  readonly maxUnavailable?: IntOrString | undefined;
}

interface UpdateStrategy {
  readonly type?: string | undefined;
  readonly rollingUpdate?: RollingUpdate | undefined;
}

/** Rolls unless another way is asked for; only a rolling update has numbers. */
export function defaultUpdateStrategy<Strategy extends UpdateStrategy>(
  given: Strategy,
  numbers: RollingUpdate,
): Strategy {
  const strategy = withDefaults<UpdateStrategy>(given, { type: 'RollingUpdate' });
  const full =
    strategy.type === 'RollingUpdate'
      ? withField(withDefaults(strategy, { rollingUpdate: numbers }), 'rollingUpdate', (update) =>
          withDefaults(update, numbers),
        )
      : strategy;
  // The strategies of all kinds have RollingUpdate, and the same numbers.
  return full as Strategy;
}

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
