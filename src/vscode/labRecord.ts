// Keeps the running cluster on disk: its inputs before they take effect, and where it stands before
// anybody sees it.
import type { Cluster } from '../cluster/cluster';
import type { RunPosition } from '../simulation/journal';
import type { SavedLab, SavedMode, SavedPosition } from './lab/savedLab';
import type { LabStore } from './labStore';
import type { Running } from './running';

export class LabRecord {
  readonly #store: LabStore;
  readonly #onRefused: (error: unknown) => void;
  #running: Running | undefined;
  #branch = '';
  /** The position that was written last. */
  #saved: SavedPosition | undefined;
  #cannotSave = false;

  /** `onRefused` is told once, where the disk takes no more. */
  constructor(store: LabStore, onRefused: (error: unknown) => void) {
    this.#store = store;
    this.#onRefused = onRefused;
  }

  /** The name of the branch that runs. */
  get branch(): string {
    return this.#branch;
  }

  get isFollowing(): boolean {
    return this.#running !== undefined;
  }

  /** Gives the branch that runs another name. */
  rename(branch: string): void {
    this.#branch = branch;
    this.#store.rewrite(this.lab(), branch);
  }

  /** Writes all that comes from now on; what was before is in the store already, or comes by `rewrite`. */
  follow(running: Running, branch: string): void {
    this.#running = running;
    this.#branch = branch;
    this.#saved = undefined;
    running.cluster.journal.onAppend((entry) => {
      this.#store.appendInput(entry);
    });
  }

  /** Whoever still holds the cluster writes nothing to disk any more. */
  unfollow(): void {
    this.#running?.cluster.journal.onAppend(() => undefined);
    this.#running = undefined;
  }

  /** Writes the whole lab anew, as time is to go on in it. */
  rewrite({ speed, playing }: SavedMode): void {
    const lab = this.lab();
    const position = { ...lab.position, speed, playing };
    this.#store.rewrite({ ...lab, position }, this.#branch);
  }

  /** `open`: it is brought back by itself when the window opens again. */
  save(open: boolean): void {
    const running = this.#running;
    if (running === undefined) return;
    const position = positionOf(running, open);
    if (this.#saved !== undefined && isSame(position, this.#saved)) return;
    try {
      this.#store.savePosition(position);
      this.#saved = position;
    } catch (error) {
      if (!this.#cannotSave) this.#onRefused(error);
      this.#cannotSave = true;
    }
  }

  /** All there is to save of the running cluster. */
  lab(): SavedLab {
    const running = this.#running;
    if (running === undefined) throw new Error('no cluster runs that could be saved');
    const { config, journal } = running.cluster;
    return {
      extensionVersion: this.#store.extensionVersion,
      config,
      journal: journal.entries,
      position: positionOf(running, true),
    };
  }
}

function positionOf({ cluster, pacer }: Running, open: boolean): SavedPosition {
  return { ...placeOf(cluster), speed: pacer.speed, playing: pacer.isPlaying, open };
}

function placeOf({
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
