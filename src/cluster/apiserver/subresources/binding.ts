// POST pods/{name}/binding: the scheduler gives a pod its node.
// Source: k8s.io/kubernetes/pkg/registry/core/pod/storage (storage.go, assignPod).
import { badRequest, conflict, invalid } from '../../../apimachinery/apiStatus';
import { setCondition } from '../../../apimachinery/conditions';
import { required } from '../../../apimachinery/fieldError';
import { FieldPath } from '../../../apimachinery/fieldPath';
import type { ObjectMeta } from '../../../apimachinery/objectMeta';
import type { Binding, Pod } from '../../../apis/generated/core/v1';
import type { ApiResponse } from '../../client/apiHandler';
import type { CreateRequest } from '../handlers/create';
import { withFields } from '../objectParts';
import type { ServerContext } from '../serverContext';
import { writeOrigin } from '../writeOrigin';
import { existingPod, nameOf } from './namedPod';
import { completeBody, subresourceAttributes } from './subresourceAdmission';
import { SUCCESS } from './success';

const BINDINGS = { group: '', plural: 'pods/binding' };
const BINDING = {
  apiVersion: 'v1',
  kind: 'Binding',
  schemaName: 'core.v1.Binding',
  resource: { version: 'v1', kind: 'Binding' },
};

/** Throws what admission refuses, NotFound without the pod, Conflict where it has a node already or is being deleted. */
export function createBinding(server: ServerContext, request: CreateRequest): ApiResponse {
  const kind = server.kinds.get(request.resource);
  const body = server.decoder.decodeSubresource<Partial<Binding>>(
    BINDING,
    request.body,
    request.options,
  );
  const name = nameOf(request, 'Binding', body.metadata?.name);
  const attributes = subresourceAttributes(server, request, BINDING, name);
  const complete = completeBody<Binding>(BINDING, body, request, name);
  const binding = server.admission.admit(complete, attributes);
  const { metadata, target } = binding;
  assertTarget(target, name);
  server.admission.validate(binding, attributes);
  const pod = existingPod(server, request, name);
  const why = unbindable(pod, metadata.uid);
  if (why !== undefined) throw conflict(BINDINGS, name, why);
  if (request.options.dryRun !== true) {
    const node = target.name ?? '';
    server.storage.put(writeOrigin(request), kind, bound(pod, node, metadata, server.clock.now()));
  }
  return SUCCESS;
}

function assertTarget(target: Binding['target'] | undefined, name: string): void {
  const path = FieldPath.root('target');
  if (target?.kind !== undefined && target.kind !== '' && target.kind !== 'Node') {
    throw badRequest(`invalid target kind ${target.kind}`);
  }
  if (target?.name) return;
  throw invalid({ group: '', kind: 'Binding' }, name, [required(path.child('name'))]);
}

/** Why the pod takes no node; undefined where it does. */
function unbindable({ metadata, spec }: Pod, uid: string | undefined): string | undefined {
  if (uid && uid !== metadata.uid) {
    return `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`;
  }
  const { name } = metadata;
  if (metadata.deletionTimestamp !== undefined) {
    return `pod ${name} is being deleted, cannot be assigned to a host`;
  }
  if (spec.nodeName) return `pod ${name} is already assigned to node "${spec.nodeName}"`;
  if ((spec.schedulingGates?.length ?? 0) > 0)
    return `pod ${name} has non-empty .spec.schedulingGates`;
  return undefined;
}

/** Labels and annotations of the binding go over to the pod; a nomination has served its purpose. */
function bound(
  pod: Pod,
  nodeName: string,
  { labels, annotations }: Partial<ObjectMeta> = {},
  now: string,
): Pod {
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    observedGeneration: pod.metadata.generation,
    lastTransitionTime: now,
  };
  const { nominatedNodeName, ...status } = pod.status;
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(labels && { labels: { ...pod.metadata.labels, ...labels } }),
      ...(annotations && { annotations: { ...pod.metadata.annotations, ...annotations } }),
    },
    spec: withFields(pod.spec, { nodeName }),
    status: withFields(nominatedNodeName === undefined ? pod.status : status, {
      conditions: setCondition(pod.status.conditions, scheduled),
    }),
  };
}
