// Leases: keys that are attached to one are deleted when its time to live is over.
// Source: go.etcd.io/etcd/server/v3/lease (lessor.go).
import type { Simulation } from '../../simulation/simulation';
import { leaseNotFound } from './etcdError';

export class Leases {
  readonly #simulation: Simulation;
  readonly #keys = new Map<number, Set<string>>();
  readonly #revoke: (keys: readonly string[]) => void;
  #lastId = 0;

  /** `revoke` deletes the keys of a lease that has expired. */
  constructor(simulation: Simulation, revoke: (keys: readonly string[]) => void) {
    this.#simulation = simulation;
    this.#revoke = revoke;
  }

  /** A lease that expires `ttlMs` of virtual time from now; its id is above 0. */
  grant(ttlMs: number): number {
    const id = ++this.#lastId;
    this.#keys.set(id, new Set());
    const expire = (): void => {
      const keys = this.#keys.get(id);
      this.#keys.delete(id);
      if (keys !== undefined && keys.size > 0) this.#revoke([...keys]);
    };
    this.#simulation.schedule(ttlMs, 'lease expired', 'etcd', expire, { background: true });
    return id;
  }

  /** Throws EtcdError where the lease is not there (any more). */
  attach(lease: number, key: string): void {
    const keys = this.#keys.get(lease);
    if (keys === undefined) throw leaseNotFound();
    keys.add(key);
  }

  detach(lease: number, key: string): void {
    this.#keys.get(lease)?.delete(key);
  }
}
