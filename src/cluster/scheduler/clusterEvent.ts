// What happened in the cluster that may make a refused pod schedulable; put to the queueing hints of
// the plugins that refused it. Source: k8s.io/kube-scheduler/framework (ClusterEvent).
import { deepEqual } from '../../apimachinery/deepEqual';
import type { Node, PersistentVolumeClaim, Pod } from '../../apis/generated/core/v1';

export type ClusterEvent =
  | { readonly type: 'nodeAdded'; readonly node: Node }
  | { readonly type: 'nodeUpdated'; readonly old: Node; readonly node: Node }
  | { readonly type: 'nodeDeleted'; readonly node: Node }
  | { readonly type: 'assignedPodAdded'; readonly pod: Pod }
  | { readonly type: 'assignedPodUpdated'; readonly old: Pod; readonly pod: Pod }
  /** Gone, or finished: it no longer takes anything of its node. */
  | { readonly type: 'assignedPodDeleted'; readonly pod: Pod }
  /** The pending pod itself was changed. */
  | { readonly type: 'targetPodUpdated'; readonly old: Pod; readonly pod: Pod }
  | { readonly type: 'claimChanged'; readonly claim: PersistentVolumeClaim }
  | { readonly type: 'volumeChanged' }
  | { readonly type: 'storageClassAdded' };

/** False for what no plugin cares about, such as heartbeats. */
export function isSchedulingChangeOfNode(old: Node, node: Node): boolean {
  return (
    old.spec.unschedulable !== node.spec.unschedulable ||
    differs(old.spec.taints, node.spec.taints) ||
    differs(old.metadata.labels, node.metadata.labels) ||
    differs(old.status.allocatable, node.status.allocatable)
  );
}

/** False where only status or bookkeeping changed. */
export function isSchedulingChangeOfPod(old: Pod, pod: Pod): boolean {
  return (
    differs(old.spec, pod.spec) ||
    differs(old.metadata.labels, pod.metadata.labels) ||
    differs(old.metadata.annotations, pod.metadata.annotations)
  );
}

function differs(a: unknown, b: unknown): boolean {
  return !deepEqual(a, b);
}
