// What PUT and PATCH have in common: an object takes the place of a stored one.
// Source: k8s.io/apiserver/pkg/registry/rest (update.go) and registry/generic/registry (store.go).
import {
  conflict,
  invalid,
  type ApiStatusError,
  type FieldError,
} from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { invalidValue } from '../../../apimachinery/fieldError';
import { FieldPath } from '../../../apimachinery/fieldPath';
import type { Mutable } from '../../../apimachinery/mutable';
import type { ApiObject, ManagedFieldsEntry, ObjectMeta } from '../../../apimachinery/objectMeta';
import type { AdmissionRequest } from '../admission/admissionPlugin';
import { isSameButTimes, withManagedFields } from '../fieldmanager/managedObject';
import type { Scale } from '../../../apis/generated/autoscaling/v1';
import { assertNoEscalation } from '../authorization/escalation';
import { withParts } from '../objectParts';
import { storageKey, type WriteOrigin } from '../objectStorage';
import type { ServedKind } from '../servedKinds';
import { randomFor, type ServerContext } from '../serverContext';
import { validateReplacement, validateStatus } from '../validation';
import { SCALE, scaleOf, withReplicas } from '../subresources/scaleOf';
import { mayFinishDeletion } from './deletion';

export interface Replacement {
  readonly kind: ServedKind;
  readonly origin: WriteOrigin;
  /** Who comes to own the fields that change. */
  readonly manager: string;
  /** Who owns which fields, where that is known already: found by applying. */
  readonly managedFields?: readonly ManagedFieldsEntry[];
  readonly old: ApiObject;
  /** As the client sent it, or as its patch made it. */
  readonly body: ApiObject;
  readonly schemaErrors: readonly FieldError[];
  readonly dryRun: boolean;
}

const METADATA = FieldPath.root('metadata');
const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

/**
 * Stores `body` in the place of `old` and returns what is stored then; nothing is written where
 * nothing changes. Throws Conflict for an outdated resourceVersion or another uid, Invalid for
 * complaints of validation.
 */
export function replaceObject(server: ServerContext, replacement: Replacement): ApiObject {
  const { kind, origin, old, dryRun } = replacement;
  assertSameObject(replacement);
  const received = withSystemMetadata(withParts(replacement.body, kind.parts), old);
  const { object, managedFields } = prepared(server, replacement, received);
  if (deepEqual(object, old) && isSameButTimes(managedFields, old)) return old;
  if (dryRun) return withManagedFields(object, managedFields);
  if (object.metadata.deletionTimestamp !== undefined && mayFinishDeletion(kind, object)) {
    server.storage.delete(origin, kind, old);
    server.services.release(kind, old);
    return object;
  }
  server.services.claim(kind, object, old, server.simulation.random);
  const stored = server.storage.put(origin, kind, object, managedFields);
  server.services.release(kind, old, object);
  return stored;
}

/** An object as it is to be stored, but for who owns its fields. */
interface Prepared {
  readonly object: ApiObject;
  readonly managedFields: readonly ManagedFieldsEntry[];
}

function prepared(server: ServerContext, replacement: Replacement, received: ApiObject): Prepared {
  const { kind, origin, old } = replacement;
  const { managedFields = [] } = old.metadata;
  switch (origin.subresource) {
    case 'status':
      return {
        managedFields: ownedAfter(server, replacement, received),
        object: replacedStatus(server, replacement, received),
      };
    case 'approval':
      return {
        managedFields: ownedAfter(server, replacement, received),
        object: replacedApproval(server, replacement, received),
      };
    case 'finalize':
      return {
        managedFields,
        object: replacedPart(server, replacement, received, {
          prepare: (admitted) => kind.strategy.prepareForFinalize?.(admitted, old) ?? old,
          validate: () => [],
        }),
      };
    case 'scale':
      return {
        managedFields: ownedAfter(server, replacement, received),
        object: replacedScale(server, replacement, received),
      };
    default: {
      const object = narrowed(server, replacement, kind.rules.defaults(received));
      return {
        managedFields: ownedAfter(server, replacement, object),
        object: replacedMain(server, replacement, object),
      };
    }
  }
}

/** Of a subresource's body only the part that it is about. */
function narrowed(
  { clock }: ServerContext,
  { kind, origin, old }: Replacement,
  object: ApiObject,
): ApiObject {
  const { subresource = '' } = origin;
  return kind.strategy.subresources?.[subresource]?.(object, old, clock.now()) ?? object;
}

/** Found before admission: what that adds, nobody owns. */
function ownedAfter(
  server: ServerContext,
  { kind, manager, managedFields, origin, old, body }: Replacement,
  received: ApiObject,
): readonly ManagedFieldsEntry[] {
  if (managedFields !== undefined) return managedFields;
  const write = { kind, manager, subresource: origin.subresource };
  return server.fields.afterUpdate(write, old, received, body.metadata.managedFields);
}

function replacedStatus(
  server: ServerContext,
  replacement: Replacement,
  received: ApiObject,
): ApiObject {
  const { kind, old } = replacement;
  return replacedPart(server, replacement, received, {
    prepare: (admitted) => kind.strategy.prepareForStatusUpdate(admitted, old, server.clock.now()),
    validate: (object) => validateStatus(kind, object, old),
  });
}

/** The verdict alone, and no other part of the object. */
function replacedApproval(
  server: ServerContext,
  replacement: Replacement,
  received: ApiObject,
): ApiObject {
  const { kind, old } = replacement;
  return replacedPart(server, replacement, received, {
    prepare: (admitted) =>
      kind.strategy.subresources?.['approval']?.(admitted, old, server.clock.now()) ?? old,
    validate: (object) => kind.rules.subresources?.['approval']?.(object, old) ?? [],
  });
}

/** Admission sees Scales, and of the workload only their replicas change. */
function replacedScale(
  server: ServerContext,
  replacement: Replacement,
  received: ApiObject,
): ApiObject {
  const { kind, old } = replacement;
  const seen = (object: ApiObject): Scale => scaleOf(kind, object);
  const request = {
    ...admissionRequest(server, replacement),
    old: seen(old),
    bodyKind: SCALE,
  };
  const { spec } = server.admission.admit(seen(received), request);
  const admitted = withReplicas(kind, received, spec?.replicas ?? 0);
  const object = kind.strategy.prepareForUpdate(kind.rules.defaults(admitted), old);
  const errors = validateReplacement(kind, object, old, replacement.schemaErrors);
  if (errors.length > 0) throw invalid(kind.resource, old.metadata.name, errors);
  server.admission.validate(seen(object), request);
  return object;
}

interface PartRules {
  /** Of an admitted object only the part that the subresource is about. */
  readonly prepare: (admitted: ApiObject) => ApiObject;
  readonly validate: (object: ApiObject) => readonly FieldError[];
}

function replacedPart(
  server: ServerContext,
  replacement: Replacement,
  received: ApiObject,
  { prepare, validate }: PartRules,
): ApiObject {
  const { kind, old } = replacement;
  const request = admissionRequest(server, replacement);
  const object = prepare(server.admission.admit(received, request));
  const errors = validate(object);
  if (errors.length > 0) throw invalid(kind.resource, old.metadata.name, errors);
  server.admission.validate(object, request);
  return object;
}

function admissionRequest(
  server: ServerContext,
  { kind, origin, old, dryRun }: Replacement,
): AdmissionRequest {
  const { name, namespace } = old.metadata;
  return {
    operation: 'UPDATE',
    user: origin.user,
    old,
    kind,
    subresource: origin.subresource,
    namespace,
    name,
    dryRun,
    random: randomFor(server, dryRun),
  };
}

function replacedMain(
  server: ServerContext,
  replacement: Replacement,
  received: ApiObject,
): ApiObject {
  const { kind, origin, old, schemaErrors } = replacement;
  const { name } = old.metadata;
  const attributes = admissionRequest(server, replacement);
  const admitted = server.admission.admit(received, attributes);
  assertNoEscalation(server.authorizer, { user: origin.user, kind, object: admitted, old });
  const object = kind.strategy.prepareForUpdate(admitted, old);
  const subresource = kind.rules.subresources?.[origin.subresource ?? ''];
  const errors = subresource?.(object, old) ?? validateReplacement(kind, object, old, schemaErrors);
  if (errors.length > 0) throw invalid(kind.resource, name, errors);
  if (subresource === undefined) kind.rules.warnings?.(object, old).forEach(server.warnings.add);
  const allocated = server.services.allocate(kind, object, old, attributes.random);
  server.admission.validate(allocated, attributes);
  return allocated;
}

function assertSameObject({ kind, origin, old, body }: Replacement): void {
  const { uid, resourceVersion } = body.metadata;
  const { name } = old.metadata;
  if (uid && uid !== old.metadata.uid) {
    throw origin.verb === 'patch' ? immutableUid(kind, name, uid) : otherUid(kind, old, uid);
  }
  if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) {
    throw conflict(kind.resource, name, MODIFIED);
  }
  if (!resourceVersion && !kind.strategy.allowsUnconditionalUpdate) {
    // Kubernetes names the resource here, where all others name the kind.
    throw invalid({ group: kind.resource.group, kind: kind.resource.plural }, name, [
      invalidValue(METADATA.child('resourceVersion'), 0, 'must be specified for an update'),
    ]);
  }
}

/** Of a patch the storage does not know which object it was for; validation finds the change. */
function immutableUid(kind: ServedKind, name: string, uid: string): ApiStatusError {
  const error = invalidValue(METADATA.child('uid'), uid, 'field is immutable');
  return invalid(kind.resource, name, [error]);
}

/** The storage's own words for a body that is of another object, or of one that is gone. */
export function otherUid(
  kind: ServedKind,
  { metadata }: { readonly metadata: Partial<ObjectMeta> & { readonly name: string } },
  uid: string,
): ApiStatusError {
  const { name, namespace, uid: stored = '' } = metadata;
  const why =
    `StorageError: invalid object, Code: 4, Key: ${storageKey(kind, namespace, name)}, ResourceVersion: 0, ` +
    `AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${stored}`;
  return conflict(kind.resource, name, why);
}

/** What no client can change stays as it is stored. */
function withSystemMetadata(body: ApiObject, old: ApiObject): ApiObject {
  const { metadata } = old;
  if (body.metadata === metadata) return body;
  const kept: Mutable<ApiObject> = { ...body };
  kept.apiVersion = old.apiVersion;
  kept.kind = old.kind;
  kept.metadata = keptMetadata(body.metadata, metadata);
  return kept;
}

/** The stored metadata itself where the client changes none of it: then nobody need compare it again. */
function keptMetadata(received: ObjectMeta, stored: ObjectMeta): ObjectMeta {
  if (CLIENT_METADATA.every((key) => deepEqual(received[key], stored[key]))) return stored;
  const kept: Mutable<ObjectMeta> = { ...stored };
  for (const key of CLIENT_METADATA) take(kept, key, received[key]);
  return kept;
}

const CLIENT_METADATA = ['labels', 'annotations', 'ownerReferences', 'finalizers'] as const;

function take<K extends (typeof CLIENT_METADATA)[number]>(
  metadata: Mutable<ObjectMeta>,
  key: K,
  value: ObjectMeta[K],
): void {
  if (value === undefined) delete metadata[key];
  // Equal values stay the stored ones, so that later comparisons are by reference.
  else if (!deepEqual(value, metadata[key])) metadata[key] = value;
}
