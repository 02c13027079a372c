// The life of a request: "what happens after kubectl apply", as messages between the parts of the
// cluster, read from the trace as it unfolds. Equal messages are one with a number: of twenty pods one
// is told in detail, and the others are counted.
import type {
  CauseEntry,
  ClusterHistory,
  HistoryChange,
} from '../../cluster/history/clusterHistory';
import type { ComponentId } from '../roles';
import { nodeNameOf } from './writeWords';
import { writerOf } from './writer';

/** In the order in which they stand side by side. */
export const PARTICIPANTS = [
  'kubectl',
  'kube-apiserver',
  'etcd',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'container-runtime',
] as const satisfies readonly ComponentId[];

export type Participant = (typeof PARTICIPANTS)[number];

export interface LifeMessage {
  readonly from: Participant;
  readonly to: Participant;
  readonly text: string;
  /** Of the first one; virtual ms. */
  readonly atMs: number;
  readonly traceId: number;
  /** How many there were like it. */
  count: number;
  lastMs: number;
}

/** What comes later was set off by other things as well. */
const LONGEST_MS = 10 * 60_000;
const MOST_ENTRIES = 50_000;
/** Fewer than a screen or two: beyond, messages are counted and not drawn. */
export const MOST_MESSAGES = 60;

export class RequestLife {
  /** What was asked: the trace entry of the request. */
  readonly request: CauseEntry;
  readonly #history: ClusterHistory;
  /** Everything that the request set off, each with the entry that set it off. */
  readonly #descendants = new Map<number, CauseEntry>();
  readonly #shown = new Set<number>();
  readonly #messages = new Map<string, LifeMessage>();
  readonly #pods = new Set<string>();
  #nextId: number;
  #isOver = false;

  /** Undefined where the record has let the request go. */
  static of(history: ClusterHistory, traceId: number): RequestLife | undefined {
    const request = history.entry(traceId);
    return request === undefined ? undefined : new RequestLife(history, request);
  }

  private constructor(history: ClusterHistory, request: CauseEntry) {
    this.#history = history;
    this.request = request;
    this.#nextId = request.id;
  }

  /** Whether it is the life of this request in this history. */
  isOf(history: ClusterHistory, traceId: number): boolean {
    return history === this.#history && traceId === this.request.id;
  }

  /** In the order in which they began. */
  get messages(): readonly LifeMessage[] {
    return [...this.#messages.values()].sort((a, b) => a.traceId - b.traceId);
  }

  /** How many pods it has come to. */
  get pods(): number {
    return this.#pods.size;
  }

  /** Reads what has happened since; true where there was something to show. */
  advance(): boolean {
    const before = this.#size();
    const { lastEntryId } = this.#history;
    for (; this.#nextId <= lastEntryId && !this.#isOver; this.#nextId++) this.#read(this.#nextId);
    return this.#size() !== before;
  }

  #size(): number {
    let size = 0;
    for (const { count } of this.#messages.values()) size += count;
    return size;
  }

  #read(id: number): void {
    const entry = this.#history.entry(id);
    if (entry === undefined) return;
    const isOwn = id === this.request.id || this.#descendants.has(entry.cause);
    if (!isOwn && !this.#descendants.has(entry.otherCause)) return;
    if (entry.atMs - this.request.atMs > LONGEST_MS || this.#descendants.size >= MOST_ENTRIES) {
      this.#isOver = true;
      return;
    }
    this.#descendants.set(id, entry);
    if (this.#isEffect(entry)) this.#show(entry);
  }

  /** Something that was written or that runs: what only led to looking is left out. */
  #isEffect(entry: CauseEntry): boolean {
    if (entry.id === this.request.id || entry.label === 'refusal') return true;
    if (RUNTIME_LABELS.has(entry.label)) return true;
    const change = this.#history.changeOfCause(entry.id);
    return (
      change !== undefined && change.resource.kind !== 'Event' && change.resource.kind !== 'Lease'
    );
  }

  /** The effect, and what led to it as far as it has not been told yet; oldest first. */
  #show(effect: CauseEntry): void {
    const path: CauseEntry[] = [];
    for (
      let entry: CauseEntry | undefined = effect;
      entry !== undefined && !this.#shown.has(entry.id);
      entry = this.#descendants.get(entry.cause) ?? this.#descendants.get(entry.otherCause)
    ) {
      this.#shown.add(entry.id);
      path.push(entry);
    }
    for (const entry of path.reverse()) this.#tell(entry);
  }

  #tell(entry: CauseEntry): void {
    const change = this.#history.changeOfCause(entry.id);
    if (change !== undefined) this.#tellWrite(entry, change);
    else if (entry.label === 'watch event') this.#tellWatch(entry);
    else {
      const words = WORDS[entry.label]?.(entry.subject);
      if (words !== undefined) this.#add(entry, ...words);
    }
  }

  #tellWrite(entry: CauseEntry, change: HistoryChange): void {
    const from = participantOf(change.writer);
    const isPod = change.resource.kind === 'Pod';
    if (isPod) this.#pods.add(change.name);
    const what = isPod ? 'Pod' : `${change.resource.kind} ${change.name}`;
    const { subresource, type, verb } = change;
    const text =
      type === 'created'
        ? `create ${what}`
        : subresource === 'binding'
          ? `bind Pod to ${this.#nodeOf(change)}`
          : verb === 'delete' || type === 'deleted'
            ? `delete ${what}`
            : subresource === 'status'
              ? `report the status of ${what}`
              : `change ${what}`;
    // What was asked for from outside has been told.
    if (entry.cause !== this.request.id || this.request.label !== 'request')
      this.#add(entry, from, 'kube-apiserver', text);
    if (subresource !== 'status') this.#add(entry, 'kube-apiserver', 'etcd', `keep ${what}`);
  }

  /** Pods go to many nodes: one message for all, named after the first only where there is one. */
  #nodeOf({ resource, namespace, name, revision }: HistoryChange): string {
    const node = nodeNameOf(this.#history.objectAt(resource, namespace, name, revision));
    return node === undefined || this.#pods.size > 1 ? 'a node' : node;
  }

  #tellWatch(entry: CauseEntry): void {
    const user = entry.subject.slice(0, entry.subject.lastIndexOf(' '));
    const change = this.#history.changeOfCause(entry.cause);
    if (change === undefined) return;
    const words = { created: 'new', modified: 'changed', deleted: 'gone' } as const;
    const text = `watch: ${change.resource.kind} ${words[change.type]}`;
    this.#add(entry, 'kube-apiserver', participantOf(user), text);
  }

  #add({ id, atMs }: CauseEntry, from: Participant, to: Participant, text: string): void {
    const key = `${from} ${to} ${text}`;
    const known = this.#messages.get(key);
    if (known === undefined) {
      this.#messages.set(key, { from, to, text, atMs, traceId: id, count: 1, lastMs: atMs });
    } else {
      known.count++;
      known.lastMs = atMs;
    }
  }
}

const RUNTIME_LABELS: ReadonlySet<string> = new Set([
  'sandbox ready',
  'image pulled',
  'container started',
  'container exited',
]);

type Words = readonly [from: Participant, to: Participant, text: string];

const WORDS: Readonly<Record<string, (subject: string) => Words>> = {
  request: (subject) => ['kubectl', 'kube-apiserver', requestText(subject)],
  refusal: (subject) => ['kube-apiserver', 'kubectl', `refused: ${subject}`],
  schedule: () => ['kube-scheduler', 'kube-scheduler', 'filter and score the nodes'],
  'sync deployment': () => sync('Deployment'),
  'sync replicaset': () => sync('ReplicaSet'),
  'sync replicationcontroller': () => sync('ReplicationController'),
  'sync daemonset': () => sync('DaemonSet'),
  'collect garbage': () => [
    'kube-controller-manager',
    'kube-controller-manager',
    'garbage collector: who owns what?',
  ],
  'sync pod': () => ['kubelet', 'kubelet', 'compare wish and reality of the Pod'],
  'sandbox ready': () => ['kubelet', 'container-runtime', 'make the sandbox of the Pod'],
  'image pulled': () => ['kubelet', 'container-runtime', 'pull the image'],
  'container started': () => ['kubelet', 'container-runtime', 'start the container'],
  'container exited': () => ['container-runtime', 'kubelet', 'a container has ended'],
};

function sync(kind: string): Words {
  const text = `${kind} controller: compare wish and reality`;
  return ['kube-controller-manager', 'kube-controller-manager', text];
}

/** `kubernetes-admin (kubectl-create) create deployments.apps default/web` */
function requestText(subject: string): string {
  const [, verb = '', resource = '', name = ''] =
    /(\S+) (\S+)(?: (?:\S+\/)?(\S+))?$/.exec(subject) ?? [];
  return `${verb} ${resource.split('.')[0] ?? ''} ${name}`.trim();
}

function participantOf(user: string): Participant {
  const { component } = writerOf(user);
  return (
    PARTICIPANTS.find((each) => each === component) ??
    (component === 'outside' ? 'kubectl' : 'kube-controller-manager')
  );
}
