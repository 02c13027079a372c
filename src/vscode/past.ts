// The past of a running cluster: a second cluster that goes along the record of the first, to be
// looked at, stepped and played up to the present. What is in it cannot be changed.
import type { Cluster } from '../cluster/cluster';
import type { ClusterInput } from '../cluster/clusterInput';
import { compareMoments, type Moment } from '../simulation/moment';
import { momentAt, Replay, type Place } from '../simulation/replay';
import { ClusterState } from '../views/clusterState';
import { TimelineLog } from '../views/timeline/timelineLog';
import { EVENTS_PER_STEP } from './inSlices';
import { Pacer, type HostTime } from './pacer';
import type { Shown } from './shown';

/**
 * A place in the past: a time (with all that happened up to it), or the place after so many events.
 * Without `inputs`, those that came up to `nowMs` belong to it; without `nowMs` too, those before
 * the last of the events.
 */
export type LookBackTarget =
  | { readonly atMs: number }
  | {
      readonly executedEvents: number;
      readonly nowMs?: number | undefined;
      readonly inputs?: number | undefined;
    };

export interface PastOptions {
  /** The cluster of the present, which the past goes along. */
  readonly present: Cluster;
  /** Made of the same configuration, and at its start. */
  readonly cluster: Cluster;
  readonly host: HostTime;
  readonly onError: (error: unknown) => void;
}

export class Past implements Shown {
  readonly cluster: Cluster;
  readonly pacer: Pacer;
  /** What it would show as the present. */
  readonly timeline: TimelineLog;
  readonly #present: Cluster;
  readonly #replay: Replay<ClusterInput>;
  #state: ClusterState | undefined;

  constructor({ present, cluster, host, onError }: PastOptions) {
    this.cluster = cluster;
    this.timeline = new TimelineLog(cluster);
    this.#present = present;
    const recording = {
      entries: present.journal.entries,
      get end(): Moment {
        return momentOf(present);
      },
    };
    this.#replay = new Replay(cluster.simulation, recording, (input) => {
      cluster.replayInput(input);
    });
    this.pacer = new Pacer(this.#replay, host, onError);
  }

  /** Made when it is looked at: a long replay need not keep it up to date. */
  get state(): ClusterState {
    this.#state ??= new ClusterState(this.cluster);
    return this.#state;
  }

  get moment(): Moment {
    return this.#replay.moment;
  }

  /** True where it has come to the present. */
  get isAtEnd(): boolean {
    return this.#replay.isAtEnd;
  }

  /** True where the target lies before it: only another one comes there. */
  hasPassed(target: LookBackTarget): boolean {
    return 'atMs' in target
      ? this.#replay.nowMs > target.atMs
      : this.#replay.hasPassed(this.#placeOf(target));
  }

  /** Goes there, a little with every step. */
  stepsTo(target: LookBackTarget): Generator<number, void> {
    return 'atMs' in target
      ? this.#replay.runToTime(target.atMs, EVENTS_PER_STEP)
      : this.#replay.runTo(this.#placeOf(target), EVENTS_PER_STEP);
  }

  dispose(): void {
    this.pacer.dispose();
    this.#state?.dispose();
    this.timeline.dispose();
  }

  #placeOf(target: Exclude<LookBackTarget, { atMs: number }>): Place {
    const { executedEvents, nowMs, inputs } = target;
    const { entries } = this.#present.journal;
    const known = inputs ?? momentAt({ executedEvents, nowMs: nowMs ?? -1 }, entries).inputs;
    return { executedEvents, nowMs, inputs: known };
  }
}

/** Where a cluster stands. */
export function momentOf(cluster: Cluster): Moment {
  return { ...cluster.position, inputs: cluster.journal.entries.length };
}

/** True where the target is no past of the cluster: it stands there, or has not come there yet. */
export function isPresent(cluster: Cluster, target: LookBackTarget): boolean {
  const now = momentOf(cluster);
  if ('atMs' in target) return target.atMs >= now.nowMs;
  const { executedEvents, nowMs = now.nowMs, inputs = now.inputs } = target;
  return compareMoments({ executedEvents, nowMs, inputs }, now) >= 0;
}
