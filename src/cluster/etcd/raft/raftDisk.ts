// What a raft member has written down.
import { RaftLog } from './raftLog';

/** What outlives the process of a member. */
export interface RaftDisk<V, S> {
  term: number;
  /** Who got our vote in this term. */
  vote: string | undefined;
  commit: number;
  readonly log: RaftLog<V, S>;
}

/** A disk of a member that is told later who is in the group, or of the first one. */
export function newDisk<V, S>(members: readonly string[], state: S): RaftDisk<V, S> {
  const log = new RaftLog<V, S>({ index: 0, term: 0, members, state });
  return { term: 0, vote: undefined, commit: 0, log };
}
