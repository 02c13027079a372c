// How long a pod that found no node waits before its next try: fields of the scheduler's configuration.
// Source: https://kubernetes.io/docs/reference/config-api/kube-scheduler-config.v1/

export interface SchedulingBackoff {
  /** podInitialBackoffSeconds; doubled with every refusal. */
  readonly podInitialBackoffMs: number;
  /** podMaxBackoffSeconds. */
  readonly podMaxBackoffMs: number;
}

export const SCHEDULING_BACKOFF: SchedulingBackoff = {
  podInitialBackoffMs: 1_000,
  podMaxBackoffMs: 10_000,
};
