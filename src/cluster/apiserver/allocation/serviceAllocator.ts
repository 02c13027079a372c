// Cluster IPs and node ports of services. Who has which cluster IP stands in IPAddress objects; the node
// ports that are taken are read from the services themselves.
// Source: k8s.io/kubernetes/pkg/registry/core/service/storage (alloc.go).
//
// Differs from Kubernetes: IPv4 only; a loop does not look for addresses without services.
import { ApiStatusError, invalid, type FieldError } from '../../../apimachinery/apiStatus';
import { invalidValue } from '../../../apimachinery/fieldError';
import { FieldPath } from '../../../apimachinery/fieldPath';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { Service, ServicePort, ServiceSpec } from '../../../apis/generated/core/v1';
import type { Random } from '../../../simulation/random';
import type { ObjectStorage } from '../objectStorage';
import type { ServedKind } from '../servedKinds';
import { hasClusterIp, hasNodePorts } from '../strategies/serviceTypeFields';
import { IpAddresses, type IpAddressesOptions } from './ipAddresses';
import type { NodePortRange } from './nodePortRange';
import { ServiceRanges } from './serviceRanges';

const SPEC = FieldPath.root('spec');
const HEADLESS = 'None';

interface Allocation {
  readonly kind: ServedKind;
  readonly service: Service;
  readonly old: Service | undefined;
  readonly random: Random;
}

export interface ServiceAllocatorOptions extends IpAddressesOptions {
  /** --service-cluster-ip-range. */
  readonly cidr: string;
  readonly nodePorts: NodePortRange;
}

export class ServiceAllocator {
  readonly ranges: ServiceRanges;
  readonly addresses: IpAddresses;
  readonly #storage: ObjectStorage;
  readonly #nodePorts: NodePortRange;

  constructor(options: ServiceAllocatorOptions) {
    const { kinds, storage, cidr, nodePorts } = options;
    this.ranges = new ServiceRanges(kinds, storage, cidr);
    this.addresses = new IpAddresses(options);
    this.#storage = storage;
    this.#nodePorts = nodePorts;
  }

  /**
   * A service with all that it needs allocated; objects of other kinds as they come. Throws Invalid
   * where an address or port that the service asks for cannot be had, InternalError where none is left.
   */
  allocate(
    kind: ServedKind,
    object: ApiObject,
    old: ApiObject | undefined,
    random: Random,
  ): ApiObject {
    if (!isServices(kind)) return object;
    // The resource determines the kind of its objects.
    const service = object as Service;
    const allocation = { kind, service, old: old as Service | undefined, random };
    const spec = this.#withNodePorts(this.#withClusterIp(service.spec, allocation), allocation);
    return spec === service.spec ? service : ({ ...service, spec } as Service);
  }

  /** Before the object is stored: takes what it has been given. */
  claim(kind: ServedKind, object: ApiObject, old: ApiObject | undefined, random: Random): void {
    if (!isServices(kind)) return;
    // The resource determines the kind of its objects.
    this.addresses.claim(object as Service, old as Service | undefined, random);
  }

  /** When `object` is stored in the place of `old`, or nothing is. */
  release(kind: ServedKind, old: ApiObject, object?: ApiObject): void {
    if (!isServices(kind)) return;
    // The resource determines the kind of its objects.
    this.addresses.release(old as Service, object as Service | undefined);
  }

  #withClusterIp(spec: ServiceSpec, allocation: Allocation): ServiceSpec {
    if (!hasClusterIp(spec)) return spec;
    const clusterIP = spec.clusterIP || spec.clusterIPs?.[0] || this.#newClusterIp(allocation);
    if (clusterIP !== HEADLESS && clusterIP !== allocation.old?.spec.clusterIP) {
      this.#assertFreeIp(clusterIP, allocation);
    }
    const clusterIPs = spec.clusterIPs?.[0] === clusterIP ? spec.clusterIPs : [clusterIP];
    const { ipFamilies = ['IPv4'], ipFamilyPolicy = 'SingleStack' } = spec;
    const same =
      clusterIP === spec.clusterIP &&
      clusterIPs === spec.clusterIPs &&
      ipFamilies === spec.ipFamilies &&
      ipFamilyPolicy === spec.ipFamilyPolicy;
    return same ? spec : { ...spec, clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy };
  }

  #newClusterIp({ random }: Allocation): string {
    for (const range of this.ranges.ready()) {
      const address = range.next(this.addresses, random);
      if (address !== undefined) return address;
    }
    throw new ApiStatusError(
      'InternalError',
      'Internal error occurred: failed to allocate a serviceIP: range is full',
    );
  }

  #assertFreeIp(address: string, { kind, service }: Allocation): void {
    const why = !this.ranges.ready().some((range) => range.contains(address))
      ? 'the provided network does not match the current range'
      : this.addresses.has(address)
        ? 'provided IP is already allocated'
        : undefined;
    if (why === undefined) return;
    const detail = `failed to allocate IP ${address}: ${why}`;
    refuse(kind, service, invalidValue(SPEC.child('clusterIPs'), [address], detail));
  }

  #withNodePorts(spec: ServiceSpec, allocation: Allocation): ServiceSpec {
    if (!hasNodePorts(spec)) return spec;
    const wants = spec.type === 'NodePort' || spec.allocateLoadBalancerNodePorts !== false;
    const { kind, service, random } = allocation;
    const taken = this.#takenNodePorts(kind, service);
    const ports = spec.ports ?? [];
    for (const [index, port] of ports.entries()) {
      if (port.nodePort)
        this.#assertFreePort(port, SPEC.child('ports').index(index), taken, allocation);
    }
    for (const { nodePort } of ports) if (nodePort) taken.add(nodePort);
    if (!wants || ports.every(({ nodePort }) => nodePort)) return spec;
    return { ...spec, ports: ports.map((port) => this.#withNodePort(port, taken, random)) };
  }

  #withNodePort(port: ServicePort, taken: Set<number>, random: Random): ServicePort {
    if (port.nodePort) return port;
    const nodePort = this.#nodePorts.next(taken, random);
    if (nodePort === undefined) {
      throw new ApiStatusError(
        'InternalError',
        'Internal error occurred: failed to allocate a nodePort: range is full',
      );
    }
    taken.add(nodePort);
    return { ...port, nodePort };
  }

  #assertFreePort(
    { nodePort = 0 }: ServicePort,
    path: FieldPath,
    taken: ReadonlySet<number>,
    { kind, service }: Allocation,
  ): void {
    const { first, last } = this.#nodePorts;
    const range = `${String(first)}-${String(last)}`;
    const why = !this.#nodePorts.contains(nodePort)
      ? `provided port is not in the valid range. The range of valid ports is ${range}`
      : taken.has(nodePort)
        ? 'provided port is already allocated'
        : undefined;
    if (why !== undefined)
      refuse(kind, service, invalidValue(path.child('nodePort'), nodePort, why));
  }

  #takenNodePorts(kind: ServedKind, service: Service): Set<number> {
    const ports = this.#others(kind, service).flatMap(({ spec }) => [
      ...(spec.ports ?? []).map(({ nodePort }) => nodePort),
      spec.healthCheckNodePort,
    ]);
    return new Set(ports.filter((port) => port !== undefined));
  }

  #others(kind: ServedKind, { metadata }: Service): readonly Service[] {
    return this.#storage
      .list(kind)
      .filter((each): each is Service => each.metadata.uid !== metadata.uid);
  }
}

function isServices({ resource: { group, plural } }: ServedKind): boolean {
  return group === '' && plural === 'services';
}

function refuse(kind: ServedKind, { metadata }: Service, error: FieldError): never {
  throw invalid(kind.resource, metadata.name, [error]);
}
