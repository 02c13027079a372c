// Runs a saved lab again, in slices: a cluster that stands where the lab was left, or earlier.
import type { Cluster } from '../cluster/cluster';
import type { ClusterInput } from '../cluster/clusterInput';
import { Replay } from '../simulation/replay';
import { inSlices } from './inSlices';
import type { SavedLab } from './lab/savedLab';
import type { HostTime } from './pacer';

export interface LabReplayOptions {
  readonly host: HostTime;
  /** Of the lab's configuration, at its start. */
  readonly cluster: Cluster;
  /** The time to stop at; the end of the lab by default. */
  readonly atMs?: number | undefined;
  readonly progress?: ((fraction: number) => void) | undefined;
  readonly isCancelled?: (() => boolean) | undefined;
}

/** A check of the clock costs as much as some events: so many between two. */
const STEPS_PER_CHECK = 20;

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
      ? replay.runTo(end, STEPS_PER_CHECK)
      : replay.runToTime(atMs, STEPS_PER_CHECK);
  await inSlices(host, steps, {
    onSlice: progress ?? (() => undefined),
    isCancelled: isCancelled ?? (() => false),
  });
  return isCancelled?.() !== true;
}
