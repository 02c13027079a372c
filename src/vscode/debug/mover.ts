// Moves the time of the cluster that is shown on behalf of a debugger, forward and back, and tells
// when it stands and why: a breakpoint, the end of a step, or somebody's pause.
import { isHeartbeat, type ClusterWrite } from '../../views/breakpoints/breakpointHit';
import { isSameObject } from '../../views/objectName';
import type { HistoryChange } from '../../cluster/history/clusterHistory';
import type { Cluster } from '../../cluster/cluster';
import type { Pacer } from '../pacer';
import type { Stop, StopReason, Stops } from './stops';
import { clusterWrite } from './clusterWrite';

/** The session as far as a debugger uses it. */
export interface DebuggedSession {
  /** What is looked at: the present, or a moment of the past. Undefined while no cluster runs. */
  readonly shown: { readonly cluster: Cluster; readonly pacer: Pacer } | undefined;
  /** Defined while that is the past. Where it comes to the present, that is shown again. */
  readonly past: object | undefined;
  lookBack(place: Place): Promise<unknown>;
  onDidChange(listener: () => void): { dispose(): void };
}

/** After so many events, at this virtual time. */
export interface Place {
  readonly executedEvents: number;
  readonly nowMs: number;
}

/** Time stands. */
export interface Stand extends Place {
  readonly cluster: Cluster;
  readonly reason: StopReason;
  readonly text: string;
  /** The trace entry that is looked at. */
  readonly entry: number;
  /** The write that is looked at, where it is one. */
  readonly change: HistoryChange | undefined;
  readonly hits: readonly Stop[];
}

/** What a stand is about, wherever that is. */
type StandAbout = Omit<Stand, keyof Place | 'cluster'>;

export interface MoverListener {
  stands(stand: Stand): void;
  goes(): void;
  /** The cluster is gone. */
  ends(): void;
  says(text: string): void;
}

/** A step that finds nothing in so much time gives up, virtual ms. */
const STEP_LIMIT_MS = 3_600_000;

export class Mover {
  readonly #session: DebuggedSession;
  readonly #stops: Stops;
  readonly #listener: MoverListener;
  readonly #subscription: { dispose(): void };
  #cluster: Cluster | undefined;
  #stopFollowing: (() => void) | undefined;
  /** Undefined while time goes on. */
  #stand: Stand | undefined;
  /** What the next stand will be about. */
  #next: StandAbout | undefined;
  #stepEnds: ((write: ClusterWrite) => boolean) | undefined;
  #isGoingBack = false;

  constructor(session: DebuggedSession, stops: Stops, listener: MoverListener) {
    this.#session = session;
    this.#stops = stops;
    this.#listener = listener;
    this.#follow();
    this.#subscription = session.onDidChange(() => {
      this.#look();
    });
  }

  /** Stops time and tells of it as `reason`. */
  pause(reason: StopReason): void {
    this.#next ??= pauseFor(reason);
    this.#session.shown?.pacer.pause();
    this.#look();
  }

  /** At the learner's speed, until a breakpoint. */
  continue(): void {
    this.#next = undefined;
    this.#session.shown?.pacer.play();
  }

  /** The next event of the simulation. */
  stepEvent(): void {
    const shown = this.#session.shown;
    if (shown === undefined) return;
    this.#forget();
    const entry = shown.cluster.simulation.trace.lastId + 1;
    shown.pacer.step();
    this.#next ??= stepTo(entry, undefined);
    this.#look();
  }

  /** To the next write to the API server; with a choice, the next that is chosen. */
  stepToWrite(isChosen: (write: ClusterWrite) => boolean = () => true): void {
    const shown = this.#session.shown;
    if (shown === undefined) return;
    this.#forget();
    this.#stepEnds = (write) => !isHeartbeat(write) && isChosen(write);
    const goal = { reached: () => this.#next !== undefined, limitMs: STEP_LIMIT_MS };
    void shown.pacer.run(goal).then((result) => {
      this.#stepEnds = undefined;
      if (result === 'limit')
        this.#listener.says('Nothing of the kind was written for an hour of the cluster.');
      this.#look();
    });
  }

  /** To the next change of the object that is looked at, if there is one; else as `stepToWrite`. */
  stepToChange(): void {
    const change = this.#stand?.change;
    if (change === undefined) {
      this.#listener.says('No object is looked at here: this goes on to the next write to any.');
    }
    this.stepToWrite((write) => change === undefined || isSameObject(write, change));
  }

  /** To the moment after the write before this one. */
  stepBack(): Promise<void> {
    return this.#goBack((write) => !isHeartbeat(write));
  }

  /** To the last moment before this one at which a breakpoint is hit. */
  continueBack(): Promise<void> {
    return this.#goBack((write) => this.#stops.hitBy(write).length > 0);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#stopFollowing?.();
  }

  async #goBack(isWanted: (write: ClusterWrite) => boolean): Promise<void> {
    const stand = this.#stand;
    if (stand === undefined) return;
    const change = lastBefore(stand, isWanted);
    if (change === undefined) {
      this.#listener.says('Nothing before this moment is kept that would be a place to stop.');
      this.#tell(stand);
      return;
    }
    this.#isGoingBack = true;
    try {
      const { executedEvents, atMs } = change;
      await this.#session.lookBack({ executedEvents, nowMs: atMs });
    } finally {
      this.#isGoingBack = false;
    }
    const hits = this.#hits(change);
    const [hit] = hits;
    this.#next = hit === undefined ? stepTo(change.cause, change) : hitOf(hits, hit, change);
    this.#look();
  }

  #hits(change: HistoryChange): readonly Stop[] {
    const cluster = this.#session.shown?.cluster;
    return cluster === undefined ? [] : this.#stops.hitBy(clusterWrite(cluster, change));
  }

  #forget(): void {
    this.#next = undefined;
    this.#stepEnds = undefined;
  }

  /** Another cluster may be shown than before: a moment of its past, or the present again. */
  #follow(): void {
    const cluster = this.#session.shown?.cluster;
    if (cluster === this.#cluster) return;
    this.#stopFollowing?.();
    this.#cluster = cluster;
    this.#stopFollowing = cluster?.history.onChange((change) => {
      this.#written(cluster, change);
    });
  }

  #written(cluster: Cluster, change: HistoryChange): void {
    // On the way to a moment of the past nothing is stopped at.
    if (this.#isGoingBack || (this.#stepEnds === undefined && this.#stops.isEmpty)) return;
    const write = clusterWrite(cluster, change);
    const hits = this.#stops.hitBy(write);
    const [hit] = hits;
    if (hit !== undefined) {
      // One event writes several times: the first at which it is to stop counts.
      this.#next ??= hitOf(hits, hit, change);
      this.#session.shown?.pacer.interrupt();
    } else if (this.#stepEnds?.(write) === true) {
      this.#next ??= stepTo(change.cause, change);
    }
  }

  #look(): void {
    if (this.#isGoingBack) return;
    this.#follow();
    const shown = this.#session.shown;
    if (shown === undefined) {
      this.#listener.ends();
      return;
    }
    const { cluster, pacer } = shown;
    if (pacer.isPlaying || pacer.isRunningFast) {
      if (this.#stand === undefined) return;
      this.#stand = undefined;
      this.#listener.goes();
      return;
    }
    const { executedEvents, nowMs } = cluster.position;
    const before = this.#stand;
    const isNew =
      before?.cluster !== cluster ||
      before.executedEvents !== executedEvents ||
      before.nowMs !== nowMs ||
      this.#next !== undefined;
    if (!isNew) return;
    const next = this.#next ?? pauseFor('pause');
    this.#forget();
    const change = next.entry === 0 ? lastWrite(cluster) : next.change;
    const entry = next.entry === 0 ? (change?.cause ?? 0) : next.entry;
    this.#tell({ ...next, change, entry, cluster, executedEvents, nowMs });
  }

  #tell(stand: Stand): void {
    this.#stand = stand;
    this.#listener.stands(stand);
  }
}

/** What was written last is looked at then: `entry` is to be found. */
function pauseFor(reason: StopReason): StandAbout {
  return { reason, text: '', entry: 0, change: undefined, hits: [] };
}

function stepTo(entry: number, change: HistoryChange | undefined): StandAbout {
  return { reason: 'step', text: '', entry, change, hits: [] };
}

function hitOf(hits: readonly Stop[], { reason, text }: Stop, change: HistoryChange): StandAbout {
  return { reason, text, entry: change.cause, change, hits };
}

/** What was written last, but for heartbeats. */
function lastWrite({ history }: Cluster): HistoryChange | undefined {
  return history.changesSince(history.oldestRevision).findLast((change) => !isHeartbeat(change));
}

/** The last write that is wanted of those before a stand; what the same event wrote is no other moment. */
function lastBefore(
  { cluster, executedEvents, nowMs }: Stand,
  isWanted: (write: ClusterWrite) => boolean,
): HistoryChange | undefined {
  return cluster.history
    .changesSince(0)
    .findLast(
      (change) =>
        (change.executedEvents < executedEvents ||
          (change.executedEvents === executedEvents && change.atMs < nowMs)) &&
        isWanted(clusterWrite(cluster, change)),
    );
}
