// What manifests may say and the simulation ignores: the fifth law, as data. The editor shows each
// as information, with what a real cluster would do.

/** A field that is accepted and has no effect. */
export interface UnmodelledField {
  /** From the object's root; `*` stands for any index or key. */
  readonly path: readonly string[];
  /** One sentence on what a real cluster would do. */
  readonly sentence: string;
}

/** A kind that can be created and that no controller acts on. */
export interface UnmodelledKind {
  readonly group: string;
  readonly kind: string;
  readonly sentence: string;
}

/** Kinds without a controller or effect in the simulation. */
export const UNMODELLED_KINDS: readonly UnmodelledKind[] = [
  ...kinds('apps', {
    StatefulSet:
      'A real cluster starts its pods one after the other, each with a name and a volume that it keeps.',
    ControllerRevision:
      'A real cluster keeps the history of StatefulSets and DaemonSets in such objects.',
  }),
  ...kinds('batch', {
    Job: 'A real cluster starts pods until the wanted number of them has succeeded.',
    CronJob: 'A real cluster creates a Job whenever the schedule says so.',
  }),
  ...kinds('networking.k8s.io', {
    Ingress:
      'In a real cluster an ingress controller, which is installed separately, routes HTTP requests by it.',
    IngressClass: 'In a real cluster it names the ingress controller that serves an Ingress.',
    NetworkPolicy:
      'It is not enforced: every pod still reaches every other. In a real cluster a network plugin that knows policies drops the connections that no policy of a selected pod allows.',
  }),
  ...kinds('autoscaling', {
    HorizontalPodAutoscaler:
      'A real cluster changes the number of replicas by what the metrics server measures.',
  }),
  ...kinds('', {
    PodTemplate: 'A real cluster only stores it, too: no built-in controller makes pods from it.',
  }),
  ...kinds('storage.k8s.io', {
    CSIDriver: 'In a real cluster it describes a storage driver that is installed.',
    CSINode: 'In a real cluster it lists the storage drivers of a node.',
    CSIStorageCapacity: 'The real scheduler reads from it where there is room for a new volume.',
    VolumeAttachment: 'A real cluster attaches the volume to the node that it names.',
    VolumeAttributesClass:
      'In a real cluster it sets what a storage driver can change of a volume.',
  }),
  ...kinds('node.k8s.io', {
    RuntimeClass: 'A real kubelet runs pods that name it with another runtime, such as gVisor.',
  }),
  ...kinds('apiregistration.k8s.io', {
    APIService: 'A real API server hands requests of the group to another server.',
  }),
  ...kinds('flowcontrol.apiserver.k8s.io', {
    FlowSchema: 'A real API server sorts requests into priority levels by it.',
    PriorityLevelConfiguration:
      'A real API server queues or rejects the requests of the level that are more than its share.',
  }),
  ...kinds('admissionregistration.k8s.io', {
    MutatingWebhookConfiguration:
      'A real API server asks the webhook to change objects before they are stored.',
    ValidatingWebhookConfiguration:
      'A real API server asks the webhook whether an object may be stored.',
  }),
];

function kinds(
  group: string,
  sentences: Readonly<Record<string, string>>,
): readonly UnmodelledKind[] {
  return Object.entries(sentences).map(([kind, sentence]) => ({ group, kind, sentence }));
}

export function unmodelledKind(group: string, kind: string): UnmodelledKind | undefined {
  return UNMODELLED_KINDS.find((each) => each.group === group && each.kind === kind);
}

/** Within a pod's spec; the paths are dotted, `*` stands for any index. */
const POD_SPEC_FIELDS: Readonly<Record<string, string>> = {
  securityContext:
    'A real kubelet runs the containers with these users, groups and kernel settings.',
  'affinity.podAffinity': 'A real scheduler puts the pod near pods that the terms select.',
  'affinity.podAntiAffinity':
    'A real scheduler keeps the pod away from pods that the terms select.',
  topologySpreadConstraints:
    'A real scheduler spreads the pods evenly over zones or nodes by them.',
  runtimeClassName: 'A real kubelet runs the pod with the runtime that the class names.',
  overhead: 'A real scheduler adds it to what the containers ask for.',
  hostPID: "In a real cluster the containers see the node's processes.",
  hostIPC: "In a real cluster the containers share the node's inter-process communication.",
  hostUsers: 'A real kubelet runs the pod in a user namespace of its own where it is false.',
  setHostnameAsFQDN: 'A real kubelet sets the full domain name as host name.',
  imagePullSecrets: 'A real kubelet logs in to private registries with them.',
  readinessGates:
    'In a real cluster the pod is ready only when another controller has set these conditions.',
  resourceClaims: 'A real scheduler looks for a node with the devices that are claimed.',
  ephemeralContainers: 'A real kubelet starts them beside the containers, for debugging.',
  'containers.*.securityContext':
    'A real kubelet runs the container with this user and these privileges.',
  'initContainers.*.securityContext':
    'A real kubelet runs the container with this user and these privileges.',
  'containers.*.resources.limits.cpu':
    'A real kernel throttles a container that wants more than its CPU limit.',
  'containers.*.resources.limits.ephemeral-storage':
    'A real kubelet evicts a pod that writes more than its limit.',
  'containers.*.resizePolicy':
    'It says whether a real kubelet restarts the container to resize it.',
  'containers.*.volumeDevices': 'A real kubelet gives the container a raw block device.',
  'containers.*.lifecycle.postStart':
    'A real kubelet runs it as soon as the container has started.',
  'containers.*.terminationMessagePath':
    'A real kubelet reads the file when the container ends and puts it into the status.',
  'volumes.*.hostPath': "In a real cluster the container sees this folder of the node's disk.",
  'volumes.*.nfs': 'A real kubelet mounts the share of the NFS server.',
  'volumes.*.ephemeral': 'A real cluster makes a claim for the pod, and deletes it with the pod.',
  'volumes.*.image': 'A real kubelet pulls the image and mounts its files.',
  'volumes.*.iscsi': 'A real kubelet attaches the iSCSI disk to the node.',
  'volumes.*.fc': 'A real kubelet attaches the Fibre Channel disk to the node.',
  'volumes.*.rbd': 'A real kubelet mounts the Ceph block device.',
  'volumes.*.cephfs': 'A real kubelet mounts the Ceph file system.',
  'volumes.*.glusterfs':
    'A real kubelet of that time mounted the GlusterFS volume; the type is gone.',
  'volumes.*.gitRepo':
    'A real kubelet of that time cloned the repository; the type is switched off today.',
};

/** Where each kind has its pod spec. */
const POD_SPEC_PATHS: Readonly<Record<string, string>> = {
  '/Pod': 'spec',
  '/PodTemplate': 'template.spec',
  '/ReplicationController': 'spec.template.spec',
  'apps/Deployment': 'spec.template.spec',
  'apps/ReplicaSet': 'spec.template.spec',
  'apps/DaemonSet': 'spec.template.spec',
  'apps/StatefulSet': 'spec.template.spec',
  'batch/Job': 'spec.template.spec',
  'batch/CronJob': 'spec.jobTemplate.spec.template.spec',
};

const OTHER_FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/Service': {
    loadBalancerIP: 'A cloud provider may give the load balancer this address.',
    loadBalancerSourceRanges: 'A cloud provider lets only these clients through its load balancer.',
    loadBalancerClass: 'It names the controller that makes the load balancer.',
    trafficDistribution: 'kube-proxy prefers endpoints that are near the client.',
  },
  'storage.k8s.io/StorageClass': {
    provisioner:
      'Where a provisioner of this name is installed, a real cluster makes volumes for the claims of the class.',
    parameters: 'The provisioner reads them when it makes a volume.',
    allowVolumeExpansion: 'A real storage driver can make the volumes of the class larger.',
    allowedTopologies: 'A provisioner makes volumes only in these zones or on these nodes.',
    mountOptions: 'A real kubelet mounts the volumes of the class with them.',
  },
  '/PersistentVolume': {
    mountOptions: 'A real kubelet mounts the volume with them.',
    volumeAttributesClassName: 'A storage driver changes the volume by it.',
  },
  '/PersistentVolumeClaim': {
    dataSource: 'A provisioner fills the new volume from it.',
    dataSourceRef: 'A provisioner fills the new volume from it.',
    volumeAttributesClassName: 'A storage driver changes the volume by it.',
  },
  '/ServiceAccount': {
    imagePullSecrets: 'A real cluster adds them to the pods of the account.',
  },
};

/** Where the fields of {@link OTHER_FIELDS} stand. */
const OTHER_PATHS: Readonly<Record<string, string>> = {
  '/Service': 'spec',
  '/PersistentVolume': 'spec',
  '/PersistentVolumeClaim': 'spec',
};

/** Fields of a kind that have no effect; an empty list for kinds that have none. */
export function unmodelledFields(group: string, kind: string): readonly UnmodelledField[] {
  const key = `${group}/${kind}`;
  const podSpec = POD_SPEC_PATHS[key];
  if (podSpec !== undefined) return below(podSpec, POD_SPEC_FIELDS);
  return below(OTHER_PATHS[key] ?? '', OTHER_FIELDS[key] ?? {});
}

function below(root: string, fields: Readonly<Record<string, string>>): readonly UnmodelledField[] {
  return Object.entries(fields).map(([path, sentence]) => ({
    path: (root === '' ? path : `${root}.${path}`).split('.'),
    sentence,
  }));
}
