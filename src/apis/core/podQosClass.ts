// The quality of service that a pod's requests and limits buy it.
// Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/ (k8s.io/kubernetes/pkg/apis/core/v1/helper/qos).
import type { Container, PodSpec, ResourceRequirements } from '../generated/core/v1';
import { quantityValue } from '../../apimachinery/quantity';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const RESOURCES = ['cpu', 'memory'] as const;

/** Pods that come from one template share their spec: each is looked at once. A pure function's memo. */
const CLASSES = new WeakMap<readonly Container[], Known>();

interface Known extends Pick<PodSpec, 'initContainers' | 'resources'> {
  readonly qosClass: QosClass;
}

export function podQosClass(spec: PodSpec): QosClass {
  const { containers, initContainers, resources } = spec;
  const known = CLASSES.get(containers);
  const isKnown = known?.initContainers === initContainers && known?.resources === resources;
  if (known !== undefined && isKnown) return known.qosClass;
  const qosClass = computeQosClass(spec);
  if (containers !== undefined) CLASSES.set(containers, { initContainers, resources, qosClass });
  return qosClass;
}

function computeQosClass(spec: PodSpec): QosClass {
  const demands =
    spec.resources === undefined ? containersOf(spec) : [{ resources: spec.resources }];
  if (demands.every(({ resources }) => asksForNothing(resources))) return 'BestEffort';
  return demands.every(({ resources }) => isGuaranteed(resources)) ? 'Guaranteed' : 'Burstable';
}

function containersOf(spec: PodSpec): readonly Pick<Container, 'resources'>[] {
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
}

function asksForNothing(resources: ResourceRequirements | undefined): boolean {
  return RESOURCES.every(
    (each) =>
      quantityValue(resources?.requests?.[each]) === 0 &&
      quantityValue(resources?.limits?.[each]) === 0,
  );
}

function isGuaranteed(resources: ResourceRequirements | undefined): boolean {
  return RESOURCES.every((each) => {
    const limit = quantityValue(resources?.limits?.[each]);
    const request = resources?.requests?.[each];
    return limit > 0 && (request === undefined || quantityValue(request) === limit);
  });
}
