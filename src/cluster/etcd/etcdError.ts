// What etcd answers when it refuses, in etcd's words (go.etcd.io/etcd/api/v3/v3rpc/rpctypes).

export class EtcdError extends Error {
  override readonly name = 'EtcdError';
}

/** The asked-for revision is no longer kept; `compactRevision` is the oldest that can be read. */
export class CompactedError extends EtcdError {
  readonly compactRevision: number;

  constructor(compactRevision: number) {
    super('etcdserver: mvcc: required revision has been compacted');
    this.compactRevision = compactRevision;
  }
}

export function futureRevision(): EtcdError {
  return new EtcdError('etcdserver: mvcc: required revision is a future revision');
}

export function duplicateKey(): EtcdError {
  return new EtcdError('etcdserver: duplicate key given in txn request');
}

export function leaseNotFound(): EtcdError {
  return new EtcdError('etcdserver: requested lease not found');
}
