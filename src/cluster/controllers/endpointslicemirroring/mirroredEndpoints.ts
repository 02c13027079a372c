// What the EndpointSlices of an Endpoints object have to say.
// Source: k8s.io/kubernetes/pkg/controller/endpointslicemirroring (reconciler.go, utils.go).
import { isIPv4 } from '../../../apimachinery/names';
import type { StringMap } from '../../../apimachinery/objectMeta';
import type {
  EndpointAddress,
  EndpointPort as CorePort,
  Endpoints,
} from '../../../apis/generated/core/v1';
import type { Endpoint, EndpointPort } from '../../../apis/generated/discovery/v1';
import { LEADER_ANNOTATION, TRIGGER_TIME_ANNOTATION } from '../endpoints/endpointsAnnotations';
import { MANAGED_BY_LABEL, SERVICE_NAME_LABEL } from '../endpointslice/sliceIndex';
import { endpointKey, portsKey, type PortGroup } from '../endpointslice/sliceReconciler';

export const MIRRORING = 'endpointslicemirroring-controller.k8s.io';
/** --mirroring-max-endpoints-per-subset. */
export const MAX_PER_SUBSET = 1000;
const SKIP_LABEL = 'endpointslice.kubernetes.io/skip-mirror';
const NOT_MIRRORED: readonly string[] = [
  TRIGGER_TIME_ANNOTATION,
  'kubectl.kubernetes.io/last-applied-configuration',
];

export type AddressType = 'IPv4' | 'IPv6';

export function mayBeMirrored({ metadata: { labels, annotations } }: Endpoints): boolean {
  return labels?.[SKIP_LABEL] !== 'true' && annotations?.[LEADER_ANNOTATION] === undefined;
}

/** The endpoints with addresses of one type, by their ports. */
export function mirroredGroups(endpoints: Endpoints, type: AddressType): readonly PortGroup[] {
  const groups = new Map<string, PortGroup>();
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of endpoints.subsets ?? []) {
    const mirrored = ports.map(mirroredPort);
    const key = portsKey(mirrored);
    const group = groups.get(key) ?? { ports: mirrored, endpoints: new Map<string, Endpoint>() };
    groups.set(key, group);
    const all = [
      ...addresses.map((address) => mirroredEndpoint(address, true)),
      ...notReadyAddresses.map((address) => mirroredEndpoint(address, false)),
    ];
    for (const endpoint of all.slice(0, MAX_PER_SUBSET)) {
      if (typeOf(endpoint) === type) group.endpoints.set(endpointKey(endpoint), endpoint);
    }
  }
  return [...groups.values()].filter((group) => group.endpoints.size > 0);
}

/** How many addresses are more than a slice can hold. */
export function skippedAddresses({ subsets = [] }: Endpoints): number {
  return subsets
    .map(
      ({ addresses = [], notReadyAddresses = [] }) => addresses.length + notReadyAddresses.length,
    )
    .reduce((sum, count) => sum + Math.max(0, count - MAX_PER_SUBSET), 0);
}

export function mirroredLabels({ metadata: { labels, name } }: Endpoints): StringMap {
  return { ...labels, [SERVICE_NAME_LABEL]: name, [MANAGED_BY_LABEL]: MIRRORING };
}

export function mirroredAnnotations({ metadata: { annotations = {} } }: Endpoints): StringMap {
  return Object.fromEntries(
    Object.entries(annotations).filter(([name]) => !NOT_MIRRORED.includes(name)),
  );
}

function mirroredPort({ name = '', port, protocol = 'TCP', appProtocol }: CorePort): EndpointPort {
  return { name, port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) };
}

function mirroredEndpoint(
  { ip, hostname, nodeName, targetRef }: EndpointAddress,
  ready: boolean,
): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname ? { hostname } : {}),
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(targetRef === undefined ? {} : { targetRef }),
  };
}

function typeOf({ addresses }: Endpoint): AddressType {
  return isIPv4(addresses[0] ?? '') ? 'IPv4' : 'IPv6';
}
