// DELETE of one object or of a collection. Source: k8s.io/apiserver/pkg/endpoints/handlers (delete.go).
import { notFound, type Status } from '../../../apimachinery/apiStatus';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { ApiRequest, ApiResponse, DeleteOptions } from '../../client/apiHandler';
import type { WriteOrigin } from '../objectStorage';
import type { ServedKind } from '../servedKinds';
import type { ServerContext } from '../serverContext';
import { writeOrigin } from '../writeOrigin';
import { deletionStep } from './deletion';
import { listObjects } from './read';

export type DeleteRequest = Extract<ApiRequest, { verb: 'delete' }>;
export type DeleteCollectionRequest = Extract<ApiRequest, { verb: 'deletecollection' }>;

/** The last state of the object, and whether it is gone already. */
export interface Deletion {
  readonly object: ApiObject;
  readonly gone: boolean;
}

export function handleDelete(server: ServerContext, request: DeleteRequest): ApiResponse {
  const kind = server.kinds.get(request.resource);
  const { namespace, name, options } = request;
  const object = server.storage.get(kind, namespace, name);
  admitDeletion(server, kind, request, name, object);
  if (object === undefined) throw notFound(kind.resource, name);
  const deletion = deleteObject(server, kind, object, options, writeOrigin(request));
  const cascades = options.propagationPolicy === 'Foreground' || options.orphanDependents === false;
  const accepted = !deletion.gone && cascades;
  const answersWithObject = !deletion.gone || kind.strategy.returnsDeletedObject;
  return {
    code: accepted ? 202 : 200,
    body: answersWithObject ? deletion.object : deletedStatus(kind, deletion.object),
  };
}

export function handleDeleteCollection(
  server: ServerContext,
  request: DeleteCollectionRequest,
): ApiResponse {
  const kind = server.kinds.get(request.resource);
  const { user, resource, namespace, options, listOptions } = request;
  const list = listObjects(server, {
    verb: 'list',
    user,
    resource,
    namespace,
    options: listOptions,
  });
  for (const object of list.items) {
    // Plugins are told of each object, and of no name.
    admitDeletion(server, kind, request, '', object);
    deleteObject(server, kind, object, options, writeOrigin(request));
  }
  return { code: 200, body: list };
}

function admitDeletion(
  server: ServerContext,
  kind: ServedKind,
  { user, namespace, options }: DeleteRequest | DeleteCollectionRequest,
  name: string,
  old: ApiObject | undefined,
): void {
  server.admission.check({
    operation: 'DELETE',
    user,
    kind,
    subresource: undefined,
    namespace,
    name,
    dryRun: options.dryRun ?? false,
    random: server.simulation.random,
    ...(old === undefined ? {} : { old }),
  });
}

/** Deletes a stored object, or begins to: grace and finalizers may hold it back. */
export function deleteObject(
  server: ServerContext,
  kind: ServedKind,
  object: ApiObject,
  options: DeleteOptions,
  origin: WriteOrigin,
): Deletion {
  const step = deletionStep(kind, object, options, server.clock);
  const dryRun = options.dryRun ?? false;
  switch (step.type) {
    case 'nothing':
      return { object, gone: false };
    case 'mark':
      return {
        object: dryRun ? step.marked : server.storage.put(origin, kind, step.marked),
        gone: false,
      };
    case 'delete': {
      if (dryRun) return { object, gone: true };
      // A grace of 0 is stored before the object goes, so that its last state tells of it.
      const last =
        step.marked === undefined ? object : server.storage.put(origin, kind, step.marked);
      server.storage.delete(origin, kind, last);
      server.services.release(kind, last);
      return { object: last, gone: true };
    }
  }
}

function deletedStatus({ resource }: ServedKind, { metadata }: ApiObject): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: metadata.name,
      group: resource.group || undefined,
      kind: resource.plural,
      uid: metadata.uid,
    },
  };
}
