// One open watch: what it selects, and which event a change is for it.
// Source: k8s.io/apiserver/pkg/storage/cacher (cache_watcher.go, convertToWatchEvent).
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { Watch, WatchEvent, WatchSink } from '../../client/apiHandler';
import type { KeyRevision } from '../../etcd/keyRevision';
import { asServed, atRevision } from '../objectStorage';
import type { ObjectSelector } from '../objectSelector';
import type { ServedKind } from '../servedKinds';

export interface WatcherOptions {
  readonly selector: ObjectSelector;
  readonly namespace: string | undefined;
  readonly sink: WatchSink;
  readonly bookmarks: boolean;
  /** What has a revision up to this one, the watcher has already. */
  readonly startRevision: number;
  /** Stays open when the API server goes down. */
  readonly outlivesServer: boolean;
}

export class Watcher implements Watch {
  readonly options: WatcherOptions;
  readonly #stopped: ((watcher: Watcher) => void) | undefined;

  /** `stopped` is told when whoever watches has seen enough. */
  constructor(options: WatcherOptions, stopped?: (watcher: Watcher) => void) {
    this.options = options;
    this.#stopped = stopped;
  }

  stop(): void {
    this.#stopped?.(this);
  }

  /**
   * An object that comes to match is ADDED, one that ceases to match is DELETED with its last
   * matching state, though in both cases it was only modified.
   */
  deliver(change: Change): void {
    const { selector, namespace, sink, startRevision } = this.options;
    if (change.revision <= startRevision) return;
    if (namespace !== undefined && namespace !== change.namespace) return;
    const { object, old } = change;
    const all = selector.selectsAll;
    const matches = object !== undefined && (all || selector.matches(object));
    const matched = old !== undefined && (all || selector.matches(old));
    if (matches) sink.event(matched ? change.modified : change.added);
    else if (matched) sink.event(change.deleted);
  }
}

/** A change as watchers see it; events are made once and shared. */
export class Change {
  readonly object: ApiObject | undefined;
  readonly old: ApiObject | undefined;
  readonly revision: number;
  readonly namespace: string | undefined;
  readonly #cause: number;
  #added: WatchEvent | undefined;
  #modified: WatchEvent | undefined;
  #deleted: WatchEvent | undefined;

  constructor(state: KeyRevision<ApiObject>, kind: ServedKind) {
    const { value, previous } = state;
    this.object = value && asServed(kind, value);
    this.old = previous?.value && asServed(kind, previous.value);
    this.revision = state.modRevision;
    this.namespace = (this.object ?? this.old)?.metadata.namespace;
    this.#cause = state.cause;
  }

  get added(): WatchEvent {
    return (this.#added ??= this.#event('ADDED', this.object));
  }

  get modified(): WatchEvent {
    return (this.#modified ??= this.#event('MODIFIED', this.object));
  }

  /** The last state, with the resourceVersion of the change that ended it. */
  get deleted(): WatchEvent {
    const { old, revision } = this;
    return (this.#deleted ??= this.#event('DELETED', old && atRevision(old, revision)));
  }

  #event(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: ApiObject | undefined): WatchEvent {
    if (object === undefined) throw new Error(`no object for ${type} at ${String(this.revision)}`);
    return { type, object, cause: this.#cause };
  }
}
