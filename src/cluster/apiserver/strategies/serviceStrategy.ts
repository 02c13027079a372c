// Source: k8s.io/kubernetes/pkg/registry/core/service (strategy.go, storage/storage.go).
import type { Service, ServicePort, ServiceSpec } from '../../../apis/generated/core/v1';
import { dataStrategy, onlyStatus, withStatusOf } from './genericStrategy';
import { hasClusterIp, hasNodePorts, withoutFormerTypeFields } from './serviceTypeFields';
import { ONLY_STATUS } from './resetFields';
import type { Strategy } from './strategy';

export const SERVICE_STRATEGY: Strategy<Service> = {
  ...dataStrategy<Service>(),
  resetFields: ONLY_STATUS,
  allowsCreateOnUpdate: true,
  returnsDeletedObject: true,
  prepareForCreate: (service) => ({ ...service, status: { loadBalancer: {} } }),
  prepareForUpdate: (service, old) => {
    const kept = withStatusOf(service, old);
    const spec = withoutFormerTypeFields(keepAllocated(kept.spec, old.spec), old.spec);
    return spec === kept.spec ? kept : { ...kept, spec };
  },
  prepareForStatusUpdate: (service, old) => onlyStatus(service, old),
};

/** An update that leaves out what was allocated means to keep it. */
function keepAllocated(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  let kept = spec;
  if (hasClusterIp(spec) && hasClusterIp(old)) {
    if (!spec.clusterIP) kept = { ...kept, clusterIP: old.clusterIP };
    if (kept.clusterIPs === undefined && kept.clusterIP === old.clusterIP) {
      kept = { ...kept, clusterIPs: old.clusterIPs };
    }
  }
  if (hasNodePorts(spec) && hasNodePorts(old)) {
    kept = { ...kept, ports: withNodePorts(spec.ports ?? [], old.ports ?? []) };
  }
  return kept;
}

function withNodePorts(
  ports: readonly ServicePort[],
  oldPorts: readonly ServicePort[],
): readonly ServicePort[] {
  const taken = new Set(ports.flatMap(({ nodePort }) => (nodePort ? [nodePort] : [])));
  return ports.map((port) => {
    if (port.nodePort) return port;
    const old = oldPorts.find(
      (each) => each.port === port.port && (each.protocol ?? 'TCP') === (port.protocol ?? 'TCP'),
    );
    return old?.nodePort && !taken.has(old.nodePort) ? { ...port, nodePort: old.nodePort } : port;
  });
}
