// What stands at every door into the running cluster, and out of it.

export interface Doorkeeper {
  /** Saves where the run stands: called before anybody sees what has happened. */
  readonly beforeShown: () => void;
  /** Throws LookingBackError while a moment of the past is looked at: nothing is changed then. */
  readonly assertPresent: () => void;
}
