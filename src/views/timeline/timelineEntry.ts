// One line of the timeline: something that happened, and the moment to look back to for it.
import type { Moment } from '../../simulation/moment';

/**
 * An input of the learner (or of a tool outside), an Event of Kubernetes, or a moment worth noting
 * that is neither.
 */
export type TimelineKind = 'input' | 'event' | 'milestone';

export interface TimelineEntry {
  /** Stays the same as long as the branch does. */
  readonly id: string;
  readonly kind: TimelineKind;
  /** Of an input: right before it takes effect. Of all else: right after it has happened. */
  readonly moment: Moment;
  readonly title: string;
  readonly detail: string;
  /** Something went wrong, or is about to. */
  readonly isWarning: boolean;
}
