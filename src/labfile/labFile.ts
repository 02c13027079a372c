// A lab as it is shared: seed and configuration, the journal of inputs, and where the run stood.
import type { ClusterConfig } from '../cluster/clusterConfig';
import type { ClusterInput } from '../cluster/clusterInput';
import type { JournalEntry, RunPosition } from '../simulation/journal';

export interface LabEnd extends RunPosition {
  readonly traceHash: string;
}

/** Where none was chosen, whoever opens the lab draws a seed and takes the present time. */
export type LabConfig = Omit<ClusterConfig, 'seed' | 'startEpochMs'> &
  Partial<Pick<ClusterConfig, 'seed' | 'startEpochMs'>>;

export interface LabFile {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** The version of the extension that recorded it. */
  readonly savedBy?: string | undefined;
  readonly config: LabConfig;
  readonly journal: readonly JournalEntry<ClusterInput>[];
  /** Undefined for what was written by hand: it goes on after its last input. */
  readonly end: LabEnd | undefined;
}
