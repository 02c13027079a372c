// One state of one key. Put and delete make one each; together they are the store's history.
// Source: go.etcd.io/etcd/api/v3/mvccpb (KeyValue, Event).

/**
 * `value` is undefined in a tombstone, the mark that a deletion leaves. Revisions count from 1.
 *
 * Worked example, one key over the store's revisions:
 *
 *     revision   3 put a   5 put b   8 delete   9 put c
 *     create     3         3         0          9
 *     mod        3         5         8          9
 *     version    1         2         0          1
 */
export interface KeyRevision<V> {
  readonly key: string;
  readonly value: V | undefined;
  /** Revision at which the key was last created. */
  readonly createRevision: number;
  /** Revision that made this state. */
  readonly modRevision: number;
  /** How often the key was put since it was created. */
  readonly version: number;
  /** The lease that the key is attached to; 0 for none. */
  readonly lease: number;
  /** The trace entry of the write. */
  readonly cause: number;
  /** The state before; undefined at the beginning, and where compaction has cut the history off. */
  readonly previous: KeyRevision<V> | undefined;
}
