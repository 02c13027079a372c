// The resources that the simulation's own components work with, typed.
// All other GA resources are known from the schema bundle (see schema/schemaBundle.ts).
import type { DaemonSet, Deployment, ReplicaSet } from './generated/apps/v1';
import type { CustomResourceDefinition } from './generated/apiextensions/v1';
import type { HorizontalPodAutoscaler as FirstHorizontalPodAutoscaler } from './generated/autoscaling/v1';
import type { HorizontalPodAutoscaler } from './generated/autoscaling/v2';
import type { Lease } from './generated/coordination/v1';
import type {
  ConfigMap,
  Event,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ReplicationController,
  Secret,
  Service,
  ServiceAccount,
} from './generated/core/v1';
import type { EndpointSlice } from './generated/discovery/v1';
import type { Event as NewerEvent } from './generated/events/v1';
import type { StorageClass } from './generated/storage/v1';
import type { PodDisruptionBudget } from './generated/policy/v1';
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

export const POD_DISRUPTION_BUDGETS: Resource<PodDisruptionBudget> = {
  group: 'policy',
  version: 'v1',
  plural: 'poddisruptionbudgets',
  kind: 'PodDisruptionBudget',
  namespaced: true,
};

function core<T extends ApiObject>(plural: string, kind: string, namespaced = true): Resource<T> {
  return { group: '', version: 'v1', plural, kind, namespaced };
}

function apps<T extends ApiObject>(plural: string, kind: string): Resource<T> {
  return { group: 'apps', version: 'v1', plural, kind, namespaced: true };
}

/** Whether a resource is that of pods, whatever its version. */
export function isPods({ group, plural }: Resource): boolean {
  return group === PODS.group && plural === PODS.plural;
}
