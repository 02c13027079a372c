// The IPAddress objects, one for each cluster IP that a service has: whoever holds the object has the
// address. Source: k8s.io/kubernetes/pkg/registry/core/service/ipallocator (ipallocator.go).
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { WallClock } from '../../../apimachinery/wallClock';
import type { Service } from '../../../apis/generated/core/v1';
import type { IPAddress } from '../../../apis/generated/networking/v1';
import { IP_ALLOCATOR, IP_MANAGED_BY_LABEL } from '../../../apis/networking/ipAddress';
import { IP_ADDRESSES } from '../../../apis/resources';
import type { Random } from '../../../simulation/random';
import type { FieldManager } from '../fieldmanager/fieldManager';
import { LOOPBACK_USER } from '../loopback';
import type { ObjectStorage, WriteOrigin } from '../objectStorage';
import type { ServedKinds } from '../servedKinds';

const HEADLESS = 'None';
const FAMILY_LABEL = 'ipaddress.kubernetes.io/ip-family';

export interface IpAddressesOptions {
  readonly kinds: ServedKinds;
  readonly storage: ObjectStorage;
  readonly fields: FieldManager;
  readonly clock: WallClock;
}

export class IpAddresses {
  readonly #options: IpAddressesOptions;

  constructor(options: IpAddressesOptions) {
    this.#options = options;
  }

  has(address: string): boolean {
    return this.#get(address) !== undefined;
  }

  /** Makes the objects of all cluster IPs of a service that `old`, its former state, did not have. */
  claim(service: Service, old: Service | undefined, random: Random): void {
    const { storage, fields } = this.#options;
    const kind = this.#kind;
    const former = clusterIpsOf(old);
    for (const address of clusterIpsOf(service)) {
      if (former.includes(address) || this.has(address)) continue;
      const object = this.#object(address, service, random);
      const write = { kind, manager: 'kube-apiserver', subresource: undefined };
      const owners = fields.afterCreate(write, object, undefined);
      storage.put(origin('create'), kind, object, owners);
    }
  }

  /** Removes the objects of the cluster IPs that the service, as it is now, no longer has. */
  release(old: Service, service: Service | undefined): void {
    const kept = clusterIpsOf(service);
    for (const address of clusterIpsOf(old)) {
      const object = this.#get(address);
      if (kept.includes(address) || object === undefined) continue;
      this.#options.storage.delete(origin('delete'), this.#kind, object);
    }
  }

  get #kind() {
    return this.#options.kinds.get(IP_ADDRESSES);
  }

  #get(address: string): ApiObject | undefined {
    return this.#options.storage.get(this.#kind, undefined, address);
  }

  #object(address: string, { metadata }: Service, random: Random): IPAddress {
    const { namespace, name } = metadata;
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IPAddress',
      metadata: {
        name: address,
        uid: random.uuid(),
        resourceVersion: '',
        creationTimestamp: this.#options.clock.now(),
        labels: { [FAMILY_LABEL]: 'IPv4', [IP_MANAGED_BY_LABEL]: IP_ALLOCATOR },
      },
      spec: { parentRef: { resource: 'services', namespace, name } },
    };
  }
}

function origin(verb: string): WriteOrigin {
  return { user: LOOPBACK_USER, verb, subresource: undefined };
}

/** Those that it really has, and that no other service can have. */
export function clusterIpsOf(service: Service | undefined): readonly string[] {
  return (service?.spec.clusterIPs ?? []).filter((address) => address !== HEADLESS);
}
