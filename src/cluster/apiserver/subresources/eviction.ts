// POST pods/{name}/eviction: a deletion that asks first, as `kubectl drain` does.
// Source: k8s.io/kubernetes/pkg/registry/core/pod/storage (eviction.go);
// https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
import { setCondition } from '../../../apimachinery/conditions';
import { isPodTerminal } from '../../../apis/core/podState';
import type { Pod } from '../../../apis/generated/core/v1';
import type { Eviction } from '../../../apis/generated/policy/v1';
import type { ApiResponse, DeleteOptions } from '../../client/apiHandler';
import type { CreateRequest } from '../handlers/create';
import { deleteObject } from '../handlers/delete';
import { deletionStep } from '../handlers/deletion';
import type { ServerContext } from '../serverContext';
import type { ServedKind } from '../servedKinds';
import { writeOrigin } from '../writeOrigin';
import { takeFromBudget } from './disruptionBudgets';
import { existingPod, nameOf } from './namedPod';
import { completeBody, subresourceAttributes } from './subresourceAdmission';
import { SUCCESS } from './success';

const EVICTION = {
  apiVersion: 'policy/v1',
  kind: 'Eviction',
  schemaName: 'policy.v1.Eviction',
  resource: { version: 'v1', kind: 'Eviction' },
};

export function createEviction(server: ServerContext, request: CreateRequest): ApiResponse {
  const kind = server.kinds.get(request.resource);
  const body = server.decoder.decodeSubresource<Partial<Eviction>>(
    EVICTION,
    request.body,
    request.options,
  );
  const name = nameOf(request, 'Eviction', body.metadata?.name);
  const attributes = subresourceAttributes(server, request, EVICTION, name);
  const complete = completeBody<Eviction>(EVICTION, body, request, name);
  const eviction = server.admission.admit(complete, attributes);
  server.admission.validate(eviction, attributes);
  const { deleteOptions } = eviction;
  const pod = existingPod(server, request, name);
  const dryRun = request.options.dryRun === true || deleteOptions?.dryRun !== undefined;
  evict(server, kind, pod, { ...optionsOf(deleteOptions), dryRun }, request);
  return SUCCESS;
}

/** A running pod is told why it goes, before it is deleted like any other. */
function evict(
  server: ServerContext,
  kind: ServedKind,
  pod: Pod,
  options: DeleteOptions,
  request: CreateRequest,
): void {
  const origin = writeOrigin(request);
  // What it would be refused for must not cost the budget anything.
  deletionStep(kind, pod, options, server.clock);
  takeFromBudget(server, pod, origin, options.dryRun === true);
  const told =
    isPodTerminal(pod) || pod.metadata.deletionTimestamp !== undefined || options.dryRun === true
      ? pod
      : server.storage.put(origin, kind, disrupted(pod, server.clock.now()));
  deleteObject(server, kind, told, options, origin);
}

function disrupted(pod: Pod, now: string): Pod {
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    observedGeneration: pod.metadata.generation,
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastTransitionTime: now,
  };
  return {
    ...pod,
    status: { ...pod.status, conditions: setCondition(pod.status.conditions, condition) },
  };
}

function optionsOf(options: Eviction['deleteOptions']): DeleteOptions {
  return {
    gracePeriodSeconds: options?.gracePeriodSeconds,
    preconditions: options?.preconditions,
  };
}
