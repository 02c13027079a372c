// GET, PUT and PATCH of {deployments,replicasets,statefulsets,replicationcontrollers}/{name}/scale.
// Source: k8s.io/kubernetes/pkg/registry/apps/*/storage (ScaleREST); autoscaling/v1 Scale.
import { ApiStatusError, invalid, notFound } from '../../../apimachinery/apiStatus';
import { invalidValue } from '../../../apimachinery/fieldError';
import { FieldPath } from '../../../apimachinery/fieldPath';
import type { ApiObject, ObjectMeta } from '../../../apimachinery/objectMeta';
import type { Scale } from '../../../apis/generated/autoscaling/v1';
import type { ApiRequest, ApiResponse, GetRequest } from '../../client/apiHandler';
import { managerName } from '../fieldmanager/managerName';
import { appliedObject, applyTo } from '../handlers/apply';
import { applyPatch, type PatchRequest } from '../handlers/patch';
import { otherUid, replaceObject } from '../handlers/replace';
import type { UpdateRequest } from '../handlers/update';
import { assertSameName } from '../requestName';
import type { ServedKind } from '../servedKinds';
import type { ServerContext } from '../serverContext';
import { writeOrigin } from '../writeOrigin';
import { SCALE, scaleOf, withReplicas } from './scaleOf';

/** As clients send it. */
interface SentScale {
  readonly metadata?: Partial<ObjectMeta>;
  readonly spec?: { readonly replicas?: number | undefined };
}

export function getScale(server: ServerContext, request: GetRequest): ApiObject {
  const scalable = getScalable(server, request);
  return answeredScale(server.kinds.get(request.resource), scalable);
}

export function updateScale(server: ServerContext, request: UpdateRequest): ApiResponse {
  return storeScale(server, request, getScalable(server, request), request.body);
}

export function patchScale(server: ServerContext, request: PatchRequest): ApiResponse {
  const old = getScalable(server, request);
  const kind = server.kinds.get(request.resource);
  const { patch } = request;
  if (patch.type === 'apply') return applyScale(server, request, old, patch.body);
  const patched = applyPatch(server, SCALE.schemaName, answeredScale(kind, old), patch);
  return storeScale(server, request, old, patched);
}

/** Whoever applies a Scale applies the replicas of the workload, and nothing else. */
function applyScale(
  server: ServerContext,
  request: PatchRequest,
  old: ApiObject,
  body: unknown,
): ApiResponse {
  const kind = server.kinds.get(request.resource);
  const { name } = old.metadata;
  const { metadata = {}, spec } = server.decoder.decodeSubresource<SentScale>(
    SCALE,
    appliedObject(SCALE, body),
    request.options,
  );
  assertSameName(name, metadata.name);
  const workload: ApiObject = {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    metadata: old.metadata,
  };
  const scaled =
    spec?.replicas === undefined
      ? workload
      : withReplicas(kind, workload, validReplicas(spec.replicas, name));
  const { object } = applyTo(server, kind, request, old, { ...scaled, metadata: { name } });
  return { code: 200, body: answeredScale(kind, object) };
}

function getScalable(
  server: ServerContext,
  {
    resource,
    namespace,
    name,
  }: Pick<ApiRequest, 'resource' | 'namespace'> & { readonly name: string },
): ApiObject {
  const kind = server.kinds.get(resource);
  const object = server.storage.get(kind, namespace, name);
  if (object === undefined) throw notFound(kind.resource, name);
  return object;
}

function storeScale(
  server: ServerContext,
  request: UpdateRequest | PatchRequest,
  old: ApiObject,
  body: unknown,
): ApiResponse {
  const kind = server.kinds.get(request.resource);
  const scale = server.decoder.decodeSubresource<SentScale>(SCALE, body, request.options);
  const { metadata = {}, spec } = scale;
  assertSameName(old.metadata.name, metadata.name);
  const replicas = validReplicas(spec?.replicas ?? 0, old.metadata.name);
  if (metadata.uid && metadata.uid !== old.metadata.uid) {
    throw otherUid(kind, old, metadata.uid);
  }
  const { resourceVersion } = metadata;
  const scaled = {
    ...withReplicas(kind, old, replicas),
    metadata: { ...old.metadata, resourceVersion: resourceVersion || old.metadata.resourceVersion },
  };
  const stored = replaceObject(server, {
    kind,
    origin: writeOrigin(request),
    manager: managerName(request.options.fieldManager, request.user),
    old,
    body: scaled,
    schemaErrors: [],
    dryRun: request.options.dryRun ?? false,
  });
  return { code: 200, body: answeredScale(kind, stored) };
}

function validReplicas(replicas: number, name: string): number {
  if (Number.isInteger(replicas) && replicas >= 0) return replicas;
  const path = FieldPath.root('spec').child('replicas');
  throw invalid({ group: 'autoscaling', kind: 'Scale' }, name, [
    invalidValue(path, replicas, 'must be greater than or equal to 0'),
  ]);
}

/** Throws InternalError where the object has no field that says how many. */
function answeredScale(kind: ServedKind, object: ApiObject): Scale {
  const custom = kind.custom?.scale;
  if (custom === undefined || custom.values(object).replicas !== undefined) {
    return scaleOf(kind, object);
  }
  const why = `the spec replicas field "${custom.paths.specReplicasPath}" does not exist`;
  throw new ApiStatusError('InternalError', `Internal error occurred: ${why}`, {
    causes: [{ message: why }],
  });
}
