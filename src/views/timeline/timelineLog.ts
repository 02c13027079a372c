// Notes what happens in a cluster from its start on, for the timeline: Events of Kubernetes, nodes and
// Deployments that come and go, the API server's outages. Bounded; leaves no mark on the run.
import { isConditionTrue } from '../../apimachinery/conditions';
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import type { Deployment, DeploymentStatus } from '../../apis/generated/apps/v1';
import type { Event, Node } from '../../apis/generated/core/v1';
import { isNodeReady } from '../../apis/core/nodeState';
import { DEPLOYMENTS, EVENTS, NODES } from '../../apis/resources';
import type { Watch } from '../../cluster/client/apiHandler';
import { Observer, OBSERVER_USER } from '../../cluster/client/observer';
import type { Cluster } from '../../cluster/cluster';
import type { Moment } from '../../simulation/moment';
import type { TimelineEntry } from './timelineEntry';

/** How many notes are kept, unless told. */
export const DEFAULT_TIMELINE_LIMIT = 2000;

type Note = Omit<TimelineEntry, 'id' | 'moment'>;

export class TimelineLog {
  readonly #cluster: Cluster;
  readonly #limit: number;
  #entries: TimelineEntry[] = [];
  #count = 0;
  readonly #ends: readonly (() => void)[];

  /** `cluster` stands at its start. */
  constructor(cluster: Cluster, limit = DEFAULT_TIMELINE_LIMIT) {
    this.#cluster = cluster;
    this.#limit = limit;
    const events = this.#watchEvents();
    this.#ends = [
      () => {
        events.stop();
      },
      this.#watch(NODES, nodeNote),
      this.#watch(DEPLOYMENTS, deploymentNote),
      cluster.onServingChange((serving) => {
        this.#add(servingNote(serving));
      }),
    ];
  }

  /** Oldest first. */
  get entries(): readonly TimelineEntry[] {
    return this.#entries.length > this.#limit ? this.#entries.slice(-this.#limit) : this.#entries;
  }

  /** How many notes there have ever been: grows with each. */
  get count(): number {
    return this.#count;
  }

  /** True once the oldest notes have gone. */
  get hasForgotten(): boolean {
    return this.#count > this.#limit;
  }

  dispose(): void {
    for (const end of this.#ends) end();
  }

  /** Without a cache: Events are many, and each is of interest once. */
  #watchEvents(): Watch {
    const request = { user: OBSERVER_USER, resource: EVENTS, namespace: undefined, options: {} };
    return this.#cluster.observerApi.watch(request, {
      event: (event) => {
        if (event.type !== 'ADDED' && event.type !== 'MODIFIED') return;
        // A watch on Events carries Events.
        this.#add(eventNote(event.object as Event));
      },
      closed: () => undefined,
    });
  }

  #watch<T extends ApiObject>(
    resource: Resource<T>,
    noteOf: (old: T | undefined, now: T | undefined) => Note | undefined,
  ): () => void {
    const observer = new Observer(this.#cluster.observerApi, resource);
    observer.onChange(({ type, old, object }) => {
      this.#add(type === 'DELETED' ? noteOf(object, undefined) : noteOf(old, object));
    });
    return () => {
      observer.dispose();
    };
  }

  #add(note: Note | undefined): void {
    if (note === undefined) return;
    const { position, journal } = this.#cluster;
    const moment: Moment = { ...position, inputs: journal.entries.length };
    this.#entries.push({ id: `note-${String(++this.#count)}`, moment, ...note });
    // Now and then, so that each note costs the same.
    if (this.#entries.length >= 2 * this.#limit) this.#entries = this.#entries.slice(-this.#limit);
  }
}

function eventNote({
  involvedObject,
  reason = '',
  message = '',
  type,
  count,
  series,
}: Event): Note {
  const { kind = '', name = '' } = involvedObject;
  const times = series?.count ?? count ?? 1;
  return {
    kind: 'event',
    title: `${reason} ${kind} ${name}`,
    detail: times > 1 ? `${message} (×${String(times)})` : message,
    isWarning: type === 'Warning',
  };
}

function nodeNote(old: Node | undefined, now: Node | undefined): Note | undefined {
  if (now === undefined) {
    return milestone(`Node ${old?.metadata.name ?? ''} gone`, 'its object was deleted', true);
  }
  const { name } = now.metadata;
  if (old === undefined) return milestone(`Node ${name} joined`, '', false);
  if (isNodeReady(old) === isNodeReady(now)) return undefined;
  return isNodeReady(now)
    ? milestone(`Node ${name} Ready`, '', false)
    : milestone(`Node ${name} not Ready`, 'the control plane does not hear of it any more', true);
}

function deploymentNote(
  old: Deployment | undefined,
  now: Deployment | undefined,
): Note | undefined {
  const before = isAvailable(old?.status);
  const after = isAvailable(now?.status);
  if (before === after || now === undefined) return undefined;
  const { name } = now.metadata;
  const { availableReplicas = 0 } = now.status;
  const ready = `${String(availableReplicas)} of ${String(now.spec.replicas ?? 1)} pods available`;
  return milestone(`Deployment ${name} ${after ? 'Available' : 'not Available'}`, ready, !after);
}

function isAvailable(status: DeploymentStatus | undefined): boolean {
  return isConditionTrue(status?.conditions, 'Available');
}

function servingNote(serving: boolean): Note {
  return serving
    ? milestone('API server answers', '', false)
    : milestone('API server down', 'nothing can be changed until it is back', true);
}

function milestone(title: string, detail: string, isWarning: boolean): Note {
  return { kind: 'milestone', title, detail, isWarning };
}
