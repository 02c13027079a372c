// Looks up what is stored, each kind with its own type: for admission and whatever else has to know objects
// beside the one that a request is about.
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import type { ObjectStorage } from './objectStorage';
import type { ServedKinds } from './servedKinds';

export class StoredObjects {
  readonly kinds: ServedKinds;
  readonly storage: ObjectStorage;

  constructor(kinds: ServedKinds, storage: ObjectStorage) {
    this.kinds = kinds;
    this.storage = storage;
  }

  get<T extends ApiObject>(
    resource: Resource<T>,
    namespace: string | undefined,
    name: string,
  ): T | undefined {
    // The resource determines the kind of its objects.
    return this.storage.get(this.kinds.get(resource), namespace, name) as T | undefined;
  }

  list<T extends ApiObject>(resource: Resource<T>, namespace?: string): readonly T[] {
    // The resource determines the kind of its objects.
    return this.storage.list(this.kinds.get(resource), namespace) as readonly T[];
  }
}
