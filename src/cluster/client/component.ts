// What every component of the cluster is given, and how it is started and stopped.
import type { WallClock } from '../../apimachinery/wallClock';
import type { Simulation } from '../../simulation/simulation';
import type { Client } from './client';

export interface ComponentContext {
  readonly simulation: Simulation;
  /** Under the component's own identity, over its own link. */
  readonly client: Client;
  readonly clock: WallClock;
}

/** A process of the cluster. After `stop` it does nothing at all until `start`. */
export interface Component {
  /** A process that cannot go on calls `exit`: it is then stopped, as the end of a process is. */
  start(exit?: (code: number) => void): void;
  stop(): void;
}
