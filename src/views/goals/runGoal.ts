// What a run that goes as fast as possible is to end at.

export interface RunGoal {
  /** Looked at after every event. */
  reached(): boolean;
  /** At most this much virtual time, ms. */
  readonly limitMs: number;
  /** Lets go of what it listens to; called once, when the run is over. */
  readonly end?: () => void;
}
