// Pods as kubelets may write them: mirrors of their static pods, and the status of what is bound to them.
// Source: k8s.io/kubernetes/plugin/pkg/admission/noderestriction (admission.go).
import { notFound } from '../../../../apimachinery/apiStatus';
import { deepEqual } from '../../../../apimachinery/deepEqual';
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import type { Pod, PodSpec } from '../../../../apis/generated/core/v1';
import { NODES, PODS } from '../../../../apis/resources';
import { refersToAny } from '../../authorization/podReferences';
import type { StoredObjects } from '../../storedObjects';
import { admissionForbidden, type AdmissionRequest } from '../admissionPlugin';

const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

/** For a deletion or an eviction. Throws Forbidden for a pod that is bound elsewhere, NotFound without it. */
export function assertOwnPod(
  objects: StoredObjects,
  node: string,
  request: AdmissionRequest,
): void {
  const { namespace, name, subresource } = request;
  const pod = objects.get(PODS, namespace, name);
  if (pod === undefined) throw notFound(PODS, name);
  if (pod.spec.nodeName === node) return;
  const isEviction = subresource === 'eviction';
  const what = isEviction ? `node ${node} can only evict` : `node "${node}" can only delete`;
  throw admissionForbidden(request, `${what} pods with spec.nodeName set to itself`);
}

/** Throws Forbidden for what is no mirror of a static pod of the node. */
export function assertMirrorPod(
  objects: StoredObjects,
  node: string,
  request: AdmissionRequest,
  object: ApiObject,
): void {
  // The request is for pods.
  const pod = object as Pod;
  const why =
    (pod.metadata.annotations?.[MIRROR_ANNOTATION] === undefined
      ? `pod does not have "${MIRROR_ANNOTATION}" annotation, node "${node}" can only create mirror pods`
      : undefined) ??
    placeComplaint(node, pod) ??
    ownerComplaint(objects, node, pod) ??
    referenceComplaint(node, pod);
  if (why !== undefined) throw admissionForbidden(request, why);
}

/** Throws Forbidden for pods elsewhere, and for what of the status is not the kubelet's. */
export function assertOwnPodStatus(
  node: string,
  request: AdmissionRequest,
  object: ApiObject,
): void {
  // The request is for pods, and an update.
  const pod = object as Pod;
  const old = request.old as Pod;
  if (old.spec.nodeName !== node) {
    const why = `node "${node}" can only update pod status for pods with spec.nodeName set to itself`;
    throw admissionForbidden(request, why);
  }
  const { labels } = pod.metadata;
  if (labels !== old.metadata.labels && !deepEqual(labels ?? {}, old.metadata.labels ?? {})) {
    throw admissionForbidden(request, `node "${node}" cannot update labels through pod status`);
  }
  if (!deepEqual(claimsOf(pod), claimsOf(old))) {
    // So it is spelled there.
    throw admissionForbidden(request, `node "${node}" cannot update resource claim statues`);
  }
}

function claimsOf({ status }: Pod): Pod['status']['resourceClaimStatuses'] {
  // A body may come without a status.
  const { resourceClaimStatuses }: Partial<Pod['status']> = status ?? {};
  return resourceClaimStatuses;
}

function placeComplaint(node: string, { spec }: Pod): string | undefined {
  if (spec.nodeName === node) return undefined;
  return `node "${node}" can only create pods with spec.nodeName set to itself`;
}

/** Its one owner is the node itself. */
function ownerComplaint(
  objects: StoredObjects,
  node: string,
  { metadata }: Pod,
): string | undefined {
  const [owner, ...others] = metadata.ownerReferences ?? [];
  const can = `node "${node}" can only create pods with`;
  if (others.length > 0) return `${can} a single owner reference set to itself`;
  if (owner?.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== node) {
    return `${can} an owner reference set to itself`;
  }
  if (owner.controller !== true) return `${can} a controller owner reference set to itself`;
  if (owner.blockOwnerDeletion === true) {
    return `node "${node}" must not set blockOwnerDeletion on an owner reference`;
  }
  const stored = objects.get(NODES, undefined, node);
  if (stored === undefined) throw notFound(NODES, node);
  if (owner.uid === stored.metadata.uid) return undefined;
  return `node ${node} UID mismatch: expected ${owner.uid} got ${stored.metadata.uid}`;
}

/** What a kubelet makes up must not open it the way to other objects. Accounts are refused before. */
function referenceComplaint(node: string, { spec }: Pod): string | undefined {
  const what = referenced(spec);
  return what === undefined
    ? undefined
    : `node "${node}" can not create pods that reference ${what}`;
}

function referenced(spec: PodSpec): string | undefined {
  const volumes = spec.volumes ?? [];
  if (refersToAny(spec, 'secrets')) return 'secrets';
  if (refersToAny(spec, 'configmaps')) return 'configmaps';
  const hasBundle = volumes.some(({ projected }) =>
    projected?.sources?.some((source) => source.clusterTrustBundle !== undefined),
  );
  if (hasBundle) return 'clustertrustbundles';
  const hasClaim = volumes.some((volume) => volume.persistentVolumeClaim !== undefined);
  return hasClaim ? 'persistentvolumeclaims' : undefined;
}
