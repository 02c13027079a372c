// Source: k8s.io/kubernetes/pkg/registry/core/pod (strategy.go).
//
// Differs from Kubernetes: in-place resize and ephemeral containers have no subresource yet (#3).
import { isPodTerminal } from '../../../apis/core/podState';
import type { Pod, PodStatus } from '../../../apis/generated/core/v1';
import { bumpedBySpec, dataStrategy, withGeneration } from './genericStrategy';
import { podQosClass } from '../../../apis/core/podQosClass';
import { resetStatusAndSpec } from './resetFields';
import type { Strategy } from './strategy';

export const POD_STRATEGY: Strategy<Pod> = {
  ...dataStrategy<Pod>(),
  returnsDeletedObject: true,
  resetFields: resetStatusAndSpec('deletionTimestamp', 'ownerReferences'),
  prepareForCreate: (pod) => withGeneration({ ...pod, status: initialStatus(pod) }, 1),
  prepareForUpdate: (pod, old) => bumpedBySpec({ ...pod, status: old.status }, old),
  // Owners are not the kubelet's business; labels and annotations may come with a status.
  prepareForStatusUpdate: (pod, old) => ({
    ...pod,
    spec: old.spec,
    metadata:
      pod.metadata.ownerReferences === old.metadata.ownerReferences
        ? pod.metadata
        : { ...pod.metadata, ownerReferences: old.metadata.ownerReferences },
  }),
  /** An unscheduled or finished pod has nothing to shut down. */
  graceSeconds: (pod, requested) => {
    if (!pod.spec.nodeName || isPodTerminal(pod)) return 0;
    const seconds = requested ?? pod.spec.terminationGracePeriodSeconds ?? 0;
    return seconds < 0 ? 1 : seconds;
  },
};

function initialStatus({ spec }: Pod): PodStatus {
  const status: PodStatus = { phase: 'Pending', qosClass: podQosClass(spec) };
  if ((spec.schedulingGates?.length ?? 0) === 0) return status;
  const gated = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  };
  return { ...status, conditions: [gated] };
}
