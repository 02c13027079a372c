// How a request of a simulated user can end.

export const OUTCOMES = [
  'ok',
  /** Nobody listens on the port: the process has ended and its endpoint is not gone yet. */
  'refused',
  /** Nothing comes back: the node is off or cut off. */
  'timeout',
  /** The node answers that it has no such pod (any more). */
  'noRoute',
  /** The Service has no ready endpoint: kube-proxy's rules reject the connection. */
  'noEndpoints',
  /** No Service has the name. */
  'unknownName',
  /** No DNS server answers. */
  'noDns',
  /** The server answers with a status of 400 or more. */
  'httpError',
  /** No node is left that users reach. */
  'noNode',
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** How one request ends, or every one that takes the same way at the same time. */
export interface Attempt {
  readonly outcome: Outcome;
  /** On the wires, and waiting for what does not come. */
  readonly networkMs: number;
  /** In the server that answers; on average. */
  readonly serverMs: number;
  /** Of the answer; 0 without one. */
  readonly status: number;
  /** `namespace/name` of the pod that it was sent to, where it is known. */
  readonly pod: string | undefined;
}

export function failure(outcome: Outcome, networkMs: number, pod?: string): Attempt {
  return { outcome, networkMs, serverMs: 0, status: 0, pod };
}
