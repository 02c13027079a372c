// Long work in short slices, so that the extension host is never held for long: typing, drawing and
// everything else gets its turn in between. Knows no VS Code: time comes in through HostTime.
import { asError } from '../apimachinery/asError';
import type { HostTime } from './pacer';

/** After this much work others get a turn, real ms. */
export const SLICE_MS = 8;

/** A check of the clock costs as much as some events: so many of them are one step of a replay. */
export const EVENTS_PER_STEP = 20;

export interface SliceOptions<T> {
  /** Told at the end of every slice what the last step gave. */
  readonly onSlice?: ((last: T) => void) | undefined;
  /** Asked before every step: the rest is then left undone. */
  readonly isCancelled?: (() => boolean) | undefined;
}

/** Runs all steps, some milliseconds at a time. Undefined where it was cancelled. */
export function inSlices<T, R>(
  host: HostTime,
  steps: Iterator<T, R>,
  options: SliceOptions<T> = {},
): Promise<R | undefined> {
  return new Promise((resolve, reject) => {
    const slice = (): void => {
      try {
        const endMs = host.nowMs() + SLICE_MS;
        for (;;) {
          if (options.isCancelled?.() === true) {
            resolve(undefined);
            return;
          }
          const step = steps.next();
          if (step.done === true) {
            resolve(step.value);
            return;
          }
          if (host.nowMs() < endMs) continue;
          options.onSlice?.(step.value);
          host.later(0, slice);
          return;
        }
      } catch (error) {
        reject(asError(error));
      }
    };
    slice();
  });
}
