// Optional fields of Kubernetes' API that are values in Go, no pointers: they are there in every object
// of the type, empty or not, beside the required ones. Found in k8s.io/api, where neither the tag says
// "no pointer" nor OpenAPI does. Nobody owns that `strategy` is there, only what is in it.

const VALUE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  'apps.v1.DaemonSetSpec': ['updateStrategy'],
  'apps.v1.DeploymentSpec': ['strategy'],
  'apps.v1.ReplicaSetSpec': ['template'],
  'apps.v1.StatefulSetSpec': ['updateStrategy'],
  'batch.v1.JobTemplateSpec': ['metadata', 'spec'],
  'core.v1.Container': ['resources'],
  'core.v1.EphemeralContainer': ['resources'],
  'core.v1.Event': ['source', 'firstTimestamp', 'lastTimestamp', 'eventTime'],
  'core.v1.NodeCondition': ['lastHeartbeatTime', 'lastTransitionTime'],
  'core.v1.NodeDaemonEndpoints': ['kubeletEndpoint'],
  'core.v1.NodeStatus': ['daemonEndpoints', 'nodeInfo'],
  'core.v1.PersistentVolumeClaimSpec': ['resources'],
  'core.v1.PersistentVolumeClaimTemplate': ['metadata'],
  'core.v1.PodCondition': ['lastProbeTime', 'lastTransitionTime'],
  'core.v1.PodTemplateSpec': ['metadata', 'spec'],
  'core.v1.ServiceStatus': ['loadBalancer'],
  'networking.v1.IngressStatus': ['loadBalancer'],
  'networking.v1.NetworkPolicySpec': ['podSelector'],
  'networking.v1.ServiceBackendPort': ['port'],
};

export function valueFieldsOf(schemaName: string): readonly string[] {
  return VALUE_FIELDS[schemaName] ?? [];
}
