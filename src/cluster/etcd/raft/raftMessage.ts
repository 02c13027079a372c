// What raft members write down and say to each other.
// Source: Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm; go.etcd.io/raft/v3 (raftpb).

/** A place in the log. An entry has a value, or a new list of members, or neither (a new leader's first). */
export interface LogEntry<V> {
  readonly index: number;
  readonly term: number;
  readonly value?: V;
  readonly members?: readonly string[];
}

/** What stands for all entries up to `index`. `state` is whatever the applied entries amount to. */
export interface Snapshot<S> {
  readonly index: number;
  readonly term: number;
  readonly members: readonly string[];
  readonly state: S;
}

/** What is said. The answers' `index`: the last place known to agree, or where to look next after a refusal. */
export type RaftBody<V, S> =
  | {
      /** A pre-vote asks whether a vote would succeed, and binds nobody. */
      readonly type: 'preVote' | 'vote';
      readonly lastIndex: number;
      readonly lastTerm: number;
    }
  | { readonly type: 'preVoteAnswer' | 'voteAnswer'; readonly granted: boolean }
  | {
      readonly type: 'append';
      /** The place before the first entry: the follower must have the same there. */
      readonly previousIndex: number;
      readonly previousTerm: number;
      readonly entries: readonly LogEntry<V>[];
      readonly commit: number;
    }
  | {
      readonly type: 'appendAnswer';
      readonly accepted: boolean;
      readonly index: number;
      readonly refusedIndex: number;
    }
  | { readonly type: 'heartbeat'; readonly commit: number; readonly read: number | undefined }
  | { readonly type: 'heartbeatAnswer'; readonly read: number | undefined }
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot<S> }
  /** From a follower to its leader. */
  | { readonly type: 'propose'; readonly value: V }
  | { readonly type: 'read'; readonly read: number }
  | { readonly type: 'readAnswer'; readonly read: number; readonly index: number };

/** `term` is the sender's, but in requests for a pre-vote and in assents to it, which are about a term to come. */
export interface RaftMessage<V, S> {
  readonly from: string;
  readonly to: string;
  readonly term: number;
  readonly body: RaftBody<V, S>;
}

/** The bodies of some types. */
export type BodyOf<V, S, T extends RaftBody<V, S>['type']> = Extract<
  RaftBody<V, S>,
  { readonly type: T }
>;

/** What only a leader says. */
export function isLeaders<V, S>(
  body: RaftBody<V, S>,
): body is BodyOf<V, S, 'append' | 'heartbeat' | 'snapshot'> {
  return body.type === 'append' || body.type === 'heartbeat' || body.type === 'snapshot';
}
