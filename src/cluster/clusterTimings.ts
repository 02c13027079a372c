// Every waiting time of the cluster that a learner may choose, with the defaults of Kubernetes.
// Each part belongs to the component that waits.
import {
  EVICTION_TOLERATIONS,
  type EvictionTolerations,
} from './apiserver/admission/evictionTolerations';
import {
  NODE_MONITOR_TIMINGS,
  type NodeMonitorTimings,
} from './controllers/node/nodeMonitorTimings';
import { KUBELET_TIMINGS, type KubeletTimings } from './kubelet/kubeletTimings';
import { IMAGE_PULL_TIMINGS, type ImagePullTimings } from './runtime/imagePullTimings';
import { SCHEDULING_BACKOFF, type SchedulingBackoff } from './scheduler/schedulingBackoff';

export interface ClusterTimings
  extends
    NodeMonitorTimings,
    EvictionTolerations,
    KubeletTimings,
    ImagePullTimings,
    SchedulingBackoff {
  /** From the power button to the start of the kubelet: a quick virtual machine by default. */
  readonly nodeBootMs: number;
}

export const DEFAULT_TIMINGS: ClusterTimings = {
  ...NODE_MONITOR_TIMINGS,
  ...EVICTION_TOLERATIONS,
  ...KUBELET_TIMINGS,
  ...IMAGE_PULL_TIMINGS,
  ...SCHEDULING_BACKOFF,
  nodeBootMs: 10_000,
};
