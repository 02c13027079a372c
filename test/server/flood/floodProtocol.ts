// What the test of many watches and the process that opens them say to each other.

export interface FloodOrder {
  readonly port: number;
  readonly attempts: number;
  readonly cert: string;
  readonly key: string;
}

/** How many watches are open now, and how many were not let in. */
export interface FloodReport {
  readonly open: number;
  readonly refused: number;
}
