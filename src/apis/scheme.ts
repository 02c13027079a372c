// API versions that Kubernetes no longer serves or advises against, and what took their place.
// Source: https://kubernetes.io/docs/reference/using-api/deprecation-guide/

export interface RemovedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** First release without it: `1.25`. */
  readonly removedIn: string;
  /** The apiVersion to use instead; undefined where there is none. */
  readonly replacement: string | undefined;
  /** What a manifest must change besides apiVersion, or what to use where nothing replaces the kind. */
  readonly changes: readonly string[];
}

export interface DeprecatedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** The Warning header that the API server sends with every answer about the kind. */
  readonly warning: string;
}

interface RemovedKinds {
  readonly apiVersions: readonly string[];
  readonly kinds: readonly string[];
  readonly removedIn: string;
  readonly replacement?: string;
  readonly changes?: readonly string[];
}

const SELECTOR_CHANGES = [
  'spec.selector is required and cannot be changed later: repeat the labels of the template',
];

/** Newest removals first. */
const REMOVALS: readonly RemovedKinds[] = [
  {
    apiVersions: ['flowcontrol.apiserver.k8s.io/v1beta3'],
    kinds: ['FlowSchema', 'PriorityLevelConfiguration'],
    removedIn: '1.32',
    replacement: 'flowcontrol.apiserver.k8s.io/v1',
  },
  {
    apiVersions: ['flowcontrol.apiserver.k8s.io/v1beta2'],
    kinds: ['FlowSchema', 'PriorityLevelConfiguration'],
    removedIn: '1.29',
    replacement: 'flowcontrol.apiserver.k8s.io/v1',
    changes: ['spec.limited.assuredConcurrencyShares is now spec.limited.nominalConcurrencyShares'],
  },
  {
    apiVersions: ['storage.k8s.io/v1beta1'],
    kinds: ['CSIStorageCapacity'],
    removedIn: '1.27',
    replacement: 'storage.k8s.io/v1',
  },
  {
    apiVersions: ['flowcontrol.apiserver.k8s.io/v1beta1'],
    kinds: ['FlowSchema', 'PriorityLevelConfiguration'],
    removedIn: '1.26',
    replacement: 'flowcontrol.apiserver.k8s.io/v1',
    changes: ['spec.limited.assuredConcurrencyShares is now spec.limited.nominalConcurrencyShares'],
  },
  {
    apiVersions: ['autoscaling/v2beta2'],
    kinds: ['HorizontalPodAutoscaler'],
    removedIn: '1.26',
    replacement: 'autoscaling/v2',
  },
  {
    apiVersions: ['autoscaling/v2beta1'],
    kinds: ['HorizontalPodAutoscaler'],
    removedIn: '1.25',
    replacement: 'autoscaling/v2',
    changes: [
      'targetAverageUtilization of a metric is now target.averageUtilization with target.type: Utilization',
    ],
  },
  {
    apiVersions: ['batch/v1beta1'],
    kinds: ['CronJob'],
    removedIn: '1.25',
    replacement: 'batch/v1',
  },
  {
    apiVersions: ['discovery.k8s.io/v1beta1'],
    kinds: ['EndpointSlice'],
    removedIn: '1.25',
    replacement: 'discovery.k8s.io/v1',
    changes: ['topology of an endpoint is now its nodeName and zone'],
  },
  {
    apiVersions: ['events.k8s.io/v1beta1'],
    kinds: ['Event'],
    removedIn: '1.25',
    replacement: 'events.k8s.io/v1',
    changes: [
      'involvedObject is now regarding',
      'action, reason, reportingController, reportingInstance and eventTime are required',
    ],
  },
  {
    apiVersions: ['policy/v1beta1'],
    kinds: ['PodDisruptionBudget'],
    removedIn: '1.25',
    replacement: 'policy/v1',
    changes: ['an empty spec.selector ({}) selects all pods of the namespace instead of none'],
  },
  {
    apiVersions: ['policy/v1beta1'],
    kinds: ['PodSecurityPolicy'],
    removedIn: '1.25',
    changes: [
      'use Pod Security Admission: labels pod-security.kubernetes.io/enforce on namespaces',
    ],
  },
  {
    apiVersions: ['node.k8s.io/v1beta1'],
    kinds: ['RuntimeClass'],
    removedIn: '1.25',
    replacement: 'node.k8s.io/v1',
  },
  {
    apiVersions: ['admissionregistration.k8s.io/v1beta1'],
    kinds: ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
    removedIn: '1.22',
    replacement: 'admissionregistration.k8s.io/v1',
    changes: ['sideEffects and admissionReviewVersions of every webhook are required'],
  },
  {
    apiVersions: ['apiextensions.k8s.io/v1beta1'],
    kinds: ['CustomResourceDefinition'],
    removedIn: '1.22',
    replacement: 'apiextensions.k8s.io/v1',
    changes: [
      'spec.version, validation, subresources and additionalPrinterColumns move into spec.versions[*]',
      'spec.scope and a structural schema per version are required',
    ],
  },
  {
    apiVersions: ['apiregistration.k8s.io/v1beta1'],
    kinds: ['APIService'],
    removedIn: '1.22',
    replacement: 'apiregistration.k8s.io/v1',
  },
  {
    apiVersions: ['authentication.k8s.io/v1beta1'],
    kinds: ['TokenReview'],
    removedIn: '1.22',
    replacement: 'authentication.k8s.io/v1',
  },
  {
    apiVersions: ['authorization.k8s.io/v1beta1'],
    kinds: [
      'LocalSubjectAccessReview',
      'SelfSubjectAccessReview',
      'SelfSubjectRulesReview',
      'SubjectAccessReview',
    ],
    removedIn: '1.22',
    replacement: 'authorization.k8s.io/v1',
    changes: ['spec.group is now spec.groups'],
  },
  {
    apiVersions: ['certificates.k8s.io/v1beta1'],
    kinds: ['CertificateSigningRequest'],
    removedIn: '1.22',
    replacement: 'certificates.k8s.io/v1',
    changes: ['spec.signerName and spec.usages are required'],
  },
  {
    apiVersions: ['coordination.k8s.io/v1beta1'],
    kinds: ['Lease'],
    removedIn: '1.22',
    replacement: 'coordination.k8s.io/v1',
  },
  {
    apiVersions: ['extensions/v1beta1', 'networking.k8s.io/v1beta1'],
    kinds: ['Ingress'],
    removedIn: '1.22',
    replacement: 'networking.k8s.io/v1',
    changes: [
      'spec.backend is now spec.defaultBackend',
      'backend.serviceName and servicePort are now backend.service.name and service.port.number or .name',
      'every path needs a pathType: Prefix, Exact or ImplementationSpecific',
    ],
  },
  {
    apiVersions: ['networking.k8s.io/v1beta1'],
    kinds: ['IngressClass'],
    removedIn: '1.22',
    replacement: 'networking.k8s.io/v1',
  },
  {
    apiVersions: ['rbac.authorization.k8s.io/v1beta1', 'rbac.authorization.k8s.io/v1alpha1'],
    kinds: ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
    removedIn: '1.22',
    replacement: 'rbac.authorization.k8s.io/v1',
  },
  {
    apiVersions: ['scheduling.k8s.io/v1beta1'],
    kinds: ['PriorityClass'],
    removedIn: '1.22',
    replacement: 'scheduling.k8s.io/v1',
  },
  {
    apiVersions: ['storage.k8s.io/v1beta1'],
    kinds: ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'],
    removedIn: '1.22',
    replacement: 'storage.k8s.io/v1',
  },
  {
    apiVersions: ['batch/v2alpha1'],
    kinds: ['CronJob'],
    removedIn: '1.21',
    replacement: 'batch/v1',
  },
  {
    apiVersions: ['settings.k8s.io/v1alpha1'],
    kinds: ['PodPreset'],
    removedIn: '1.20',
    changes: ['use a mutating admission policy or webhook'],
  },
  {
    apiVersions: ['extensions/v1beta1'],
    kinds: ['NetworkPolicy'],
    removedIn: '1.16',
    replacement: 'networking.k8s.io/v1',
  },
  {
    apiVersions: ['extensions/v1beta1'],
    kinds: ['PodSecurityPolicy'],
    removedIn: '1.16',
    changes: [
      'use Pod Security Admission: labels pod-security.kubernetes.io/enforce on namespaces',
    ],
  },
  {
    apiVersions: ['extensions/v1beta1', 'apps/v1beta2'],
    kinds: ['DaemonSet'],
    removedIn: '1.16',
    replacement: 'apps/v1',
    changes: [...SELECTOR_CHANGES, 'spec.templateGeneration is gone'],
  },
  {
    apiVersions: ['extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2'],
    kinds: ['Deployment'],
    removedIn: '1.16',
    replacement: 'apps/v1',
    changes: [...SELECTOR_CHANGES, 'spec.rollbackTo is gone'],
  },
  {
    apiVersions: ['apps/v1beta1', 'apps/v1beta2'],
    kinds: ['StatefulSet'],
    removedIn: '1.16',
    replacement: 'apps/v1',
    changes: SELECTOR_CHANGES,
  },
  {
    apiVersions: ['apps/v1beta1', 'apps/v1beta2'],
    kinds: ['ControllerRevision'],
    removedIn: '1.16',
    replacement: 'apps/v1',
  },
  {
    apiVersions: ['extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2'],
    kinds: ['ReplicaSet'],
    removedIn: '1.16',
    replacement: 'apps/v1',
    changes: SELECTOR_CHANGES,
  },
];

/** Every removed kind of the table, one entry per apiVersion and kind. */
export const REMOVED_KINDS: readonly RemovedKind[] = REMOVALS.flatMap((row) =>
  row.apiVersions.flatMap((apiVersion) =>
    row.kinds.map((kind) => ({
      apiVersion,
      kind,
      removedIn: row.removedIn,
      replacement: row.replacement,
      changes: row.changes ?? [],
    })),
  ),
);

/** Kinds that are still served and warn of themselves. */
export const DEPRECATED_KINDS: readonly DeprecatedKind[] = [
  {
    apiVersion: 'v1',
    kind: 'ComponentStatus',
    warning: 'v1 ComponentStatus is deprecated in v1.19+',
  },
  {
    apiVersion: 'v1',
    kind: 'Endpoints',
    warning: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  },
];

/** What became of a kind that was served once: `('policy/v1beta1', 'PodDisruptionBudget')`. */
export function removedKind(apiVersion: string, kind: string): RemovedKind | undefined {
  return REMOVED_KINDS.find((each) => each.apiVersion === apiVersion && each.kind === kind);
}

/** The deprecation of a kind that is still served. */
export function deprecatedKind(apiVersion: string, kind: string): DeprecatedKind | undefined {
  return DEPRECATED_KINDS.find((each) => each.apiVersion === apiVersion && each.kind === kind);
}

/** How kubectl words a kind that discovery does not have (meta.NoKindMatchError). */
export function noMatchesForKind(apiVersion: string, kind: string): string {
  return `no matches for kind "${kind}" in version "${apiVersion}"`;
}
