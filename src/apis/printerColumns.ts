// The tables of all kinds: what `kubectl get` shows of them.
import type { ApiObject } from '../apimachinery/objectMeta';
import type { Resource } from '../apimachinery/resource';
import {
  ADMISSION_POLICY_BINDING_TABLE,
  MUTATING_ADMISSION_POLICY_TABLE,
  VALIDATING_ADMISSION_POLICY_TABLE,
  WEBHOOKS_TABLE,
} from './admissionregistration/admissionTables';
import { API_SERVICE_TABLE } from './apiregistration/apiServiceTable';
import {
  CONTROLLER_REVISION_TABLE,
  DAEMON_SET_TABLE,
  DEPLOYMENT_TABLE,
  REPLICA_SET_TABLE,
  STATEFUL_SET_TABLE,
} from './apps/appsTables';
import { HORIZONTAL_POD_AUTOSCALER_TABLE } from './autoscaling/horizontalPodAutoscalerTable';
import { SCALE_TABLE } from './autoscaling/scaleTable';
import { CRON_JOB_TABLE, JOB_TABLE } from './batch/batchTables';
import { CERTIFICATE_SIGNING_REQUEST_TABLE } from './certificates/certificateSigningRequestTable';
import {
  COMPONENT_STATUS_TABLE,
  CONFIG_MAP_TABLE,
  EVENT_TABLE,
  NAMESPACE_TABLE,
  POD_TEMPLATE_TABLE,
  REPLICATION_CONTROLLER_TABLE,
  SECRET_TABLE,
  SERVICE_ACCOUNT_TABLE,
  SERVICE_TABLE,
} from './core/coreTables';
import { ENDPOINTS_TABLE } from './core/endpointsTable';
import { NODE_TABLE } from './core/nodeTable';
import { POD_TABLE } from './core/podTable';
import { RESOURCE_QUOTA_TABLE } from './core/resourceQuotaTable';
import { PERSISTENT_VOLUME_CLAIM_TABLE, PERSISTENT_VOLUME_TABLE } from './core/volumeTables';
import { ENDPOINT_SLICE_TABLE } from './discovery/endpointSliceTable';
import {
  FLOW_SCHEMA_TABLE,
  PRIORITY_LEVEL_CONFIGURATION_TABLE,
} from './flowcontrol/flowcontrolTables';
import { coreEventOf } from './events/eventConversion';
import type { Lease } from './generated/coordination/v1';
import type { Event as NewerEvent } from './generated/events/v1';
import {
  INGRESS_CLASS_TABLE,
  INGRESS_TABLE,
  IP_ADDRESS_TABLE,
  NETWORK_POLICY_TABLE,
  SERVICE_CIDR_TABLE,
} from './networking/networkingTables';
import { RUNTIME_CLASS_TABLE } from './node/runtimeClassTable';
import { POD_DISRUPTION_BUDGET_TABLE } from './policy/podDisruptionBudgetTable';
import { age, AGE_COLUMN, column, NAME_COLUMN, type KindTable } from './printerColumn';
import { ROLE_BINDING_TABLE } from './rbac/roleBindingTable';
import {
  NAME_AND_AGE_TABLE,
  RESOURCE_CLAIM_TABLE,
  RESOURCE_SLICE_TABLE,
} from './resource/resourceTables';
import { PRIORITY_CLASS_TABLE } from './scheduling/priorityClassTable';
import {
  CSI_DRIVER_TABLE,
  CSI_NODE_TABLE,
  CSI_STORAGE_CAPACITY_TABLE,
  STORAGE_CLASS_TABLE,
  VOLUME_ATTACHMENT_TABLE,
  VOLUME_ATTRIBUTES_CLASS_TABLE,
} from './storage/storageTables';

// Views name a pod's state in the words of the STATUS column.
export { podReadiness, podRestarts, podStatusText } from './core/podTable';
export { nodeStatusText } from './core/nodeTable';

const LEASE_TABLE: KindTable<Lease> = {
  columns: [NAME_COLUMN, column('Holder', 'Who holds the lease.'), AGE_COLUMN],
  row: ({ metadata, spec }, nowMs) => [
    metadata.name,
    spec.holderIdentity ?? '',
    age(metadata.creationTimestamp, nowMs),
  ],
};

const NEWER_EVENT_TABLE: KindTable<NewerEvent> = {
  columns: EVENT_TABLE.columns,
  row: (event, nowMs) => EVENT_TABLE.row(coreEventOf(event), nowMs),
};

/** Roles, limit ranges and custom resource definitions have no columns of their own, in Kubernetes too. */
const PLAIN_TABLE: KindTable<ApiObject> = {
  columns: [NAME_COLUMN, column('Created At', 'When the object was created.')],
  row: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
};

/** By `group/kind`. Methods take the object whose kind they were looked up by. */
const TABLES: Readonly<Record<string, KindTable<never>>> = {
  '/Pod': POD_TABLE,
  '/Node': NODE_TABLE,
  '/Namespace': NAMESPACE_TABLE,
  '/ReplicationController': REPLICATION_CONTROLLER_TABLE,
  '/Service': SERVICE_TABLE,
  '/ConfigMap': CONFIG_MAP_TABLE,
  '/Secret': SECRET_TABLE,
  '/ServiceAccount': SERVICE_ACCOUNT_TABLE,
  '/Event': EVENT_TABLE,
  '/PodTemplate': POD_TEMPLATE_TABLE,
  '/ComponentStatus': COMPONENT_STATUS_TABLE,
  '/Endpoints': ENDPOINTS_TABLE,
  '/ResourceQuota': RESOURCE_QUOTA_TABLE,
  '/PersistentVolume': PERSISTENT_VOLUME_TABLE,
  '/PersistentVolumeClaim': PERSISTENT_VOLUME_CLAIM_TABLE,
  'events.k8s.io/Event': NEWER_EVENT_TABLE,
  'apps/Deployment': DEPLOYMENT_TABLE,
  'apps/ReplicaSet': REPLICA_SET_TABLE,
  'apps/DaemonSet': DAEMON_SET_TABLE,
  'discovery.k8s.io/EndpointSlice': ENDPOINT_SLICE_TABLE,
  'coordination.k8s.io/Lease': LEASE_TABLE,
  'apps/StatefulSet': STATEFUL_SET_TABLE,
  'apps/ControllerRevision': CONTROLLER_REVISION_TABLE,
  'batch/Job': JOB_TABLE,
  'batch/CronJob': CRON_JOB_TABLE,
  'autoscaling/HorizontalPodAutoscaler': HORIZONTAL_POD_AUTOSCALER_TABLE,
  'autoscaling/Scale': SCALE_TABLE,
  'networking.k8s.io/Ingress': INGRESS_TABLE,
  'networking.k8s.io/IngressClass': INGRESS_CLASS_TABLE,
  'networking.k8s.io/NetworkPolicy': NETWORK_POLICY_TABLE,
  'networking.k8s.io/ServiceCIDR': SERVICE_CIDR_TABLE,
  'networking.k8s.io/IPAddress': IP_ADDRESS_TABLE,
  'policy/PodDisruptionBudget': POD_DISRUPTION_BUDGET_TABLE,
  'storage.k8s.io/StorageClass': STORAGE_CLASS_TABLE,
  'storage.k8s.io/VolumeAttributesClass': VOLUME_ATTRIBUTES_CLASS_TABLE,
  'storage.k8s.io/VolumeAttachment': VOLUME_ATTACHMENT_TABLE,
  'storage.k8s.io/CSINode': CSI_NODE_TABLE,
  'storage.k8s.io/CSIDriver': CSI_DRIVER_TABLE,
  'storage.k8s.io/CSIStorageCapacity': CSI_STORAGE_CAPACITY_TABLE,
  'rbac.authorization.k8s.io/RoleBinding': ROLE_BINDING_TABLE,
  'rbac.authorization.k8s.io/ClusterRoleBinding': ROLE_BINDING_TABLE,
  'certificates.k8s.io/CertificateSigningRequest': CERTIFICATE_SIGNING_REQUEST_TABLE,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': WEBHOOKS_TABLE,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': WEBHOOKS_TABLE,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': VALIDATING_ADMISSION_POLICY_TABLE,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': ADMISSION_POLICY_BINDING_TABLE,
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': MUTATING_ADMISSION_POLICY_TABLE,
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': ADMISSION_POLICY_BINDING_TABLE,
  'flowcontrol.apiserver.k8s.io/FlowSchema': FLOW_SCHEMA_TABLE,
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration': PRIORITY_LEVEL_CONFIGURATION_TABLE,
  'resource.k8s.io/DeviceClass': NAME_AND_AGE_TABLE,
  'resource.k8s.io/ResourceClaim': RESOURCE_CLAIM_TABLE,
  'resource.k8s.io/ResourceClaimTemplate': NAME_AND_AGE_TABLE,
  'resource.k8s.io/ResourceSlice': RESOURCE_SLICE_TABLE,
  'scheduling.k8s.io/PriorityClass': PRIORITY_CLASS_TABLE,
  'node.k8s.io/RuntimeClass': RUNTIME_CLASS_TABLE,
  'apiregistration.k8s.io/APIService': API_SERVICE_TABLE,
};

/** The table of a kind; every kind has one. */
export function tableOf<T extends ApiObject>(
  resource: Pick<Resource<T>, 'group' | 'kind'>,
): KindTable<T> {
  const table = TABLES[`${resource.group}/${resource.kind}`] ?? PLAIN_TABLE;
  // The key says which kind of object the table is for.
  return table;
}
