// The components of a cluster as a debugger's threads: each keeps its number for as long as the
// debugger is attached, and remembers the last thing it did.
import type { Writer } from '../causes/writer';

export interface ComponentThread {
  readonly id: number;
  /** `kubelet on worker-1` */
  readonly name: string;
  /** The trace entry of the last that it did; 0 where nothing is known. */
  readonly lastEntry: number;
}

type MutableThread = { -readonly [K in keyof ComponentThread]: ComponentThread[K] };

/** In a large cluster only the kubelets of the first nodes, and those that have done something. */
const MAX_QUIET_NODES = 20;
const CONTROL_PLANE = [
  'kube-apiserver',
  'etcd',
  'kube-scheduler',
  'kube-controller-manager',
] as const;

export class Threads {
  readonly #threads = new Map<string, MutableThread>();

  /** `nodes` by name: each has a kubelet. */
  constructor(nodes: readonly string[]) {
    this.#thread({ component: 'outside' });
    for (const component of CONTROL_PLANE) this.#thread({ component });
    for (const node of nodes.slice(0, MAX_QUIET_NODES))
      this.#thread({ component: 'kubelet', instance: node });
  }

  get all(): readonly ComponentThread[] {
    return [...this.#threads.values()];
  }

  byId(id: number): ComponentThread | undefined {
    return this.all[id - 1];
  }

  /** A component did something: returns its thread, a new one where it is met for the first time. */
  note(writer: Writer, entry: number): ComponentThread {
    const thread = this.#thread(writer);
    thread.lastEntry = entry;
    return thread;
  }

  /** The debugger has gone back: what was done later than an entry has not happened. */
  forgetAfter(entry: number): void {
    for (const thread of this.#threads.values()) {
      if (thread.lastEntry > entry) thread.lastEntry = 0;
    }
  }

  #thread(writer: Writer): MutableThread {
    const name = threadName(writer);
    let thread = this.#threads.get(name);
    if (thread === undefined) {
      thread = { id: this.#threads.size + 1, name, lastEntry: 0 };
      this.#threads.set(name, thread);
    }
    return thread;
  }
}

/** All controllers are one process, and all users one thread. */
function threadName({ component, instance }: Writer): string {
  switch (component) {
    case 'outside':
      return 'kubectl and other users';
    case 'hardware':
      return 'hands on the hardware';
    case 'kube-controller-manager':
      return component;
    default:
      return instance === undefined ? component : `${component} on ${instance}`;
  }
}
