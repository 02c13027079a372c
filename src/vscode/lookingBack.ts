// Goes to moments of the past and back: pauses the present, replays up to the moment in slices, and
// restores the present as it was. At most one past is looked at.
import type { Cluster } from '../cluster/cluster';
import type { ClusterConfig } from '../cluster/clusterConfig';
import { inSlices } from './inSlices';
import type { HostTime } from './pacer';
import { isPresent, Past, type LookBackTarget } from './past';
import type { Running } from './running';

export interface LookingBackOptions {
  readonly host: HostTime;
  readonly createCluster: (config: ClusterConfig) => Promise<Cluster>;
  readonly onError: (error: unknown, cluster: Cluster) => void;
  readonly onChange: () => void;
}

export interface LookBackOptions {
  /** Told how far the replay is, 0 to 1. */
  readonly progress?: (fraction: number) => void;
  /** Asked while it goes on: it then stays as it was before. */
  readonly isCancelled?: () => boolean;
}

export class LookingBack {
  readonly #options: LookingBackOptions;
  #past: Past | undefined;
  /** Grows with every request, so that one that was overtaken knows it. */
  #attempt = 0;
  /** Whether the present played when it was left; undefined while it was not left. */
  #wasPlaying: boolean | undefined;

  constructor(options: LookingBackOptions) {
    this.#options = options;
  }

  /** What is looked at; undefined in the present. */
  get past(): Past | undefined {
    return this.#past;
  }

  /** Resolves to whether it came there: not where it was cancelled or overtaken. */
  async to(
    running: Running,
    target: LookBackTarget,
    { progress, isCancelled }: LookBackOptions,
  ): Promise<boolean> {
    const attempt = ++this.#attempt;
    if (isPresent(running.cluster, target)) {
      this.end(running);
      return true;
    }
    this.#wasPlaying ??= running.pacer.isPlaying;
    running.pacer.pause();
    this.#past?.pacer.pause();
    const isOver = (): boolean => attempt !== this.#attempt || isCancelled?.() === true;
    let past: Past | undefined;
    try {
      past = await this.#before(target, running);
      const options = { onSlice: progress, isCancelled: isOver };
      await inSlices(this.#options.host, past.stepsTo(target), options);
      if (isOver()) return false;
      this.#show(past, running);
      return true;
    } finally {
      if (past !== this.#past) past?.dispose();
      if (attempt === this.#attempt && this.#past === undefined) this.end(running);
    }
  }

  /** Back to the present, which goes on as it did; `playing` says otherwise. */
  end(running: Running, playing = this.#wasPlaying): void {
    this.drop();
    if (playing === true) running.pacer.play();
    this.#options.onChange();
  }

  /** The present goes, and its past with it. */
  drop(): void {
    this.#attempt++;
    this.#wasPlaying = undefined;
    this.#past?.dispose();
    this.#past = undefined;
  }

  /** Gives the cluster that is looked at away: it becomes the present. */
  take(): Past | undefined {
    const past = this.#past;
    past?.pacer.dispose();
    this.#past = undefined;
    this.drop();
    return past;
  }

  /** A past that has not passed the target yet: the one that is looked at, or a new one. */
  async #before(target: LookBackTarget, { cluster: present }: Running): Promise<Past> {
    if (this.#past?.hasPassed(target) === false) return this.#past;
    const { createCluster, host, onError } = this.#options;
    const cluster = await createCluster(present.config);
    return new Past({
      present,
      cluster,
      host,
      onError: (error) => {
        onError(error, cluster);
      },
    });
  }

  #show(past: Past, running: Running): void {
    if (past !== this.#past) {
      this.#past?.dispose();
      this.#past = past;
      past.pacer.setSpeed(running.pacer.speed);
      past.pacer.onDidChange(() => {
        // Who plays the past up to the present goes on there; who steps stands there.
        if (past.isAtEnd) this.end(running, past.pacer.isPlaying);
        else this.#options.onChange();
      });
    }
    this.#options.onChange();
  }
}
