// Pages of the Kubernetes documentation for kinds, structs and topics.
// Source: https://kubernetes.io/docs/reference/kubernetes-api/
import type { GroupVersionKind } from '../apimachinery/resource';

const DOCS = 'https://kubernetes.io/docs';
const REFERENCE = `${DOCS}/reference/kubernetes-api`;

const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  'workload-resources': [
    'Pod',
    'PodTemplate',
    'ReplicationController',
    'ReplicaSet',
    'Deployment',
    'StatefulSet',
    'ControllerRevision',
    'DaemonSet',
    'Job',
    'CronJob',
    'HorizontalPodAutoscaler',
    'PriorityClass',
    'ResourceClaim',
    'ResourceClaimTemplate',
    'ResourceSlice',
    'DeviceClass',
    'Binding',
  ],
  'service-resources': ['Service', 'Endpoints', 'EndpointSlice', 'Ingress', 'IngressClass'],
  'config-and-storage-resources': [
    'ConfigMap',
    'Secret',
    'CSIDriver',
    'CSINode',
    'CSIStorageCapacity',
    'PersistentVolumeClaim',
    'PersistentVolume',
    'StorageClass',
    'VolumeAttachment',
    'VolumeAttributesClass',
  ],
  'authentication-resources': [
    'ServiceAccount',
    'TokenRequest',
    'TokenReview',
    'CertificateSigningRequest',
    'SelfSubjectReview',
  ],
  'authorization-resources': [
    'LocalSubjectAccessReview',
    'SelfSubjectAccessReview',
    'SelfSubjectRulesReview',
    'SubjectAccessReview',
    'ClusterRole',
    'ClusterRoleBinding',
    'Role',
    'RoleBinding',
  ],
  'policy-resources': [
    'FlowSchema',
    'LimitRange',
    'ResourceQuota',
    'NetworkPolicy',
    'PodDisruptionBudget',
    'PriorityLevelConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
  ],
  'extend-resources': [
    'CustomResourceDefinition',
    'MutatingWebhookConfiguration',
    'ValidatingWebhookConfiguration',
  ],
  'cluster-resources': [
    'APIService',
    'ComponentStatus',
    'Event',
    'IPAddress',
    'Lease',
    'Namespace',
    'Node',
    'RuntimeClass',
    'ServiceCIDR',
  ],
};

/** Structs that many kinds share and that are described on one kind's page. */
const POD_STRUCTS: ReadonlySet<string> = new Set([
  'PodSpec',
  'Container',
  'EphemeralContainer',
  'LifecycleHandler',
  'NodeAffinity',
  'PodAffinity',
  'PodAntiAffinity',
  'Probe',
  'PodStatus',
]);

/** The reference page of a kind: `.../workload-resources/deployment-v1/`. */
export function kindLink({ group, version, kind }: GroupVersionKind): string {
  if (isCustomGroup(group)) return TOPIC_LINKS.customResources;
  for (const [section, kinds] of Object.entries(SECTIONS)) {
    if (kinds.includes(kind)) return `${REFERENCE}/${section}/${kind.toLowerCase()}-${version}/`;
  }
  return `${REFERENCE}/`;
}

/** Kubernetes' own groups have no dot, or are its own. */
function isCustomGroup(group: string): boolean {
  return group.includes('.') && !group.endsWith('.k8s.io');
}

/** Where a struct's fields are described: the kind's page, or that of Pod for pods' structs. */
export function structLink(gvk: GroupVersionKind, schemaName: string): string {
  const struct = schemaName.slice(schemaName.lastIndexOf('.') + 1);
  if (struct === 'ObjectMeta') return `${REFERENCE}/common-definitions/object-meta/#ObjectMeta`;
  if (struct === 'LabelSelector') {
    return `${REFERENCE}/common-definitions/label-selector/#LabelSelector`;
  }
  if (schemaName.startsWith('core.v1.') && POD_STRUCTS.has(struct)) {
    return `${REFERENCE}/workload-resources/pod-v1/#${struct}`;
  }
  if (isCustomGroup(gvk.group)) return kindLink(gvk);
  const own = [gvk.kind, `${gvk.kind}Spec`, `${gvk.kind}Status`];
  return own.includes(struct) ? `${kindLink(gvk)}#${struct}` : kindLink(gvk);
}

export const TOPIC_LINKS = {
  yaml: 'https://yaml.org/spec/1.2.2/',
  objects: `${DOCS}/concepts/overview/working-with-objects/`,
  deprecations: `${DOCS}/reference/using-api/deprecation-guide/`,
  customResources: `${DOCS}/concepts/extend-kubernetes/api-extension/custom-resources/`,
  names: `${DOCS}/concepts/overview/working-with-objects/names/`,
  labels: `${DOCS}/concepts/overview/working-with-objects/labels/`,
  annotations: `${DOCS}/concepts/overview/working-with-objects/annotations/`,
  namespaces: `${DOCS}/concepts/overview/working-with-objects/namespaces/`,
  resources: `${DOCS}/concepts/configuration/manage-resources-containers/`,
  quantity: `${REFERENCE}/common-definitions/quantity/`,
  probes: `${DOCS}/concepts/configuration/liveness-readiness-startup-probes/`,
  images: `${DOCS}/concepts/containers/images/`,
  secrets: `${DOCS}/concepts/configuration/secret/`,
  volumes: `${DOCS}/concepts/storage/volumes/`,
  selector: `${DOCS}/concepts/workloads/controllers/deployment/#selector`,
} as const;

const FIELD_TOPICS: readonly (readonly [RegExp, string])[] = [
  [/^metadata\.(name|generateName)$/, TOPIC_LINKS.names],
  [/^metadata\.namespace$/, TOPIC_LINKS.namespaces],
  [/\blabels\b/, TOPIC_LINKS.labels],
  [/^spec\.(selector|template\.metadata)\b/, TOPIC_LINKS.selector],
  [/\bannotations\b/, TOPIC_LINKS.annotations],
  [/\bresources\b/, TOPIC_LINKS.resources],
  [/\b(liveness|readiness|startup)Probe\b/, TOPIC_LINKS.probes],
  [/\bimage(PullPolicy|PullSecrets)?\b/, TOPIC_LINKS.images],
  [/\b(volumes|volumeMounts)\b/, TOPIC_LINKS.volumes],
];

/** The page that explains a field best: its topic, otherwise its kind. */
export function fieldLink(gvk: GroupVersionKind, path: string): string {
  return FIELD_TOPICS.find(([pattern]) => pattern.test(path))?.[1] ?? kindLink(gvk);
}
