// POST of a new object. Source: k8s.io/apiserver/pkg/registry/rest (create.go, meta.go) and
// k8s.io/apiserver/pkg/storage/names (generate.go).
import {
  alreadyExists,
  ApiStatusError,
  generateNameConflict,
  invalid,
} from '../../../apimachinery/apiStatus';
import type { Mutable } from '../../../apimachinery/mutable';
import type { ApiObject, ManagedFieldsEntry, ObjectMeta } from '../../../apimachinery/objectMeta';
import type { Random } from '../../../simulation/random';
import type { ApiRequest, ApiResponse } from '../../client/apiHandler';
import type { AdmissionRequest } from '../admission/admissionPlugin';
import { assertNoEscalation } from '../authorization/escalation';
import { warningsOf, type DecodedBody } from '../bodyDecoder';
import type { EventForm } from '../eventForms';
import type { FieldWrite } from '../fieldmanager/fieldManager';
import { managerName } from '../fieldmanager/managerName';
import { NAME_SUFFIX_LENGTH, nameSuffix } from '../nameSuffix';
import { withParts } from '../objectParts';
import { atRevision } from '../objectStorage';
import { namespaceOfRequest } from '../requestNamespace';
import type { ServedKind } from '../servedKinds';
import { randomFor, type ServerContext } from '../serverContext';
import { validateNew } from '../validation';
import { writeOrigin } from '../writeOrigin';

export type CreateRequest = Extract<ApiRequest, { verb: 'create' }>;

const MAX_GENERATED_NAME = 63;
const MAX_NAME_ATTEMPTS = 8;

export function handleCreate(server: ServerContext, request: CreateRequest): ApiResponse {
  const kind = server.kinds.get(request.resource);
  const body = server.decoder.decode(kind, request.body, request.options);
  const object = createObject(server, kind, request, body);
  return { code: 201, body: object, ...warningsOf(body) };
}

/**
 * Takes a decoded body through admission, defaults and validation, and stores it. `owners` are who owns
 * its fields, where that is known already.
 */
export function createObject(
  server: ServerContext,
  kind: ServedKind,
  request: Pick<CreateRequest, 'namespace' | 'options' | 'user' | 'verb'>,
  body: DecodedBody,
  owners?: readonly ManagedFieldsEntry[],
): ApiObject {
  const dryRun = request.options.dryRun ?? false;
  const random = randomFor(server, dryRun);
  const { metadata } = body.object;
  const now = server.clock.now();
  const namespace = namespaceOfRequest(kind, request.namespace, metadata.namespace);
  const name =
    metadata.name || generatedName(server, kind, namespace, metadata.generateName, random);
  const uid = random.uuid();
  const newMetadata = metadataOfNew(metadata, { name, namespace, uid, now });
  const manager = managerName(request.options.fieldManager, request.user);
  const write = { kind, manager, subresource: undefined };
  const form = server.eventForms.find(write, body.object);
  const created =
    form === undefined
      ? newObject(kind, body.object, newMetadata)
      : form.copyOf(body.object, newMetadata);
  const complete =
    form === undefined ? kind.rules.defaults(withParts(created, kind.parts)) : created;
  const managedFields = owners ?? ownersOfNew(server, write, complete, metadata, form);
  const attributes: AdmissionRequest = {
    operation: 'CREATE',
    user: request.user,
    kind,
    subresource: undefined,
    namespace,
    name: metadata.name || metadata.generateName || '',
    dryRun,
    random,
  };
  let object = server.admission.admit(complete, attributes);
  assertNoEscalation(server.authorizer, { user: request.user, kind, object });
  object = kind.strategy.prepareForCreate(object, request.user);
  if (object !== complete || form?.isValid(object) !== true) {
    const errors = validateNew(kind, object, body.schemaErrors);
    if (errors.length > 0) throw invalid(kind.resource, name, errors);
    const isComplete = form === undefined && owners === undefined && object === created;
    if (isComplete) server.eventForms.learn(write, body.object, now, managedFields);
  }
  kind.rules.warnings?.(object, undefined).forEach(server.warnings.add);
  assertNoVersion(metadata);
  if (server.storage.get(kind, namespace, name) !== undefined) {
    throw metadata.name
      ? alreadyExists(kind.resource, name)
      : generateNameConflict(kind.resource, name);
  }
  object = server.services.allocate(kind, object, undefined, random);
  server.admission.validate(object, attributes);
  if (dryRun) return atRevision(object, 0, managedFields);
  server.services.claim(kind, object, undefined, random);
  const origin = writeOrigin(request);
  const isEventAsMade = form !== undefined && object === created;
  if (isEventAsMade && kind.versioning === undefined)
    return server.storage.putNew(origin, kind, object, newMetadata, managedFields);
  return server.storage.put(origin, kind, object, managedFields);
}

function newObject(kind: ServedKind, sent: ApiObject, metadata: ObjectMeta): ApiObject {
  const created: Mutable<ApiObject> = { ...sent };
  created.apiVersion = kind.apiVersion;
  created.kind = kind.kind;
  created.metadata = metadata;
  return created;
}

/** Those of an event like others are known. */
function ownersOfNew(
  { fields }: ServerContext,
  write: FieldWrite,
  object: ApiObject,
  { managedFields }: Partial<ObjectMeta>,
  form: EventForm | undefined,
): readonly ManagedFieldsEntry[] {
  const { creationTimestamp } = object.metadata;
  const known = form?.ownersAt(creationTimestamp);
  if (known !== undefined) return known;
  const owners = fields.afterCreate(write, object, managedFields);
  form?.setOwners(creationTimestamp, owners);
  return owners;
}

/** The storage's answer, which has no reason; what is no number counts as none. */
function assertNoVersion({ resourceVersion }: Partial<ObjectMeta>): void {
  if (!resourceVersion || !/^0*[1-9]\d*$/.test(resourceVersion)) return;
  const why = 'resourceVersion should not be set on objects to be created';
  throw new ApiStatusError('Unknown', why);
}

/** System fields are the server's alone; of the rest the client's values stand. */
function metadataOfNew(
  metadata: Partial<ObjectMeta>,
  system: {
    readonly name: string;
    readonly namespace: string | undefined;
    readonly uid: string;
    readonly now: string;
  },
): Mutable<ObjectMeta> {
  const made: Mutable<ObjectMeta> = {
    name: system.name,
    uid: system.uid,
    resourceVersion: '',
    creationTimestamp: system.now,
  };
  if (system.namespace !== undefined) made.namespace = system.namespace;
  if (metadata.generateName) made.generateName = metadata.generateName;
  if (metadata.labels !== undefined) made.labels = metadata.labels;
  if (metadata.annotations !== undefined) made.annotations = metadata.annotations;
  if (metadata.ownerReferences !== undefined) made.ownerReferences = metadata.ownerReferences;
  if (metadata.finalizers !== undefined) made.finalizers = metadata.finalizers;
  return made;
}

/** A free name from `generateName`; '' without one, which validation refuses. */
function generatedName(
  server: ServerContext,
  kind: ServedKind,
  namespace: string | undefined,
  generateName: string | undefined,
  random: Random,
): string {
  if (!generateName) return '';
  const base = generateName.slice(0, MAX_GENERATED_NAME - NAME_SUFFIX_LENGTH);
  let name = '';
  for (let attempt = 0; attempt < MAX_NAME_ATTEMPTS; attempt++) {
    name = base + nameSuffix(random);
    if (server.storage.get(kind, namespace, name) === undefined) break;
  }
  return name;
}
