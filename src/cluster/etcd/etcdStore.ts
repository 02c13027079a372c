// etcd's multi-version store: keys with values, one revision for the whole store, the history of
// every key until it is compacted, transactions with preconditions, watches and leases.
// Source: https://etcd.io/docs/v3.6/learning/data_model/ and .../learning/api/.
//
// Differs from Kubernetes: values are objects kept by reference and never copied, instead of bytes
// (or whatever `pack` makes of them); the members of a cluster share one store (etcdMember.ts); besides the compaction that clients ask for, the history is
// also cut to `historyLimit` states.
import type { Simulation } from '../../simulation/simulation';
import type { EtcdClient } from './etcdClient';
import { CompactedError, duplicateKey, futureRevision } from './etcdError';
import { KeyIndex, prefixEnd, type SoleRevision } from './keyIndex';
import type { KeyRevision } from './keyRevision';
import { Leases } from './leases';
import { Watchers, type WatchListener } from './watchers';

/** True where the key's value is as told; a key that is not there has revisions and version 0. */
export interface Compare {
  readonly key: string;
  readonly target: 'modRevision' | 'createRevision' | 'version';
  readonly value: number;
}

export type Operation<V> =
  | { readonly type: 'put'; readonly key: string; readonly value: V; readonly lease?: number }
  | { readonly type: 'delete'; readonly key: string };

export interface TransactionResult {
  /** Whether all compares held, and with it which operations were done. */
  readonly succeeded: boolean;
  /** The store's revision afterwards; all operations of a transaction share it. */
  readonly revision: number;
}

export interface EtcdOptions<V> {
  /** How many states of keys are kept for reading and watching the past; default 4,000. */
  readonly historyLimit?: number;
  /** The same first state of a key in less memory, if there is such; its value may be made on reading. */
  readonly pack?: (state: KeyRevision<V>) => SoleRevision<V> | undefined;
  /** Of several members: commits that expired keys go; false while there is no majority for it. */
  readonly mayRevoke?: () => boolean;
}

export interface RangeOptions {
  readonly startKey?: string;
  readonly limit?: number;
  readonly revision?: number;
}

export interface WatchRange {
  readonly prefix: string;
  /** First revision to tell of; without it from now on. */
  readonly startRevision?: number;
}

/** How many states are removed before other work gets its turn. etcd takes 1,000 keys. */
const COMPACTION_BATCH = 5000;
const COMPACTION_PAUSE_MS = 10;
const REVOKE_RETRY_MS = 1_000;

export class EtcdStore<V> implements EtcdClient<V> {
  /** Alone, it needs nobody's consent, and knows all that there is. */
  readonly isWritable = true;
  readonly isFollowing = true;
  readonly #simulation: Simulation;
  readonly #index = new KeyIndex<V>();
  /** All states since the compaction, in the order of their revisions. */
  readonly #history: KeyRevision<V>[] = [];
  readonly #watchers: Watchers<V>;
  readonly #leases: Leases;
  readonly #historyLimit: number;
  readonly #packed: EtcdOptions<V>['pack'];
  #revision = 0;
  #compactRevision = 0;
  #batchScheduled = false;

  constructor(simulation: Simulation, options: EtcdOptions<V> = {}) {
    this.#simulation = simulation;
    this.#historyLimit = options.historyLimit ?? 4_000;
    this.#packed = options.pack;
    this.#watchers = new Watchers(simulation);
    const mayRevoke = options.mayRevoke ?? ((): boolean => true);
    this.#leases = new Leases(simulation, (keys, lease) => {
      this.#revoke(keys, lease, mayRevoke);
    });
  }

  /** The revision of the last write; 0 before the first. */
  get revision(): number {
    return this.#revision;
  }

  /** Revisions below this one cannot be read any more. */
  get compactRevision(): number {
    return this.#compactRevision;
  }

  /** How many states the history holds. */
  get historySize(): number {
    return this.#history.length;
  }

  /** A key's state now, or at an old revision; undefined where the key was not there. Throws {@link CompactedError}. */
  get(key: string, revision?: number): KeyRevision<V> | undefined {
    if (revision !== undefined) this.#checkReadable(revision);
    const entry = this.#index.get(key);
    return entry === undefined ? undefined : stateAt(entry.head, revision);
  }

  /**
   * All keys that start with `prefix`, in order, now or at an old revision; `startKey` skips those
   * before it, `limit` ends early. Throws {@link CompactedError}.
   */
  range(prefix: string, options: RangeOptions = {}): readonly KeyRevision<V>[] {
    const { startKey = prefix, limit = Infinity, revision } = options;
    if (revision !== undefined) this.#checkReadable(revision);
    const states: KeyRevision<V>[] = [];
    for (const { head } of this.#index.range(startKey, prefixEnd(prefix))) {
      const state = stateAt(head, revision);
      if (state === undefined) continue;
      if (states.length >= limit) break;
      states.push(state);
    }
    return states;
  }

  /** Writes one key and returns the new revision. */
  put(key: string, value: V, lease = 0): number {
    this.#revision++;
    const state = this.#commitPut(key, value, lease);
    this.#watchers.notify(state);
    return state.modRevision;
  }

  /** Deletes one key; the revision stays where there was nothing to delete. */
  delete(key: string): number {
    return this.txn([], [{ type: 'delete', key }]).revision;
  }

  /** Does `success` where all compares hold and `failure` otherwise, all at one revision. */
  txn(
    compares: readonly Compare[],
    success: readonly Operation<V>[],
    failure: readonly Operation<V>[] = [],
  ): TransactionResult {
    const succeeded = compares.every((compare) => this.#holds(compare));
    const operations = succeeded ? success : failure;
    assertDistinctKeys(operations);
    const effective = operations.filter(
      (operation) => operation.type === 'put' || this.get(operation.key) !== undefined,
    );
    if (effective.length > 0) this.#revision++;
    const revision = this.#revision;
    const states = effective.map((operation) =>
      operation.type === 'put'
        ? this.#commitPut(operation.key, operation.value, operation.lease ?? 0)
        : this.#commitDelete(operation.key),
    );
    for (const state of states) this.#watchers.notify(state);
    return { succeeded, revision };
  }

  /** Past states from `startRevision` on, then every change as it happens. Throws {@link CompactedError}. */
  watch(range: WatchRange, listener: WatchListener<V>): () => void {
    if (range.startRevision !== undefined) {
      for (const state of this.changesSince(range.startRevision, range.prefix)) listener(state);
    }
    return this.#watchers.add(range.prefix, listener);
  }

  /** All states of keys under `prefix` from `startRevision` on. Throws {@link CompactedError}. */
  changesSince(startRevision: number, prefix: string): readonly KeyRevision<V>[] {
    if (startRevision <= this.#compactRevision) throw new CompactedError(this.#compactRevision);
    const changes: KeyRevision<V>[] = [];
    for (let i = this.#historyPosition(startRevision); i < this.#history.length; i++) {
      const state = this.#history[i];
      if (state?.key.startsWith(prefix) === true) changes.push(state);
    }
    return changes;
  }

  /** Forgets every state that a newer one at or before `revision` has replaced. */
  compact(revision: number): void {
    if (revision <= this.#compactRevision) throw new CompactedError(this.#compactRevision);
    if (revision > this.#revision) throw futureRevision();
    this.#compactRevision = revision;
    this.#removeCompacted();
  }

  confirm(): void {
    // All that was committed was committed here.
  }

  onFollowingChange(): void {
    // It follows nobody.
  }

  /** A lease that deletes the keys attached to it when `ttlMs` of virtual time have passed. */
  grantLease(ttlMs: number): number {
    return this.#leases.grant(ttlMs);
  }

  #revoke(keys: readonly string[], lease: number, mayRevoke: () => boolean): void {
    if (!mayRevoke()) {
      const again = (): void => {
        this.#revoke(keys, lease, mayRevoke);
      };
      const background = { background: true };
      this.#simulation.schedule(REVOKE_RETRY_MS, 'revoke lease', 'etcd', again, background);
      return;
    }
    const revision = this.#revision + 1;
    const deleted: KeyRevision<V>[] = [];
    // All at one revision, but key by key: the index finds the key it was asked for last at once.
    for (const key of keys) {
      // Some were written again meanwhile, without the lease or with another.
      if (this.get(key)?.lease !== lease) continue;
      this.#revision = revision;
      deleted.push(this.#commitDelete(key));
    }
    for (const state of deleted) this.#watchers.notify(state);
  }

  /** In batches with pauses between them, as etcd does, so that no single event takes long. */
  #removeCompacted(): void {
    const compacted = this.#historyPosition(this.#compactRevision + 1);
    const end = Math.min(compacted, COMPACTION_BATCH);
    for (let i = 0; i < end; i++) {
      const state = this.#history[i];
      if (state === undefined) continue;
      forgetPrevious(state);
      if (isTombstone(state) && this.#index.get(state.key)?.head === state) {
        this.#index.delete(state.key);
      }
    }
    this.#history.splice(0, end);
    if (end === compacted || this.#batchScheduled) return;
    this.#batchScheduled = true;
    const next = (): void => {
      this.#batchScheduled = false;
      this.#removeCompacted();
    };
    const background = { background: true };
    this.#simulation.schedule(COMPACTION_PAUSE_MS, 'compact', 'etcd', next, background);
  }

  #commitPut(key: string, value: V, lease: number): KeyRevision<V> {
    const previous = this.#index.get(key)?.head;
    const live = previous !== undefined && !isTombstone(previous);
    // One string per key, however often it is written.
    const knownKey = previous?.key ?? key;
    if (lease !== 0) this.#leases.check(lease);
    return this.#commit({
      key: knownKey,
      value,
      createRevision: live ? previous.createRevision : this.#revision,
      modRevision: this.#revision,
      version: live ? previous.version + 1 : 1,
      lease,
      cause: this.#simulation.cause,
      previous,
    });
  }

  #commitDelete(key: string): KeyRevision<V> {
    const previous = this.#index.get(key)?.head;
    return this.#commit({
      key,
      value: undefined,
      createRevision: 0,
      modRevision: this.#revision,
      version: 0,
      lease: 0,
      cause: this.#simulation.cause,
      previous,
    });
  }

  /** Returns the state as watchers get it: what is kept packed need not be made anew for them. */
  #commit(state: KeyRevision<V>): KeyRevision<V> {
    const packed = this.#packed?.(state);
    const entry =
      packed === undefined ? this.#index.put(state) : this.#index.putSole(state.key, packed);
    if (state.lease !== 0) this.#leases.attach(state.lease, entry);
    this.#history.push(packed ?? state);
    this.#limitHistory();
    return state;
  }

  /** Cuts a sixteenth at a time, so that the work stays small and rare. */
  #limitHistory(): void {
    const slack = Math.max(1, this.#historyLimit >> 4);
    if (this.#history.length < this.#historyLimit + slack) return;
    const last = this.#history[slack - 1];
    if (last === undefined || last.modRevision >= this.#revision) return;
    // A compaction may be under way that has not come so far yet.
    if (last.modRevision <= this.#compactRevision) this.#removeCompacted();
    else this.compact(last.modRevision);
  }

  #holds({ key, target, value }: Compare): boolean {
    return (this.get(key)?.[target] ?? 0) === value;
  }

  #checkReadable(revision: number): void {
    if (revision < this.#compactRevision) throw new CompactedError(this.#compactRevision);
    if (revision > this.#revision) throw futureRevision();
  }

  /** Index of the first state of the history at or after `revision`. */
  #historyPosition(revision: number): number {
    let low = 0;
    let high = this.#history.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const state = this.#history[middle];
      if (state !== undefined && state.modRevision < revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The newest state at or before `revision` that is no tombstone. */
function stateAt<V>(
  head: KeyRevision<V>,
  revision: number | undefined,
): KeyRevision<V> | undefined {
  let state: KeyRevision<V> | undefined = head;
  if (revision !== undefined) {
    while (state !== undefined && state.modRevision > revision) state = state.previous;
  }
  return state === undefined || isTombstone(state) ? undefined : state;
}

/** Values may be made on reading: the version tells as well whether there is one. */
function isTombstone<V>(state: KeyRevision<V>): boolean {
  return state.version === 0;
}

/** States are readonly for all others; compaction alone cuts them off from what was before. */
function forgetPrevious<V>(state: {
  -readonly [K in keyof KeyRevision<V>]: KeyRevision<V>[K];
}): void {
  if (state.previous !== undefined) state.previous = undefined;
}

function assertDistinctKeys<V>(operations: readonly Operation<V>[]): void {
  if (operations.length < 2) return;
  if (new Set(operations.map(({ key }) => key)).size < operations.length) throw duplicateKey();
}
