// A component's cache of one resource, kept by list and watch: client-go's reflector, informer and
// lister in one. Handlers get what changed, after the cache has it; they should only enqueue keys.
import { ApiConnectionError, ApiStatusError } from '../../apimachinery/apiStatus';
import { keyOf, objectKey, type ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import { sharedText } from '../../apimachinery/sharedText';
import type { Simulation } from '../../simulation/simulation';
import type { Watch, WatchEvent } from './apiHandler';
import type { Client, WatchHandler } from './client';

/** `key`: the object's own, so that handlers need not make it again. */
export interface InformerHandlers<T> {
  added?(object: T, key: string): void;
  updated?(old: T, object: T, key: string): void;
  deleted?(object: T, key: string): void;
}

interface Selectors {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface InformerOptions extends Selectors {
  readonly namespace?: string;
}

const EVERYTHING: InformerOptions = {};

/** client-go's reflector waits 800 ms to 30 s, doubling, with jitter, between failed tries. */
const MIN_BACKOFF_MS = 800;
const MAX_BACKOFF_MS = 30_000;

export class Informer<T extends ApiObject> implements WatchHandler<T> {
  readonly #simulation: Simulation;
  readonly #client: Client;
  readonly #resource: Resource<T>;
  readonly #namespace: string | undefined;
  readonly #selectors: Selectors;
  readonly #cache = new Map<string, T>();
  #handlers: readonly InformerHandlers<T>[] = [];
  /** Few have any, and there are thousands of informers in a large cluster. */
  readonly #indexes: Index<T>[] = [];
  #watch: Watch | undefined;
  #resourceVersion = '';
  #synced = false;
  #running = false;
  #backoffMs = MIN_BACKOFF_MS;

  constructor(simulation: Simulation, client: Client, resource: Resource<T>, options = EVERYTHING) {
    this.#simulation = simulation;
    this.#client = client;
    this.#resource = resource;
    const { namespace, ...selectors } = options;
    this.#namespace = namespace;
    this.#selectors = options === EVERYTHING ? EVERYTHING : selectors;
  }

  /** True once the first list is in the cache. */
  get hasSynced(): boolean {
    return this.#synced;
  }

  /** A handler that comes late is told of what is already there. */
  addHandlers(handlers: InformerHandlers<T>): void {
    this.#handlers = this.#handlers.concat([handlers]);
    for (const [key, object] of this.#cache) handlers.added?.(object, key);
  }

  /**
   * Keeps objects findable by `keysOf`, whoever asks first; call before start, or at any time. `partOf`
   * gives what decides the keys: versions of an object share the parts in which they do not differ, so
   * that most changes concern no index.
   */
  addIndex(
    name: string,
    keysOf: (object: T) => readonly string[],
    partOf: (object: T) => unknown,
  ): void {
    if (this.#indexes.some((each) => each.name === name)) return;
    const index = new Index(name, keysOf, partOf);
    for (const [key, object] of this.#cache) index.add(key, object);
    this.#indexes.push(index);
  }

  get(namespace: string | undefined, name: string): T | undefined {
    return this.#cache.get(keyOf(namespace, name));
  }

  getByKey(key: string): T | undefined {
    return this.#cache.get(key);
  }

  /** All objects, in the order in which they were first seen. */
  list(): IterableIterator<T> {
    return this.#cache.values();
  }

  get size(): number {
    return this.#cache.size;
  }

  /** The objects under `key` of an index made by `addIndex`. */
  byIndex(name: string, key: string): readonly T[] {
    const index = this.#indexes.find((each) => each.name === name);
    if (index === undefined) throw new Error(`no index ${name} on ${this.#resource.plural}`);
    const objects: T[] = [];
    for (const objectKey of index.get(key)) {
      const object = this.#cache.get(objectKey);
      if (object !== undefined) objects.push(object);
    }
    return objects;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#listAndWatch();
  }

  /** Forgets nothing; a later start lists anew and reports the differences. */
  stop(): void {
    this.#running = false;
    this.#watch?.stop();
    this.#watch = undefined;
  }

  #listAndWatch(): void {
    if (!this.#running) return;
    try {
      const list = this.#client.list(this.#resource, this.#namespace, this.#selectors);
      this.#resourceVersion = list.resourceVersion;
      this.#replace(list.items);
      this.#synced = true;
      this.#startWatch();
    } catch (error) {
      this.#retry(error);
    }
  }

  #startWatch(): void {
    if (!this.#running) return;
    const options = {
      resourceVersion: this.#resourceVersion,
      allowWatchBookmarks: true,
      ...this.#selectors,
    };
    try {
      this.#watch = this.#client.watch(this.#resource, this.#namespace, options, this);
      this.#backoffMs = MIN_BACKOFF_MS;
    } catch (error) {
      this.#retry(error);
    }
  }

  /** Watches again from where it was; lists again where the history is gone (410). */
  #retry(error: unknown): void {
    if (!this.#running) return;
    const isAnswer = error instanceof ApiStatusError || error instanceof ApiConnectionError;
    if (error instanceof Error && !isAnswer) throw error;
    const gone = error instanceof ApiStatusError && error.code === 410;
    const delayMs = this.#backoffMs * this.#simulation.random.between(1, 2);
    this.#backoffMs = Math.min(this.#backoffMs * 2, MAX_BACKOFF_MS);
    this.#simulation.schedule(
      delayMs,
      'reflector retry',
      `${this.#client.user.name} ${this.#resource.plural}`,
      () => {
        if (gone || !this.#synced) this.#listAndWatch();
        else this.#startWatch();
      },
      { background: true },
    );
  }

  /** From its watch: that it is over. */
  closed(error: Error | undefined): void {
    this.#watch = undefined;
    this.#retry(error);
  }

  /** From its watch: a change. */
  event(event: WatchEvent<T>): void {
    if (event.type === 'BOOKMARK') {
      this.#resourceVersion = event.resourceVersion;
      return;
    }
    const { object } = event;
    this.#resourceVersion = object.metadata.resourceVersion;
    if (event.type === 'DELETED') this.#remove(objectKey(object), object);
    else this.#put(object);
  }

  #put(object: T): void {
    const key = objectKey(object);
    const old = this.#cache.get(key);
    if (old === undefined) {
      this.#add(sharedText(key), object);
    } else if (old.metadata.uid !== object.metadata.uid) {
      // Deleted and made anew while the watch was away: two objects, two notices.
      this.#remove(key, old);
      this.#add(sharedText(key), object);
    } else if (old.metadata.resourceVersion !== object.metadata.resourceVersion) {
      this.#cache.set(key, object);
      for (const index of this.#indexes) index.update(key, old, object);
      for (const handlers of this.#handlers) handlers.updated?.(old, object, key);
    }
  }

  #add(key: string, object: T): void {
    this.#cache.set(key, object);
    for (const index of this.#indexes) index.add(key, object);
    for (const handlers of this.#handlers) handlers.added?.(object, key);
  }

  #remove(key: string, last: T): void {
    const old = this.#cache.get(key);
    if (old === undefined) return;
    this.#cache.delete(key);
    for (const index of this.#indexes) index.remove(key, old);
    for (const handlers of this.#handlers) handlers.deleted?.(last, key);
  }

  #replace(items: readonly T[]): void {
    if (this.#cache.size > 0) {
      const keys = new Set(items.map(objectKey));
      for (const [key, object] of [...this.#cache]) if (!keys.has(key)) this.#remove(key, object);
    }
    for (const item of items) this.#put(item);
  }
}

const NO_KEYS: ReadonlySet<string> = new Set();

/** The keys of objects by other keys, which a function gives for them. */
class Index<T> {
  readonly name: string;
  readonly #keysOf: (object: T) => readonly string[];
  readonly #partOf: (object: T) => unknown;
  readonly #found = new Map<string, Set<string>>();

  constructor(
    name: string,
    keysOf: (object: T) => readonly string[],
    partOf: (object: T) => unknown,
  ) {
    this.name = name;
    this.#keysOf = keysOf;
    this.#partOf = partOf;
  }

  /** In the order in which the objects came under the key. */
  get(indexKey: string): ReadonlySet<string> {
    return this.#found.get(indexKey) ?? NO_KEYS;
  }

  add(key: string, object: T): void {
    for (const indexKey of this.#keysOf(object)) this.#put(indexKey, key);
  }

  update(key: string, old: T, object: T): void {
    if (this.#partOf(old) === this.#partOf(object)) return;
    const oldKeys = this.#keysOf(old);
    const newKeys = this.#keysOf(object);
    for (const indexKey of oldKeys) if (!newKeys.includes(indexKey)) this.#drop(indexKey, key);
    for (const indexKey of newKeys)
      if (!oldKeys.includes(indexKey)) this.#put(indexKey, sharedText(key));
  }

  remove(key: string, old: T): void {
    for (const indexKey of this.#keysOf(old)) this.#drop(indexKey, key);
  }

  #put(indexKey: string, key: string): void {
    const keys = this.#found.get(indexKey);
    if (keys === undefined) this.#found.set(indexKey, new Set([key]));
    else keys.add(key);
  }

  #drop(indexKey: string, key: string): void {
    const keys = this.#found.get(indexKey);
    if (keys === undefined) return;
    keys.delete(key);
    if (keys.size === 0) this.#found.delete(indexKey);
  }
}
