// API objects in etcd: keys, resourceVersions, and the record of who wrote what.
import type { Mutable } from '../../apimachinery/mutable';
import {
  keyOf,
  type ApiObject,
  type ManagedFieldsEntry,
  type ObjectMeta,
} from '../../apimachinery/objectMeta';
import type { UserInfo } from '../../apimachinery/userInfo';
import type { Simulation } from '../../simulation/simulation';
import type { EtcdClient } from '../etcd/etcdClient';
import { metadataWith } from './fieldmanager/managedObject';
import type { ServedKind } from './servedKinds';
import { SharedStatus } from './sharedStatus';
import { TtlLeases } from './ttlLeases';

/** Who writes, and what the record says of it: `create`, `system:kube-scheduler pods/binding`. */
export interface WriteOrigin {
  readonly user: UserInfo;
  readonly verb: string;
  readonly subresource: string | undefined;
}

interface LastKey {
  namespace: string | undefined;
  name: string;
  key: string;
}

export class ObjectStorage {
  readonly etcd: EtcdClient<ApiObject>;
  readonly #simulation: Simulation;
  readonly #ttlLeases: TtlLeases;
  readonly #statuses = new SharedStatus();
  /** What was asked for last: who finds nothing there often puts something there next. */
  readonly #lastKeys = new WeakMap<ServedKind, LastKey>();

  constructor(simulation: Simulation, etcd: EtcdClient<ApiObject>) {
    this.#simulation = simulation;
    this.etcd = etcd;
    this.#ttlLeases = new TtlLeases(simulation, etcd);
  }

  get(kind: ServedKind, namespace: string | undefined, name: string): ApiObject | undefined {
    const stored = this.etcd.get(this.#keyOf(kind, namespace, name))?.value;
    return stored === undefined ? undefined : asServed(kind, stored);
  }

  list(kind: ServedKind, namespace?: string): readonly ApiObject[] {
    const states = this.etcd.range(rangePrefix(kind, namespace));
    return states.flatMap(({ value }) => (value === undefined ? [] : [asServed(kind, value)]));
  }

  /** Stores the object under a new resourceVersion and returns it as stored. */
  put(
    origin: WriteOrigin,
    kind: ServedKind,
    object: ApiObject,
    managedFields = object.metadata.managedFields,
  ): ApiObject {
    const lease = this.#leaseFor(kind);
    const shared = this.#statuses.share(object);
    const stored = atRevision(
      kind.versioning === undefined ? shared : kind.versioning.toStorage(shared),
      this.etcd.revision + 1,
      managedFields,
    );
    this.#put(origin, kind, stored, lease);
    return asServed(kind, stored);
  }

  /**
   * As {@link put} for what nobody else has seen, and what is not kept as it is: it is completed itself, and no copy of
   * it. Such are events, of which there are most, and which etcd packs. `metadata` is the object's.
   */
  putNew(
    origin: WriteOrigin,
    kind: ServedKind,
    object: ApiObject,
    metadata: Mutable<ObjectMeta>,
    managedFields: readonly ManagedFieldsEntry[],
  ): ApiObject {
    const lease = this.#leaseFor(kind);
    metadata.resourceVersion = String(this.etcd.revision + 1);
    if (managedFields.length > 0) metadata.managedFields = managedFields;
    this.#put(origin, kind, object, lease);
    return object;
  }

  delete(origin: WriteOrigin, kind: ServedKind, object: ApiObject): void {
    const { namespace, name } = object.metadata;
    this.#commit(origin, kind, namespace, name, () => {
      this.etcd.delete(this.#keyOf(kind, namespace, name));
    });
  }

  #leaseFor({ ttlMs }: ServedKind): number {
    return ttlMs === undefined ? 0 : this.#ttlLeases.leaseFor(ttlMs);
  }

  #put(origin: WriteOrigin, kind: ServedKind, stored: ApiObject, lease: number): void {
    const { namespace, name } = stored.metadata;
    this.#commit(origin, kind, namespace, name, () => {
      this.etcd.put(this.#keyOf(kind, namespace, name), stored, lease);
    });
  }

  /** The very text where the same is asked for again. */
  #keyOf(kind: ServedKind, namespace: string | undefined, name: string): string {
    const last = this.#lastKeys.get(kind);
    if (last?.name === name && last.namespace === namespace) return last.key;
    const key = storageKey(kind, namespace, name);
    if (last === undefined) {
      this.#lastKeys.set(kind, { namespace, name, key });
      return key;
    }
    last.namespace = namespace;
    last.name = name;
    last.key = key;
    return key;
  }

  /** Records the write; what it sets off has the record as its cause. */
  #commit(
    { user, verb, subresource }: WriteOrigin,
    kind: ServedKind,
    namespace: string | undefined,
    name: string,
    commit: () => void,
  ): void {
    const what =
      subresource === undefined ? kind.resource.plural : `${kind.resource.plural}/${subresource}`;
    const cause = this.#simulation.record(verb, `${user.name} ${what} ${keyOf(namespace, name)}`);
    this.#simulation.withCause(cause, commit);
  }
}

/** A stored object in the version of a kind. */
export function asServed({ versioning }: ServedKind, stored: ApiObject): ApiObject {
  return versioning === undefined ? stored : versioning.fromStorage(stored);
}

export function atRevision(
  object: ApiObject,
  revision: number,
  managedFields = object.metadata.managedFields,
): ApiObject {
  const resourceVersion = String(revision);
  if (managedFields === object.metadata.managedFields) {
    return withMetadata(object, { ...object.metadata, resourceVersion });
  }
  return withMetadata(object, metadataWith(object.metadata, { resourceVersion, managedFields }));
}

function withMetadata(object: ApiObject, metadata: ApiObject['metadata']): ApiObject {
  return hasUsualFields(object) ? usualObject(object, metadata) : { ...object, metadata };
}

interface UsualObject extends ApiObject {
  readonly spec: unknown;
  readonly status: unknown;
}

/** In this order, and no others: what nearly all objects have. */
function hasUsualFields(object: ApiObject): object is UsualObject {
  let position = 0;
  for (const field in object) if (field !== USUAL_FIELDS[position++]) return false;
  return position === USUAL_FIELDS.length;
}

const USUAL_FIELDS = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

/** A literal has room for its fields and no more; a copy of what was put together has a third more. */
function usualObject(
  { apiVersion, kind, spec, status }: UsualObject,
  metadata: ApiObject['metadata'],
): UsualObject {
  return { apiVersion, kind, metadata, spec, status };
}

/** `/registry/pods/default/web-1`, or `/registry/nodes/worker-1` for cluster-scoped kinds. */
export function storageKey(kind: ServedKind, namespace: string | undefined, name: string): string {
  return rangePrefix(kind, kind.resource.namespaced ? namespace : undefined) + name;
}

/** What all keys of the kind start with, in one namespace or in all. */
export function rangePrefix(kind: ServedKind, namespace: string | undefined): string {
  return namespace === undefined ? kind.keyPrefix : `${kind.keyPrefix}${namespace}/`;
}
