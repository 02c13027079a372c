// GET, PUT and PATCH of {deployments,replicasets,statefulsets,replicationcontrollers}/{name}/scale.
// Source: k8s.io/kubernetes/pkg/registry/apps/*/storage (ScaleREST); autoscaling/v1 Scale.
import { ApiStatusError, invalid, notFound } from '../../../apimachinery/apiStatus';
import { invalidValue } from '../../../apimachinery/fieldError';
import { FieldPath } from '../../../apimachinery/fieldPath';
import {
  formatLabelSelector,
  labelSelectorRequirements,
} from '../../../apimachinery/labelSelector';
import type { ApiObject, ObjectMeta, StringMap } from '../../../apimachinery/objectMeta';
import type { ScaleValues } from '../../../apis/apiextensions/customScale';
import type { Scale } from '../../../apis/generated/autoscaling/v1';
import type { LabelSelector } from '../../../apis/generated/meta/v1';
import type { ApiRequest, ApiResponse } from '../../client/apiHandler';
import { managerName } from '../fieldmanager/managerName';
import { appliedObject, applyTo } from '../handlers/apply';
import { applyPatch, type PatchRequest } from '../handlers/patch';
import type { GetRequest } from '../handlers/read';
import { otherUid, replaceObject } from '../handlers/replace';
import type { UpdateRequest } from '../handlers/update';
import { assertSameName } from '../requestName';
import type { ServedKind } from '../servedKinds';
import type { ServerContext } from '../serverContext';
import { writeOrigin } from '../writeOrigin';

const SCALE = {
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  schemaName: 'autoscaling.v1.Scale',
  resource: { version: 'v1', kind: 'Scale' },
};

/** As clients send it. */
interface SentScale {
  readonly metadata?: Partial<ObjectMeta>;
  readonly spec?: { readonly replicas?: number | undefined };
}

/** What the scalable kinds have in common. Replication controllers select by plain labels. */
interface Scalable extends ApiObject {
  readonly spec: {
    readonly replicas?: number | undefined;
    readonly selector?: LabelSelector | StringMap | undefined;
  };
  readonly status: { readonly replicas?: number | undefined };
}

export function getScale(server: ServerContext, request: GetRequest): ApiObject {
  const scalable = getScalable(server, request);
  return scaleOf(server.kinds.get(request.resource), scalable);
}

export function updateScale(server: ServerContext, request: UpdateRequest): ApiResponse {
  return storeScale(server, request, getScalable(server, request), request.body);
}

export function patchScale(server: ServerContext, request: PatchRequest): ApiResponse {
  const old = getScalable(server, request);
  const kind = server.kinds.get(request.resource);
  const { patch } = request;
  if (patch.type === 'apply') return applyScale(server, request, old, patch.body);
  const patched = applyPatch(server, SCALE.schemaName, scaleOf(kind, old), patch);
  return storeScale(server, request, old, patched);
}

/** Whoever applies a Scale applies the replicas of the workload, and nothing else. */
function applyScale(
  server: ServerContext,
  request: PatchRequest,
  old: Scalable,
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
  // An object that takes the place of another is of its kind.
  return { code: 200, body: scaleOf(kind, object as Scalable) };
}

function getScalable(
  server: ServerContext,
  {
    resource,
    namespace,
    name,
  }: Pick<ApiRequest, 'resource' | 'namespace'> & { readonly name: string },
): Scalable {
  const kind = server.kinds.get(resource);
  const object = server.storage.get(kind, namespace, name);
  if (object === undefined) throw notFound(kind.resource, name);
  // Only kinds of this shape have the subresource.
  return object as Scalable;
}

function storeScale(
  server: ServerContext,
  request: UpdateRequest | PatchRequest,
  old: Scalable,
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
  // A replaced object is of the kind of the old one.
  return { code: 200, body: scaleOf(kind, stored as Scalable) };
}

function validReplicas(replicas: number, name: string): number {
  if (Number.isInteger(replicas) && replicas >= 0) return replicas;
  const path = FieldPath.root('spec').child('replicas');
  throw invalid({ group: 'autoscaling', kind: 'Scale' }, name, [
    invalidValue(path, replicas, 'must be greater than or equal to 0'),
  ]);
}

function withReplicas(
  { custom }: ServedKind,
  old: ApiObject & Partial<Scalable>,
  replicas: number,
): ApiObject {
  if (custom?.scale !== undefined) return custom.scale.withReplicas(old, replicas);
  const scaled: ApiObject & Partial<Scalable> = { ...old, spec: { ...old.spec, replicas } };
  return scaled;
}

function scaleOf({ custom }: ServedKind, scalable: Scalable): Scale {
  const { metadata } = scalable;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    ...(custom?.scale === undefined
      ? ownScale(scalable)
      : customScale(custom.scale.paths.specReplicasPath, custom.scale.values(scalable))),
  };
}

type ScaleParts = Pick<Scale, 'spec' | 'status'>;

function ownScale({ spec, status }: Scalable): ScaleParts {
  return {
    spec: { replicas: spec.replicas ?? 1 },
    status: { replicas: status.replicas ?? 0, selector: selectorText(spec.selector) },
  };
}

function customScale(
  path: string,
  { replicas, statusReplicas, selector }: ScaleValues,
): ScaleParts {
  if (replicas === undefined) {
    const why = `the spec replicas field "${path}" does not exist`;
    throw new ApiStatusError('InternalError', `Internal error occurred: ${why}`, {
      causes: [{ message: why }],
    });
  }
  return { spec: { replicas }, status: { replicas: statusReplicas, selector } };
}

function selectorText(selector: LabelSelector | StringMap | undefined): string {
  if (selector === undefined) return '';
  const structured = 'matchLabels' in selector || 'matchExpressions' in selector;
  // Without either member it is a plain map of labels.
  const spec = (structured ? selector : { matchLabels: selector }) as LabelSelector;
  return formatLabelSelector(labelSelectorRequirements(spec) ?? []);
}
