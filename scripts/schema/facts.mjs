// Facts about Kubernetes 1.36 that no npm package carries: list and map types, published defaults, short names,
// categories, connect subresources. They come from the markers in Kubernetes' types.go and its registry strategies.

/**
 * List types that the rule does not give. The rule: merge key -> map by that key; merge without key -> set;
 * otherwise atomic. Values are the list type, and for maps its keys.
 */
export const listTypeExceptions = {
  'admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec.validationActions': ['set'],
  'admissionregistration.v1.ValidatingAdmissionPolicyStatus.conditions': ['map', 'type'],
  'apiextensions.v1.CustomResourceDefinitionStatus.conditions': ['map', 'type'],
  'apiregistration.v1.APIServiceStatus.conditions': ['map', 'type'],
  'batch.v1.JobStatus.conditions': ['atomic'],
  'batch.v1.PodFailurePolicyOnExitCodesRequirement.values': ['set'],
  'batch.v1.UncountedTerminatedPods.failed': ['set'],
  'batch.v1.UncountedTerminatedPods.succeeded': ['set'],
  'certificates.v1.CertificateSigningRequestStatus.conditions': ['map', 'type'],
  'core.v1.Container.ports': ['map', 'containerPort', 'protocol'],
  'core.v1.ContainerRestartRuleOnExitCodes.values': ['set'],
  'core.v1.EphemeralContainer.ports': ['map', 'containerPort', 'protocol'],
  'core.v1.PodSpec.topologySpreadConstraints': ['map', 'topologyKey', 'whenUnsatisfiable'],
  'core.v1.PodStatus.hostIPs': ['atomic'],
  'core.v1.ResourceRequirements.claims': ['map', 'name'],
  'core.v1.ResourceStatus.resources': ['map', 'resourceID'],
  'core.v1.ServiceSpec.ports': ['map', 'port', 'protocol'],
  'discovery.v1.Endpoint.addresses': ['set'],
  'flowcontrol.v1.NonResourcePolicyRule.nonResourceURLs': ['set'],
  'flowcontrol.v1.NonResourcePolicyRule.verbs': ['set'],
  'flowcontrol.v1.ResourcePolicyRule.apiGroups': ['set'],
  'flowcontrol.v1.ResourcePolicyRule.namespaces': ['set'],
  'flowcontrol.v1.ResourcePolicyRule.resources': ['set'],
  'flowcontrol.v1.ResourcePolicyRule.verbs': ['set'],
  'resource.v1.AllocatedDeviceStatus.conditions': ['map', 'type'],
  'resource.v1.ResourceClaimStatus.devices': ['map', 'driver', 'device', 'pool', 'shareID'],
  'storage.v1.CSIDriverSpec.volumeLifecycleModes': ['set'],
};

/** Structs that are replaced as a whole by server-side apply (`+structType=atomic`). */
export const atomicSchemas = new Set([
  'admissionregistration.v1.MatchResources',
  'admissionregistration.v1.NamedRuleWithOperations',
  'admissionregistration.v1.ParamKind',
  'admissionregistration.v1.ParamRef',
  'admissionregistration.v1.Variable',
  'autoscaling.v1.CrossVersionObjectReference',
  'core.v1.ConfigMapKeySelector',
  'core.v1.EndpointAddress',
  'core.v1.EndpointPort',
  'core.v1.FileKeySelector',
  'core.v1.LocalObjectReference',
  'core.v1.NodeSelector',
  'core.v1.NodeSelectorTerm',
  'core.v1.ObjectFieldSelector',
  'core.v1.ObjectReference',
  'core.v1.ResourceFieldSelector',
  'core.v1.ScopeSelector',
  'core.v1.SecretKeySelector',
  'core.v1.SecretReference',
  'core.v1.TopologySelectorTerm',
  'core.v1.TypedLocalObjectReference',
  'discovery.v1.EndpointPort',
  'meta.v1.LabelSelector',
  'meta.v1.OwnerReference',
  'networking.v1.ServiceBackendPort',
  'rbac.v1.RoleRef',
  'rbac.v1.Subject',
]);

/** Maps that server-side apply replaces as a whole (`+mapType=atomic`). */
export const atomicMaps = new Set([
  'core.v1.PodSpec.nodeSelector',
  'core.v1.ReplicationControllerSpec.selector',
  'core.v1.ServiceSpec.selector',
  'node.v1.Scheduling.nodeSelector',
]);

/** Defaults that the published OpenAPI document carries; all others are set by defaulting code. */
export const publishedDefaults = {
  'core.v1.AzureDiskVolumeSource.cachingMode': 'ReadWrite',
  'core.v1.AzureDiskVolumeSource.fsType': 'ext4',
  'core.v1.AzureDiskVolumeSource.kind': 'Shared',
  'core.v1.AzureDiskVolumeSource.readOnly': false,
  'core.v1.ContainerPort.protocol': 'TCP',
  'core.v1.ISCSIVolumeSource.iscsiInterface': 'default',
  'core.v1.RBDVolumeSource.keyring': '/etc/ceph/keyring',
  'core.v1.RBDVolumeSource.pool': 'rbd',
  'core.v1.RBDVolumeSource.user': 'admin',
  'core.v1.ScaleIOVolumeSource.fsType': 'xfs',
  'core.v1.ScaleIOVolumeSource.storageMode': 'ThinProvisioned',
  'core.v1.ServicePort.protocol': 'TCP',
};

/** Lists of objects that kubernetes-models writes out inline, with the schema that Kubernetes has there. */
export const inlineItems = {
  'apps.v1.StatefulSetSpec.volumeClaimTemplates': 'core.v1.PersistentVolumeClaim',
};

/** Short names per resource, whatever its group. */
export const shortNames = {
  certificatesigningrequests: ['csr'],
  componentstatuses: ['cs'],
  configmaps: ['cm'],
  cronjobs: ['cj'],
  customresourcedefinitions: ['crd', 'crds'],
  daemonsets: ['ds'],
  deployments: ['deploy'],
  endpoints: ['ep'],
  events: ['ev'],
  horizontalpodautoscalers: ['hpa'],
  ingresses: ['ing'],
  ipaddresses: ['ip'],
  limitranges: ['limits'],
  namespaces: ['ns'],
  networkpolicies: ['netpol'],
  nodes: ['no'],
  persistentvolumeclaims: ['pvc'],
  persistentvolumes: ['pv'],
  poddisruptionbudgets: ['pdb'],
  pods: ['po'],
  priorityclasses: ['pc'],
  replicasets: ['rs'],
  replicationcontrollers: ['rc'],
  resourcequotas: ['quota'],
  serviceaccounts: ['sa'],
  services: ['svc'],
  statefulsets: ['sts'],
  storageclasses: ['sc'],
  volumeattributesclasses: ['vac'],
};

const workloads = ['all'];
const extensions = ['api-extensions'];

/** Categories per resource (`kubectl get all`). */
export const categories = {
  apiservices: extensions,
  cronjobs: workloads,
  customresourcedefinitions: extensions,
  daemonsets: workloads,
  deployments: workloads,
  horizontalpodautoscalers: workloads,
  jobs: workloads,
  mutatingadmissionpolicies: extensions,
  mutatingadmissionpolicybindings: extensions,
  mutatingwebhookconfigurations: extensions,
  pods: workloads,
  replicasets: workloads,
  replicationcontrollers: workloads,
  services: workloads,
  statefulsets: workloads,
  validatingadmissionpolicies: extensions,
  validatingadmissionpolicybindings: extensions,
  validatingwebhookconfigurations: extensions,
};

/** Kinds of subresources whose request and answer have no schema in client-node. */
export const connectKinds = {
  'nodes/proxy': 'NodeProxyOptions',
  'pods/attach': 'PodAttachOptions',
  'pods/exec': 'PodExecOptions',
  'pods/log': 'Pod',
  'pods/portforward': 'PodPortForwardOptions',
  'pods/proxy': 'PodProxyOptions',
  'services/proxy': 'ServiceProxyOptions',
};

/** Verbs that client-node offers and the API server refuses. */
export const verbsNotServed = { componentstatuses: ['watch'] };

/** Group versions in the order of discovery: the groups by priority, within a group the preferred version first. */
export const groupVersionOrder = [
  'v1',
  'apiregistration.k8s.io/v1',
  'apps/v1',
  'events.k8s.io/v1',
  'authentication.k8s.io/v1',
  'authorization.k8s.io/v1',
  'autoscaling/v2',
  'autoscaling/v1',
  'batch/v1',
  'certificates.k8s.io/v1',
  'networking.k8s.io/v1',
  'policy/v1',
  'rbac.authorization.k8s.io/v1',
  'storage.k8s.io/v1',
  'admissionregistration.k8s.io/v1',
  'apiextensions.k8s.io/v1',
  'scheduling.k8s.io/v1',
  'coordination.k8s.io/v1',
  'node.k8s.io/v1',
  'discovery.k8s.io/v1',
  'resource.k8s.io/v1',
  'flowcontrol.apiserver.k8s.io/v1',
];
