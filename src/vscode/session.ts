// The learner's cluster in this window: starts, stops, saves and restores it, moves its time, and
// lets the features look at it. At most one cluster runs at a time.
import type { Cluster } from '../cluster/cluster';
import type { ApiHandler } from '../cluster/client/apiHandler';
import type { Client } from '../cluster/client/client';
import { defaultClusterConfig, type ClusterConfig } from '../cluster/clusterConfig';
import type { ClusterInput } from '../cluster/clusterInput';
import { replay, type RunPosition } from '../simulation/journal';
import { ClusterState } from '../views/clusterState';
import { formatElapsed } from '../views/elapsed';
import { inSlices } from './inSlices';
import type { SavedLab, SavedPosition } from './lab/savedLab';
import type { LabStore } from './labStore';
import { pacedApi } from './pacedApi';
import { Pacer, type HostTime, type RunGoal, type RunResult } from './pacer';

export type Phase = 'stopped' | 'restoring' | 'running';

/** What the session has to tell a person; the VS Code side shows it. */
export interface SessionReports {
  /** A bug of ours in the simulation: time has stopped. */
  failed(error: unknown, seed: number, atMs: number): void;
  corruptLab(why: string, keptAs: string): void;
  /** The lab was made by another version and went differently this time. */
  restoredDifferently(savedBy: string): void;
  /** The disk refuses: what is shown from now on may be lost with the window. Told once. */
  notSaved(error: unknown): void;
}

export interface SessionOptions {
  readonly store: LabStore;
  readonly host: HostTime;
  readonly reports: SessionReports;
  /** Loads what a cluster is made of, and makes one. */
  readonly createCluster: (config: ClusterConfig) => Promise<Cluster>;
  /** A seed and the wall-clock time for a new cluster. */
  readonly chance: () => { readonly seed: number; readonly epochMs: number };
}

/** A running cluster and what is laid around it. */
export interface Running {
  readonly cluster: Cluster;
  readonly state: ClusterState;
  readonly pacer: Pacer;
  /** The API as users outside see it; every call is journaled at its right virtual time. */
  readonly api: ApiHandler;
  /** kubectl's identity; every call is journaled at its right virtual time. */
  readonly admin: Client;
  /** To be called before anybody sees what has happened outside of `onDidChange`: saves where it stands. */
  readonly beforeShown: () => void;
}

const REPLAY_EVENTS_PER_CHECK = 20;

export class Session {
  readonly #options: SessionOptions;
  readonly #listeners = new Set<() => void>();
  #phase: Phase = 'stopped';
  #running: Running | undefined;
  /** The position that was written last. */
  #saved: SavedPosition | undefined;
  #cannotSave = false;
  #restore: Promise<void> | undefined;
  #disposed = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** The running cluster; undefined while none runs or one is being restored. */
  get running(): Running | undefined {
    return this.#running;
  }

  get state(): ClusterState | undefined {
    return this.#running?.state;
  }

  /** True where a stopped cluster waits on disk. */
  get hasSavedCluster(): boolean {
    return this.#options.store.exists();
  }

  /** Told when a cluster comes or goes, and after every slice of its time. */
  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Virtual time since the start: `0:12:34`. */
  clockText(): string {
    return this.#running === undefined ? '' : formatElapsed(this.#running.cluster.simulation.nowMs);
  }

  /** A new cluster, in place of whatever there was. Rejects where the window goes meanwhile. */
  async startNew(workers?: number): Promise<Running> {
    const { seed, epochMs } = this.#options.chance();
    const base = defaultClusterConfig(seed, epochMs);
    const config = workers === undefined ? base : { ...base, workers };
    const cluster = await this.#options.createCluster(config);
    if (this.#disposed) throw new Error('The window has gone.');
    this.#close();
    this.#options.store.begin(config);
    const running = this.#open(cluster);
    running.pacer.play();
    this.#changed();
    return running;
  }

  /**
   * Brings the saved cluster back as it was: the same state, time, speed, paused or not. Resolves
   * to false where there is none (or it was corrupt: then that has been reported).
   * `onlyIfOpen`: not where the learner had stopped it.
   */
  async restore(
    onlyIfOpen: boolean,
    progress: (fraction: number) => void = () => undefined,
  ): Promise<boolean> {
    if (this.#restore !== undefined) await this.#restore;
    if (this.#running !== undefined) return true;
    const loaded = this.#options.store.load();
    if (loaded.type === 'corrupt') {
      this.#options.reports.corruptLab(loaded.why, loaded.keptAs);
      return false;
    }
    if (loaded.type === 'none' || (onlyIfOpen && !loaded.lab.position.open)) return false;
    this.#restore = this.#replayLab(loaded.lab, progress);
    try {
      await this.#restore;
    } finally {
      this.#restore = undefined;
    }
    return this.#running !== undefined;
  }

  /** Saves the cluster and lets it go. */
  stop(): void {
    this.#save(false);
    this.#close();
    this.#changed();
  }

  /** Lays a hand on the cluster, at the present virtual time. */
  input(input: ClusterInput): void {
    const running = this.#running;
    if (running === undefined) throw new Error('No cluster is running.');
    running.pacer.catchUp();
    running.cluster.input(input);
    running.pacer.wake();
    this.#changed();
  }

  /** Runs as fast as possible; see Pacer.run. */
  run(goal: RunGoal): Promise<RunResult> {
    return this.#running === undefined
      ? Promise.resolve('cancelled')
      : this.#running.pacer.run(goal);
  }

  /** Saves where it stands; for when the window goes. */
  dispose(): void {
    this.#disposed = true;
    this.#save(true);
    this.#close();
    this.#options.store.close();
    this.#listeners.clear();
  }

  async #replayLab(lab: SavedLab, progress: (fraction: number) => void): Promise<void> {
    this.#phase = 'restoring';
    this.#changed();
    try {
      const cluster = await this.#options.createCluster(lab.config);
      const steps = replay(
        cluster.simulation,
        lab.journal,
        lab.position,
        (input) => {
          cluster.replayInput(input);
        },
        REPLAY_EVENTS_PER_CHECK,
      );
      const isCancelled = (): boolean => this.#disposed;
      await inSlices(this.#options.host, steps, { onSlice: progress, isCancelled });
      if (this.#disposed) return;
      const { traceHash } = lab.position;
      if (traceHash !== '' && traceHash !== cluster.simulation.trace.hash) {
        this.#options.reports.restoredDifferently(lab.extensionVersion);
      }
      this.#resume(cluster, lab);
    } finally {
      if (this.#running === undefined) this.#phase = 'stopped';
      this.#changed();
    }
  }

  #resume(cluster: Cluster, lab: SavedLab): void {
    const { speed, playing } = lab.position;
    this.#options.store.rewrite({
      extensionVersion: lab.extensionVersion,
      config: cluster.config,
      journal: cluster.journal.entries,
      position: { ...positionOf(cluster), speed, playing, open: true },
    });
    const { pacer } = this.#open(cluster);
    pacer.setSpeed(speed);
    if (playing) pacer.play();
  }

  #open(cluster: Cluster): Running {
    const { host, reports, store } = this.#options;
    const pacer = new Pacer(cluster.simulation, host, (error) => {
      reports.failed(error, cluster.config.seed, cluster.simulation.nowMs);
    });
    cluster.journal.onAppend((entry) => {
      store.appendInput(entry);
    });
    const beforeShown = (): void => {
      this.#save(true);
    };
    const api = pacedApi(cluster, pacer, beforeShown);
    const running: Running = {
      cluster,
      state: new ClusterState(cluster.observerApi),
      pacer,
      api,
      admin: cluster.userClient(api),
      beforeShown,
    };
    this.#running = running;
    this.#phase = 'running';
    pacer.onDidChange(() => {
      this.#changed();
    });
    return running;
  }

  #close(): void {
    this.#running?.pacer.dispose();
    this.#running?.state.dispose();
    this.#running = undefined;
    this.#phase = 'stopped';
  }

  #save(open: boolean): void {
    const running = this.#running;
    if (running === undefined) return;
    const { speed, isPlaying: playing } = running.pacer;
    const position = { ...positionOf(running.cluster), speed, playing, open };
    if (this.#saved !== undefined && isSame(position, this.#saved)) return;
    try {
      this.#options.store.savePosition(position);
      this.#saved = position;
    } catch (error) {
      if (!this.#cannotSave) this.#options.reports.notSaved(error);
      this.#cannotSave = true;
    }
  }

  /** On disk before anybody is told: what was shown is never lost. */
  #changed(): void {
    this.#save(true);
    for (const listener of [...this.#listeners]) listener();
  }
}

function positionOf({
  position,
  simulation,
}: Cluster): RunPosition & Pick<SavedPosition, 'traceHash'> {
  // In the middle of an event the hash is not yet that of the place.
  return { ...position, traceHash: simulation.cause === 0 ? simulation.trace.hash : '' };
}

function isSame(a: SavedPosition, b: SavedPosition): boolean {
  return (
    a.executedEvents === b.executedEvents &&
    a.nowMs === b.nowMs &&
    a.traceHash === b.traceHash &&
    a.speed === b.speed &&
    a.playing === b.playing &&
    a.open === b.open
  );
}
