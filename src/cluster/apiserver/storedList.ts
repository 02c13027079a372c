// All objects of a kind of which there are few and which are asked for with every request: found anew only when
// one of them was written.
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import type { StoredObjects } from './storedObjects';

export class StoredList<T extends ApiObject> {
  readonly #objects: StoredObjects;
  readonly #resource: Resource<T>;
  #items: readonly T[] | undefined;

  constructor(objects: StoredObjects, resource: Resource<T>) {
    this.#objects = objects;
    this.#resource = resource;
    const { kinds, storage } = objects;
    storage.etcd.watch({ prefix: kinds.get(resource).keyPrefix }, () => {
      this.#items = undefined;
    });
  }

  get items(): readonly T[] {
    return (this.#items ??= this.#objects.list(this.#resource));
  }
}
