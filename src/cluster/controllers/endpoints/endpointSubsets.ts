// The subsets of an Endpoints object: addresses that have the same ports, in the order that Kubernetes
// calls canonical. Source: k8s.io/kubernetes/pkg/api/v1/endpoints (RepackSubsets) and
// pkg/controller/endpoint (truncateEndpoints).
import { compareText } from '../../../apimachinery/compareText';
import type {
  EndpointAddress,
  EndpointPort,
  EndpointSubset,
} from '../../../apis/generated/core/v1';
import { inPortOrder, inSubsetOrder } from './subsetOrder';

/** More addresses than this are not shown. */
const MAX_ADDRESSES = 1000;

/** What one pod adds. */
export interface PodAddress {
  readonly address: EndpointAddress;
  readonly ready: boolean;
  readonly ports: readonly OfferedPort[];
}

export interface OfferedPort {
  /** The same text for the same port. */
  readonly key: string;
  /** Undefined where the service has no ports; its addresses count all the same. */
  readonly port: EndpointPort | undefined;
}

interface Group {
  readonly ports: EndpointPort[];
  readonly pods: readonly PodAddress[];
}

/**
 * Worked example: pods A and B offer http and metrics, pod C has no port of the name metrics:
 * one subset has http for A, B and C, another metrics for A and B.
 */
export function subsetsOf(pods: readonly PodAddress[]): readonly EndpointSubset[] {
  const groups: Group[] = [];
  for (const { port, pods: offering } of offers([...pods].sort(byIpAndUid))) {
    const ports = port === undefined ? [] : [port];
    const known = groups.find((group) => sameItems(group.pods, offering));
    if (known === undefined) groups.push({ ports, pods: offering });
    else known.ports.push(...ports);
  }
  return inSubsetOrder(groups.map(subset));
}

function offers(
  pods: readonly PodAddress[],
): Iterable<{ readonly port: EndpointPort | undefined; readonly pods: readonly PodAddress[] }> {
  const byPort = new Map<string, { readonly port: EndpointPort | undefined; pods: PodAddress[] }>();
  for (const pod of pods) {
    for (const { key, port } of pod.ports) {
      const offer = byPort.get(key);
      if (offer === undefined) byPort.set(key, { port, pods: [pod] });
      else if (offer.pods.at(-1) !== pod) offer.pods.push(pod);
    }
  }
  return byPort.values();
}

function sameItems<T>(left: readonly T[], right: readonly T[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

function byIpAndUid({ address: left }: PodAddress, { address: right }: PodAddress): number {
  return (
    compareText(left.ip, right.ip) ||
    compareText(left.targetRef?.uid ?? '', right.targetRef?.uid ?? '')
  );
}

function subset({ pods, ports }: Group): EndpointSubset {
  const ready: EndpointAddress[] = [];
  const notReady: EndpointAddress[] = [];
  for (const pod of pods) (pod.ready ? ready : notReady).push(pod.address);
  return withAddresses(ports.length === 0 ? {} : { ports: inPortOrder(ports) }, ready, notReady);
}

function withAddresses(
  { ports }: EndpointSubset,
  addresses: readonly EndpointAddress[],
  notReadyAddresses: readonly EndpointAddress[],
): EndpointSubset {
  return {
    ...(addresses.length === 0 ? {} : { addresses }),
    ...(notReadyAddresses.length === 0 ? {} : { notReadyAddresses }),
    ...(ports === undefined ? {} : { ports }),
  };
}

/** At most 1,000 addresses, ready ones first, each subset with its share of them. */
export function truncatedSubsets(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  const ready = sum(subsets, ({ addresses }) => addresses?.length ?? 0);
  const notReady = sum(subsets, ({ notReadyAddresses }) => notReadyAddresses?.length ?? 0);
  if (ready + notReady <= MAX_ADDRESSES) return subsets;
  const onlyReady = ready > MAX_ADDRESSES;
  const room = onlyReady ? MAX_ADDRESSES : MAX_ADDRESSES - ready;
  let left = room;
  const share = (list: readonly EndpointAddress[]): readonly EndpointAddress[] => {
    const part = Math.ceil((list.length / (onlyReady ? ready : notReady)) * room);
    const taken = list.slice(0, Math.min(part, left));
    left -= taken.length;
    return taken;
  };
  return subsets.map((each) => {
    const { addresses = [], notReadyAddresses = [] } = each;
    return onlyReady
      ? withAddresses(each, share(addresses), [])
      : withAddresses(each, addresses, share(notReadyAddresses));
  });
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
