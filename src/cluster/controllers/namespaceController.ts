// Empties namespaces that are being deleted, then lets them go.
// Source: k8s.io/kubernetes/pkg/controller/namespace (namespacedResourcesDeleter),
// https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
//
// Differs from Kubernetes: objects are deleted one by one, 50 a sync, instead of by deletecollection.
import { isConflict, isNotFound } from '../../apimachinery/apiStatus';
import { setCondition } from '../../apimachinery/conditions';
import { deepEqual } from '../../apimachinery/deepEqual';
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import type { Namespace, NamespaceCondition } from '../../apis/generated/core/v1';
import { isPods, NAMESPACES } from '../../apis/resources';
import type { Informer } from '../client/informer';
import { WorkQueue } from '../client/workQueue';
import type { Controller, ControllerContext } from './controllerContext';
import type { CustomResources } from './customResources';

/** So that creations that were let in just before are seen. */
const START_DELAY_MS = 5_000;
const DELETIONS_PER_SYNC = 50;
const FINALIZER = 'kubernetes';
/** How long finalizers of unknown length are waited for. */
const FINALIZER_ESTIMATE_SECONDS = 15;

interface Remaining {
  readonly resource: Resource;
  readonly objects: readonly ApiObject[];
}

export class NamespaceController implements Controller {
  readonly #context: ControllerContext;
  readonly #resources: readonly Resource[];
  readonly #custom: CustomResources;
  readonly #namespaces: Informer<Namespace>;
  readonly #queue: WorkQueue;

  /** `resources`: all built-in namespaced resources that can be listed and deleted. */
  constructor(context: ControllerContext, resources: readonly Resource[], custom: CustomResources) {
    this.#context = context;
    this.#custom = custom;
    // Pods go first (OrderedNamespaceDeletion), so that nothing they rely on is taken from under them.
    this.#resources = [...resources].sort((a, b) => Number(isPods(b)) - Number(isPods(a)));
    this.#namespaces = context.informers.informer(NAMESPACES);
    this.#queue = new WorkQueue(context.simulation, { label: 'sync namespace' }, (name) => {
      this.#sync(name);
    });
    this.#queue.stop();
    const enqueue = (namespace: Namespace): void => {
      if (namespace.metadata.deletionTimestamp === undefined) return;
      this.#queue.addAfter(namespace.metadata.name, START_DELAY_MS);
    };
    this.#namespaces.addHandlers({
      added: enqueue,
      updated: (old, namespace) => {
        // Our own status writes need no further look.
        if (old.metadata.deletionTimestamp === undefined) enqueue(namespace);
      },
    });
  }

  start(): void {
    this.#queue.start();
    for (const { metadata } of this.#namespaces.list()) {
      if (metadata.deletionTimestamp !== undefined) this.#queue.add(metadata.name);
    }
  }

  stop(): void {
    this.#queue.stop();
  }

  #sync(name: string): void {
    const namespace = this.#context.client.find(NAMESPACES, undefined, name);
    if (namespace?.metadata.deletionTimestamp === undefined) return;
    const finalizers = namespace.spec.finalizers ?? [];
    if (!finalizers.includes(FINALIZER)) return;
    const { remaining, postponed } = this.#deleteContent(name);
    const updated = this.#writeConditions(namespace, remaining);
    if (postponed) this.#queue.add(name);
    else if (remaining.length > 0) this.#queue.addAfter(name, retryDelayMs(remaining));
    else this.#finalize(updated);
  }

  /** Deletes what is there and returns what is left; `postponed`: there was too much for one sync. */
  #deleteContent(name: string): {
    readonly remaining: readonly Remaining[];
    readonly postponed: boolean;
  } {
    const remaining: Remaining[] = [];
    let budget = DELETIONS_PER_SYNC;
    const custom = this.#custom.resources.filter(({ namespaced }) => namespaced);
    for (const resource of [...this.#resources, ...custom]) {
      const items = this.#list(resource, name);
      for (const { metadata } of items) {
        if (metadata.deletionTimestamp !== undefined) continue;
        if (budget-- <= 0) return { remaining, postponed: true };
        this.#delete(resource, name, metadata.name);
      }
      const objects = items.length === 0 ? [] : this.#list(resource, name);
      if (objects.length === 0) continue;
      remaining.push({ resource, objects });
      if (isPods(resource)) break;
    }
    return { remaining, postponed: false };
  }

  /** A custom resource may be gone since its definition was seen. */
  #list(resource: Resource, namespace: string): readonly ApiObject[] {
    try {
      return this.#context.client.list(resource, namespace).items;
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
  }

  #delete(resource: Resource, namespace: string, name: string): void {
    try {
      this.#context.client.delete(resource, namespace, name, { propagationPolicy: 'Background' });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  #writeConditions(namespace: Namespace, remaining: readonly Remaining[]): Namespace {
    const now = this.#context.clock.now();
    const conditions = conditionsFor(remaining).reduce(
      (list, condition) => setCondition(list, { ...condition, lastTransitionTime: now }),
      namespace.status.conditions ?? [],
    );
    if (deepEqual(conditions, namespace.status.conditions)) return namespace;
    const status = { ...namespace.status, conditions };
    return this.#context.client.updateStatus(NAMESPACES, { ...namespace, status });
  }

  #finalize(namespace: Namespace): void {
    const { client } = this.#context;
    const finalizers = namespace.spec.finalizers?.filter((each) => each !== FINALIZER) ?? [];
    try {
      client.request({
        verb: 'update',
        user: client.user,
        resource: NAMESPACES,
        namespace: undefined,
        name: namespace.metadata.name,
        subresource: 'finalize',
        body: { ...namespace, spec: { ...namespace.spec, finalizers } },
        options: {},
      });
    } catch (error) {
      if (isConflict(error)) throw error;
      if (!isNotFound(error)) throw error;
    }
  }
}

/** Half of the longest grace period of what is left, and a second. */
function retryDelayMs(remaining: readonly Remaining[]): number {
  let estimate = 0;
  for (const { objects } of remaining) {
    for (const { metadata } of objects) {
      const seconds = metadata.deletionGracePeriodSeconds ?? 0;
      const finalized = (metadata.finalizers?.length ?? 0) > 0;
      estimate = Math.max(estimate, seconds, finalized ? FINALIZER_ESTIMATE_SECONDS : 0);
    }
  }
  return (Math.floor(estimate / 2) + 1) * 1000;
}

function conditionsFor(remaining: readonly Remaining[]): readonly NamespaceCondition[] {
  return [
    {
      type: 'NamespaceDeletionDiscoveryFailure',
      status: 'False',
      reason: 'ResourcesDiscovered',
      message: 'All resources successfully discovered',
    },
    {
      type: 'NamespaceDeletionGroupVersionParsingFailure',
      status: 'False',
      reason: 'ParsedGroupVersions',
      message: 'All legacy kube types successfully parsed',
    },
    {
      type: 'NamespaceDeletionContentFailure',
      status: 'False',
      reason: 'ContentDeleted',
      message: 'All content successfully deleted, may be waiting on finalization',
    },
    contentCondition(remaining),
    finalizersCondition(remaining),
  ];
}

function contentCondition(remaining: readonly Remaining[]): NamespaceCondition {
  const type = 'NamespaceContentRemaining';
  if (remaining.length === 0) {
    const message = 'All content successfully removed';
    return { type, status: 'False', reason: 'ContentRemoved', message };
  }
  const texts = remaining
    .map(
      ({ resource: { plural, group }, objects }) =>
        `${plural}.${group} has ${String(objects.length)} resource instances`,
    )
    .sort();
  const message = `Some resources are remaining: ${texts.join(', ')}`;
  return { type, status: 'True', reason: 'SomeResourcesRemain', message };
}

function finalizersCondition(remaining: readonly Remaining[]): NamespaceCondition {
  const type = 'NamespaceFinalizersRemaining';
  const counts = new Map<string, number>();
  for (const { objects } of remaining) {
    for (const { metadata } of objects) {
      for (const finalizer of metadata.finalizers ?? []) {
        counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
      }
    }
  }
  if (counts.size === 0) {
    const message = 'All content-preserving finalizers finished';
    return { type, status: 'False', reason: 'ContentHasNoFinalizers', message };
  }
  const texts = [...counts]
    .map(([finalizer, count]) => `${finalizer} in ${String(count)} resource instances`)
    .sort();
  const message = `Some content in the namespace has finalizers remaining: ${texts.join(', ')}`;
  return { type, status: 'True', reason: 'SomeFinalizersRemain', message };
}
