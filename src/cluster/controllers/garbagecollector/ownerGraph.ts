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
  readonly #nodes = new Map<string, OwnerNode>();
  /** uid of an owner to the uids of its dependents; the owner itself may be unknown or gone. */
  readonly #dependents = new Map<string, Set<string>>();

  get(uid: string): OwnerNode | undefined {
    return this.#nodes.get(uid);
  }

  /** Returns what was there before. */
  put(node: OwnerNode): OwnerNode | undefined {
    const { uid, ownerReferences } = node.object.metadata;
    const old = this.#nodes.get(uid);
    this.#nodes.set(uid, node);
    const before = old?.object.metadata.ownerReferences;
    if (before === ownerReferences) return old;
    for (const reference of before ?? []) this.#unlink(reference, uid);
    for (const reference of ownerReferences ?? []) this.#link(reference, uid);
    return old;
  }

  remove(uid: string): void {
    const node = this.#nodes.get(uid);
    if (node === undefined) return;
    this.#nodes.delete(uid);
    for (const reference of node.object.metadata.ownerReferences ?? []) {
      this.#unlink(reference, uid);
    }
  }

  dependentsOf(uid: string): readonly OwnerNode[] {
    const nodes: OwnerNode[] = [];
    for (const dependent of this.#dependents.get(uid) ?? []) {
      const node = this.#nodes.get(dependent);
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
