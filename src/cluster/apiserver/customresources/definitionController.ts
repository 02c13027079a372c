// The controllers inside kube-apiserver that accept a definition's names, establish it, and empty it
// when it is deleted.
// Source: k8s.io/apiextensions-apiserver/pkg/controller (status, establish, finalizer, apiapproval).
//
// Differs from Kubernetes: each step comes a fixed delay after the change that asks for it, where
// kube-apiserver's informers and queues take about as long.
import { ApiStatusError, isConflict, isNotFound } from '../../../apimachinery/apiStatus';
import { findCondition, setCondition } from '../../../apimachinery/conditions';
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { ApiList, ApiObject } from '../../../apimachinery/objectMeta';
import type { WallClock } from '../../../apimachinery/wallClock';
import {
  CLEANUP_FINALIZER,
  definedResource,
  isEstablished,
} from '../../../apis/apiextensions/definitionState';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionCondition,
} from '../../../apis/generated/apiextensions/v1';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../../apis/resources';
import type { Simulation } from '../../../simulation/simulation';
import type { ApiHandler, ApiRequest } from '../../client/apiHandler';
import type { EtcdClient } from '../../etcd/etcdClient';
import { LOOPBACK_USER } from '../loopback';
import { acceptNames } from './acceptedNames';
import { approvalCondition } from './approvalCondition';

const SYNC_DELAY_MS = 10;
/** A policy may refuse what the controllers write. */
const REFUSED_DELAY_MS = 5_000;
/** How often the finalizer looks whether the last objects are gone. */
const CLEANUP_POLL_MS = 5_000;

/** kube-apiserver's own client, which is there while it serves. */
type Loopback = Pick<ApiHandler, 'handle'>;

export interface DefinitionControllerOptions {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly etcd: EtcdClient<ApiObject>;
  readonly api: Loopback;
  readonly isServing: () => boolean;
  /** `/registry/customresourcedefinitions/` */
  readonly keyPrefix: string;
}

export class DefinitionController {
  readonly #options: DefinitionControllerOptions;
  readonly #queued = new Set<string>();

  constructor(options: DefinitionControllerOptions) {
    this.#options = options;
    const { etcd, keyPrefix: prefix } = options;
    for (const { key } of etcd.range(prefix)) this.#enqueue(key.slice(prefix.length));
    etcd.watch({ prefix }, ({ key, value }) => {
      if (value !== undefined) this.#enqueue(key.slice(prefix.length));
      // A name may have become free.
      else for (const { name } of this.#list().map(({ metadata }) => metadata)) this.#enqueue(name);
    });
  }

  /** After a restart of the server. */
  resume(): void {
    for (const { metadata } of this.#list()) this.#enqueue(metadata.name);
  }

  #enqueue(name: string, delayMs = SYNC_DELAY_MS): void {
    if (this.#queued.has(name)) return;
    this.#queued.add(name);
    const label = 'sync definition';
    this.#options.simulation.schedule(delayMs, label, `kube-apiserver ${name}`, () => {
      this.#queued.delete(name);
      if (this.#options.isServing()) this.#sync(name);
    });
  }

  #sync(name: string): void {
    const definition = this.#list().find(({ metadata }) => metadata.name === name);
    if (definition === undefined) return;
    try {
      if (definition.metadata.deletionTimestamp === undefined) this.#establish(definition);
      else this.#cleanUp(definition);
    } catch (error) {
      if (!(error instanceof ApiStatusError)) throw error;
      const isRace = isConflict(error) || isNotFound(error);
      this.#enqueue(name, isRace ? SYNC_DELAY_MS : REFUSED_DELAY_MS);
    }
  }

  /** One step a sync: the names first, then Established, as the two controllers do. */
  #establish(definition: CustomResourceDefinition): void {
    const { spec, status, metadata } = definition;
    const others = this.#list().filter(
      (each) => each.spec.group === spec.group && each.metadata.name !== metadata.name,
    );
    const { names, conflict } = acceptNames(definition, others);
    const accepted = namesCondition(conflict);
    const named = this.#withConditions(
      { ...definition, status: { ...status, acceptedNames: names } },
      [
        accepted,
        ...(isEstablished(definition) ? [] : [establishedCondition(accepted.status === 'True')]),
        ...approvalCondition(definition),
      ],
    );
    const installing = findCondition(status.conditions, 'Established')?.reason === 'Installing';
    if (!deepEqual(named.status, status)) this.#updateStatus(named);
    else if (installing && conflict === undefined) {
      this.#updateStatus(this.#withConditions(definition, [ESTABLISHED]));
    }
  }

  /** Deletes all objects; lets the definition go when there are none. */
  #cleanUp(definition: CustomResourceDefinition): void {
    const { metadata } = definition;
    if (metadata.finalizers?.includes(CLEANUP_FINALIZER) !== true) return;
    const terminating = findCondition(definition.status.conditions, 'Terminating');
    if (terminating?.reason === 'InstanceDeletionPending') {
      this.#updateStatus(this.#withConditions(definition, [DELETING]));
      return;
    }
    if (!isEstablished(definition)) {
      this.#release(this.#updateStatus(this.#withConditions(definition, [NEVER_ESTABLISHED])));
      return;
    }
    this.#deleteObjects(definition);
    if (this.#objects(definition).length > 0) this.#enqueue(metadata.name, CLEANUP_POLL_MS);
    else this.#release(this.#updateStatus(this.#withConditions(definition, [DELETED])));
  }

  #deleteObjects(definition: CustomResourceDefinition): void {
    const resource = definedResource(definition);
    const namespaces = new Set(
      this.#objects(definition)
        .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
        .map(({ metadata }) => metadata.namespace),
    );
    for (const namespace of namespaces) {
      const verb = 'deletecollection';
      this.#request({
        verb,
        user: LOOPBACK_USER,
        resource,
        namespace,
        options: {},
        listOptions: {},
      });
    }
  }

  #objects(definition: CustomResourceDefinition): readonly ApiObject[] {
    const resource = definedResource(definition);
    const body = this.#request({
      verb: 'list',
      user: LOOPBACK_USER,
      resource,
      namespace: undefined,
      options: {},
    });
    // A list request is answered with a list.
    return (body as ApiList<ApiObject>).items;
  }

  #release(definition: CustomResourceDefinition): void {
    const { metadata } = definition;
    const finalizers = metadata.finalizers?.filter((each) => each !== CLEANUP_FINALIZER);
    this.#update({ ...definition, metadata: { ...metadata, finalizers } });
  }

  #updateStatus(definition: CustomResourceDefinition): CustomResourceDefinition {
    return this.#update(definition, 'status');
  }

  #update(definition: CustomResourceDefinition, subresource?: string): CustomResourceDefinition {
    const body = this.#request({
      verb: 'update',
      user: LOOPBACK_USER,
      resource: CUSTOM_RESOURCE_DEFINITIONS,
      namespace: undefined,
      name: definition.metadata.name,
      body: definition,
      options: {},
      ...(subresource === undefined ? {} : { subresource }),
    });
    // The server answers with an object of the resource.
    return body as CustomResourceDefinition;
  }

  #request(request: ApiRequest): unknown {
    return this.#options.api.handle(request).body;
  }

  #withConditions(
    definition: CustomResourceDefinition,
    conditions: readonly CustomResourceDefinitionCondition[],
  ): CustomResourceDefinition {
    const lastTransitionTime = this.#options.clock.now();
    const all = conditions.reduce(
      (list, condition) => setCondition(list, { lastTransitionTime, ...condition }),
      definition.status.conditions ?? [],
    );
    return { ...definition, status: { ...definition.status, conditions: all } };
  }

  #list(): readonly CustomResourceDefinition[] {
    const { etcd, keyPrefix } = this.#options;
    const stored = etcd
      .range(keyPrefix)
      .flatMap(({ value }) => (value === undefined ? [] : [value]));
    // The prefix says what is stored there.
    return stored as readonly ApiObject[] as readonly CustomResourceDefinition[];
  }
}

const ESTABLISHED: CustomResourceDefinitionCondition = {
  type: 'Established',
  status: 'True',
  reason: 'InitialNamesAccepted',
  message: 'the initial names have been accepted',
};
const DELETING: CustomResourceDefinitionCondition = {
  type: 'Terminating',
  status: 'True',
  reason: 'InstanceDeletionInProgress',
  message: 'CustomResource deletion is in progress',
};
const DELETED: CustomResourceDefinitionCondition = {
  type: 'Terminating',
  status: 'False',
  reason: 'InstanceDeletionCompleted',
  message: 'removed all instances',
};
const NEVER_ESTABLISHED: CustomResourceDefinitionCondition = {
  type: 'Terminating',
  status: 'False',
  reason: 'NeverEstablished',
  message: 'resource was never established',
};

function namesCondition(
  conflict: { readonly reason: string; readonly message: string } | undefined,
): CustomResourceDefinitionCondition {
  const type = 'NamesAccepted';
  if (conflict !== undefined) return { type, status: 'False', ...conflict };
  return { type, status: 'True', reason: 'NoConflicts', message: 'no conflicts found' };
}

function establishedCondition(namesAccepted: boolean): CustomResourceDefinitionCondition {
  const type = 'Established';
  return namesAccepted
    ? { type, status: 'False', reason: 'Installing', message: ESTABLISHED.message }
    : { type, status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' };
}
