// A service that changes its type drops what only the former type needed, unless the update changes
// just that. Source: k8s.io/kubernetes/pkg/registry/core/service (strategy.go, dropTypeDependentFields).
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { ServicePort, ServiceSpec } from '../../../apis/generated/core/v1';

export function hasClusterIp({ type }: ServiceSpec): boolean {
  return type !== 'ExternalName';
}

export function hasNodePorts({ type }: ServiceSpec): boolean {
  return type === 'NodePort' || type === 'LoadBalancer';
}

export function withoutFormerTypeFields(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  if (spec.type === old.type) return spec;
  let kept: { -readonly [K in keyof ServiceSpec]: ServiceSpec[K] } = { ...spec };
  if (hasClusterIp(old) && !hasClusterIp(spec)) {
    kept = withoutSame(kept, old, ['clusterIP', 'clusterIPs']);
    kept = withoutSame(kept, old, ['ipFamilies', 'ipFamilyPolicy']);
  }
  if (hasNodePorts(old) && !hasNodePorts(spec)) {
    if (deepEqual(nodePorts(spec), nodePorts(old))) {
      kept.ports = spec.ports?.map(({ nodePort: _, ...port }) => port);
    }
    kept = withoutSame(kept, old, ['externalTrafficPolicy']);
  }
  if (old.type === 'LoadBalancer') {
    kept = withoutSame(kept, old, ['allocateLoadBalancerNodePorts']);
    kept = withoutSame(kept, old, ['loadBalancerClass']);
    kept = withoutSame(kept, old, ['healthCheckNodePort']);
  }
  return kept;
}

/** Drops the fields together where the update left all of them as they were. */
function withoutSame(
  spec: ServiceSpec,
  old: ServiceSpec,
  fields: readonly (keyof ServiceSpec)[],
): ServiceSpec {
  if (!fields.every((field) => deepEqual(spec[field], old[field]))) return spec;
  const rest = { ...spec };
  for (const field of fields) delete rest[field];
  return rest;
}

function nodePorts({ ports = [] }: ServiceSpec): readonly (number | undefined)[] {
  return ports.map(({ nodePort }: ServicePort) => nodePort);
}
