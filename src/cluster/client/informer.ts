// A component's cache of one resource, kept by list and watch: client-go's reflector, informer and
// lister in one. Handlers get what changed, after the cache has it; they should only enqueue keys.
import { ApiConnectionError, ApiStatusError } from '../../apimachinery/apiStatus';
import { keyOf, objectKey, type ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import { sharedText } from '../../apimachinery/sharedText';
import type { Simulation } from '../../simulation/simulation';
import type { Watch, WatchEvent } from './apiHandler';
import type { Client, WatchHandler } from './client';

export interface InformerHandlers<T> {
  added?(object: T): void;
  updated?(old: T, object: T): void;
  deleted?(object: T): void;
}

export interface InformerOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** client-go's reflector waits 800 ms to 30 s, doubling, with jitter, between failed tries. */
const MIN_BACKOFF_MS = 800;
const MAX_BACKOFF_MS = 30_000;

export class Informer<T extends ApiObject> implements WatchHandler<T> {
  readonly #simulation: Simulation;
  readonly #client: Client;
  readonly #resource: Resource<T>;
  readonly #options: InformerOptions;
  readonly #cache = new Map<string, T>();
  #handlers: readonly InformerHandlers<T>[] = [];
  /** Few have any, and there are thousands of informers in a large cluster. */
  readonly #indexes: Index<T>[] = [];
  #watch: Watch | undefined;
  #resourceVersion = '';
  #synced = false;
  #running = false;
  #backoffMs = MIN_BACKOFF_MS;

  constructor(
    simulation: Simulation,
    client: Client,
    resource: Resource<T>,
    options: InformerOptions = {},
  ) {
    this.#simulation = simulation;
    this.#client = client;
    this.#resource = resource;
    this.#options = options;
  }

  /** True once the first list is in the cache. */
  get hasSynced(): boolean {
    return this.#synced;
  }

  /** A handler that comes late is told of what is already there. */
  addHandlers(handlers: InformerHandlers<T>): void {
    this.#handlers = this.#handlers.concat([handlers]);
    for (const object of this.#cache.values()) handlers.added?.(object);
  }

  /** Keeps objects findable by `keysOf`, whoever asks first; call before start, or at any time. */
  addIndex(name: string, keysOf: (object: T) => readonly string[]): void {
    if (this.#indexes.some((each) => each.name === name)) return;
    const index = new Index(name, keysOf);
    for (const [key, object] of this.#cache) index.put(key, undefined, object);
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
    return index.get(key);
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
      const { namespace, ...options } = this.#options;
      const list = this.#client.list(this.#resource, namespace, options);
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
    const { namespace, ...options } = this.#options;
    try {
      this.#watch = this.#client.watch(
        this.#resource,
        namespace,
        { ...options, resourceVersion: this.#resourceVersion, allowWatchBookmarks: true },
        this,
      );
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
    if (old !== undefined && old.metadata.uid !== object.metadata.uid) {
      // Deleted and made anew while the watch was away: two objects, two notices.
      this.#remove(key, old);
      this.#put(object);
      return;
    }
    if (old?.metadata.resourceVersion === object.metadata.resourceVersion) return;
    this.#cache.set(old === undefined ? sharedText(key) : key, object);
    for (const index of this.#indexes) index.put(key, old, object);
    for (const handlers of this.#handlers) {
      if (old === undefined) handlers.added?.(object);
      else handlers.updated?.(old, object);
    }
  }

  #remove(key: string, last: T): void {
    const old = this.#cache.get(key);
    if (old === undefined) return;
    this.#cache.delete(key);
    for (const index of this.#indexes) index.remove(key, old);
    for (const handlers of this.#handlers) handlers.deleted?.(last);
  }

  #replace(items: readonly T[]): void {
    const keys = new Set(items.map(objectKey));
    for (const [key, object] of [...this.#cache]) if (!keys.has(key)) this.#remove(key, object);
    for (const item of items) this.#put(item);
  }
}

/** Objects by the keys that a function gives for them. */
class Index<T> {
  readonly name: string;
  readonly #keysOf: (object: T) => readonly string[];
  readonly #objects = new Map<string, Map<string, T>>();

  constructor(name: string, keysOf: (object: T) => readonly string[]) {
    this.name = name;
    this.#keysOf = keysOf;
  }

  get(indexKey: string): readonly T[] {
    const bucket = this.#objects.get(indexKey);
    return bucket === undefined ? [] : [...bucket.values()];
  }

  put(key: string, old: T | undefined, object: T): void {
    const newKeys = this.#keysOf(object);
    if (old !== undefined) {
      for (const indexKey of this.#keysOf(old))
        if (!newKeys.includes(indexKey)) this.#drop(indexKey, key);
    }
    for (const indexKey of newKeys) {
      let bucket = this.#objects.get(indexKey);
      if (bucket === undefined) {
        bucket = new Map();
        this.#objects.set(indexKey, bucket);
      }
      bucket.set(bucket.has(key) ? key : sharedText(key), object);
    }
  }

  remove(key: string, old: T): void {
    for (const indexKey of this.#keysOf(old)) this.#drop(indexKey, key);
  }

  #drop(indexKey: string, key: string): void {
    const bucket = this.#objects.get(indexKey);
    if (bucket === undefined) return;
    bucket.delete(key);
    if (bucket.size === 0) this.#objects.delete(indexKey);
  }
}
