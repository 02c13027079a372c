// The metadata that every API object carries, and the smallest shape that all of them share.
// Source of the rules: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/

/** A reference from a dependent to its owner, used by the garbage collector. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean | undefined;
  readonly blockOwnerDeletion?: boolean | undefined;
}

/** One manager's ownership of fields (server-side apply). */
export interface ManagedFieldsEntry {
  readonly manager?: string | undefined;
  readonly operation?: string | undefined;
  readonly apiVersion?: string | undefined;
  readonly time?: string | undefined;
  readonly fieldsType?: string | undefined;
  readonly fieldsV1?: unknown;
  readonly subresource?: string | undefined;
}

/** String keys and values; used for labels and annotations. */
export type StringMap = Readonly<Record<string, string>>;

/**
 * Metadata of a *stored* object: `name`, `uid`, `resourceVersion` and `creationTimestamp` are there.
 * An object that is yet to be created is a {@link Draft}. Timestamps are RFC 3339 with seconds.
 */
export interface ObjectMeta {
  readonly name: string;
  readonly generateName?: string | undefined;
  readonly namespace?: string | undefined;
  readonly selfLink?: string | undefined;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number | undefined;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string | undefined;
  readonly deletionGracePeriodSeconds?: number | undefined;
  readonly labels?: StringMap | undefined;
  readonly annotations?: StringMap | undefined;
  readonly ownerReferences?: readonly OwnerReference[] | undefined;
  readonly finalizers?: readonly string[] | undefined;
  readonly managedFields?: readonly ManagedFieldsEntry[] | undefined;
}

/** What all API objects share. Objects are immutable: never change one that you did not make. */
export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** An object as a client writes it before the API server has completed it. */
export type Draft<T extends ApiObject> = {
  readonly apiVersion: T['apiVersion'];
  readonly kind: T['kind'];
  readonly metadata: Partial<ObjectMeta>;
} & Partial<Omit<T, 'apiVersion' | 'kind' | 'metadata'>>;

/** A list answer; `resourceVersion` is the revision at which it is consistent. */
export interface ApiList<T extends ApiObject> {
  readonly resourceVersion: string;
  readonly continue?: string | undefined;
  readonly remainingItemCount?: number | undefined;
  readonly items: readonly T[];
}

/** `namespace/name`, or `name` for cluster-scoped objects: the key that informers and queues use. */
export function objectKey(object: ApiObject): string {
  return keyOf(object.metadata.namespace, object.metadata.name);
}

/** Builds a key as {@link objectKey} does. */
export function keyOf(namespace: string | undefined, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}

/** The owner reference with `controller: true`, if there is one. */
export function controllerOf(object: {
  readonly metadata: ObjectMeta;
}): OwnerReference | undefined {
  const { ownerReferences } = object.metadata;
  if (ownerReferences === undefined) return undefined;
  for (const reference of ownerReferences) if (reference.controller === true) return reference;
  return undefined;
}

/** An owner reference as controllers set it on what they create (metav1.NewControllerRef). */
export function controllerReference(owner: ApiObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}
