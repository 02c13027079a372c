// The services whose endpoints are to be looked at. Many changes of pods become one sync, the rarer
// the more pods a service has, since each writes all of its endpoints.
//
// Differs from Kubernetes: a service is synced for its pods at most every 50 ms, more slowly when it
// has very many (there, endpointUpdatesBatchPeriod is 0 and the client's limit of 20 requests a second
// spaces the writes).
import type { Simulation } from '../../simulation/simulation';
import { WorkQueue } from '../client/workQueue';
import type { ServiceMemberships } from './serviceMemberships';

const MIN_INTERVAL_MS = 50;

export class ServiceQueue {
  readonly #queue: WorkQueue;
  /** How many pods each service had when last synced. */
  readonly #sizes = new Map<string, number>();

  constructor(
    simulation: Simulation,
    label: string,
    memberships: ServiceMemberships,
    sync: (key: string) => void,
  ) {
    this.#queue = new WorkQueue(simulation, { label }, sync);
    this.#queue.stop();
    memberships.listen({
      serviceChanged: (key) => {
        this.add(key);
      },
      podChanged: (key) => {
        this.addForPod(key);
      },
    });
  }

  start(): void {
    this.#queue.start();
  }

  stop(): void {
    this.#queue.stop();
  }

  add(key: string): void {
    this.#queue.add(key);
  }

  /** In a moment, when the caches may know more. */
  addSoon(key: string): void {
    this.#queue.addAfter(key, MIN_INTERVAL_MS);
  }

  /** With what else happens to its pods in the meantime. */
  addForPod(key: string): void {
    this.#queue.addAfter(key, Math.max(MIN_INTERVAL_MS, (this.#sizes.get(key) ?? 0) / 2));
  }

  setPods(key: string, count: number): void {
    this.#sizes.set(key, count);
  }

  forget(key: string): void {
    this.#sizes.delete(key);
  }
}
