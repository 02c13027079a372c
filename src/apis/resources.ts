// The resources that the simulation's own components work with, typed.
// All other GA resources are known from the schema bundle (see schema/schemaBundle.ts).
import type {
  ControllerRevision,
  DaemonSet,
  Deployment,
  ReplicaSet,
  StatefulSet,
} from './generated/apps/v1';
import type { CustomResourceDefinition } from './generated/apiextensions/v1';
import type { HorizontalPodAutoscaler as FirstHorizontalPodAutoscaler } from './generated/autoscaling/v1';
import type { HorizontalPodAutoscaler } from './generated/autoscaling/v2';
import type { Lease } from './generated/coordination/v1';
import type {
  ConfigMap,
  Endpoints,
  Event,
  LimitRange,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodTemplate,
  ReplicationController,
  ResourceQuota,
  Secret,
  Service,
  ServiceAccount,
} from './generated/core/v1';
import type { CertificateSigningRequest } from './generated/certificates/v1';
import type { EndpointSlice } from './generated/discovery/v1';
import type { Event as NewerEvent } from './generated/events/v1';
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from './generated/rbac/v1';
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  StorageClass,
  VolumeAttachment,
  VolumeAttributesClass,
} from './generated/storage/v1';
import type { CronJob, Job } from './generated/batch/v1';
import type {
  IPAddress,
  Ingress,
  IngressClass,
  NetworkPolicy,
  ServiceCIDR,
} from './generated/networking/v1';
import type { PodDisruptionBudget } from './generated/policy/v1';
import type { PriorityClass } from './generated/scheduling/v1';
import type { RuntimeClass } from './generated/node/v1';
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  MutatingWebhookConfiguration,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
} from './generated/admissionregistration/v1';
import type { APIService } from './generated/apiregistration/v1';
import type { SubjectAccessReview } from './generated/authorization/v1';
import type { FlowSchema, PriorityLevelConfiguration } from './generated/flowcontrol/v1';
import type { ResourceSlice } from './generated/resource/v1';
import type { ApiObject } from '../apimachinery/objectMeta';
import { parseApiVersion, type Resource } from '../apimachinery/resource';

export const NAMESPACES = clusterWide<Namespace>('v1', 'namespaces', 'Namespace');
export const NODES = clusterWide<Node>('v1', 'nodes', 'Node');
export const PODS = namespaced<Pod>('v1', 'pods', 'Pod');
export const REPLICATION_CONTROLLERS = namespaced<ReplicationController>(
  'v1',
  'replicationcontrollers',
  'ReplicationController',
);
export const SERVICES = namespaced<Service>('v1', 'services', 'Service');
export const CONFIG_MAPS = namespaced<ConfigMap>('v1', 'configmaps', 'ConfigMap');
export const SECRETS = namespaced<Secret>('v1', 'secrets', 'Secret');
export const SERVICE_ACCOUNTS = namespaced<ServiceAccount>(
  'v1',
  'serviceaccounts',
  'ServiceAccount',
);
export const PERSISTENT_VOLUMES = clusterWide<PersistentVolume>(
  'v1',
  'persistentvolumes',
  'PersistentVolume',
);
export const PERSISTENT_VOLUME_CLAIMS = namespaced<PersistentVolumeClaim>(
  'v1',
  'persistentvolumeclaims',
  'PersistentVolumeClaim',
);
export const EVENTS = namespaced<Event>('v1', 'events', 'Event');
export const RESOURCE_QUOTAS = namespaced<ResourceQuota>('v1', 'resourcequotas', 'ResourceQuota');
export const LIMIT_RANGES = namespaced<LimitRange>('v1', 'limitranges', 'LimitRange');
export const ENDPOINTS = namespaced<Endpoints>('v1', 'endpoints', 'Endpoints');
export const POD_TEMPLATES = namespaced<PodTemplate>('v1', 'podtemplates', 'PodTemplate');

export const REPLICA_SETS = namespaced<ReplicaSet>('apps/v1', 'replicasets', 'ReplicaSet');
export const DEPLOYMENTS = namespaced<Deployment>('apps/v1', 'deployments', 'Deployment');
export const DAEMON_SETS = namespaced<DaemonSet>('apps/v1', 'daemonsets', 'DaemonSet');
export const STATEFUL_SETS = namespaced<StatefulSet>('apps/v1', 'statefulsets', 'StatefulSet');
export const CONTROLLER_REVISIONS = namespaced<ControllerRevision>(
  'apps/v1',
  'controllerrevisions',
  'ControllerRevision',
);

export const HORIZONTAL_POD_AUTOSCALERS = namespaced<HorizontalPodAutoscaler>(
  'autoscaling/v2',
  'horizontalpodautoscalers',
  'HorizontalPodAutoscaler',
);
/** The same objects under their older name. */
export const FIRST_HORIZONTAL_POD_AUTOSCALERS = namespaced<FirstHorizontalPodAutoscaler>(
  'autoscaling/v1',
  'horizontalpodautoscalers',
  'HorizontalPodAutoscaler',
);

/** Events under their newer name. */
export const NEWER_EVENTS = namespaced<NewerEvent>('events.k8s.io/v1', 'events', 'Event');

export const ENDPOINT_SLICES = namespaced<EndpointSlice>(
  'discovery.k8s.io/v1',
  'endpointslices',
  'EndpointSlice',
);

/** Asked and answered, and never stored. */
export const SUBJECT_ACCESS_REVIEWS = clusterWide<SubjectAccessReview>(
  'authorization.k8s.io/v1',
  'subjectaccessreviews',
  'SubjectAccessReview',
);

export const LEASES = namespaced<Lease>('coordination.k8s.io/v1', 'leases', 'Lease');

export const CUSTOM_RESOURCE_DEFINITIONS = clusterWide<CustomResourceDefinition>(
  'apiextensions.k8s.io/v1',
  'customresourcedefinitions',
  'CustomResourceDefinition',
);

export const STORAGE_CLASSES = clusterWide<StorageClass>(
  'storage.k8s.io/v1',
  'storageclasses',
  'StorageClass',
);
export const CSI_DRIVERS = clusterWide<CSIDriver>('storage.k8s.io/v1', 'csidrivers', 'CSIDriver');
export const CSI_NODES = clusterWide<CSINode>('storage.k8s.io/v1', 'csinodes', 'CSINode');
export const CSI_STORAGE_CAPACITIES = namespaced<CSIStorageCapacity>(
  'storage.k8s.io/v1',
  'csistoragecapacities',
  'CSIStorageCapacity',
);
export const VOLUME_ATTACHMENTS = clusterWide<VolumeAttachment>(
  'storage.k8s.io/v1',
  'volumeattachments',
  'VolumeAttachment',
);
export const VOLUME_ATTRIBUTES_CLASSES = clusterWide<VolumeAttributesClass>(
  'storage.k8s.io/v1',
  'volumeattributesclasses',
  'VolumeAttributesClass',
);

export const ROLES = namespaced<Role>('rbac.authorization.k8s.io/v1', 'roles', 'Role');
export const ROLE_BINDINGS = namespaced<RoleBinding>(
  'rbac.authorization.k8s.io/v1',
  'rolebindings',
  'RoleBinding',
);
export const CLUSTER_ROLES = clusterWide<ClusterRole>(
  'rbac.authorization.k8s.io/v1',
  'clusterroles',
  'ClusterRole',
);
export const CLUSTER_ROLE_BINDINGS = clusterWide<ClusterRoleBinding>(
  'rbac.authorization.k8s.io/v1',
  'clusterrolebindings',
  'ClusterRoleBinding',
);

export const JOBS = namespaced<Job>('batch/v1', 'jobs', 'Job');
export const CRON_JOBS = namespaced<CronJob>('batch/v1', 'cronjobs', 'CronJob');

export const INGRESSES = namespaced<Ingress>('networking.k8s.io/v1', 'ingresses', 'Ingress');
export const INGRESS_CLASSES = clusterWide<IngressClass>(
  'networking.k8s.io/v1',
  'ingressclasses',
  'IngressClass',
);
export const NETWORK_POLICIES = namespaced<NetworkPolicy>(
  'networking.k8s.io/v1',
  'networkpolicies',
  'NetworkPolicy',
);
export const IP_ADDRESSES = clusterWide<IPAddress>(
  'networking.k8s.io/v1',
  'ipaddresses',
  'IPAddress',
);
export const SERVICE_CIDRS = clusterWide<ServiceCIDR>(
  'networking.k8s.io/v1',
  'servicecidrs',
  'ServiceCIDR',
);

export const POD_DISRUPTION_BUDGETS = namespaced<PodDisruptionBudget>(
  'policy/v1',
  'poddisruptionbudgets',
  'PodDisruptionBudget',
);

export const PRIORITY_CLASSES = clusterWide<PriorityClass>(
  'scheduling.k8s.io/v1',
  'priorityclasses',
  'PriorityClass',
);

export const RUNTIME_CLASSES = clusterWide<RuntimeClass>(
  'node.k8s.io/v1',
  'runtimeclasses',
  'RuntimeClass',
);

export const MUTATING_ADMISSION_POLICIES = clusterWide<MutatingAdmissionPolicy>(
  'admissionregistration.k8s.io/v1',
  'mutatingadmissionpolicies',
  'MutatingAdmissionPolicy',
);
export const MUTATING_ADMISSION_POLICY_BINDINGS = clusterWide<MutatingAdmissionPolicyBinding>(
  'admissionregistration.k8s.io/v1',
  'mutatingadmissionpolicybindings',
  'MutatingAdmissionPolicyBinding',
);
export const MUTATING_WEBHOOK_CONFIGURATIONS = clusterWide<MutatingWebhookConfiguration>(
  'admissionregistration.k8s.io/v1',
  'mutatingwebhookconfigurations',
  'MutatingWebhookConfiguration',
);
export const VALIDATING_ADMISSION_POLICIES = clusterWide<ValidatingAdmissionPolicy>(
  'admissionregistration.k8s.io/v1',
  'validatingadmissionpolicies',
  'ValidatingAdmissionPolicy',
);
export const VALIDATING_ADMISSION_POLICY_BINDINGS = clusterWide<ValidatingAdmissionPolicyBinding>(
  'admissionregistration.k8s.io/v1',
  'validatingadmissionpolicybindings',
  'ValidatingAdmissionPolicyBinding',
);
export const VALIDATING_WEBHOOK_CONFIGURATIONS = clusterWide<ValidatingWebhookConfiguration>(
  'admissionregistration.k8s.io/v1',
  'validatingwebhookconfigurations',
  'ValidatingWebhookConfiguration',
);

export const API_SERVICES = clusterWide<APIService>(
  'apiregistration.k8s.io/v1',
  'apiservices',
  'APIService',
);

export const FLOW_SCHEMAS = clusterWide<FlowSchema>(
  'flowcontrol.apiserver.k8s.io/v1',
  'flowschemas',
  'FlowSchema',
);
export const PRIORITY_LEVEL_CONFIGURATIONS = clusterWide<PriorityLevelConfiguration>(
  'flowcontrol.apiserver.k8s.io/v1',
  'prioritylevelconfigurations',
  'PriorityLevelConfiguration',
);

export const RESOURCE_SLICES = clusterWide<ResourceSlice>(
  'resource.k8s.io/v1',
  'resourceslices',
  'ResourceSlice',
);

export const CERTIFICATE_SIGNING_REQUESTS = clusterWide<CertificateSigningRequest>(
  'certificates.k8s.io/v1',
  'certificatesigningrequests',
  'CertificateSigningRequest',
);

function namespaced<T extends ApiObject>(
  apiVersion: string,
  plural: string,
  kind: string,
): Resource<T> {
  return { ...parseApiVersion(apiVersion), plural, kind, namespaced: true };
}

function clusterWide<T extends ApiObject>(
  apiVersion: string,
  plural: string,
  kind: string,
): Resource<T> {
  return { ...parseApiVersion(apiVersion), plural, kind, namespaced: false };
}

/** Whether a resource is that of pods, whatever its version. */
export function isPods({ group, plural }: Resource): boolean {
  return group === PODS.group && plural === PODS.plural;
}
