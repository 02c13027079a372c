// How each waiting time of a cluster is called in a lab file. A new one needs a line here: the compiler
// says so.
import type { ClusterTimings } from '../cluster/clusterTimings';

export interface TimingField {
  readonly name: string;
  /** What the number of the configuration counts. */
  readonly unit: 'ms' | 'seconds' | 'bytesPerMs';
  readonly description: string;
}

export const TIMING_FIELDS: Readonly<Record<keyof ClusterTimings, TimingField>> = {
  nodeMonitorPeriodMs: {
    name: 'nodeMonitorPeriod',
    unit: 'ms',
    description: 'How often the node controller looks at the nodes. Kubernetes: 5s.',
  },
  nodeMonitorGraceMs: {
    name: 'nodeMonitorGracePeriod',
    unit: 'ms',
    description: 'How long a node may be silent before it counts as NotReady. Kubernetes: 50s.',
  },
  nodeStartupGraceMs: {
    name: 'nodeStartupGracePeriod',
    unit: 'ms',
    description: 'The same for a node that was never heard of. Kubernetes: 60s.',
  },
  notReadyTolerationSeconds: {
    name: 'notReadyToleration',
    unit: 'seconds',
    description: 'How long pods stay on a node that is not ready. Kubernetes: 300s.',
  },
  unreachableTolerationSeconds: {
    name: 'unreachableToleration',
    unit: 'seconds',
    description: 'How long pods stay on a node that is unreachable. Kubernetes: 300s.',
  },
  nodeStatusUpdateMs: {
    name: 'nodeStatusUpdateFrequency',
    unit: 'ms',
    description:
      "How often a kubelet renews its lease and looks at its node's status. Kubernetes: 10s.",
  },
  nodeStatusReportMs: {
    name: 'nodeStatusReportFrequency',
    unit: 'ms',
    description: 'How often a kubelet posts a status that has not changed. Kubernetes: 300s.',
  },
  nodeLeaseSeconds: {
    name: 'nodeLeaseDuration',
    unit: 'seconds',
    description: 'For how long the lease of a node is good. Kubernetes: 40s.',
  },
  restartBackOffMs: {
    name: 'restartBackOff',
    unit: 'ms',
    description:
      'The first pause before a crashed container starts again; doubled with every crash. Kubernetes: 10s.',
  },
  restartBackOffMaxMs: {
    name: 'restartBackOffMax',
    unit: 'ms',
    description: 'The longest pause before a crashed container starts again. Kubernetes: 300s.',
  },
  imageResolveMs: {
    name: 'imageResolve',
    unit: 'ms',
    description: 'How long a registry takes to answer.',
  },
  imageBytesPerMs: {
    name: 'imageBytesPerSecond',
    unit: 'bytesPerMs',
    description: 'How fast images are downloaded and unpacked, such as 40M.',
  },
  podInitialBackoffMs: {
    name: 'podInitialBackoff',
    unit: 'ms',
    description: 'How long the scheduler first lets a pod wait that found no node. Kubernetes: 1s.',
  },
  podMaxBackoffMs: {
    name: 'podMaxBackoff',
    unit: 'ms',
    description: 'How long the scheduler lets a pod wait at most. Kubernetes: 10s.',
  },
  nodeBootMs: {
    name: 'nodeBoot',
    unit: 'ms',
    description: 'From the power button to the start of the kubelet.',
  },
};

/** The table as pairs, in its order. */
export function timingFields(): readonly (readonly [keyof ClusterTimings, TimingField])[] {
  // Object.entries forgets that the keys are those of the table.
  return Object.entries(TIMING_FIELDS) as [keyof ClusterTimings, TimingField][];
}
