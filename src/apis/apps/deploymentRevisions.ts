// How a Deployment and its ReplicaSets record revisions, shared by the controller and by rollbacks.
// Source: k8s.io/kubernetes/pkg/controller/deployment/util, k8s.io/kubectl/pkg/util/deployment.
import { deepEqual } from '../../apimachinery/deepEqual';
import type { ObjectMeta, StringMap } from '../../apimachinery/objectMeta';
import type { ReplicaSet } from '../generated/apps/v1';
import type { PodTemplateSpec } from '../generated/core/v1';

export const REVISION_ANNOTATION = 'deployment.kubernetes.io/revision';
export const REVISION_HISTORY_ANNOTATION = 'deployment.kubernetes.io/revision-history';
export const DESIRED_REPLICAS_ANNOTATION = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS_ANNOTATION = 'deployment.kubernetes.io/max-replicas';
export const POD_TEMPLATE_HASH_LABEL = 'pod-template-hash';

/** Annotations that are a Deployment's or ReplicaSet's own and are not handed from one to the other. */
const OWN_ANNOTATIONS: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION_ANNOTATION,
  REVISION_HISTORY_ANNOTATION,
  DESIRED_REPLICAS_ANNOTATION,
  MAX_REPLICAS_ANNOTATION,
  'deprecated.deployment.rollback.to',
]);

/** The annotations that travel between a Deployment and its ReplicaSets, or (`own`) the others. */
export function annotationsOf(
  object: { readonly metadata: Partial<ObjectMeta> },
  which: 'own' | 'shared',
): StringMap {
  return Object.fromEntries(
    Object.entries(object.metadata.annotations ?? {}).filter(
      ([key]) => OWN_ANNOTATIONS.has(key) === (which === 'own'),
    ),
  );
}

/** 0 where the object has no revision (yet). */
export function revisionOf(object: { readonly metadata: Partial<ObjectMeta> }): number {
  const text = object.metadata.annotations?.[REVISION_ANNOTATION] ?? '';
  return /^[0-9]+$/.test(text) ? Number(text) : 0;
}

/** Equal but for the label that the controller adds. */
export function equalIgnoringHash(
  a: PodTemplateSpec | undefined,
  b: PodTemplateSpec | undefined,
): boolean {
  return deepEqual(a?.spec, b?.spec) && deepEqual(metadataWithoutHash(a), metadataWithoutHash(b));
}

/** A ReplicaSet's template as its Deployment had it. */
export function templateWithoutHash(replicaSet: ReplicaSet): PodTemplateSpec {
  const { template } = replicaSet.spec;
  return { ...template, metadata: metadataWithoutHash(template) };
}

/** An empty map and an absent one are equal, as in Kubernetes' semantic comparison. */
function metadataWithoutHash(template: PodTemplateSpec | undefined): Partial<ObjectMeta> {
  const { labels, annotations, ...metadata } = template?.metadata ?? {};
  const ownLabels = Object.fromEntries(
    Object.entries(labels ?? {}).filter(([key]) => key !== POD_TEMPLATE_HASH_LABEL),
  );
  return {
    ...metadata,
    ...(isEmpty(ownLabels) ? {} : { labels: ownLabels }),
    ...(isEmpty(annotations) ? {} : { annotations }),
  };
}

function isEmpty(map: StringMap | undefined): map is undefined {
  return map === undefined || Object.keys(map).length === 0;
}
