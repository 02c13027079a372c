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
import type { FlowSchema, PriorityLevelConfiguration } from './generated/flowcontrol/v1';
import type { ResourceSlice } from './generated/resource/v1';
import type { ApiObject } from '../apimachinery/objectMeta';
import type { Resource } from '../apimachinery/resource';

export const NAMESPACES: Resource<Namespace> = core('namespaces', 'Namespace', false);
export const NODES: Resource<Node> = core('nodes', 'Node', false);
export const PODS: Resource<Pod> = core('pods', 'Pod');
export const REPLICATION_CONTROLLERS: Resource<ReplicationController> = core(
  'replicationcontrollers',
  'ReplicationController',
);
export const SERVICES: Resource<Service> = core('services', 'Service');
export const CONFIG_MAPS: Resource<ConfigMap> = core('configmaps', 'ConfigMap');
export const SECRETS: Resource<Secret> = core('secrets', 'Secret');
export const SERVICE_ACCOUNTS: Resource<ServiceAccount> = core('serviceaccounts', 'ServiceAccount');
export const PERSISTENT_VOLUMES: Resource<PersistentVolume> = core(
  'persistentvolumes',
  'PersistentVolume',
  false,
);
export const PERSISTENT_VOLUME_CLAIMS: Resource<PersistentVolumeClaim> = core(
  'persistentvolumeclaims',
  'PersistentVolumeClaim',
);
export const EVENTS: Resource<Event> = core('events', 'Event');
export const REPLICA_SETS: Resource<ReplicaSet> = apps('replicasets', 'ReplicaSet');
export const DEPLOYMENTS: Resource<Deployment> = apps('deployments', 'Deployment');
export const DAEMON_SETS: Resource<DaemonSet> = apps('daemonsets', 'DaemonSet');
export const HORIZONTAL_POD_AUTOSCALERS: Resource<HorizontalPodAutoscaler> = {
  group: 'autoscaling',
  version: 'v2',
  plural: 'horizontalpodautoscalers',
  kind: 'HorizontalPodAutoscaler',
  namespaced: true,
};
/** The same objects under their older name. */
export const FIRST_HORIZONTAL_POD_AUTOSCALERS: Resource<FirstHorizontalPodAutoscaler> = {
  group: 'autoscaling',
  version: 'v1',
  plural: 'horizontalpodautoscalers',
  kind: 'HorizontalPodAutoscaler',
  namespaced: true,
};
/** Events under their newer name. */
export const NEWER_EVENTS: Resource<NewerEvent> = {
  group: 'events.k8s.io',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
};
export const ENDPOINT_SLICES: Resource<EndpointSlice> = {
  group: 'discovery.k8s.io',
  version: 'v1',
  plural: 'endpointslices',
  kind: 'EndpointSlice',
  namespaced: true,
};
export const LEASES: Resource<Lease> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
  namespaced: true,
};
export const CUSTOM_RESOURCE_DEFINITIONS: Resource<CustomResourceDefinition> = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
};
export const STORAGE_CLASSES: Resource<StorageClass> = {
  group: 'storage.k8s.io',
  version: 'v1',
  plural: 'storageclasses',
  kind: 'StorageClass',
  namespaced: false,
};
export const ROLES: Resource<Role> = rbac('roles', 'Role', true);
export const ROLE_BINDINGS: Resource<RoleBinding> = rbac('rolebindings', 'RoleBinding', true);
export const CLUSTER_ROLES: Resource<ClusterRole> = rbac('clusterroles', 'ClusterRole', false);
export const CLUSTER_ROLE_BINDINGS: Resource<ClusterRoleBinding> = rbac(
  'clusterrolebindings',
  'ClusterRoleBinding',
  false,
);

export const JOBS: Resource<Job> = resource('batch', 'v1', 'jobs', 'Job');
export const CRON_JOBS: Resource<CronJob> = resource('batch', 'v1', 'cronjobs', 'CronJob');
export const STATEFUL_SETS: Resource<StatefulSet> = resource(
  'apps',
  'v1',
  'statefulsets',
  'StatefulSet',
);
export const CONTROLLER_REVISIONS: Resource<ControllerRevision> = resource(
  'apps',
  'v1',
  'controllerrevisions',
  'ControllerRevision',
);
export const INGRESSES: Resource<Ingress> = resource(
  'networking.k8s.io',
  'v1',
  'ingresses',
  'Ingress',
);
export const INGRESS_CLASSES: Resource<IngressClass> = resource(
  'networking.k8s.io',
  'v1',
  'ingressclasses',
  'IngressClass',
  false,
);
export const NETWORK_POLICIES: Resource<NetworkPolicy> = resource(
  'networking.k8s.io',
  'v1',
  'networkpolicies',
  'NetworkPolicy',
);
export const IP_ADDRESSES: Resource<IPAddress> = resource(
  'networking.k8s.io',
  'v1',
  'ipaddresses',
  'IPAddress',
  false,
);
export const SERVICE_CIDRS: Resource<ServiceCIDR> = resource(
  'networking.k8s.io',
  'v1',
  'servicecidrs',
  'ServiceCIDR',
  false,
);
export const POD_DISRUPTION_BUDGETS: Resource<PodDisruptionBudget> = resource(
  'policy',
  'v1',
  'poddisruptionbudgets',
  'PodDisruptionBudget',
);
export const RESOURCE_QUOTAS: Resource<ResourceQuota> = resource(
  '',
  'v1',
  'resourcequotas',
  'ResourceQuota',
);
export const LIMIT_RANGES: Resource<LimitRange> = resource('', 'v1', 'limitranges', 'LimitRange');
export const ENDPOINTS: Resource<Endpoints> = resource('', 'v1', 'endpoints', 'Endpoints');
export const POD_TEMPLATES: Resource<PodTemplate> = resource(
  '',
  'v1',
  'podtemplates',
  'PodTemplate',
);
export const PRIORITY_CLASSES: Resource<PriorityClass> = resource(
  'scheduling.k8s.io',
  'v1',
  'priorityclasses',
  'PriorityClass',
  false,
);
export const RUNTIME_CLASSES: Resource<RuntimeClass> = resource(
  'node.k8s.io',
  'v1',
  'runtimeclasses',
  'RuntimeClass',
  false,
);
export const CSI_DRIVERS: Resource<CSIDriver> = resource(
  'storage.k8s.io',
  'v1',
  'csidrivers',
  'CSIDriver',
  false,
);
export const CSI_NODES: Resource<CSINode> = resource(
  'storage.k8s.io',
  'v1',
  'csinodes',
  'CSINode',
  false,
);
export const CSI_STORAGE_CAPACITIES: Resource<CSIStorageCapacity> = resource(
  'storage.k8s.io',
  'v1',
  'csistoragecapacities',
  'CSIStorageCapacity',
);
export const VOLUME_ATTACHMENTS: Resource<VolumeAttachment> = resource(
  'storage.k8s.io',
  'v1',
  'volumeattachments',
  'VolumeAttachment',
  false,
);
export const VOLUME_ATTRIBUTES_CLASSES: Resource<VolumeAttributesClass> = resource(
  'storage.k8s.io',
  'v1',
  'volumeattributesclasses',
  'VolumeAttributesClass',
  false,
);
export const MUTATING_ADMISSION_POLICIES: Resource<MutatingAdmissionPolicy> = resource(
  'admissionregistration.k8s.io',
  'v1',
  'mutatingadmissionpolicies',
  'MutatingAdmissionPolicy',
  false,
);
export const MUTATING_ADMISSION_POLICY_BINDINGS: Resource<MutatingAdmissionPolicyBinding> =
  resource(
    'admissionregistration.k8s.io',
    'v1',
    'mutatingadmissionpolicybindings',
    'MutatingAdmissionPolicyBinding',
    false,
  );
export const MUTATING_WEBHOOK_CONFIGURATIONS: Resource<MutatingWebhookConfiguration> = resource(
  'admissionregistration.k8s.io',
  'v1',
  'mutatingwebhookconfigurations',
  'MutatingWebhookConfiguration',
  false,
);
export const VALIDATING_ADMISSION_POLICIES: Resource<ValidatingAdmissionPolicy> = resource(
  'admissionregistration.k8s.io',
  'v1',
  'validatingadmissionpolicies',
  'ValidatingAdmissionPolicy',
  false,
);
export const VALIDATING_ADMISSION_POLICY_BINDINGS: Resource<ValidatingAdmissionPolicyBinding> =
  resource(
    'admissionregistration.k8s.io',
    'v1',
    'validatingadmissionpolicybindings',
    'ValidatingAdmissionPolicyBinding',
    false,
  );
export const VALIDATING_WEBHOOK_CONFIGURATIONS: Resource<ValidatingWebhookConfiguration> = resource(
  'admissionregistration.k8s.io',
  'v1',
  'validatingwebhookconfigurations',
  'ValidatingWebhookConfiguration',
  false,
);
export const API_SERVICES: Resource<APIService> = resource(
  'apiregistration.k8s.io',
  'v1',
  'apiservices',
  'APIService',
  false,
);
export const FLOW_SCHEMAS: Resource<FlowSchema> = resource(
  'flowcontrol.apiserver.k8s.io',
  'v1',
  'flowschemas',
  'FlowSchema',
  false,
);
export const PRIORITY_LEVEL_CONFIGURATIONS: Resource<PriorityLevelConfiguration> = resource(
  'flowcontrol.apiserver.k8s.io',
  'v1',
  'prioritylevelconfigurations',
  'PriorityLevelConfiguration',
  false,
);
export const RESOURCE_SLICES: Resource<ResourceSlice> = resource(
  'resource.k8s.io',
  'v1',
  'resourceslices',
  'ResourceSlice',
  false,
);

export const CERTIFICATE_SIGNING_REQUESTS: Resource<CertificateSigningRequest> = resource(
  'certificates.k8s.io',
  'v1',
  'certificatesigningrequests',
  'CertificateSigningRequest',
  false,
);

function resource<T extends ApiObject>(
  group: string,
  version: string,
  plural: string,
  kind: string,
  namespaced = true,
): Resource<T> {
  return { group, version, plural, kind, namespaced };
}

function core<T extends ApiObject>(plural: string, kind: string, namespaced = true): Resource<T> {
  return { group: '', version: 'v1', plural, kind, namespaced };
}

function apps<T extends ApiObject>(plural: string, kind: string): Resource<T> {
  return { group: 'apps', version: 'v1', plural, kind, namespaced: true };
}

function rbac<T extends ApiObject>(plural: string, kind: string, namespaced: boolean): Resource<T> {
  return { group: 'rbac.authorization.k8s.io', version: 'v1', plural, kind, namespaced };
}

/** Whether a resource is that of pods, whatever its version. */
export function isPods({ group, plural }: Resource): boolean {
  return group === PODS.group && plural === PODS.plural;
}
