// Who is told of which keys. Every watcher gets every change in the order of revisions: a watcher
// that writes from within its callback makes the change wait its turn.
// Source of the idea: go.etcd.io/etcd/server/v3/storage/mvcc (watchable_store.go).
import type { Simulation } from '../../simulation/simulation';
import type { KeyRevision } from './keyRevision';

/** Told after the commit, under the cause of the write. */
export type WatchListener<V> = (revision: KeyRevision<V>) => void;

interface Watcher<V> {
  readonly prefix: string;
  /** Of the prefix: most keys have another there, whereas all begin alike. */
  readonly lastCode: number;
  readonly listener: WatchListener<V>;
  open: boolean;
}

export class Watchers<V> {
  readonly #simulation: Simulation;
  readonly #watchers = new Set<Watcher<V>>();
  readonly #pending: KeyRevision<V>[] = [];
  #dispatching = false;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Tells `listener` of changes to keys that start with `prefix` from now on; returns how to stop. */
  add(prefix: string, listener: WatchListener<V>): () => void {
    const lastCode = prefix.charCodeAt(prefix.length - 1);
    const watcher = { prefix, lastCode, listener, open: true };
    this.#watchers.add(watcher);
    return () => {
      watcher.open = false;
      this.#watchers.delete(watcher);
    };
  }

  notify(revision: KeyRevision<V>): void {
    if (this.#dispatching) {
      this.#pending.push(revision);
      return;
    }
    this.#dispatching = true;
    try {
      this.#dispatch(revision);
      for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
        this.#dispatch(next);
      }
    } finally {
      this.#dispatching = false;
    }
  }

  #dispatch(revision: KeyRevision<V>): void {
    const { cause } = revision;
    // Nearly always it is told of while it is written.
    if (cause === this.#simulation.cause) this.#tell(revision);
    else
      this.#simulation.withCause(cause, () => {
        this.#tell(revision);
      });
  }

  #tell(revision: KeyRevision<V>): void {
    const { key } = revision;
    for (const { prefix, lastCode, listener, open } of this.#watchers) {
      const { length } = prefix;
      if (!open || key.length < length) continue;
      if (length > 0 && key.charCodeAt(length - 1) !== lastCode) continue;
      if (key.startsWith(prefix)) listener(revision);
    }
  }
}
