// Controllers take in objects that match their selector and have no controller, and let go of their
// own that no longer match. Source: k8s.io/kubernetes/pkg/controller (PodControllerRefManager).
import { isNotFound } from '../../apimachinery/apiStatus';
import type { LabelMatcher } from '../../apimachinery/labelSelector';
import { controllerOf, controllerReference, type ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import type { Client } from '../client/client';

export interface Claim<O extends ApiObject, T extends ApiObject> {
  readonly client: Client;
  readonly owner: O;
  readonly ownerResource: Resource<O>;
  readonly resource: Resource<T>;
  readonly matches: LabelMatcher;
}

/**
 * Those of `candidates` (the owner's own, and objects without a controller) that belong to the
 * owner, after adopting and releasing what has to be.
 */
export function claimObjects<O extends ApiObject, T extends ApiObject>(
  claim: Claim<O, T>,
  candidates: readonly T[],
): readonly T[] {
  const { owner, matches } = claim;
  const { uid, deletionTimestamp } = owner.metadata;
  let mayAdopt: boolean | undefined;
  return candidates.filter((object) => {
    const controller = controllerOf(object);
    if (controller !== undefined) {
      if (controller.uid !== uid) return false;
      if (matches(object.metadata.labels)) return true;
      if (deletionTimestamp === undefined) release(claim, object);
      return false;
    }
    if (deletionTimestamp !== undefined || object.metadata.deletionTimestamp !== undefined) {
      return false;
    }
    if (!matches(object.metadata.labels)) return false;
    mayAdopt ??= ownerIsAlive(claim);
    return mayAdopt && adopt(claim, object);
  });
}

/** Asks the API server, since the cache may still show an owner that is gone. */
function ownerIsAlive<O extends ApiObject, T extends ApiObject>(claim: Claim<O, T>): boolean {
  const { namespace, name, uid } = claim.owner.metadata;
  const live = claim.client.find(claim.ownerResource, namespace, name);
  return live?.metadata.uid === uid && live.metadata.deletionTimestamp === undefined;
}

function adopt<O extends ApiObject, T extends ApiObject>(claim: Claim<O, T>, object: T): boolean {
  const ownerReferences = [
    ...(object.metadata.ownerReferences ?? []),
    controllerReference(claim.owner),
  ];
  return patchOwners(claim, object, ownerReferences);
}

function release<O extends ApiObject, T extends ApiObject>(claim: Claim<O, T>, object: T): void {
  const ownerReferences = object.metadata.ownerReferences?.filter(
    ({ uid }) => uid !== claim.owner.metadata.uid,
  );
  patchOwners(claim, object, ownerReferences?.length === 0 ? null : (ownerReferences ?? null));
}

/** False where the object is gone. */
function patchOwners<O extends ApiObject, T extends ApiObject>(
  claim: Claim<O, T>,
  object: T,
  ownerReferences: unknown,
): boolean {
  const { namespace, name, uid } = object.metadata;
  try {
    claim.client.patch(claim.resource, namespace, name, {
      type: 'merge',
      body: { metadata: { uid, ownerReferences } },
    });
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
