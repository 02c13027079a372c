// etcd as its one client, the API server, sees it: the store alone, or the member of a group on the same machine.
import type { EtcdStore } from './etcdStore';

export interface EtcdClient<V> extends Pick<
  EtcdStore<V>,
  | 'revision'
  | 'compactRevision'
  | 'get'
  | 'range'
  | 'put'
  | 'delete'
  | 'txn'
  | 'watch'
  | 'changesSince'
  | 'compact'
  | 'grantLease'
> {
  /** False while it would take no write. */
  readonly isWritable: boolean;
  /** Makes sure that all that was committed is known here. Throws EtcdError where that cannot be. */
  confirm(): void;
  /** Its watches go on. False where they had to end: there was no leader for too long. */
  readonly isFollowing: boolean;
  /** Told when {@link isFollowing} changes, before what has changed meanwhile. */
  onFollowingChange(listener: (isFollowing: boolean) => void): void;
}
