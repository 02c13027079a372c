// One member of an etcd cluster: what it knows of the committed writes, and the door for the API server on its
// machine. Writes and linearizable reads need a majority; all else is answered from what is applied here.
// Source: go.etcd.io/etcd/server/v3/etcdserver (v3_server.go, api/v3rpc/interceptor.go: monitorLeader).
//
// Differs from Kubernetes: all members share one store, and each shows of it what it has applied; a request that a
// majority cannot confirm fails at once instead of after 7 s, also one that an election under way would have saved.
// Components then try again as they do; requests over HTTPS wait before they are handed over, as long as Kubernetes
// lets them (apiserver/consistency.ts); the built-in kubectl is told at once what would come of it. A member whose
// watches have ended follows on in silence, so that it is up to date when they can begin anew.
import type { Simulation, Timer } from '../../simulation/simulation';
import type { EtcdClient } from './etcdClient';
import type { EtcdCluster } from './etcdCluster';
import { CompactedError, memberUnavailable } from './etcdError';
import type {
  Compare,
  EtcdStore,
  Operation,
  RangeOptions,
  TransactionResult,
  WatchRange,
} from './etcdStore';
import type { KeyRevision } from './keyRevision';
import { newDisk, type RaftDisk } from './raft/raftDisk';
import { ELECTION_TICKS, RaftNode, TICK_MS } from './raft/raftNode';
import { Watchers, type WatchListener } from './watchers';

/** Watches end when there was no leader for so many election timeouts (maxNoLeaderCnt). */
const NO_LEADER_MS = 3 * ELECTION_TICKS * TICK_MS;

/** A commit that has not come here yet. `proposal` is the entry of the log that it came with. */
interface Pending<V> {
  readonly proposal: number;
  readonly state: KeyRevision<V>;
}

export class EtcdMember<V> implements EtcdClient<V> {
  readonly name: string;
  readonly #simulation: Simulation;
  readonly #cluster: EtcdCluster<V>;
  readonly #store: EtcdStore<V>;
  readonly #watchers: Watchers<V>;
  readonly #disk: RaftDisk<number, number>;
  readonly #followers: ((isFollowing: boolean) => void)[] = [];
  readonly #pending: Pending<V>[] = [];
  #node: RaftNode<number, number> | undefined;
  /** The newest proposal that is committed as far as this member knows. */
  #applied = 0;
  /** The newest revision that came here. */
  #shown: number;
  #isFollowing = false;
  #noLeader: Timer | undefined;

  /** `members`: who is in the group already; none where it joins. */
  constructor(
    name: string,
    simulation: Simulation,
    cluster: EtcdCluster<V>,
    members: readonly string[],
  ) {
    this.name = name;
    this.#simulation = simulation;
    this.#cluster = cluster;
    this.#store = cluster.store;
    this.#watchers = new Watchers(simulation);
    this.#disk = newDisk(members, 0);
    this.#shown = this.#store.revision;
    this.#store.watch({ prefix: '' }, (state) => {
      this.#pending.push({ proposal: cluster.proposal, state });
      this.#deliver();
    });
  }

  /** Its process, while it runs. */
  get node(): RaftNode<number, number> | undefined {
    return this.#node;
  }

  /** Whether the committed proposal is known here. */
  has(proposal: number): boolean {
    return this.#applied >= proposal;
  }

  get revision(): number {
    return this.#isBehind ? this.#shown : this.#store.revision;
  }

  get compactRevision(): number {
    return this.#store.compactRevision;
  }

  get isWritable(): boolean {
    return this.#cluster.canCommit(this);
  }

  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  start(): void {
    if (this.#node !== undefined) return;
    const { random } = this.#simulation;
    this.#node = new RaftNode<number, number>(
      {
        id: this.name,
        randomBelow: (bound) => random.below(bound),
        send: (message) => {
          this.#cluster.send(message);
        },
        apply: ({ value = 0 }) => {
          this.#applyTo(value);
        },
        restore: ({ state }) => {
          this.#applyTo(state);
        },
        leaderChanged: () => {
          this.#leaderChanged();
        },
      },
      this.#disk,
    );
    this.#leaderChanged();
    this.#cluster.wake();
  }

  stop(): void {
    if (this.#node === undefined) return;
    this.#node = undefined;
    this.#noLeader?.cancel();
    this.#noLeader = undefined;
    this.#setFollowing(false);
    this.#deliver();
    this.#cluster.wake();
  }

  confirm(): void {
    if (this.#node === undefined) throw memberUnavailable();
    this.#cluster.confirm(this);
    this.#deliver();
  }

  get(key: string, revision?: number): KeyRevision<V> | undefined {
    return this.#store.get(key, this.#readAt(revision));
  }

  range(prefix: string, options: RangeOptions = {}): readonly KeyRevision<V>[] {
    const revision = this.#readAt(options.revision);
    return this.#store.range(prefix, revision === undefined ? options : { ...options, revision });
  }

  put(key: string, value: V, lease = 0): number {
    this.#cluster.commit(this);
    return this.#store.put(key, value, lease);
  }

  delete(key: string): number {
    this.#cluster.commit(this);
    return this.#store.delete(key);
  }

  txn(
    compares: readonly Compare[],
    success: readonly Operation<V>[],
    failure: readonly Operation<V>[] = [],
  ): TransactionResult {
    this.#cluster.commit(this);
    return this.#store.txn(compares, success, failure);
  }

  watch(range: WatchRange, listener: WatchListener<V>): () => void {
    if (range.startRevision !== undefined) {
      for (const state of this.changesSince(range.startRevision, range.prefix)) listener(state);
    }
    return this.#watchers.add(range.prefix, listener);
  }

  changesSince(startRevision: number, prefix: string): readonly KeyRevision<V>[] {
    const changes = this.#store.changesSince(startRevision, prefix);
    const { revision } = this;
    return this.#isBehind ? changes.filter((each) => each.modRevision <= revision) : changes;
  }

  compact(revision: number): void {
    if (revision <= this.#store.compactRevision) throw new CompactedError(this.compactRevision);
    this.#cluster.commit(this);
    this.#store.compact(revision);
  }

  grantLease(ttlMs: number): number {
    return this.#store.grantLease(ttlMs);
  }

  onFollowingChange(listener: (isFollowing: boolean) => void): void {
    this.#followers.push(listener);
  }

  /** Shows what has become known here. */
  catchUp(): void {
    if (this.#node?.leader !== undefined && this.#applied >= this.#cluster.proposal) {
      this.#setFollowing(true);
    }
    this.#deliver();
  }

  /** Shortens the log, when much of it is applied. */
  compactLog(keptEntries: number): void {
    const { log, commit } = this.#disk;
    const newest = log.entry(commit - keptEntries)?.value;
    if (newest !== undefined) this.#node?.compact(keptEntries, newest);
  }

  /** Writes are committed that it does not know of. One without a leader shows nothing to anybody. */
  get #isBehind(): boolean {
    return this.#isFollowing && this.#applied < this.#cluster.proposal;
  }

  #applyTo(proposal: number): void {
    this.#applied = Math.max(this.#applied, proposal);
    this.#cluster.changed(this);
  }

  #readAt(revision: number | undefined): number | undefined {
    if (revision !== undefined || !this.#isBehind) return revision;
    return Math.max(this.#shown, this.#store.compactRevision);
  }

  #deliver(): void {
    for (let next = this.#pending[0]; next !== undefined; next = this.#pending[0]) {
      const { proposal, state } = next;
      if (this.#isFollowing && proposal > this.#applied) return;
      this.#pending.shift();
      this.#shown = state.modRevision;
      this.#watchers.notify(state);
    }
  }

  #leaderChanged(): void {
    const node = this.#node;
    if (node?.leader !== undefined) {
      this.#noLeader?.cancel();
      this.#noLeader = undefined;
      this.#cluster.changed(this);
      return;
    }
    this.#noLeader ??= this.#simulation.schedule(
      NO_LEADER_MS,
      'no leader',
      `etcd ${this.name}`,
      () => {
        this.#noLeader = undefined;
        this.#setFollowing(false);
        this.#deliver();
      },
    );
  }

  #setFollowing(isFollowing: boolean): void {
    if (isFollowing === this.#isFollowing) return;
    this.#isFollowing = isFollowing;
    for (const listener of this.#followers) listener(isFollowing);
  }
}
