// The members of an etcd cluster and the wires between them. A write is a proposal of the raft group: what its
// messages bring about within the instant counts; elections, heartbeats and catching up take their time.
//
// While all is well and stays so, no message is sent for it: ticks begin when a member or a wire changes, and end
// when nothing can change any more (settled). Heartbeats between would have told nobody anything new.
import type { Link } from '../../simulation/link';
import type { Simulation, Timer } from '../../simulation/simulation';
import { requestTimedOut } from './etcdError';
import { EtcdMember } from './etcdMember';
import type { EtcdStore } from './etcdStore';
import type { RaftMessage } from './raft/raftMessage';
import { majorityOf, TICK_MS, type RaftNode } from './raft/raftNode';

type Node = RaftNode<number, number>;
type Message = RaftMessage<number, number>;

/** Over a slower link than this, a follower takes part in writes only where they cannot do without it. */
const SLOW_MS = 1_000;
/** --snapshot-count, and how many entries stay for followers that lag (snapshot-catchup-entries). */
const SNAPSHOT_COUNT = 10_000;
const CATCH_UP_ENTRIES = 5_000;

/** Whether a majority is in touch, without which nothing can be written. */
export interface EtcdQuorum {
  readonly members: number;
  /** Of the largest group of members that run and reach each other. */
  readonly together: number;
  readonly needed: number;
}

export interface EtcdClusterOptions<V> {
  readonly simulation: Simulation;
  readonly store: EtcdStore<V>;
  /** The wire between two members' machines, one way. */
  readonly link: (from: string, to: string) => Link;
}

export class EtcdCluster<V> {
  readonly store: EtcdStore<V>;
  readonly #simulation: Simulation;
  readonly #linkBetween: EtcdClusterOptions<V>['link'];
  readonly #links = new Map<string, Link>();
  readonly #members = new Map<string, EtcdMember<V>>();
  /** What is sent and arrives within the present instant. */
  #instant: Message[] | undefined;
  #sparesSlow = false;
  /** Members that have something to show when the instant is over. */
  readonly #changed = new Set<EtcdMember<V>>();
  #proposal = 0;
  #reads = 0;
  #tick: Timer | undefined;

  constructor(options: EtcdClusterOptions<V>) {
    this.#simulation = options.simulation;
    this.store = options.store;
    this.#linkBetween = options.link;
  }

  /** The last proposal that was committed. */
  get proposal(): number {
    return this.#proposal;
  }

  /** The member that leads, where one does. */
  get leader(): EtcdMember<V> | undefined {
    let leader: EtcdMember<V> | undefined;
    for (const member of this.#members.values()) {
      const { node } = member;
      if (node?.role === 'leader' && node.term >= (leader?.node?.term ?? 0)) leader = member;
    }
    return leader;
  }

  get quorum(): EtcdQuorum {
    const members = this.#members.size;
    let best: EtcdQuorum = { members, together: 0, needed: majorityOf(members) };
    for (const { node } of this.#members.values()) {
      if (node === undefined) continue;
      const together = this.#reached(node, Infinity);
      if (together <= best.together) continue;
      best = { members: node.members.length, together, needed: node.quorum };
    }
    return best;
  }

  /** A member on a machine; it runs when it is started. Whoever is not the first has to join. */
  addMember(name: string): EtcdMember<V> {
    const founders = this.#members.size === 0 ? [name] : [];
    const member = new EtcdMember(name, this.#simulation, this, founders);
    this.#members.set(name, member);
    return member;
  }

  /** Counts a member in that runs already, so that a majority is still there; true once that is done. */
  join(name: string): boolean {
    const { leader } = this;
    const node = leader?.node;
    if (leader === undefined || node === undefined || !this.canCommit(leader)) return false;
    if (this.#nodeOf(name) === undefined) return false;
    if (node.members.includes(name)) return true;
    this.#inInstant(leader, node, () => node.proposeMembers([...node.members, name]));
    this.wake();
    return node.members.includes(name);
  }

  /**
   * Why a member cannot be taken out of the group now, as a sentence; undefined where it can be: those that stay
   * have to be a group that works (mayRemoveMember of etcd's server, with its strict reconfiguration check).
   */
  refusalToLeave(name: string): string | undefined {
    const leader = this.leader?.node;
    if (leader === undefined || !this.#hasQuorum(leader, Infinity))
      return `${name} cannot leave etcd now: no leader with a majority is there to take it out.`;
    if (!leader.canChangeMembers)
      return `${name} cannot leave etcd at this moment: its members are just changing.`;
    if (!leader.members.includes(name)) return `${name} has not joined etcd yet.`;
    const staying = leader.members.filter((id) => id !== name);
    if (staying.length === 0) return `${name} cannot leave etcd: it is its last member.`;
    const needed = majorityOf(staying.length);
    const there = staying.filter((id) => id === leader.id || this.#canHear(leader, id)).length;
    if (there >= needed) return undefined;
    const counts = `${String(there)} of the ${String(staying.length)} members that stay`;
    return `${name} cannot leave etcd: only ${counts} would be there, and ${String(needed)} are needed for a majority.`;
  }

  /** `etcdctl member remove`, as kubeadm reset has it done. Throws where it is refused. */
  leave(name: string): void {
    const refusal = this.refusalToLeave(name);
    const { leader } = this;
    const node = leader?.node;
    if (refusal !== undefined) throw new Error(refusal);
    if (leader === undefined || node === undefined) return;
    const staying = node.members.filter((id) => id !== name);
    this.#inInstant(leader, node, () => node.proposeMembers(staying));
    this.wake();
  }

  /** Whether a write through the member would be committed now. */
  canCommit({ node }: EtcdMember<V>): boolean {
    const leader = node?.leader === undefined ? undefined : this.#nodeOf(node.leader);
    if (node === undefined || leader?.role !== 'leader' || leader.term !== node.term) return false;
    return this.#reaches(node.id, leader.id) && this.#hasQuorum(leader, Infinity);
  }

  /** Commits a write that comes through the member. Throws EtcdError where that cannot be. */
  commit(member: EtcdMember<V>): void {
    this.confirm(member);
    const { node } = member;
    const leader = node?.leader === undefined ? undefined : this.#nodeOf(node.leader);
    if (node === undefined || leader === undefined) throw requestTimedOut();
    const proposal = this.#proposal + 1;
    this.#inInstant(member, leader, () => node.propose(proposal));
    if (!member.has(proposal)) throw requestTimedOut();
    this.#proposal = proposal;
    if (proposal % SNAPSHOT_COUNT === 0) {
      for (const each of this.#members.values()) each.compactLog(CATCH_UP_ENTRIES);
    }
  }

  /** Of the store's own writes: through whoever leads. */
  commitAtLeader(): boolean {
    const { leader } = this;
    if (leader === undefined || !this.canCommit(leader)) return false;
    this.commit(leader);
    return true;
  }

  /** Makes sure that the member knows all that was committed. Throws EtcdError where that cannot be. */
  confirm(member: EtcdMember<V>): void {
    const { node } = member;
    if (node === undefined || !this.canCommit(member)) throw requestTimedOut();
    if (this.#tick === undefined && member.has(this.#proposal)) return;
    const leader = this.#nodeOf(node.leader ?? '');
    const read = ++this.#reads;
    if (leader !== undefined) this.#inInstant(member, leader, () => node.read(read));
    if (!member.has(this.#proposal)) throw requestTimedOut();
  }

  /** Something changed about members or wires. */
  wake(): void {
    if (this.#tick === undefined) {
      for (const { node } of this.#members.values()) node?.rest();
      if (!this.#isSettled()) this.#tickLater();
    }
    this.#showChanges();
  }

  /** A member has heard something: it shows it when nothing is half done any more. */
  changed(member: EtcdMember<V>): void {
    this.#changed.add(member);
  }

  send(message: Message): void {
    const { from, to } = message;
    const link = this.#link(from, to);
    const isSpared = this.#sparesSlow && link.options.latencyMs >= SLOW_MS;
    if (this.#instant !== undefined && !isSpared) {
      if (link.isUp) this.#instant.push(message);
      return;
    }
    link.send(`raft ${message.body.type}`, `etcd ${to}`, () => {
      this.#nodeOf(to)?.step(message);
      this.#showChanges();
    });
  }

  /** `member` is who was asked: slow or not, it has to know the outcome. */
  #inInstant({ name }: EtcdMember<V>, leader: Node, action: () => void): void {
    const messages: Message[] = [];
    this.#instant = messages;
    this.#sparesSlow = this.#reaches(leader.id, name, SLOW_MS) && this.#hasQuorum(leader, SLOW_MS);
    try {
      action();
      for (let next = messages.shift(); next !== undefined; next = messages.shift()) {
        this.#nodeOf(next.to)?.step(next);
      }
    } finally {
      this.#instant = undefined;
    }
    this.#showChanges();
  }

  #showChanges(): void {
    for (const member of this.#changed) {
      this.#changed.delete(member);
      member.catchUp();
    }
  }

  #tickLater(): void {
    this.#tick = this.#simulation.schedule(TICK_MS, 'raft tick', 'etcd', () => {
      this.#tick = undefined;
      for (const { node } of this.#members.values()) node?.tick();
      this.#showChanges();
      if (!this.#isSettled()) this.#tickLater();
    });
  }

  /** Nothing will change by itself: all that can follow a leader do, or there can be none. */
  #isSettled(): boolean {
    const nodes: Node[] = [];
    for (const { node } of this.#members.values()) if (node !== undefined) nodes.push(node);
    const leader = this.leader?.node;
    if (leader === undefined) {
      return nodes.every((node) => node.leader === undefined && !this.#hasQuorum(node, Infinity));
    }
    if (!this.#hasQuorum(leader, Infinity)) return false;
    return nodes.every((node) => {
      if (!this.#reaches(leader.id, node.id)) return node.leader === undefined;
      return node.leader === leader.id && node.term === leader.term;
    });
  }

  /** Whether the node and those that it reaches within `latencyMs` are a majority. */
  #hasQuorum(node: Node, latencyMs: number): boolean {
    return this.#reached(node, latencyMs) >= node.quorum;
  }

  /** How many members, itself included, the node reaches within `latencyMs`. */
  #reached(node: Node, latencyMs: number): number {
    let reached = 0;
    for (const id of node.members) {
      if (id === node.id || this.#canHear(node, id, latencyMs)) reached++;
    }
    return reached;
  }

  #canHear(node: Node, id: string, latencyMs = Infinity): boolean {
    return this.#nodeOf(id) !== undefined && this.#reaches(node.id, id, latencyMs);
  }

  #reaches(a: string, b: string, latencyMs = Infinity): boolean {
    if (a === b) return true;
    const there = this.#link(a, b);
    const back = this.#link(b, a);
    if (!there.isUp || !back.isUp) return false;
    return Math.max(there.options.latencyMs, back.options.latencyMs) < latencyMs;
  }

  #nodeOf(name: string): Node | undefined {
    return this.#members.get(name)?.node;
  }

  #link(from: string, to: string): Link {
    const name = `${from} ${to}`;
    let link = this.#links.get(name);
    if (link === undefined) {
      link = this.#linkBetween(from, to);
      this.#links.set(name, link);
    }
    return link;
  }
}
