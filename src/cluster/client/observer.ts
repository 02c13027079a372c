// Looks at the cluster from outside of it: a cache of one resource that is always up to date and
// leaves no mark on the run (no virtual time, no randomness, no trace), so that what is shown can
// never change what happens. For views and tests; components use Informer.
import { keyOf, objectKey, type ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import { sharedText } from '../../apimachinery/sharedText';
import type { UserInfo } from '../../apimachinery/userInfo';
import type { ApiHandler, Watch } from './apiHandler';

/** One change, told after the cache has it. `cause` is the trace entry of the write. */
export interface ObservedChange<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
  readonly old: T | undefined;
  readonly cause: number;
}

/** What looks from outside may see everything (kubeadm's admin, group system:masters). */
export const OBSERVER_USER: UserInfo = { name: 'kubernetes-admin', groups: ['system:masters'] };

export class Observer<T extends ApiObject> {
  readonly #objects = new Map<string, T>();
  readonly #listeners = new Set<(change: ObservedChange<T>) => void>();
  readonly #watch: Watch;

  constructor(api: ApiHandler, resource: Resource<T>, namespace?: string) {
    this.#watch = api.watch(
      { user: OBSERVER_USER, resource, namespace, options: {} },
      {
        event: (event) => {
          if (event.type === 'BOOKMARK') return;
          // A watch on a resource carries that resource's objects.
          const object = event.object as T;
          const key = objectKey(object);
          const old = this.#objects.get(key);
          if (event.type === 'DELETED') this.#objects.delete(key);
          else this.#objects.set(old === undefined ? sharedText(key) : key, object);
          const change = { type: event.type, object, old, cause: event.cause };
          for (const listener of this.#listeners) listener(change);
        },
        closed: () => undefined,
      },
    );
  }

  get(namespace: string | undefined, name: string): T | undefined {
    return this.#objects.get(keyOf(namespace, name));
  }

  list(): readonly T[] {
    return [...this.#objects.values()];
  }

  get size(): number {
    return this.#objects.size;
  }

  /** Returns how to stop listening. Listeners must not write to the cluster. */
  onChange(listener: (change: ObservedChange<T>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#listeners.clear();
    this.#watch.stop();
  }
}
