// What etcd's members can stand, in words: a majority of them must be in touch for anything to be written.
import type { Cluster } from '../cluster/cluster';

export type EtcdQuorum = NonNullable<Cluster['etcdQuorum']>;

export function hasQuorum({ together, needed }: EtcdQuorum): boolean {
  return together >= needed;
}

/** A few sentences. */
export function quorumText(quorum: EtcdQuorum): string {
  const { members, together, needed } = quorum;
  const spare = together - needed;
  const then = !hasQuorum(quorum)
    ? 'nothing can be written until more of them are back'
    : spare === 0
      ? 'no other may fail now'
      : `${String(spare)} more may fail`;
  return `${String(together)} of ${String(members)} members of etcd are in touch. A write needs a majority of them, ${String(needed)} (the quorum): ${then}.`;
}
