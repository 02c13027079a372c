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

/** No majority took part: what was asked for cannot be confirmed. */
export function requestTimedOut(): EtcdError {
  return new EtcdError('etcdserver: request timed out');
}

/** The member does not run: its client's words. */
export function memberUnavailable(): EtcdError {
  const dial = 'dial tcp 127.0.0.1:2379: connect: connection refused';
  const transport = `connection error: desc = "transport: Error while dialing: ${dial}"`;
  return new EtcdError(`rpc error: code = Unavailable desc = ${transport}`);
}
