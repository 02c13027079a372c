// What was written in the cluster, in the order of revisions: who, when, why, and what became of the
// object. Fed by the commits of the API server; leaves no mark on the run. Bounded: the oldest
// changes go, and what led to those that are kept is kept with them (see Trace.keep).
import { keyOf, type ApiObject } from '../../apimachinery/objectMeta';
import { apiVersionOf, type Resource } from '../../apimachinery/resource';
import type { Simulation } from '../../simulation/simulation';
import type { TraceEntry } from '../../simulation/trace';
import { ChangeLog, type ChangePlace } from './changeLog';
import { PlaceList } from './placeList';
import type { ChangeRow } from './changePage';
import { writeRecord } from './writeRecord';

/** One write to one object. */
export interface HistoryChange {
  readonly revision: number;
  /** Virtual ms. */
  readonly atMs: number;
  /** With the time, the place in the run. */
  readonly executedEvents: number;
  /** The trace entry of the write. */
  readonly cause: number;
  /** The user's name: `system:kube-scheduler`; `etcd` where a lease of etcd ran out. */
  readonly writer: string;
  /** `create`, `update`, `patch`, `delete` ... */
  readonly verb: string;
  /** `status`, `binding`, `eviction` ... */
  readonly subresource?: string;
  readonly type: 'created' | 'modified' | 'deleted';
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly uid: string;
}

/** An entry of the trace, for those who see only the door of the cluster. */
export type CauseEntry = TraceEntry;

/** What came from outside: a request of a user, or a hand laid on the hardware. */
export interface HistoryInput {
  /** Its trace entry: everything that it set off leads back to it. */
  readonly traceId: number;
  readonly atMs: number;
  /** `request`, `power off`, ... */
  readonly label: string;
  readonly subject: string;
}

/** A state of a key in etcd. */
export interface CommittedState {
  readonly key: string;
  readonly value: ApiObject | undefined;
  readonly modRevision: number;
  readonly version: number;
  readonly cause: number;
  readonly previous: CommittedState | undefined;
}

export interface HistoryOptions {
  readonly simulation: Simulation;
  /** All that is served. */
  readonly resources: () => readonly Resource[];
  /** The object at a revision as far as etcd still has it. */
  readonly storedAt: (
    resource: Resource,
    namespace: string | undefined,
    name: string,
    revision: number,
  ) => ApiObject | undefined;
  /** How many changes are kept; 0: none, and nobody is told of any. */
  readonly limit?: number;
}

export const DEFAULT_HISTORY_LIMIT = 20_000;
/** What is written for ever (leases, events) has a list of its own, so that it drives nothing else out. */
const ROUTINE_SHARE = 4;
/** From a request to what runs there are so many entries of the trace a change, roughly. */
const CAUSES_PER_CHANGE = 3;
/** A cluster of more objects than these is large: memory is for the objects, not for their past. */
const LARGE = 5_000;
const LIMIT_IN_LARGE = 2_048;
const MAX_INPUTS = 1_000;
const EVENT_KEYS = '/registry/events/';
const TYPES = ['created', 'modified', 'deleted'] as const;

export class ClusterHistory {
  readonly #options: HistoryOptions;
  readonly #limit: number;
  readonly #changes: ChangeLog;
  readonly #routine: ChangeLog;
  readonly #resources = new PlaceList<Resource>();
  /** By apiVersion and kind. */
  readonly #resourceOf = new Map<string, Map<string, Resource>>();
  readonly #listeners = new Set<(change: HistoryChange) => void>();
  readonly #inputs: HistoryInput[] = [];
  #liveObjects = 0;
  #isLarge = false;
  #latestRevision = 0;
  #hasCompacted = false;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#limit = options.limit ?? DEFAULT_HISTORY_LIMIT;
    this.#changes = new ChangeLog(this.#limit, true);
    this.#routine = new ChangeLog(this.#limit / ROUTINE_SHARE, false);
    if (this.#limit > 0) options.simulation.trace.keepUpTo(this.#limit * CAUSES_PER_CHANGE);
  }

  /** Of the oldest change that is kept; 0 where there is none. */
  get oldestRevision(): number {
    return this.#changes.oldestRevision ?? 0;
  }

  get latestRevision(): number {
    return this.#latestRevision;
  }

  /** True once changes have been let go: views say so. */
  get hasCompacted(): boolean {
    return this.#hasCompacted;
  }

  /** How many changes are kept. */
  get size(): number {
    return this.#changes.size + this.#routine.size;
  }

  /** What came from outside, oldest first; the last thousand. */
  get inputs(): readonly HistoryInput[] {
    return this.#inputs;
  }

  /** Whether a trace entry stands for something that came from outside. */
  isInput(traceId: number): boolean {
    return this.#inputs.some((input) => input.traceId === traceId);
  }

  /** From the cluster's door, before the input takes effect. */
  noteInput(input: HistoryInput): void {
    this.#options.simulation.trace.keep(input.traceId);
    if (this.#inputs.push(input) > MAX_INPUTS) this.#inputs.shift();
  }

  /** An entry of the trace; undefined where it is kept no more. */
  entry(traceId: number): CauseEntry | undefined {
    return this.#options.simulation.trace.entry(traceId);
  }

  /** The newest entry of the trace: they count from 1. */
  get lastEntryId(): number {
    return this.#options.simulation.trace.lastId;
  }

  /** The change that the trace entry of a write stands for. */
  changeOfCause(cause: number): HistoryChange | undefined {
    for (const log of [this.#changes, this.#routine]) {
      const place = log.ofCause(cause);
      if (place !== undefined) return this.#change(place);
    }
    return undefined;
  }

  /** The change that made the revision; the first of several. Undefined where it is kept no more. */
  change(revision: number): HistoryChange | undefined {
    for (const log of [this.#changes, this.#routine]) {
      const place = log.firstSince(revision);
      if (place?.page.revision(place.row) === revision) return this.#change(place);
    }
    return undefined;
  }

  /** All that is kept of an object's changes, newest first; also of one that is gone. */
  changesOf(
    resource: Resource,
    namespace: string | undefined,
    name: string,
  ): readonly HistoryChange[] {
    return [...this.#placesOf(resource, namespace, name)].map((place) => this.#change(place));
  }

  /** The last change of each object that is on record, those that changed last first; leases and events are left out. */
  lastChanges(limit: number): readonly HistoryChange[] {
    const found = new Map<string, HistoryChange>();
    for (const place of this.#changes.backwards(this.#latestRevision)) {
      const change = this.#change(place);
      const key = `${change.resource.kind} ${keyOf(change.namespace, change.name)}`;
      if (!found.has(key)) found.set(key, change);
      if (found.size >= limit) break;
    }
    return [...found.values()];
  }

  /** The resource of a kind that is served; undefined for others. */
  resourceOfKind(group: string, kind: string): Resource | undefined {
    return this.#options.resources().find((each) => each.group === group && each.kind === kind);
  }

  /** Oldest first, from the revision on (that one too). */
  changesSince(revision: number): readonly HistoryChange[] {
    const changes = [...this.#changes.from(revision), ...this.#routine.from(revision)].map(
      (place) => this.#change(place),
    );
    return changes.sort((a, b) => a.revision - b.revision);
  }

  /** The object as it was, or is by the last change; undefined where it was not there, or its state is kept no more. */
  objectAt(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    revision = this.#latestRevision,
  ): ApiObject | undefined {
    const [place] = this.#placesOf(resource, namespace, name, revision);
    const change = place?.page.row(place.row);
    if (change?.object !== undefined) return change.object;
    if (change !== undefined && TYPES[change.type] === 'deleted') return undefined;
    return this.#options.storedAt(resource, namespace, name, revision);
  }

  /** Told of every change, before components and views are. Listeners must not write to the cluster. */
  onChange(listener: (change: HistoryChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From the API server: a write is done. */
  committed(state: CommittedState): void {
    if (this.#limit === 0) return;
    // Events expire by the thousand, and nobody asks why.
    if (state.value === undefined && state.key.startsWith(EVENT_KEYS)) return;
    const object = state.value ?? state.previous?.value;
    const resource = object === undefined ? undefined : this.#resourceFor(object);
    if (object === undefined || resource === undefined) return;
    this.#latestRevision = state.modRevision;
    const row = this.#rowOf(state, object, resource);
    const routine = isRoutine(resource);
    if (!routine) this.#options.simulation.trace.keep(state.cause);
    const log = routine ? this.#routine : this.#changes;
    if (log.add(row)) this.#hasCompacted = true;
    if (!routine) this.#count(state);
    if (this.#listeners.size === 0) return;
    const change = this.#changeOf(row);
    for (const listener of this.#listeners) listener(change);
  }

  #rowOf(state: CommittedState, object: ApiObject, resource: Resource): ChangeRow {
    const { simulation } = this.#options;
    const { namespace, name, uid } = object.metadata;
    const entry = simulation.trace.entry(state.cause);
    return {
      revision: state.modRevision,
      atMs: simulation.nowMs,
      executedEvents: simulation.executedEvents,
      cause: state.cause,
      verb: entry?.label ?? '',
      subject: entry?.subject ?? '',
      type: state.value === undefined ? 2 : state.version === 1 ? 0 : 1,
      resource: this.#resources.placeOf(resource),
      namespace,
      name,
      uid,
      object: state.value,
    };
  }

  /** Where there are many objects less is kept of their past. */
  #count({ value, version }: CommittedState): void {
    if (value === undefined) this.#liveObjects--;
    else if (version === 1) this.#liveObjects++;
    const isLarge = this.#liveObjects > LARGE;
    // What a large cluster has let go does not come back: no back and forth at the border.
    if (!isLarge || this.#isLarge) return;
    this.#isLarge = true;
    const limit = Math.min(this.#limit, LIMIT_IN_LARGE);
    this.#changes.setLimit(limit, false);
    this.#routine.setLimit(limit / ROUTINE_SHARE, false);
    this.#options.simulation.trace.keepUpTo(limit * CAUSES_PER_CHANGE);
    this.#hasCompacted = true;
  }

  /** The changes of an object up to a revision, newest first. */
  *#placesOf(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    revision = Infinity,
  ): IterableIterator<ChangePlace> {
    const wanted = this.#resources.values.findIndex(
      ({ group, plural }) => group === resource.group && plural === resource.plural,
    );
    if (wanted < 0) return;
    const log = isRoutine(resource) ? this.#routine : this.#changes;
    for (const place of log.backwards(revision)) {
      if (place.page.isAbout(place.row, wanted, namespace, name)) yield place;
    }
  }

  #change({ page, row }: ChangePlace): HistoryChange {
    return this.#changeOf(page.row(row));
  }

  #changeOf(row: ChangeRow): HistoryChange {
    const { revision, atMs, executedEvents, cause, verb, namespace, name, uid } = row;
    const { writer, subresource } = writeRecord(row.subject, keyOf(namespace, name));
    const resource = this.#resources.at(row.resource);
    if (resource === undefined) throw new Error('a change of a resource that nobody named');
    return {
      revision,
      atMs,
      executedEvents,
      cause,
      writer,
      verb,
      ...(subresource === '' ? {} : { subresource }),
      type: TYPES[row.type] ?? 'modified',
      resource,
      namespace,
      name,
      uid,
    };
  }

  /** The resource by the object's own words; the same for as long as its group and kind are. */
  #resourceFor({ apiVersion, kind }: ApiObject): Resource | undefined {
    let byKind = this.#resourceOf.get(apiVersion);
    if (byKind === undefined) {
      byKind = new Map<string, Resource>();
      this.#resourceOf.set(apiVersion, byKind);
    }
    let resource = byKind.get(kind);
    if (resource === undefined) {
      resource = this.#options
        .resources()
        .find((each) => each.kind === kind && apiVersionOf(each) === apiVersion);
      if (resource !== undefined) byKind.set(kind, resource);
    }
    return resource;
  }
}

/** Written for ever, whatever happens. */
function isRoutine({ kind }: Resource): boolean {
  return kind === 'Event' || kind === 'Lease';
}
