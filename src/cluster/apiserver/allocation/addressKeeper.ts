// What the API server sees to itself so that services have addresses: the range to begin with, and that
// each cluster IP has its IPAddress object, which anybody with the permission can delete.
// Source: k8s.io/kubernetes/pkg/registry/core/service/ipallocator/controller (repairip.go).
//
// Differs from Kubernetes: missing ones are looked for every minute instead of every three; objects whose
// service is gone, or is another one, are left as they are.
import type { Service } from '../../../apis/generated/core/v1';
import { SERVICES } from '../../../apis/resources';
import type { ComponentContext } from '../../client/component';
import { EventRecorder } from '../../client/eventRecorder';
import { clusterIpsOf } from './ipAddresses';
import type { ServiceAllocator } from './serviceAllocator';

export class AddressKeeper {
  readonly #context: ComponentContext;
  readonly #services: ServiceAllocator;
  readonly #recorder: EventRecorder;

  constructor(context: ComponentContext, services: ServiceAllocator) {
    this.#context = context;
    this.#services = services;
    this.#recorder = new EventRecorder(context, { component: 'ipallocator-repair-controller' });
  }

  /** When the server starts. */
  start(): void {
    this.#services.ranges.ensureDefault(this.#context.client, this.#context.clock);
  }

  /** Every minute. */
  maintain(): void {
    for (const service of this.#context.client.list(SERVICES).items) this.#repair(service);
  }

  #repair(service: Service): void {
    const missing = clusterIpsOf(service).filter(
      (address) => !this.#services.addresses.has(address),
    );
    for (const address of missing) {
      const message = `Cluster IP [IPv4]: ${address} is not allocated; repairing`;
      this.#recorder.event(service, 'Warning', 'ClusterIPNotAllocated', message);
    }
    if (missing.length > 0) {
      this.#services.addresses.claim(service, undefined, this.#context.simulation.random);
    }
  }
}
