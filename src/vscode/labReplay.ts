// Runs a saved lab again, in slices: a cluster that stands where the lab was left, or earlier.
import type { Cluster } from '../cluster/cluster';
import type { ClusterInput } from '../cluster/clusterInput';
import { Replay } from '../simulation/replay';
import { EVENTS_PER_STEP, inSlices } from './inSlices';
import type { SavedLab } from './lab/savedLab';
import type { LookBackOptions } from './lookingBack';
import type { HostTime } from './pacer';

export interface LabReplayOptions extends LookBackOptions {
  readonly host: HostTime;
  /** Of the lab's configuration, at its start. */
  readonly cluster: Cluster;
  /** The time to stop at; the end of the lab by default. */
  readonly atMs?: number | undefined;
}

/** Resolves to whether it came there: not where it was cancelled. */
export async function replayLab(lab: SavedLab, options: LabReplayOptions): Promise<boolean> {
  const { host, cluster, atMs, progress, isCancelled } = options;
  const { journal, position } = lab;
  const end = { ...position, inputs: journal.length };
  const replay = new Replay(
    cluster.simulation,
    { entries: journal, end },
    (input: ClusterInput) => {
      cluster.replayInput(input);
    },
  );
  const steps =
    atMs === undefined || atMs >= position.nowMs
      ? replay.runTo(end, EVENTS_PER_STEP)
      : replay.runToTime(atMs, EVENTS_PER_STEP);
  await inSlices(host, steps, { onSlice: progress, isCancelled });
  return isCancelled?.() !== true;
}
