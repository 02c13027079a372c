// When a pod has been active for too long (activeDeadlineSeconds).
import { parseTime } from '../../apimachinery/time';
import type { Pod } from '../../apis/generated/core/v1';

export const DEADLINE_MESSAGE = 'Pod was active on the node longer than the specified deadline';

/** In ms since 1970; Infinity where it has none. */
export function deadlineOf({ spec }: Pod, startTime: string): number {
  if (spec.activeDeadlineSeconds === undefined) return Infinity;
  return (parseTime(startTime) ?? 0) + spec.activeDeadlineSeconds * 1000;
}
