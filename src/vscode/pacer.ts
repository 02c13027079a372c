// Turns real time into virtual time: real time x speed, pause, step, run until. Works in short
// slices, so that the extension host is never held for long. Knows no VS Code: time comes in
// through HostTime, so that tests need no waiting.
import type { RunGoal } from '../views/goals/runGoal';

/** Real time and a way to come back later. */
export interface HostTime {
  /** Monotonic, ms. */
  nowMs(): number;
  /** Calls back after `delayMs` (0: as soon as the host has done its other work); returns a cancel. */
  later(delayMs: number, callback: () => void): () => void;
}

export const realTime: HostTime = {
  nowMs: () => performance.now(),
  later: (delayMs, callback) => {
    if (delayMs <= 0) {
      const immediate = setImmediate(callback);
      return () => {
        clearImmediate(immediate);
      };
    }
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

export const MIN_SPEED = 0.1;
export const MAX_SPEED = 1000;

/** What is paced: a simulation, or the replay of one. */
export interface PacedRun {
  readonly nowMs: number;
  /** When the next event comes; undefined where none will. */
  readonly nextEventMs: number | undefined;
  /** Runs the next event; false where there is none. */
  step(): boolean;
  /** Moves the clock over a stretch in which nothing comes. */
  advanceClock(timeMs: number): void;
}

export type RunResult = 'reached' | 'limit' | 'cancelled';

/** How often the clock is moved on and listeners told while nothing happens, real ms. */
const IDLE_TICK_MS = 200;
/** A host that was asleep or busy does not make the cluster race afterwards: at most this, real ms. */
const MAX_CATCH_UP_MS = 1000;

interface FastRun {
  readonly goal: RunGoal;
  readonly endMs: number;
  readonly done: (result: RunResult) => void;
}

export class Pacer {
  readonly #run: PacedRun;
  readonly #host: HostTime;
  readonly #sliceMs: number;
  readonly #listeners = new Set<() => void>();
  readonly #onError: (error: unknown) => void;
  #speed = 1;
  #playing = false;
  #fastRun: FastRun | undefined;
  /** Events are being run right now. */
  #isWorking = false;
  #isInterrupted = false;
  #anchorRealMs = 0;
  #anchorVirtualMs = 0;
  #cancelTick: (() => void) | undefined;

  /** `onError` is told of a bug in the simulation; time has then been paused. */
  constructor(run: PacedRun, host: HostTime, onError: (error: unknown) => void, sliceMs = 8) {
    this.#run = run;
    this.#host = host;
    this.#onError = onError;
    this.#sliceMs = sliceMs;
  }

  get isPlaying(): boolean {
    return this.#playing;
  }

  /** True while a fast run (`run`) is under way. */
  get isRunningFast(): boolean {
    return this.#fastRun !== undefined;
  }

  get speed(): number {
    return this.#speed;
  }

  /** Told after every slice, and whenever play, pause or speed changed. */
  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Throws RangeError outside 0.1 to 1000. */
  setSpeed(speed: number): void {
    if (!(speed >= MIN_SPEED && speed <= MAX_SPEED)) {
      throw new RangeError(`speed must be between ${String(MIN_SPEED)} and ${String(MAX_SPEED)}`);
    }
    this.#speed = speed;
    this.#anchor();
    this.#tell();
    if (this.#playing) this.#tickLater(0);
  }

  play(): void {
    if (this.#playing) return;
    this.#playing = true;
    this.#anchor();
    this.#tell();
    this.#tickLater(0);
  }

  /** Stops time, and a fast run with it. */
  pause(): void {
    this.#endFastRun('cancelled');
    this.#playing = false;
    this.#stopTicking();
    this.#tell();
  }

  /** Pauses before the next event. May be called from within an event, or by an input. */
  interrupt(): void {
    if (this.#isWorking) this.#isInterrupted = true;
    else this.pause();
  }

  /** Runs the next event; time stays paused. */
  step(): void {
    this.pause();
    this.#guarded(() => {
      this.#run.step();
    });
    this.#tell();
  }

  /**
   * Runs as fast as possible until the goal is reached or its limit has passed, then goes on as it
   * was before (paused or playing). A run under way is cancelled by a new one, and by `pause`.
   */
  run(goal: RunGoal): Promise<RunResult> {
    this.#endFastRun('cancelled');
    return new Promise((resolve) => {
      this.#fastRun = { goal, endMs: this.#run.nowMs + goal.limitMs, done: resolve };
      this.#tell();
      this.#tickLater(0);
    });
  }

  /** Brings the virtual clock up to now, so that an input that comes now has its right time. */
  catchUp(): void {
    if (!this.#playing || this.#fastRun !== undefined) return;
    const target = this.#targetMs();
    const next = this.#run.nextEventMs;
    this.#run.advanceClock(next === undefined ? target : Math.min(target, next));
  }

  /** An input came in: looks at once for what is due, for it may have set something off. */
  wake(): void {
    if (this.#fastRun !== undefined) return;
    if (this.#playing) this.#tickLater(0);
    // While time stands no slice tells of it.
    else this.#tell();
  }

  dispose(): void {
    this.#listeners.clear();
    this.#endFastRun('cancelled');
    this.#playing = false;
    this.#stopTicking();
  }

  #anchor(): void {
    this.#anchorRealMs = this.#host.nowMs();
    this.#anchorVirtualMs = this.#run.nowMs;
  }

  #targetMs(): number {
    return this.#anchorVirtualMs + (this.#host.nowMs() - this.#anchorRealMs) * this.#speed;
  }

  #tickLater(delayMs: number): void {
    this.#stopTicking();
    this.#cancelTick = this.#host.later(delayMs, () => {
      this.#cancelTick = undefined;
      this.#tick();
    });
  }

  #stopTicking(): void {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
  }

  #tick(): void {
    const failed = !this.#guarded(() => {
      if (this.#fastRun !== undefined) this.#fastSlice(this.#fastRun);
      else if (this.#playing) this.#playSlice();
    });
    if (failed) return;
    this.#tell();
    // A listener may have paused or started something: only an unclaimed next tick is ours to plan.
    if (this.#cancelTick === undefined) this.#planTick();
  }

  #planTick(): void {
    if (this.#fastRun !== undefined) {
      this.#tickLater(0);
    } else if (this.#playing) {
      const next = this.#run.nextEventMs;
      const dueMs = next === undefined ? IDLE_TICK_MS : (next - this.#targetMs()) / this.#speed;
      // Not less than 1 ms ahead: rounding may leave an event due in a moment too short to pass.
      this.#tickLater(dueMs <= 0 ? 0 : Math.min(IDLE_TICK_MS, Math.max(1, dueMs)));
    }
  }

  #playSlice(): void {
    const target = this.#targetMs();
    const caughtUp = this.#runSlice(target, () => false);
    if (caughtUp) {
      this.#run.advanceClock(target);
    } else if ((target - this.#run.nowMs) / this.#speed > MAX_CATCH_UP_MS) {
      // The machine cannot keep up with this speed, or was asleep: go on from where we are.
      this.#anchor();
    }
  }

  #fastSlice(run: FastRun): void {
    const isThere = run.goal.reached();
    const caughtUp = !isThere && this.#runSlice(run.endMs, () => run.goal.reached());
    if (run.goal.reached()) {
      this.#endFastRun('reached');
    } else if (caughtUp) {
      this.#run.advanceClock(run.endMs);
      this.#endFastRun('limit');
    }
  }

  /** Runs events up to `targetMs` for one slice; true when none is left before it. */
  #runSlice(targetMs: number, done: () => boolean): boolean {
    const run = this.#run;
    const endReal = this.#host.nowMs() + this.#sliceMs;
    for (;;) {
      const next = run.nextEventMs;
      if (next === undefined || next > targetMs) return true;
      run.step();
      if (this.#isInterrupted || done() || this.#host.nowMs() >= endReal) return false;
    }
  }

  #endFastRun(result: RunResult): void {
    const run = this.#fastRun;
    if (run === undefined) return;
    this.#fastRun = undefined;
    this.#anchor();
    run.goal.end?.();
    run.done(result);
  }

  #guarded(action: () => void): boolean {
    this.#isWorking = true;
    try {
      action();
    } catch (error) {
      this.#playing = false;
      this.#endFastRun('cancelled');
      this.#onError(error);
      return false;
    } finally {
      this.#isWorking = false;
    }
    const isInterrupted = this.#isInterrupted;
    this.#isInterrupted = false;
    if (isInterrupted) this.pause();
    return !isInterrupted;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
