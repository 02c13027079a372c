// The learner's cluster in this window: starts, stops, saves and restores it, moves its time, looks
// back and branches, and lets the features look at it. At most one cluster runs at a time.
import type { Cluster } from '../cluster/cluster';
import { defaultClusterConfig, type ClusterConfig } from '../cluster/clusterConfig';
import type { ClusterInput } from '../cluster/clusterInput';
import { placeBefore } from '../simulation/replay';
import type { ClusterState } from '../views/clusterState';
import { formatElapsed } from '../views/elapsed';
import { TimelineLog } from '../views/timeline/timelineLog';
import type { RunGoal } from '../views/goals/runGoal';
import { Branches } from './branches';
import { LabRecord } from './labRecord';
import { replayLab } from './labReplay';
import type { SavedLab, SavedMode } from './lab/savedLab';
import type { LabStore } from './labStore';
import { LookingBack, type LookBackOptions } from './lookingBack';
import { LookingBackError } from './lookingBackError';
import type { HostTime, RunResult } from './pacer';
import { momentOf, type LookBackTarget, type Past } from './past';
import { openRunning, type Running } from './running';
import type { Shown } from './shown';

export type { Running } from './running';

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

const FIRST_BRANCH = 'Branch 1';

/** A cluster with what has been noted of it since its start. */
type Timed = Pick<Running, 'cluster' | 'timeline'> & { readonly state?: ClusterState | undefined };

export class Session {
  readonly #options: SessionOptions;
  readonly #listeners = new Set<() => void>();
  readonly #record: LabRecord;
  /** The branches that were kept beside the one that runs. */
  readonly branches: Branches;
  readonly #lookingBack: LookingBack;
  #phase: Phase = 'stopped';
  #running: Running | undefined;
  #restore: Promise<void> | undefined;
  #disposed = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { host, store, createCluster } = options;
    this.#record = new LabRecord(store, (error) => {
      options.reports.notSaved(error);
    });
    this.branches = new Branches(store, this.#record);
    this.#lookingBack = new LookingBack({
      host,
      createCluster,
      onError: (error, cluster) => {
        this.#failed(error, cluster);
      },
      onChange: () => {
        this.#changed();
      },
    });
  }

  get phase(): Phase {
    return this.#phase;
  }

  /**
   * The cluster of the present; undefined while none runs or one is being restored. It stands still
   * while the learner looks back.
   */
  get running(): Running | undefined {
    return this.#running;
  }

  /** The moment that is looked back to; undefined in the present. */
  get past(): Past | undefined {
    return this.#lookingBack.past;
  }

  /** What views show: the past that is looked at, else the present. */
  get shown(): Shown | undefined {
    return this.past ?? this.#running;
  }

  get state(): ClusterState | undefined {
    return this.shown?.state;
  }

  /** The name of the branch that runs. */
  get branch(): string {
    return this.#record.branch;
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

  /** Virtual time since the start, of what is shown: `0:12:34`. */
  clockText(): string {
    return this.shown === undefined ? '' : formatElapsed(this.shown.cluster.simulation.nowMs);
  }

  /** A new cluster, in place of whatever there was. Rejects where the window goes meanwhile. */
  async startNew(workers?: number): Promise<Running> {
    const { seed, epochMs } = this.#options.chance();
    const base = defaultClusterConfig(seed, epochMs);
    const config = workers === undefined ? base : { ...base, workers };
    const cluster = await this.#options.createCluster(config);
    if (this.#disposed) throw new Error('The window has gone.');
    this.#close();
    const branch = this.branches.unusedName(FIRST_BRANCH);
    this.#options.store.begin(config, branch);
    const running = this.#open(branch, { cluster, timeline: new TimelineLog(cluster) });
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
    this.#restore = this.#restoreLab(loaded.lab, loaded.name ?? FIRST_BRANCH, progress);
    try {
      await this.#restore;
    } finally {
      this.#restore = undefined;
    }
    return this.#running !== undefined;
  }

  /** Saves the cluster and lets it go. */
  stop(): void {
    this.#record.save(false);
    this.#close();
    this.#changed();
  }

  /**
   * Lays a hand on the cluster, at the present virtual time. Throws LookingBackError while the
   * learner looks back.
   */
  input(input: ClusterInput): void {
    const running = this.#present();
    running.assertPresent();
    running.pacer.catchUp();
    running.cluster.input(input);
    running.pacer.wake();
    this.#changed();
  }

  /** Runs what is shown as fast as possible; see Pacer.run. The past ends at the present. */
  run(goal: RunGoal): Promise<RunResult> {
    return this.shown === undefined ? Promise.resolve('cancelled') : this.shown.pacer.run(goal);
  }

  /**
   * Shows a moment of the past; the present stands still meanwhile. Resolves to whether it came
   * there: not where it was cancelled, or overtaken by another wish.
   */
  lookBack(target: LookBackTarget, options: LookBackOptions = {}): Promise<boolean> {
    return this.#lookingBack.to(this.#present(), target, options);
  }

  /** Looks at what was one event or input before what is shown; false at the start of the run. */
  stepBack(): Promise<boolean> {
    const { cluster } = this.#present();
    const moment = this.past?.moment ?? momentOf(cluster);
    const place = placeBefore(moment, cluster.journal.entries);
    return place === undefined ? Promise.resolve(false) : this.lookBack(place);
  }

  /** Back to the present, which goes on as it did. */
  returnToNow(): void {
    if (this.#running !== undefined) this.#lookingBack.end(this.#running);
  }

  /**
   * Makes the moment that is looked at the present, paused. What has happened since is kept as a
   * branch of that name; by default it has the name that it had. Returns the name.
   */
  continueFromHere(keptAs: string = this.branch): string {
    const { speed } = this.#present().pacer;
    if (this.past === undefined) throw new Error('Look back to an earlier moment first.');
    const kept = this.branches.unusedName(keptAs);
    // On disk first: whenever the host is killed, the future is in one place or in both.
    this.branches.keepPresent(kept);
    const past = this.#lookingBack.take();
    if (past === undefined) throw new Error('the past has gone while it was to be kept');
    this.#close();
    this.#resume(past, this.branches.unusedName(FIRST_BRANCH), { speed, playing: false });
    this.#changed();
    return kept;
  }

  /**
   * Makes a branch the present as it was left, paused; what runs is kept under its name. Resolves to
   * whether it came to that: not where it was cancelled, or the cluster stopped meanwhile.
   */
  async switchTo(name: string, options: LookBackOptions = {}): Promise<boolean> {
    const running = this.#present();
    this.#lookingBack.drop();
    running.pacer.pause();
    const lab = this.branches.lab(name);
    const isCancelled = (): boolean =>
      this.#running !== running || this.past !== undefined || options.isCancelled?.() === true;
    const timed = await this.#rerun(lab, { ...options, isCancelled });
    if (timed === undefined) return false;
    // On disk first: whenever the host is killed, each is in one place or in both.
    this.branches.keepPresent(this.branch);
    this.#close();
    this.#resume(timed, name, { speed: lab.position.speed, playing: false });
    this.branches.delete(name);
    this.#changed();
    return true;
  }

  /**
   * Makes a lab the present, as it was left; what runs, or waits on disk, is kept as a branch. Resolves
   * to whether it came to that, as `switchTo` does.
   */
  async openLab(name: string, lab: SavedLab, options: LookBackOptions = {}): Promise<boolean> {
    const running = this.#running;
    const isCancelled = (): boolean =>
      this.#disposed || this.#running !== running || options.isCancelled?.() === true;
    const timed = await this.#rerun(lab, { ...options, isCancelled });
    if (timed === undefined) return false;
    this.branches.keepSaved(FIRST_BRANCH);
    this.#close();
    this.#resume(timed, this.branches.unusedName(name), lab.position);
    this.#changed();
    return true;
  }

  /** Also of the one that runs. Throws where there is no such branch, or another of the new name. */
  renameBranch(name: string, newName: string): void {
    this.branches.rename(name, newName);
    this.#changed();
  }

  deleteBranch(name: string): void {
    this.branches.delete(name);
    this.#changed();
  }

  /** A branch as it was at a time, to be looked at; undefined where that was cancelled. */
  async clusterOf(
    branch: string,
    atMs: number,
    options: LookBackOptions = {},
  ): Promise<Cluster | undefined> {
    const lab = this.branches.lab(branch);
    const { host, createCluster } = this.#options;
    const cluster = await createCluster(lab.config);
    const there = await replayLab(lab, { host, cluster, atMs, ...options });
    return there ? cluster : undefined;
  }

  /** Saves where it stands; for when the window goes. */
  dispose(): void {
    this.#disposed = true;
    this.#record.save(true);
    this.#close();
    this.#options.store.close();
    this.#listeners.clear();
  }

  #present(): Running {
    if (this.#running === undefined) throw new Error('No cluster is running.');
    return this.#running;
  }

  async #restoreLab(
    lab: SavedLab,
    branch: string,
    progress: (fraction: number) => void,
  ): Promise<void> {
    this.#phase = 'restoring';
    this.#changed();
    try {
      const timed = await this.#rerun(lab, { progress, isCancelled: () => this.#disposed });
      if (timed !== undefined) this.#resume(timed, branch, lab.position);
    } finally {
      if (this.#running === undefined) this.#phase = 'stopped';
      this.#changed();
    }
  }

  /** A cluster that stands where the lab was left; undefined where it was cancelled. */
  async #rerun(lab: SavedLab, options: LookBackOptions): Promise<Timed | undefined> {
    const { host, createCluster } = this.#options;
    const cluster = await createCluster(lab.config);
    const timeline = new TimelineLog(cluster);
    if (!(await replayLab(lab, { host, cluster, ...options }))) return undefined;
    const { traceHash } = lab.position;
    if (traceHash !== '' && traceHash !== cluster.simulation.trace.hash) {
      this.#options.reports.restoredDifferently(lab.extensionVersion);
    }
    return { cluster, timeline };
  }

  #resume(timed: Timed, branch: string, { speed, playing }: SavedMode): void {
    const { pacer } = this.#open(branch, timed);
    this.#record.rewrite({ speed, playing });
    pacer.setSpeed(speed);
    if (playing) pacer.play();
  }

  #open(branch: string, { cluster, timeline, state }: Timed): Running {
    const running = openRunning({
      cluster,
      timeline,
      state,
      host: this.#options.host,
      onError: (error) => {
        this.#failed(error, cluster);
      },
      doorkeeper: {
        beforeShown: () => {
          this.#record.save(true);
        },
        assertPresent: () => {
          if (this.past !== undefined) throw new LookingBackError(this.clockText());
        },
      },
    });
    this.#running = running;
    this.#phase = 'running';
    running.pacer.onDidChange(() => {
      this.#changed();
    });
    this.#record.follow(running, branch);
    return running;
  }

  #close(): void {
    this.#lookingBack.drop();
    this.#record.unfollow();
    this.#running?.pacer.dispose();
    this.#running?.state.dispose();
    this.#running?.timeline.dispose();
    this.#running = undefined;
    this.#phase = 'stopped';
  }

  #failed(error: unknown, { config, simulation }: Cluster): void {
    this.#options.reports.failed(error, config.seed, simulation.nowMs);
  }

  /** On disk before anybody is told: what was shown is never lost. */
  #changed(): void {
    this.#record.save(true);
    for (const listener of [...this.#listeners]) listener();
  }
}
