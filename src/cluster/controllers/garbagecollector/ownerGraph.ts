// Who is owned by whom, kept from the caches of all collected resources.
// Source: k8s.io/kubernetes/pkg/controller/garbagecollector (GraphBuilder).
import type { ApiObject, OwnerReference } from '../../../apimachinery/objectMeta';
import type { Resource } from '../../../apimachinery/resource';

/** An object as the graph knows it. */
export interface OwnerNode {
  readonly resource: Resource;
  readonly object: ApiObject;
}

export class OwnerGraph {
  readonly #objects = new Map<string, ApiObject>();
  /** By API version and kind: kept once a kind, not once an object. */
  readonly #resources = new Map<string, Resource>();
  /** uid of an owner to the uids of its dependents; the owner itself may be unknown or gone. */
  readonly #dependents = new Map<string, Set<string>>();

  get(uid: string): OwnerNode | undefined {
    const object = this.#objects.get(uid);
    const resource = object && this.#resources.get(kindOf(object));
    return object && resource && { resource, object };
  }

  objectOf(uid: string): ApiObject | undefined {
    return this.#objects.get(uid);
  }

  /** Returns the object that was there before. */
  put(resource: Resource, object: ApiObject): ApiObject | undefined {
    const { uid, ownerReferences } = object.metadata;
    const old = this.#objects.get(uid);
    this.#objects.set(uid, object);
    if (old?.apiVersion !== object.apiVersion) this.#resources.set(kindOf(object), resource);
    const before = old?.metadata.ownerReferences;
    if (before === ownerReferences) return old;
    for (const reference of before ?? []) this.#unlink(reference, uid);
    for (const reference of ownerReferences ?? []) this.#link(reference, uid);
    return old;
  }

  remove(uid: string): void {
    const object = this.#objects.get(uid);
    if (object === undefined) return;
    this.#objects.delete(uid);
    for (const reference of object.metadata.ownerReferences ?? []) {
      this.#unlink(reference, uid);
    }
  }

  dependentsOf(uid: string): readonly OwnerNode[] {
    const nodes: OwnerNode[] = [];
    for (const dependent of this.#dependents.get(uid) ?? []) {
      const node = this.get(dependent);
      if (node !== undefined) nodes.push(node);
    }
    return nodes;
  }

  #link(reference: OwnerReference, uid: string): void {
    let dependents = this.#dependents.get(reference.uid);
    if (dependents === undefined) {
      dependents = new Set();
      this.#dependents.set(reference.uid, dependents);
    }
    dependents.add(uid);
  }

  #unlink(reference: OwnerReference, uid: string): void {
    const dependents = this.#dependents.get(reference.uid);
    if (dependents === undefined) return;
    dependents.delete(uid);
    if (dependents.size === 0) this.#dependents.delete(reference.uid);
  }
}

function kindOf({ apiVersion, kind }: ApiObject): string {
  return `${apiVersion} ${kind}`;
}
