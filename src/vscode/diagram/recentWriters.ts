// Which components have written something of late, read from the causes of what was observed.
import type { ObservedChange } from '../../cluster/client/observer';
import type { ApiObject } from '../../apimachinery/objectMeta';
import { isComponent } from '../../views/causes/causeStep';
import { writerOf } from '../../views/causes/writer';
import type { ClusterState } from '../../views/clusterState';
import type { ComponentId } from '../../views/roles';

/** The record of causes, as far as it is read here. */
export interface CauseReader {
  entry(id: number): { readonly subject: string } | undefined;
}

/** Changes that are looked up for one picture: a burst of thousands tells no more than these. */
const MAX_LOOKUPS = 200;

export class RecentWriters {
  #state: ClusterState | undefined;
  #trace: CauseReader | undefined;
  #stop: (() => void) | undefined;
  #lookups = 0;
  #recent = new Set<ComponentId>();

  /** Listens to this cluster, in place of the one before. */
  follow(state: ClusterState | undefined, trace: CauseReader | undefined): void {
    if (state === this.#state) return;
    this.#stop?.();
    this.#state = state;
    this.#trace = trace;
    this.#recent.clear();
    this.#stop = state?.onChange((change) => {
      this.#note(change);
    });
  }

  /** Who has written since the last call. */
  take(): ReadonlySet<ComponentId> {
    const recent = this.#recent;
    this.#recent = new Set();
    this.#lookups = 0;
    return recent;
  }

  dispose(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#state = undefined;
  }

  #note(change: ObservedChange<ApiObject>): void {
    if (++this.#lookups > MAX_LOOKUPS) return;
    const writer = writerIn(this.#trace?.entry(change.cause)?.subject ?? '');
    if (writer !== undefined) this.#recent.add(writer);
  }
}

/** A write's subject begins with the name of its user: `system:kube-scheduler bind default/web-1`. */
function writerIn(subject: string): ComponentId | undefined {
  const [user = ''] = subject.split(' ', 1);
  const { component } = writerOf(user);
  if (isComponent(component)) return component;
  return user === 'kubernetes-admin' ? 'kubectl' : undefined;
}
