// The quality of service class of a pod.
// Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
import { quantityValue } from '../../apimachinery/quantity';
import type { Container, Pod, PodStatus } from '../../apis/generated/core/v1';

const COMPUTE = ['cpu', 'memory'];

export function qosClass(pod: Pod): NonNullable<PodStatus['qosClass']> {
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  if (containers.every(hasNothing)) return 'BestEffort';
  return containers.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

function hasNothing({ resources }: Container): boolean {
  return COMPUTE.every(
    (name) => isZero(resources?.requests?.[name]) && isZero(resources?.limits?.[name]),
  );
}

/** Limits for both, and requests, where given, equal to them. */
function isGuaranteed({ resources }: Container): boolean {
  return COMPUTE.every((name) => {
    const limit = resources?.limits?.[name];
    const request = resources?.requests?.[name] ?? limit;
    return !isZero(limit) && quantityValue(limit) === quantityValue(request);
  });
}

function isZero(quantity: string | number | undefined): boolean {
  return quantity === undefined || quantityValue(quantity) === 0;
}
