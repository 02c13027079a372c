// How often a kubelet reports and how patiently it restarts: fields of its configuration.
// Source: https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/

export interface KubeletTimings {
  /** nodeStatusUpdateFrequency; the lease is renewed with it. */
  readonly nodeStatusUpdateMs: number;
  /** nodeStatusReportFrequency: an unchanged status is posted this often. */
  readonly nodeStatusReportMs: number;
  /** nodeLeaseDurationSeconds. */
  readonly nodeLeaseSeconds: number;
  /** The first pause before a crashed container is started again; doubled with every crash. */
  readonly restartBackOffMs: number;
  /** crashLoopBackOff.maxContainerRestartPeriod: the longest pause. */
  readonly restartBackOffMaxMs: number;
}

export const KUBELET_TIMINGS: KubeletTimings = {
  nodeStatusUpdateMs: 10_000,
  nodeStatusReportMs: 300_000,
  nodeLeaseSeconds: 40,
  restartBackOffMs: 10_000,
  restartBackOffMaxMs: 300_000,
};
