// Leases for objects that live for a limited time. Objects that are written within a minute share
// one, so that etcd need not keep a lease for every event.
// Source: k8s.io/apiserver/pkg/storage/etcd3 (lease_manager.go).
import type { Simulation } from '../../simulation/simulation';
import type { EtcdClient } from '../etcd/etcdClient';

const REUSE_MS = 60_000;
const MAX_OBJECTS = 1000;

export class TtlLeases {
  readonly #simulation: Simulation;
  readonly #etcd: Pick<EtcdClient<unknown>, 'grantLease'>;
  #lease = 0;
  #ttlMs = 0;
  #grantedMs = 0;
  #objects = 0;

  constructor(simulation: Simulation, etcd: Pick<EtcdClient<unknown>, 'grantLease'>) {
    this.#simulation = simulation;
    this.#etcd = etcd;
  }

  /** A lease that lasts at least `ttlMs` from now, and at most a minute longer. */
  leaseFor(ttlMs: number): number {
    const { nowMs } = this.#simulation;
    const reusable =
      this.#lease !== 0 &&
      this.#ttlMs === ttlMs &&
      this.#objects < MAX_OBJECTS &&
      nowMs - this.#grantedMs < REUSE_MS;
    if (!reusable) {
      this.#lease = this.#etcd.grantLease(ttlMs + REUSE_MS);
      this.#ttlMs = ttlMs;
      this.#grantedMs = nowMs;
      this.#objects = 0;
    }
    this.#objects++;
    return this.#lease;
  }
}
