// The order of ports and subsets in an Endpoints object: that of the MD5 of what Go's dump of each
// prints. It looks random, and is the same in every cluster: kube-dns has dns-tcp, dns, metrics.
// Source: k8s.io/kubernetes/pkg/api/v1/endpoints (SortSubsets), pkg/util/hash.
import { md5 } from '../../../apimachinery/md5';
import type {
  EndpointAddress,
  EndpointPort,
  EndpointSubset,
} from '../../../apis/generated/core/v1';

const NIL = '<nil>';

export function inPortOrder(ports: readonly EndpointPort[]): readonly EndpointPort[] {
  return byHash(ports, (port) => `(v1.EndpointPort)${portDump(port)}`);
}

export function inSubsetOrder(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  return byHash(subsets, subsetDump);
}

function byHash<T>(items: readonly T[], dump: (item: T) => string): readonly T[] {
  if (items.length < 2) return items;
  const hashed = items.map((item) => ({ item, hash: md5(dump(item)) }));
  return hashed.sort((a, b) => (a.hash < b.hash ? -1 : 1)).map(({ item }) => item);
}

function subsetDump({ addresses, notReadyAddresses, ports }: EndpointSubset): string {
  const fields = [
    `Addresses:${listDump('v1.EndpointAddress', addresses, addressDump)}`,
    `NotReadyAddresses:${listDump('v1.EndpointAddress', notReadyAddresses, addressDump)}`,
    `Ports:${listDump('v1.EndpointPort', ports, portDump)}`,
  ];
  return `(v1.EndpointSubset){${fields.join(' ')}}`;
}

function listDump<T>(type: string, items: readonly T[] | undefined, dump: (item: T) => string) {
  return `([]${type})${items === undefined ? NIL : `[${items.map(dump).join(' ')}]`}`;
}

function addressDump({ ip, hostname = '', nodeName, targetRef }: EndpointAddress): string {
  const target =
    targetRef === undefined
      ? NIL
      : `{Kind:(string)${targetRef.kind ?? ''} Namespace:(string)${targetRef.namespace ?? ''} ` +
        `Name:(string)${targetRef.name ?? ''} UID:(types.UID)${targetRef.uid ?? ''} ` +
        'APIVersion:(string) ResourceVersion:(string) FieldPath:(string)}';
  return (
    `{IP:(string)${ip} Hostname:(string)${hostname} NodeName:(*string)${nodeName ?? NIL} ` +
    `TargetRef:(*v1.ObjectReference)${target}}`
  );
}

function portDump({ name = '', port, protocol, appProtocol }: EndpointPort): string {
  return (
    `{Name:(string)${name} Port:(int32)${String(port)} Protocol:(v1.Protocol)${protocol ?? ''} ` +
    `AppProtocol:(*string)${appProtocol ?? NIL}}`
  );
}
