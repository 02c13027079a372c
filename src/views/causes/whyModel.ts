// Why an object is as it is: what is shown of it, before it is text.
import type { HistoryChange } from '../../cluster/history/clusterHistory';
import type { CauseStep } from './causeStep';

export interface WhySection {
  readonly title: string;
  /** Sentences, each on a line of its own. */
  readonly lines?: readonly string[];
  /** Oldest first. */
  readonly steps?: readonly CauseStep[];
  /** Newest first. */
  readonly changes?: readonly HistoryChange[];
}

export interface WhyModel {
  /** `Pod default/web-1` */
  readonly title: string;
  /** The answer, in a sentence or two. */
  readonly headline: string;
  readonly sections: readonly WhySection[];
}
