// How the waiting times that were chosen reach the components of a cluster that kubeadm set up: extra arguments of
// the control plane, fields of the kubelets' configuration. What is as Kubernetes has it is not written.
// Source: k8s.io/kubernetes/cmd/kubeadm/app/apis/kubeadm/v1beta4 (extraArgs), kubelet.config.k8s.io/v1beta1.
//
// Differs from Kubernetes: the scheduler's waiting times stand in a file of its own (--config), and no field there
// is for the first pause of a crashed container; both are chosen without a trace here.
import type { StringMap } from '../apimachinery/objectMeta';
import { DEFAULT_TIMINGS, type ClusterTimings } from './clusterTimings';
import { goDuration } from './kubelet/goDuration';

type Setting = readonly [name: string, value: string];

export function apiServerFlags(timings: ClusterTimings): StringMap {
  return Object.fromEntries([
    ...seconds(timings, 'notReadyTolerationSeconds', 'default-not-ready-toleration-seconds'),
    ...seconds(timings, 'unreachableTolerationSeconds', 'default-unreachable-toleration-seconds'),
  ]);
}

export function controllerManagerFlags(timings: ClusterTimings): StringMap {
  return Object.fromEntries([
    ...duration(timings, 'nodeMonitorGraceMs', 'node-monitor-grace-period'),
    ...duration(timings, 'nodeMonitorPeriodMs', 'node-monitor-period'),
    ...duration(timings, 'nodeStartupGraceMs', 'node-startup-grace-period'),
  ]);
}

/** Of a KubeletConfiguration, in the order of their names. */
export function kubeletFields(timings: ClusterTimings): StringMap {
  const [backOff] = duration(timings, 'restartBackOffMaxMs', 'maxContainerRestartPeriod');
  const nested: readonly Setting[] =
    backOff === undefined ? [] : [['crashLoopBackOff', `\n  ${backOff.join(': ')}`]];
  return Object.fromEntries([
    ...nested,
    ...seconds(timings, 'nodeLeaseSeconds', 'nodeLeaseDurationSeconds'),
    ...duration(timings, 'nodeStatusReportMs', 'nodeStatusReportFrequency'),
    ...duration(timings, 'nodeStatusUpdateMs', 'nodeStatusUpdateFrequency'),
  ]);
}

function seconds(
  timings: ClusterTimings,
  key: keyof ClusterTimings & `${string}Seconds`,
  name: string,
): readonly Setting[] {
  const value = timings[key];
  return value === DEFAULT_TIMINGS[key] ? [] : [[name, String(value)]];
}

function duration(
  timings: ClusterTimings,
  key: keyof ClusterTimings & `${string}Ms`,
  name: string,
): readonly Setting[] {
  const value = timings[key];
  return value === DEFAULT_TIMINGS[key] ? [] : [[name, goDuration(value)]];
}
