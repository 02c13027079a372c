// Deletes objects whose owners are gone, and carries out foreground and orphaning deletion.
// Source: k8s.io/kubernetes/pkg/controller/garbagecollector,
// https://kubernetes.io/docs/concepts/architecture/garbage-collection/
//
// Differs from Kubernetes: works on the built-in resources that it is given and on all custom ones; an
// owner of any other resource is taken to be there.
import { isConflict, isNotFound } from '../../../apimachinery/apiStatus';
import type { ApiObject, OwnerReference } from '../../../apimachinery/objectMeta';
import { parseApiVersion, qualifiedKind, type Resource } from '../../../apimachinery/resource';
import { WorkQueue } from '../../client/workQueue';
import type { Controller, ControllerContext } from '../controllerContext';
import type { CustomResources } from '../customResources';
import { OwnerGraph, type OwnerNode } from './ownerGraph';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';
const ABSENT_OWNERS_REMEMBERED = 500;

export class GarbageCollector implements Controller {
  readonly #context: ControllerContext;
  readonly #graph = new OwnerGraph();
  readonly #queue: WorkQueue;
  readonly #resources: Map<string, Resource>;
  /** uids of owners that are known to be gone, so that the API server is asked once. */
  readonly #absent = new Set<string>();

  constructor(context: ControllerContext, resources: readonly Resource[], custom: CustomResources) {
    this.#context = context;
    this.#resources = new Map(resources.map((each) => [qualifiedKind(each), each]));
    this.#queue = new WorkQueue(
      context.simulation,
      { label: 'collect garbage', syncMs: 0.1 },
      (uid) => {
        this.#sync(uid);
      },
    );
    this.#queue.stop();
    for (const resource of resources) this.#listen(resource);
    custom.onChange({
      added: (resource) => {
        this.#resources.set(qualifiedKind(resource), resource);
        this.#listen(resource);
        context.informers.informer(resource).start();
      },
      removed: (resource) => {
        this.#resources.delete(qualifiedKind(resource));
        context.informers.remove(resource);
      },
    });
  }

  start(): void {
    this.#queue.start();
    for (const resource of this.#resources.values()) {
      for (const object of this.#context.informers.informer(resource).list()) {
        const { uid, ownerReferences } = object.metadata;
        const unknownOwner = ownerReferences?.some(
          (each) => this.#graph.objectOf(each.uid) === undefined,
        );
        if (unknownOwner === true || isBeingDeleted(object)) this.#queue.add(uid);
      }
    }
  }

  stop(): void {
    this.#queue.stop();
  }

  #listen(resource: Resource): void {
    const put = (object: ApiObject): void => {
      this.#changed(resource, object);
    };
    this.#context.informers.informer(resource).addHandlers({
      added: put,
      updated: (_, object) => {
        put(object);
      },
      deleted: (object) => {
        this.#deleted(object);
      },
    });
  }

  #changed(resource: Resource, object: ApiObject): void {
    const old = this.#graph.put(resource, object);
    const { metadata } = object;
    const { uid, ownerReferences, finalizers } = metadata;
    const ownersChanged = old?.metadata.ownerReferences !== ownerReferences;
    // An owner that is not (yet) known may have gone already.
    const unknownOwner =
      ownersChanged &&
      ownerReferences?.some((each) => this.#graph.objectOf(each.uid) === undefined);
    const begunDeletion =
      metadata.deletionTimestamp !== undefined &&
      (old?.metadata.deletionTimestamp === undefined || old.metadata.finalizers !== finalizers) &&
      finalizers?.some((each) => each === FOREGROUND || each === ORPHAN);
    if (unknownOwner === true || begunDeletion === true) this.#queue.add(uid);
    // A dependent that no longer blocks may be what its owner waits for.
    if (ownersChanged && old !== undefined) this.#enqueueWaitingOwners(old);
    if (ownersChanged && ownerReferences?.some((each) => this.#waits(each.uid))) {
      this.#queue.add(uid);
    }
  }

  #deleted(object: ApiObject): void {
    const { uid } = object.metadata;
    this.#graph.remove(uid);
    this.#rememberAbsent(uid);
    for (const dependent of this.#graph.dependentsOf(uid)) {
      this.#queue.add(dependent.object.metadata.uid);
    }
    this.#enqueueWaitingOwners(object);
  }

  #enqueueWaitingOwners(object: ApiObject): void {
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      if (this.#waits(uid)) this.#queue.add(uid);
    }
  }

  /** The owner is there only until its dependents are gone. */
  #waits(uid: string): boolean {
    const owner = this.#graph.objectOf(uid);
    return owner !== undefined && isWaitingForDependents(owner);
  }

  #rememberAbsent(uid: string): void {
    this.#absent.add(uid);
    if (this.#absent.size <= ABSENT_OWNERS_REMEMBERED) return;
    const oldest = this.#absent.values().next();
    if (oldest.done !== true) this.#absent.delete(oldest.value);
  }

  #sync(uid: string): void {
    const node = this.#graph.get(uid);
    if (node === undefined) return;
    try {
      if (isBeingDeleted(node.object)) {
        if (hasFinalizer(node.object, ORPHAN)) this.#orphanDependents(node);
        else if (isWaitingForDependents(node.object)) this.#deleteDependents(node);
        return;
      }
      this.#attemptToDelete(node);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /** Foreground deletion: the object waits for those dependents that block it. */
  #deleteDependents(node: OwnerNode): void {
    const { uid } = node.object.metadata;
    const blocking = this.#graph
      .dependentsOf(uid)
      .filter(({ object }) =>
        object.metadata.ownerReferences?.some(
          (each) => each.uid === uid && each.blockOwnerDeletion === true,
        ),
      );
    if (blocking.length === 0) {
      this.#removeFinalizer(node, FOREGROUND);
      return;
    }
    for (const { object } of blocking) {
      if (object.metadata.deletionTimestamp === undefined) this.#queue.add(object.metadata.uid);
    }
  }

  /** Orphaning: dependents lose the reference, then the object may go. */
  #orphanDependents(node: OwnerNode): void {
    const { uid } = node.object.metadata;
    for (const dependent of this.#graph.dependentsOf(uid)) {
      try {
        this.#removeReferences(dependent, (each) => each.uid === uid);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    this.#removeFinalizer(node, ORPHAN);
  }

  #attemptToDelete({ resource, object: cached }: OwnerNode): void {
    if (cached.metadata.ownerReferences === undefined) return;
    const { client } = this.#context;
    const object = client.get(resource, cached.metadata.namespace, cached.metadata.name);
    const { uid, deletionTimestamp, ownerReferences = [] } = object.metadata;
    // Another object of that name, or one that goes already.
    if (uid !== cached.metadata.uid || deletionTimestamp !== undefined) return;
    if (ownerReferences.length === 0) return;

    const { solid, dangling, waiting } = this.#classify(object, ownerReferences);
    if (solid.length > 0) {
      if (dangling.length + waiting.length === 0) return;
      const gone = new Set([...dangling, ...waiting].map((each) => each.uid));
      this.#removeReferences({ resource, object }, (each) => gone.has(each.uid));
    } else if (waiting.length > 0 && this.#graph.dependentsOf(uid).length > 0) {
      this.#delete(resource, object, 'Foreground');
    } else {
      this.#delete(resource, object, requestedPolicy(object));
    }
  }

  /** Owners that are there, those that are gone, and those that go once this object is gone. */
  #classify(
    object: ApiObject,
    references: readonly OwnerReference[],
  ): Readonly<Record<'solid' | 'dangling' | 'waiting', readonly OwnerReference[]>> {
    const solid: OwnerReference[] = [];
    const dangling: OwnerReference[] = [];
    const waiting: OwnerReference[] = [];
    for (const reference of references) {
      const owner = this.#findOwner(object, reference);
      if (owner === 'absent') dangling.push(reference);
      else if (owner !== 'unknown' && isWaitingForDependents(owner)) waiting.push(reference);
      else solid.push(reference);
    }
    return { solid, dangling, waiting };
  }

  #findOwner(object: ApiObject, reference: OwnerReference): ApiObject | 'absent' | 'unknown' {
    const known = this.#graph.get(reference.uid);
    if (known !== undefined) return known.object;
    if (this.#absent.has(reference.uid)) return 'absent';
    const { group } = parseApiVersion(reference.apiVersion);
    const resource = this.#resources.get(qualifiedKind({ group, kind: reference.kind }));
    if (resource === undefined) return 'unknown';
    const namespace = resource.namespaced ? object.metadata.namespace : undefined;
    const owner = this.#context.client.find(resource, namespace, reference.name);
    if (owner?.metadata.uid === reference.uid) return owner;
    this.#rememberAbsent(reference.uid);
    return 'absent';
  }

  #delete(
    resource: Resource,
    object: ApiObject,
    propagationPolicy: 'Background' | 'Foreground' | 'Orphan',
  ): void {
    const { namespace, name, uid } = object.metadata;
    try {
      this.#context.client.delete(resource, namespace, name, {
        propagationPolicy,
        preconditions: { uid },
      });
    } catch (error) {
      // A precondition that no longer holds: another object of that name.
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  }

  #removeReferences(
    { resource, object }: OwnerNode,
    isGone: (reference: OwnerReference) => boolean,
  ): void {
    const { namespace, name, uid, ownerReferences = [] } = object.metadata;
    const kept = ownerReferences.filter((each) => !isGone(each));
    if (kept.length === ownerReferences.length) return;
    this.#context.client.patch(resource, namespace, name, {
      type: 'merge',
      body: { metadata: { uid, ownerReferences: kept.length === 0 ? null : kept } },
    });
  }

  #removeFinalizer({ resource, object }: OwnerNode, finalizer: string): void {
    const { namespace, name, uid } = object.metadata;
    const live = this.#context.client.get(resource, namespace, name);
    const { finalizers = [], resourceVersion } = live.metadata;
    if (live.metadata.uid !== uid || !finalizers.includes(finalizer)) return;
    this.#context.client.patch(resource, namespace, name, {
      type: 'merge',
      body: {
        metadata: {
          uid,
          resourceVersion,
          finalizers: finalizers.filter((each) => each !== finalizer),
        },
      },
    });
  }
}

function isBeingDeleted(object: ApiObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

function hasFinalizer(object: ApiObject, finalizer: string): boolean {
  return object.metadata.finalizers?.includes(finalizer) === true;
}

function isWaitingForDependents(object: ApiObject): boolean {
  return isBeingDeleted(object) && hasFinalizer(object, FOREGROUND);
}

/** Finalizers that are there already tell how the object's own dependents are to be treated. */
function requestedPolicy(object: ApiObject): 'Background' | 'Foreground' | 'Orphan' {
  if (hasFinalizer(object, ORPHAN)) return 'Orphan';
  return hasFinalizer(object, FOREGROUND) ? 'Foreground' : 'Background';
}
