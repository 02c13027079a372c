// All open watches of the API server, fed by one watch on etcd.
import { expired } from '../../../apimachinery/apiStatus';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { Watch, WatchEvent, WatchOptions, WatchSink } from '../../client/apiHandler';
import type { EtcdClient } from '../../etcd/etcdClient';
import type { KeyRevision } from '../../etcd/keyRevision';
import { ObjectSelector } from '../objectSelector';
import { asServed, rangePrefix } from '../objectStorage';
import { assertWatchOptions } from '../requestOptions';
import { assertReached, parseResourceVersion } from '../resourceVersion';
import type { ServedKind } from '../servedKinds';
import { Change, Watcher, type WatcherOptions } from './watcher';
import { WatcherIndex } from './watcherIndex';

export interface WatchRequest {
  readonly kind: ServedKind;
  readonly namespace: string | undefined;
  readonly options: WatchOptions;
  /** Reads etcd also while the API server is down. */
  readonly outlivesServer: boolean;
}

export class WatchDispatcher {
  readonly #etcd: EtcdClient<ApiObject>;
  /** By the prefix of the keys: `/registry/pods/`; one for each version that is watched. */
  readonly #indexes = new Map<string, readonly WatcherIndex[]>();
  /** By the name of a kind, what was found for it last: no part of a key need be made for it. */
  readonly #lastFound = new Map<string, FoundIndexes>();
  readonly #open = new Map<Watcher, WatcherIndex>();
  readonly #stopped = (watcher: Watcher): void => {
    this.#open.get(watcher)?.delete(watcher);
    this.#open.delete(watcher);
  };
  #bookmarkRevision = 0;

  constructor(etcd: EtcdClient<ApiObject>) {
    this.#etcd = etcd;
    // All keys are the API server's; their common beginning need not be looked at with every write.
    etcd.watch({ prefix: '' }, (state) => {
      this.#dispatch(state);
    });
  }

  /** How many watches are open. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Without a resourceVersion (or with '0') the present objects come first, as ADDED; otherwise what
   * happened since. Throws Invalid and BadRequest for bad options; where the history is gone, the
   * watch opens and ends at once with Expired (410), as the API server answers it.
   */
  open(request: WatchRequest, sink: WatchSink): Watch {
    const { kind, namespace, options, outlivesServer } = request;
    assertWatchOptions(options);
    const selector = new ObjectSelector(kind, options);
    const since = parseResourceVersion(options.resourceVersion);
    const { sendInitialEvents: initial } = options;
    const bookmarks = options.allowWatchBookmarks ?? false;
    // One literal for all fields: of thousands of watchers each then has room for these alone.
    const optionsFrom = (startRevision: number): WatcherOptions => {
      return { selector, namespace, sink, bookmarks, startRevision, outlivesServer };
    };
    if (initial ?? since === 0) {
      assertReached(since, this.#etcd.revision);
      this.#sendPresent(kind, namespace, selector, sink);
      if (initial === true && bookmarks) sink.event(endOfInitialEvents(this.#etcd.revision));
    } else if (since > 0) {
      const oldest = this.#etcd.compactRevision;
      if (since < oldest) return closedAtOnce(sink, since, oldest);
      const past = this.#etcd.changesSince(since + 1, rangePrefix(kind, namespace));
      const replay = new Watcher(optionsFrom(since));
      for (const state of past) replay.deliver(new Change(state, kind));
    }
    const startRevision = Math.max(since, this.#etcd.revision);
    return this.#add(kind, new Watcher(optionsFrom(startRevision), this.#stopped));
  }

  /** Tells watches that asked for it how far they are, so that they can resume there. */
  sendBookmarks(cause: number): void {
    const { revision } = this.#etcd;
    if (revision === this.#bookmarkRevision) return;
    this.#bookmarkRevision = revision;
    const event = { type: 'BOOKMARK', resourceVersion: String(revision), cause } as const;
    for (const { options } of this.#open.keys()) if (options.bookmarks) options.sink.event(event);
  }

  /** Ends all watches that go through the API server. */
  closeAll(error: Error | undefined): void {
    for (const [watcher, index] of [...this.#open]) {
      if (watcher.options.outlivesServer) continue;
      this.#open.delete(watcher);
      index.delete(watcher);
      watcher.options.sink.closed(error);
    }
  }

  /** Ends all watches of a kind that is served no more, or otherwise than it was. */
  closeKind({ keyPrefix }: ServedKind): void {
    const closing = this.#indexes.get(keyPrefix) ?? [];
    this.#indexes.delete(keyPrefix);
    this.#lastFound.clear();
    for (const [watcher, index] of [...this.#open]) {
      if (!closing.includes(index)) continue;
      this.#open.delete(watcher);
      watcher.options.sink.closed(undefined);
    }
  }

  #add(kind: ServedKind, watcher: Watcher): Watch {
    const indexes = this.#indexes.get(kind.keyPrefix) ?? [];
    let index = indexes.find((each) => each.kind === kind);
    if (index === undefined) {
      index = new WatcherIndex(kind);
      this.#lastFound.clear();
      this.#indexes.set(kind.keyPrefix, [...indexes, index]);
    }
    index.add(watcher);
    this.#open.set(watcher, index);
    return watcher;
  }

  #sendPresent(
    kind: ServedKind,
    namespace: string | undefined,
    selector: ObjectSelector,
    sink: WatchSink,
  ): void {
    for (const { value, cause } of this.#etcd.range(rangePrefix(kind, namespace))) {
      if (value === undefined) continue;
      const object = asServed(kind, value);
      if (selector.matches(object)) sink.event({ type: 'ADDED', object, cause });
    }
  }

  #dispatch(state: KeyRevision<ApiObject>): void {
    for (const index of this.#indexesOf(state)) index.dispatch(new Change(state, index.kind));
  }

  #indexesOf({ key, value }: KeyRevision<ApiObject>): readonly WatcherIndex[] {
    // Of what is deleted the former state is not asked: that of an event would have to be made.
    if (value === undefined) return this.#find(key);
    const { kind, apiVersion } = value;
    const known = this.#lastFound.get(kind);
    if (known?.apiVersion === apiVersion) return known.indexes;
    const indexes = this.#find(key);
    this.#lastFound.set(kind, { apiVersion, indexes });
    return indexes;
  }

  #find(key: string): readonly WatcherIndex[] {
    const second = key.indexOf('/', '/registry/'.length) + 1;
    return (
      this.#indexes.get(key.slice(0, second)) ??
      // Custom resources have their group before their name.
      this.#indexes.get(key.slice(0, key.indexOf('/', second) + 1)) ??
      NONE
    );
  }
}

interface FoundIndexes {
  /** Several groups may have kinds of one name. */
  readonly apiVersion: string;
  readonly indexes: readonly WatcherIndex[];
}

const NONE: readonly never[] = [];

/** client-go takes its list for complete at this mark. */
const INITIAL_EVENTS_END = { 'k8s.io/initial-events-end': 'true' };

function endOfInitialEvents(revision: number): WatchEvent {
  const resourceVersion = String(revision);
  return { type: 'BOOKMARK', resourceVersion, annotations: INITIAL_EVENTS_END, cause: 0 };
}

function closedAtOnce(sink: WatchSink, since: number, oldest: number): Watch {
  sink.closed(expired(`too old resource version: ${String(since)} (${String(oldest)})`));
  return { stop: () => undefined };
}
