// One informer a resource, shared by all that run in the same process (client-go's shared informers).
import type { ApiObject } from '../../apimachinery/objectMeta';
import { qualifiedResource, type Resource } from '../../apimachinery/resource';
import type { Simulation } from '../../simulation/simulation';
import type { Client } from './client';
import { Informer } from './informer';

export class InformerFactory {
  readonly #simulation: Simulation;
  readonly #client: Client;
  readonly #informers = new Map<string, Informer<ApiObject>>();

  constructor(simulation: Simulation, client: Client) {
    this.#simulation = simulation;
    this.#client = client;
  }

  /** The informer of a resource over all namespaces; started by `start`. */
  informer<T extends ApiObject>(resource: Resource<T>): Informer<T> {
    const key = qualifiedResource(resource);
    let informer = this.#informers.get(key);
    if (informer === undefined) {
      informer = new Informer<ApiObject>(this.#simulation, this.#client, resource);
      this.#informers.set(key, informer);
    }
    // The key determines the resource, and with it the type of its objects.
    return informer as unknown as Informer<T>;
  }

  /** Ends an informer whose resource is served no more. */
  remove(resource: Resource): void {
    const key = qualifiedResource(resource);
    this.#informers.get(key)?.stop();
    this.#informers.delete(key);
  }

  get hasSynced(): boolean {
    return [...this.#informers.values()].every((informer) => informer.hasSynced);
  }

  start(): void {
    for (const informer of this.#informers.values()) informer.start();
  }

  stop(): void {
    for (const informer of this.#informers.values()) informer.stop();
  }
}
