// When a silent node counts as lost: flags of kube-controller-manager and their defaults.
// Source: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/

export interface NodeMonitorTimings {
  /** --node-monitor-period: how often the nodes are looked at. */
  readonly nodeMonitorPeriodMs: number;
  /** --node-monitor-grace-period: how long a node may be silent. */
  readonly nodeMonitorGraceMs: number;
  /** --node-startup-grace-period: how long a node may be silent that was never heard of. */
  readonly nodeStartupGraceMs: number;
}

export const NODE_MONITOR_TIMINGS: NodeMonitorTimings = {
  nodeMonitorPeriodMs: 5_000,
  nodeMonitorGraceMs: 50_000,
  nodeStartupGraceMs: 60_000,
};
