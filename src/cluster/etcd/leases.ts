// Leases: keys that are attached to one are deleted when its time to live is over.
// Source: go.etcd.io/etcd/server/v3/lease (lessor.go).
import type { Simulation } from '../../simulation/simulation';
import { leaseNotFound } from './etcdError';

/** What has a key, and need not keep it as a text of its own. */
interface Keyed {
  readonly key: string;
}

export class Leases {
  readonly #simulation: Simulation;
  /** Lists, since most leases have a thousand keys, and few are taken off again. */
  readonly #attached = new Map<number, Keyed[]>();
  readonly #revoke: (keys: readonly string[], lease: number) => void;
  #lastId = 0;

  /** `revoke` deletes those of the keys that are still attached to the lease, which has expired. */
  constructor(simulation: Simulation, revoke: (keys: readonly string[], lease: number) => void) {
    this.#simulation = simulation;
    this.#revoke = revoke;
  }

  /** A lease that expires `ttlMs` of virtual time from now; its id is above 0. */
  grant(ttlMs: number): number {
    const id = ++this.#lastId;
    this.#attached.set(id, []);
    const expire = (): void => {
      const keys = new Set(this.#attached.get(id)?.map(({ key }) => key));
      this.#attached.delete(id);
      if (keys.size > 0) this.#revoke([...keys], id);
    };
    this.#simulation.schedule(ttlMs, 'lease expired', 'etcd', expire, { background: true });
    return id;
  }

  /** Until the key is written without it. Throws EtcdError where the lease is not there (any more). */
  attach(lease: number, keyed: Keyed): void {
    this.#attachedTo(lease).push(keyed);
  }

  /** Throws EtcdError where the lease is not there (any more). */
  check(lease: number): void {
    this.#attachedTo(lease);
  }

  #attachedTo(lease: number): Keyed[] {
    const attached = this.#attached.get(lease);
    if (attached === undefined) throw leaseNotFound();
    return attached;
  }
}
