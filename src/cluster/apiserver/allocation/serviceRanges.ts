// The ranges of which services get their addresses: those of the ServiceCIDRs that are ready, of which
// the API server makes the first itself, from its flag.
// Source: k8s.io/kubernetes/pkg/registry/core/service/ipallocator (cidrallocator.go) and
// pkg/controlplane/controller/defaultservicecidr.
//
// Differs from Kubernetes: no events tell of a default range that is not as configured.
import { findCondition, setCondition } from '../../../apimachinery/conditions';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { WallClock } from '../../../apimachinery/wallClock';
import type { ServiceCIDR } from '../../../apis/generated/networking/v1';
import { SERVICE_CIDRS } from '../../../apis/resources';
import type { Client } from '../../client/client';
import type { ObjectStorage } from '../objectStorage';
import type { ServedKinds } from '../servedKinds';
import { IpRange } from './ipRange';

const DEFAULT_NAME = 'kubernetes';

export class ServiceRanges {
  readonly #kinds: ServedKinds;
  readonly #storage: ObjectStorage;
  readonly #default: IpRange;
  readonly #byCidr = new Map<string, IpRange | undefined>();

  /** `cidr` is kube-apiserver's --service-cluster-ip-range. Throws RangeError where it is none. */
  constructor(kinds: ServedKinds, storage: ObjectStorage, cidr: string) {
    this.#kinds = kinds;
    this.#storage = storage;
    this.#default = new IpRange(cidr);
  }

  /** A server that has just started knows only what its flag says. */
  ready(): readonly IpRange[] {
    const stored = this.#storage.list(this.#kinds.get(SERVICE_CIDRS));
    if (stored.length === 0) return [this.#default];
    return stored
      .filter((object): object is ServiceCIDR => isReady(object))
      .flatMap(({ spec }) => spec.cidrs ?? [])
      .flatMap((cidr) => this.#range(cidr) ?? []);
  }

  /** Makes the default ServiceCIDR, as whoever `client` is. */
  ensureDefault(client: Client, clock: WallClock): void {
    const name = DEFAULT_NAME;
    const found = this.#storage.get(this.#kinds.get(SERVICE_CIDRS), undefined, name);
    const current =
      // The kind says what is stored there.
      (found as ServiceCIDR | undefined) ??
      client.create(SERVICE_CIDRS, undefined, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'ServiceCIDR',
        metadata: { name },
        spec: { cidrs: [this.#default.cidr] },
      });
    if (findCondition(current.status.conditions, 'Ready') !== undefined) return;
    const conditions = setCondition(current.status.conditions, {
      type: 'Ready',
      status: 'True',
      reason: '',
      message: 'Kubernetes default Service CIDR is ready',
      lastTransitionTime: clock.now(),
    });
    client.updateStatus(SERVICE_CIDRS, { ...current, status: { ...current.status, conditions } });
  }

  /** Undefined for what is not IPv4, or too small. */
  #range(cidr: string): IpRange | undefined {
    if (cidr === this.#default.cidr) return this.#default;
    if (!this.#byCidr.has(cidr)) {
      this.#byCidr.set(cidr, IpRange.isRange(cidr) ? new IpRange(cidr) : undefined);
    }
    return this.#byCidr.get(cidr);
  }
}

/** Where no controller manager runs, nobody says so. */
function isReady(object: ApiObject): boolean {
  // Called with ServiceCIDRs only.
  const { metadata, status } = object as ServiceCIDR;
  if (metadata.deletionTimestamp !== undefined) return false;
  return findCondition(status.conditions, 'Ready')?.status !== 'False';
}
