// Guards ServiceCIDRs: says that they are ready, and lets go of one that is deleted only when no cluster
// IP would be left without a range. Source: k8s.io/kubernetes/pkg/controller/servicecidrs.
import { setCondition } from '../../apimachinery/conditions';
import { ipRange, type IpRange } from '../../apimachinery/ipRange';
import { isIPv4 } from '../../apimachinery/names';
import { parseTime } from '../../apimachinery/time';
import type { IPAddress, ServiceCIDR } from '../../apis/generated/networking/v1';
import { IP_ALLOCATOR, IP_MANAGED_BY_LABEL } from '../../apis/networking/ipAddress';
import { IP_ADDRESSES, SERVICE_CIDRS } from '../../apis/resources';
import type { Informer } from '../client/informer';
import { WorkQueue } from '../client/workQueue';
import type { Controller, ControllerContext } from './controllerContext';

const FINALIZER = 'networking.k8s.io/service-cidr-finalizer';
/** In which the API servers come to know that they are not to take addresses of it any more. */
const DELETION_GRACE_MS = 10_000;
const READY = { status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' } as const;
const TERMINATING = {
  status: 'False',
  reason: 'Terminating',
  message:
    'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
} as const;

export class ServiceCidrsController implements Controller {
  readonly #context: ControllerContext;
  readonly #cidrs: Informer<ServiceCIDR>;
  readonly #addresses: Informer<IPAddress>;
  readonly #queue: WorkQueue;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#cidrs = context.informers.informer(SERVICE_CIDRS);
    this.#addresses = context.informers.informer(IP_ADDRESSES);
    this.#queue = new WorkQueue(context.simulation, { label: 'sync service cidr' }, (name) => {
      this.#sync(name);
    });
    this.#queue.stop();
    // Another range, or one address less, may be what a deleted range waits for.
    const changed = ({ metadata }: ServiceCIDR): void => {
      this.#queue.add(metadata.name);
      this.#enqueueDeleted();
    };
    this.#cidrs.addHandlers({
      added: changed,
      updated: (_, cidr) => {
        changed(cidr);
      },
      deleted: changed,
    });
    this.#addresses.addHandlers({
      deleted: () => {
        this.#enqueueDeleted();
      },
    });
  }

  start(): void {
    this.#queue.start();
    for (const { metadata } of this.#cidrs.list()) this.#queue.add(metadata.name);
  }

  stop(): void {
    this.#queue.stop();
  }

  #enqueueDeleted(): void {
    for (const { metadata } of this.#cidrs.list()) {
      if (metadata.deletionTimestamp !== undefined) this.#queue.add(metadata.name);
    }
  }

  #sync(name: string): void {
    const cidr = this.#cidrs.get(undefined, name);
    if (cidr === undefined) return;
    const { deletionTimestamp, finalizers = [] } = cidr.metadata;
    if (deletionTimestamp === undefined) {
      if (!finalizers.includes(FINALIZER)) this.#setFinalizers(name, [...finalizers, FINALIZER]);
      this.#setReady(name, READY);
    } else if (!this.#mayGo(cidr)) {
      this.#setReady(name, TERMINATING);
    } else if (finalizers.includes(FINALIZER)) {
      this.#removeAfterGrace(name, parseTime(deletionTimestamp) ?? 0, finalizers);
    }
  }

  #removeAfterGrace(name: string, deletedMs: number, finalizers: readonly string[]): void {
    const leftMs = deletedMs + DELETION_GRACE_MS - this.#context.clock.epochMs;
    if (leftMs > 0) this.#queue.addAfter(name, leftMs);
    else
      this.#setFinalizers(
        name,
        finalizers.filter((each) => each !== FINALIZER),
      );
  }

  #setFinalizers(name: string, finalizers: readonly string[]): void {
    const body = { metadata: { finalizers } };
    this.#context.client.patch(SERVICE_CIDRS, undefined, name, { type: 'merge', body });
  }

  #setReady(name: string, state: typeof READY | typeof TERMINATING): void {
    const { client, clock } = this.#context;
    const cidr = client.get(SERVICE_CIDRS, undefined, name);
    const condition = { type: 'Ready', ...state, lastTransitionTime: clock.now() };
    const conditions = setCondition(cidr.status.conditions, condition);
    if (conditions === cidr.status.conditions) return;
    client.updateStatus(SERVICE_CIDRS, { ...cidr, status: { ...cidr.status, conditions } });
  }

  /** Where other ranges hold all of it, or all of the addresses that services have of it. */
  #mayGo(cidr: ServiceCIDR): boolean {
    const others = [...this.#cidrs.list()]
      .filter(({ metadata }) => metadata.uid !== cidr.metadata.uid)
      .flatMap(rangesOf);
    const own = rangesOf(cidr);
    if (own.every((range) => others.some((other) => holds(other, range)))) return true;
    return [...this.#addresses.list()]
      .filter(({ metadata }) => metadata.labels?.[IP_MANAGED_BY_LABEL] === IP_ALLOCATOR)
      .flatMap(({ metadata }) => rangeOfAddress(metadata.name) ?? [])
      .filter((address) => own.some((range) => holds(range, address)))
      .every((address) => others.some((other) => holds(other, address)));
  }
}

function rangesOf({ spec }: ServiceCIDR): readonly IpRange[] {
  return (spec.cidrs ?? []).flatMap((cidr) => ipRange(cidr) ?? []);
}

function rangeOfAddress(address: string): IpRange | undefined {
  return ipRange(`${address}/${isIPv4(address) ? '32' : '128'}`);
}

function holds(outer: IpRange, inner: IpRange): boolean {
  return outer.isV6 === inner.isV6 && outer.first <= inner.first && inner.last <= outer.last;
}
