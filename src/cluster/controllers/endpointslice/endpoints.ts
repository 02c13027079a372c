// The endpoints and ports of a Service from its pods.
// Source: k8s.io/endpointslice (podToEndpoint, getEndpointPorts),
// https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
import { isPodReady, isPodTerminal } from '../../../apis/core/podState';
import type { Node, Pod, Service, ServicePort } from '../../../apis/generated/core/v1';
import type { Endpoint, EndpointPort } from '../../../apis/generated/discovery/v1';

/** Of the Endpoints and EndpointSlices of a Service without a cluster IP. */
export const HEADLESS_LABEL = 'service.kubernetes.io/headless';
const ZONE_LABEL = 'topology.kubernetes.io/zone';

/** Pods with an address that have not finished; those that shut down are still listed. */
export function hasEndpoint(pod: Pod): boolean {
  return !!pod.status.podIP && !isPodTerminal(pod);
}

export function endpointOf(pod: Pod, node: Node | undefined, service: Service): Endpoint {
  const serving = isPodReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const { nodeName, hostname, subdomain } = pod.spec;
  const { name, namespace, uid } = pod.metadata;
  const zone = node?.metadata.labels?.[ZONE_LABEL];
  const publishes = service.spec.publishNotReadyAddresses === true;
  return {
    addresses: [pod.status.podIP ?? ''],
    conditions: { ready: publishes || (serving && !terminating), serving, terminating },
    ...(hostname && subdomain === service.metadata.name ? { hostname } : {}),
    ...(nodeName ? { nodeName } : {}),
    targetRef: { kind: 'Pod', ...(namespace === undefined ? {} : { namespace }), name, uid },
    ...(zone === undefined ? {} : { zone }),
  };
}

/** Ports as this pod has them: a named target port may differ between pods. */
export function endpointPorts(service: Service, pod: Pod): readonly EndpointPort[] {
  return (service.spec.ports ?? []).flatMap((port): readonly EndpointPort[] => {
    const number = findPort(pod, port);
    if (number === undefined) return [];
    return [
      {
        name: port.name ?? '',
        port: number,
        protocol: port.protocol ?? 'TCP',
        ...(port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }),
      },
    ];
  });
}

/** The number behind a target port; undefined where no container of the pod has that name. */
function findPort(pod: Pod, servicePort: ServicePort): number | undefined {
  const target = servicePort.targetPort ?? servicePort.port;
  if (typeof target === 'number') return target === 0 ? servicePort.port : target;
  const protocol = servicePort.protocol ?? 'TCP';
  const sidecars = (pod.spec.initContainers ?? []).filter(
    ({ restartPolicy }) => restartPolicy === 'Always',
  );
  for (const { ports } of [...pod.spec.containers, ...sidecars]) {
    for (const port of ports ?? []) {
      if (port.name === target && (port.protocol ?? 'TCP') === protocol) return port.containerPort;
    }
  }
  return undefined;
}
