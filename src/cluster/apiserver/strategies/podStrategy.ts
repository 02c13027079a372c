// Source: k8s.io/kubernetes/pkg/registry/core/pod (strategy.go).
import { isPodTerminal } from '../../../apis/core/podState';
import type { Container, Pod, PodStatus } from '../../../apis/generated/core/v1';
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
  prepareForStatusUpdate: (pod, old) => {
    const { ownerReferences } = old.metadata;
    const hasOwners = pod.metadata.ownerReferences === ownerReferences;
    if (hasOwners && pod.spec === old.spec) return pod;
    const metadata = hasOwners ? pod.metadata : { ...pod.metadata, ownerReferences };
    return { ...pod, spec: old.spec, metadata };
  },
  subresources: { ephemeralcontainers: onlyEphemeralContainers, resize: onlyResources },
  /** An unscheduled or finished pod has nothing to shut down. */
  graceSeconds: (pod, requested) => {
    if (!pod.spec.nodeName || isPodTerminal(pod)) return 0;
    const seconds = requested ?? pod.spec.terminationGracePeriodSeconds ?? 0;
    return seconds < 0 ? 1 : seconds;
  },
};

/** What is sent to the subresource `ephemeralcontainers`. */
function onlyEphemeralContainers({ spec }: Pod, old: Pod): Pod {
  return { ...old, spec: { ...old.spec, ephemeralContainers: spec.ephemeralContainers } };
}

/** What is sent to the subresource `resize`. */
function onlyResources({ spec }: Pod, old: Pod): Pod {
  const { containers, initContainers } = old.spec;
  return {
    ...old,
    spec: {
      ...old.spec,
      containers: containers.map((container) => resized(container, spec.containers)),
      ...(initContainers === undefined
        ? {}
        : {
            initContainers: initContainers.map((container) =>
              container.restartPolicy === 'Always'
                ? resized(container, spec.initContainers ?? [])
                : container,
            ),
          }),
    },
  };
}

function resized(container: Container, received: readonly Container[]): Container {
  const found = received.find(({ name }) => name === container.name);
  if (found === undefined) return container;
  return { ...container, resources: found.resources, resizePolicy: found.resizePolicy };
}

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
