// Why a plugin refused: the answer of a filter. Success is `undefined`.
// Source: k8s.io/kube-scheduler/framework (Status, Code).

/**
 * `Unschedulable`: evicting pods from the node might help. `UnschedulableAndUnresolvable`: it would
 * not. `Error`: something went wrong, the pod is tried again after a back-off.
 */
export type StatusCode = 'Unschedulable' | 'UnschedulableAndUnresolvable' | 'Error';

export interface Status {
  readonly plugin: string;
  readonly code: StatusCode;
  /** At least one; counted over the nodes in the FailedScheduling message. */
  readonly reasons: readonly string[];
}

/**
 * Hands out one Status object for equal answers, so that thousands of nodes that refuse for the same
 * reason share it and counting compares references.
 */
export class StatusTable {
  readonly #plugin: string;
  readonly #statuses = new Map<string, Status>();

  constructor(plugin: string) {
    this.#plugin = plugin;
  }

  status(code: StatusCode, ...reasons: string[]): Status {
    const key = `${code} ${reasons.join('\n')}`;
    let status = this.#statuses.get(key);
    if (status === undefined) {
      status = { plugin: this.#plugin, code, reasons };
      this.#statuses.set(key, status);
    }
    return status;
  }
}
