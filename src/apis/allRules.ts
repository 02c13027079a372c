// The rules of all kinds that have some; every other kind is checked by its schema alone.
import type { ApiObject } from '../apimachinery/objectMeta';
import { CUSTOM_RESOURCE_DEFINITION_RULES } from './apiextensions/customResourceDefinition';
import { DAEMON_SET_RULES } from './apps/daemonSet';
import { DEPLOYMENT_RULES } from './apps/deployment';
import { REPLICA_SET_RULES } from './apps/replicaSet';
import { FIRST_HORIZONTAL_POD_AUTOSCALER_RULES } from './autoscaling/firstHorizontalPodAutoscaler';
import { HORIZONTAL_POD_AUTOSCALER_RULES } from './autoscaling/horizontalPodAutoscaler';
import { CERTIFICATE_SIGNING_REQUEST_RULES } from './certificates/certificateSigningRequest';
import { LEASE_RULES } from './coordination/lease';
import { CONFIG_MAP_RULES } from './core/configMap';
import { EVENT_RULES } from './core/event';
import { NAMESPACE_RULES } from './core/namespace';
import { NODE_RULES } from './core/node';
import { PERSISTENT_VOLUME_RULES } from './core/persistentVolume';
import { PERSISTENT_VOLUME_CLAIM_RULES } from './core/persistentVolumeClaim';
import { POD_RULES } from './core/pod';
import { REPLICATION_CONTROLLER_RULES } from './core/replicationController';
import { SECRET_RULES } from './core/secret';
import { SERVICE_RULES } from './core/service';
import { SERVICE_ACCOUNT_RULES } from './core/serviceAccount';
import { ENDPOINT_SLICE_RULES } from './discovery/endpointSlice';
import { NEWER_EVENT_RULES } from './events/event';
import {
  MUTATING_ADMISSION_POLICY_BINDING_RULES,
  MUTATING_ADMISSION_POLICY_RULES,
  MUTATING_WEBHOOK_CONFIGURATION_RULES,
  VALIDATING_ADMISSION_POLICY_BINDING_RULES,
  VALIDATING_ADMISSION_POLICY_RULES,
  VALIDATING_WEBHOOK_CONFIGURATION_RULES,
} from './admissionregistration/admissionRules';
import { API_SERVICE_RULES } from './apiregistration/apiService';
import { CONTROLLER_REVISION_RULES } from './apps/controllerRevision';
import { STATEFUL_SET_RULES } from './apps/statefulSet';
import { CRON_JOB_RULES } from './batch/cronJob';
import { JOB_RULES } from './batch/job';
import { ENDPOINTS_RULES } from './core/endpoints';
import { LIMIT_RANGE_RULES } from './core/limitRange';
import { POD_TEMPLATE_RULES } from './core/podTemplate';
import { RESOURCE_QUOTA_RULES } from './core/resourceQuota';
import {
  FLOW_SCHEMA_RULES,
  PRIORITY_LEVEL_CONFIGURATION_RULES,
} from './flowcontrol/flowcontrolRules';
import { IP_ADDRESS_RULES, SERVICE_CIDR_RULES } from './networking/addressRules';
import { INGRESS_RULES } from './networking/ingress';
import { INGRESS_CLASS_RULES } from './networking/ingressClass';
import { NETWORK_POLICY_RULES } from './networking/networkPolicy';
import { RUNTIME_CLASS_RULES } from './node/runtimeClass';
import { POD_DISRUPTION_BUDGET_RULES } from './policy/podDisruptionBudget';
import { RESOURCE_SLICE_RULES } from './resource/resourceSlice';
import { PRIORITY_CLASS_RULES } from './scheduling/priorityClass';
import {
  CSI_DRIVER_RULES,
  CSI_NODE_RULES,
  CSI_STORAGE_CAPACITY_RULES,
  VOLUME_ATTACHMENT_RULES,
  VOLUME_ATTRIBUTES_CLASS_RULES,
} from './storage/storageRules';
import type { KindRules } from './kindRules';
import { CLUSTER_ROLE_RULES, ROLE_RULES } from './rbac/role';
import { CLUSTER_ROLE_BINDING_RULES, ROLE_BINDING_RULES } from './rbac/roleBinding';
import { STORAGE_CLASS_RULES } from './storage/storageClass';

/**
 * For lookup by resource. The methods are declared as methods, so that rules of a kind are rules of
 * objects: whoever looks one up by an object's resource hands it that object.
 */
export const ALL_RULES: readonly KindRules<ApiObject>[] = [
  NAMESPACE_RULES,
  NODE_RULES,
  POD_RULES,
  REPLICATION_CONTROLLER_RULES,
  SERVICE_RULES,
  CONFIG_MAP_RULES,
  SECRET_RULES,
  SERVICE_ACCOUNT_RULES,
  EVENT_RULES,
  PERSISTENT_VOLUME_RULES,
  PERSISTENT_VOLUME_CLAIM_RULES,
  REPLICA_SET_RULES,
  DEPLOYMENT_RULES,
  DAEMON_SET_RULES,
  ENDPOINT_SLICE_RULES,
  LEASE_RULES,
  HORIZONTAL_POD_AUTOSCALER_RULES,
  FIRST_HORIZONTAL_POD_AUTOSCALER_RULES,
  NEWER_EVENT_RULES,
  CUSTOM_RESOURCE_DEFINITION_RULES,
  STORAGE_CLASS_RULES,
  CERTIFICATE_SIGNING_REQUEST_RULES,
  ROLE_RULES,
  ROLE_BINDING_RULES,
  CLUSTER_ROLE_RULES,
  CLUSTER_ROLE_BINDING_RULES,
  // Each is looked up by its resource, and asked of objects of its kind only.
  VALIDATING_WEBHOOK_CONFIGURATION_RULES,
  MUTATING_WEBHOOK_CONFIGURATION_RULES,
  VALIDATING_ADMISSION_POLICY_RULES,
  MUTATING_ADMISSION_POLICY_RULES,
  VALIDATING_ADMISSION_POLICY_BINDING_RULES,
  MUTATING_ADMISSION_POLICY_BINDING_RULES,
  API_SERVICE_RULES,
  CONTROLLER_REVISION_RULES,
  STATEFUL_SET_RULES,
  CRON_JOB_RULES,
  JOB_RULES,
  ENDPOINTS_RULES,
  LIMIT_RANGE_RULES,
  POD_TEMPLATE_RULES,
  RESOURCE_QUOTA_RULES,
  FLOW_SCHEMA_RULES,
  PRIORITY_LEVEL_CONFIGURATION_RULES,
  IP_ADDRESS_RULES,
  SERVICE_CIDR_RULES,
  INGRESS_RULES,
  INGRESS_CLASS_RULES,
  NETWORK_POLICY_RULES,
  RUNTIME_CLASS_RULES,
  POD_DISRUPTION_BUDGET_RULES,
  RESOURCE_SLICE_RULES,
  PRIORITY_CLASS_RULES,
  CSI_DRIVER_RULES,
  CSI_NODE_RULES,
  CSI_STORAGE_CAPACITY_RULES,
  VOLUME_ATTACHMENT_RULES,
  VOLUME_ATTRIBUTES_CLASS_RULES,
].map((rules) => rules as KindRules<ApiObject>);
