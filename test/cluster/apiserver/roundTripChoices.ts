// What the objects of the round trip hold where a plain value would be refused: by schema, by field
// (`core.v1.PodSpec.dnsPolicy`) or, for the name of an object, `core.v1.Pod name`.
import { oneOf, without } from './filledObject';
import { JANES_REQUEST } from '../../certificateRequests';

type Filled = Record<string, unknown>;

const CIDR = '10.0.0.0/8';
const LABELS = { a: 'a' };
const RBAC_GROUP = 'rbac.authorization.k8s.io';
const VOLUME_COMMON: readonly string[] = ['name'];
const PV_COMMON: readonly string[] = [
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
];
/** Not for new pods, or served with a feature that is off. */
const GATED_POD_FIELDS: readonly string[] = [
  'ephemeralContainers',
  'workloadRef',
  'schedulingGroup',
];

/** One of each kind, numbered. */
function numbered(list: readonly Filled[], field = 'name'): readonly Filled[] {
  return list.map((each, index) => ({ ...each, [field]: `a${String(index)}` }));
}

function others(filled: Filled, common: readonly string[]): readonly string[] {
  return Object.keys(filled).filter((key) => !common.includes(key));
}

/** Handlers of probes and hooks. */
const HANDLERS: readonly string[] = ['exec', 'grpc', 'httpGet', 'sleep', 'tcpSocket'];

function firstOf(filled: Filled, fields: readonly string[]): Filled {
  return oneOf(filled, fields)[0] ?? filled;
}

export const CHOICES: Readonly<Record<string, unknown>> = {
  'meta.v1.ObjectMeta.finalizers': ['a.io/b'],
  'meta.v1.LabelSelectorRequirement.operator': 'In',
  'meta.v1.LabelSelector': (filled: Filled) => ({
    ...filled,
    matchLabels: LABELS,
  }),

  // certificates: who asks is the server's to say, and those who have neither uid nor extra get none
  'certificates.v1.CertificateSigningRequestSpec': (filled: Filled) => ({
    ...filled,
    uid: undefined,
    extra: undefined,
    username: 'kubernetes-admin',
    groups: ['system:masters'],
    request: JANES_REQUEST,
    signerName: 'a.io/b',
    expirationSeconds: 600,
  }),

  // core
  'core.v1.ConfigMap.binaryData': { b: 'YQ==' },
  // What is sent so is kept as data.
  'core.v1.Secret.stringData': undefined,
  'core.v1.EndpointAddress.ip': '10.0.0.1',
  'core.v1.LimitRangeItem': (filled: Filled) => ({
    ...filled,
    type: 'Container',
    ...Object.fromEntries(
      ['default', 'defaultRequest', 'max', 'maxLimitRequestRatio', 'min'].map((key) => [
        key,
        { cpu: '1' },
      ]),
    ),
  }),
  'core.v1.NodeSpec.podCIDR': '10.0.0.0/24',
  'core.v1.NodeSpec.podCIDRs': ['10.0.0.0/24'],
  'core.v1.PersistentVolumeClaimSpec.resources': { requests: { storage: '1' } },
  'core.v1.PersistentVolumeClaimSpec.dataSource': undefined,
  'core.v1.PersistentVolumeClaimSpec.dataSourceRef': undefined,
  'core.v1.PersistentVolumeClaim.status': undefined,
  'core.v1.PersistentVolumeSpec': (filled: Filled) => ({
    ...(oneOf(filled, others(filled, PV_COMMON)).find((each) => 'nfs' in each) ?? filled),
    capacity: { storage: '1' },
    persistentVolumeReclaimPolicy: 'Retain',
  }),
  'core.v1.NodeSelectorRequirement.operator': 'In',
  'core.v1.NodeSelectorTerm.matchFields': [{ key: 'metadata.name', operator: 'In', values: ['a'] }],
  'core.v1.ResourceQuotaSpec': {
    hard: { pods: '1' },
    scopes: ['NotTerminating'],
    scopeSelector: {
      matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['a'] }],
    },
  },
  'core.v1.ResourceQuotaSpec.hard': { pods: '1' },
  'core.v1.ResourceQuotaSpec.scopes': ['NotTerminating'],
  'core.v1.ScopeSelector.matchExpressions': [
    { scopeName: 'PriorityClass', operator: 'In', values: ['a'] },
  ],
  'core.v1.ServiceSpec': (filled: Filled) => ({
    ...without(filled, 'clusterIP', 'clusterIPs', 'externalName', 'ipFamilies', 'loadBalancerIP'),
    externalIPs: ['11.0.0.1'],
    externalTrafficPolicy: 'Local',
    healthCheckNodePort: 30_002,
    internalTrafficPolicy: 'Local',
    ipFamilyPolicy: 'SingleStack',
    loadBalancerClass: 'a.io/b',
    loadBalancerSourceRanges: [CIDR],
    sessionAffinity: 'ClientIP',
    trafficDistribution: 'PreferClose',
    type: 'LoadBalancer',
  }),
  'core.v1.ServicePort.nodePort': 30_001,
  'core.v1.ServicePort.appProtocol': 'http',

  // pods
  'core.v1.Volume': (filled: Filled) =>
    numbered(
      oneOf(without(filled, 'ephemeral', 'gitRepo', 'image'), others(filled, VOLUME_COMMON)),
    ),
  'core.v1.VolumeProjection': (filled: Filled) =>
    oneOf(without(filled, 'clusterTrustBundle', 'podCertificate'), Object.keys(filled)),
  'core.v1.ServiceAccountTokenProjection.expirationSeconds': 600,
  'core.v1.ServiceAccountTokenProjection.path': 'token',
  'core.v1.KeyToPath.path': 'key',
  'core.v1.DownwardAPIVolumeFile': (filled: Filled) =>
    firstOf(filled, ['fieldRef', 'resourceFieldRef']),
  'core.v1.DownwardAPIVolumeFile.mode': undefined,
  'core.v1.ObjectFieldSelector': () => ({ apiVersion: 'v1', fieldPath: 'metadata.name' }),
  'core.v1.ResourceFieldSelector': () => ({
    containerName: 'a',
    divisor: '1',
    resource: 'limits.cpu',
  }),
  'core.v1.HostPathVolumeSource': () => ({ path: '/a', type: '' }),
  'core.v1.NFSVolumeSource.path': '/a',
  'core.v1.EnvVarSource': (filled: Filled) =>
    firstOf(without(filled, 'fileKeyRef'), Object.keys(filled)),
  'core.v1.EnvVar': (filled: Filled) => [
    { name: 'A', value: 'a' },
    { name: 'B', valueFrom: filled.valueFrom },
  ],
  'core.v1.EnvFromSource': (filled: Filled) => oneOf(filled, ['configMapRef', 'secretRef']),
  'core.v1.Probe': (filled: Filled) => firstOf(filled, HANDLERS),
  'core.v1.Probe.terminationGracePeriodSeconds': undefined,
  'core.v1.LifecycleHandler': (filled: Filled) => firstOf(filled, HANDLERS),
  'core.v1.Lifecycle.stopSignal': undefined,
  'core.v1.VolumeMount': () => [{ name: 'a0', mountPath: '/a', readOnly: true, subPath: 'a' }],
  'core.v1.Container.volumeDevices': undefined,
  'core.v1.Container.resizePolicy': [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
  'core.v1.Container.restartPolicy': undefined,
  'core.v1.Container.restartPolicyRules': undefined,
  'core.v1.Container.terminationMessagePolicy': 'File',
  'core.v1.ResourceRequirements': () => ({ limits: { cpu: '1' }, requests: { cpu: '1' } }),
  'core.v1.SecurityContext': (filled: Filled) => ({
    ...without(filled, 'windowsOptions', 'appArmorProfile'),
    procMount: 'Default',
    seccompProfile: { type: 'RuntimeDefault' },
  }),
  'core.v1.PodSecurityContext': (filled: Filled) => ({
    ...without(filled, 'windowsOptions', 'appArmorProfile', 'seLinuxChangePolicy'),
    fsGroupChangePolicy: 'Always',
    seccompProfile: { type: 'RuntimeDefault' },
    supplementalGroupsPolicy: 'Merge',
    sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }],
  }),
  'core.v1.Toleration': () => [
    { key: 'a', operator: 'Equal', value: 'a', effect: 'NoExecute', tolerationSeconds: 1 },
  ],
  'core.v1.TopologySpreadConstraint': (filled: Filled) => ({
    ...without(filled, 'matchLabelKeys'),
    minDomains: 1,
    nodeAffinityPolicy: 'Honor',
    nodeTaintsPolicy: 'Honor',
    whenUnsatisfiable: 'DoNotSchedule',
  }),
  'core.v1.PodAffinityTerm': (filled: Filled) =>
    without(filled, 'matchLabelKeys', 'mismatchLabelKeys'),
  'core.v1.PodDNSConfig.nameservers': ['10.0.0.1'],
  'core.v1.HostAlias.ip': '10.0.0.1',
  'core.v1.ContainerPort.hostPort': 1,
  'core.v1.PodSpec': (filled: Filled) => ({
    ...without(filled, ...GATED_POD_FIELDS, 'activeDeadlineSeconds', 'priority'),
    initContainers: (filled.initContainers as readonly Filled[]).map((container) => ({
      ...container,
      name: 'i',
      restartPolicy: 'Always',
    })),
    dnsPolicy: 'ClusterFirst',
    preemptionPolicy: 'PreemptLowerPriority',
    restartPolicy: 'Always',
  }),
  'core.v1.PodSpec.priorityClassName': 'b',
  'core.v1.PodSpec.overhead': { cpu: '1' },
  'core.v1.PodSpec.runtimeClassName': 'runc',
  'core.v1.PodSpec.serviceAccount': 'default',
  'core.v1.PodSpec.serviceAccountName': 'default',
  'core.v1.PodSpec.shareProcessNamespace': false,
  'core.v1.PodSpec.setHostnameAsFQDN': false,
  'core.v1.Pod': (filled: Filled) => ({
    ...filled,
    spec: without(filled.spec as Filled, 'schedulingGates'),
  }),
  'core.v1.PodTemplateSpec': (filled: Filled) => ({
    ...filled,
    metadata: { labels: LABELS, annotations: LABELS },
  }),

  // apps and batch
  'apps.v1.DeploymentStrategy': () => ({
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: 1, maxUnavailable: 1 },
  }),
  'apps.v1.DeploymentSpec.progressDeadlineSeconds': 600,
  'apps.v1.DaemonSetUpdateStrategy': () => ({
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
  }),
  'apps.v1.StatefulSetUpdateStrategy.type': 'RollingUpdate',
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': () => ({
    whenDeleted: 'Delete',
    whenScaled: 'Retain',
  }),
  'core.v1.ReplicationControllerSpec.selector': LABELS,
  'batch.v1.JobSpec': (filled: Filled) => jobSpec(filled),
  'batch.v1.PodFailurePolicyRule': (filled: Filled) =>
    oneOf(filled, ['onExitCodes', 'onPodConditions']),
  'batch.v1.PodFailurePolicyOnPodConditionsPattern.status': 'True',
  'batch.v1.SuccessPolicyRule.succeededIndexes': '0',
  'batch.v1.JobTemplateSpec': (filled: Filled) => ({
    ...filled,
    spec: without(filled.spec as Filled, 'selector', 'manualSelector'),
  }),
  'batch.v1.CronJobSpec.schedule': '@daily',
  'batch.v1.CronJobSpec.timeZone': 'Europe/Berlin',

  // others
  'events.v1.Event': (filled: Filled) => ({
    ...without(
      filled,
      'deprecatedCount',
      'deprecatedFirstTimestamp',
      'deprecatedLastTimestamp',
      'deprecatedSource',
    ),
    type: 'Normal',
    series: { count: 2, lastObservedTime: '2026-01-01T00:00:00.000000Z' },
  }),
  'core.v1.ObjectReference.namespace': 'default',
  'autoscaling.v2.MetricSpec': (filled: Filled) =>
    oneOf(filled, ['containerResource', 'external', 'object', 'pods', 'resource']).map((each) => ({
      ...each,
      type: metricType(each),
    })),
  'autoscaling.v2.MetricTarget': () => ({ type: 'AverageValue', averageValue: '1' }),
  'autoscaling.v2.ContainerResourceMetricSource.name': 'cpu',
  'autoscaling.v2.HPAScalingRules.selectPolicy': 'Max',
  'autoscaling.v2.HPAScalingPolicy.type': 'Pods',
  'networking.v1.IngressClassSpec.controller': 'a.io/b',
  'networking.v1.IngressClassParametersReference.scope': 'Namespace',
  'networking.v1.IngressBackend': (filled: Filled) => firstOf(filled, ['service', 'resource']),
  'networking.v1.ServiceBackendPort': () => ({ number: 80 }),
  'networking.v1.HTTPIngressPath.path': '/a',
  'networking.v1.IPAddress name': '10.96.0.200',
  'networking.v1.NetworkPolicyPeer': (filled: Filled) => [
    without(filled, 'ipBlock'),
    { ipBlock: { cidr: CIDR, except: ['10.1.0.0/16'] } },
  ],
  'networking.v1.ServiceCIDRSpec.cidrs': [CIDR],
  'rbac.v1.PolicyRule': (filled: Filled) => without(filled, 'nonResourceURLs'),
  'rbac.v1.RoleRef': () => ({ apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: 'a' }),
  'rbac.v1.Subject': () => [
    { apiGroup: RBAC_GROUP, kind: 'User', name: 'a' },
    { apiGroup: RBAC_GROUP, kind: 'Group', name: 'a' },
    { kind: 'ServiceAccount', name: 'a', namespace: 'default' },
  ],
  'policy.v1.PodDisruptionBudgetSpec': (filled: Filled) => without(filled, 'maxUnavailable'),
  'apiregistration.v1.APIService name': 'a.a',
  'apiregistration.v1.APIServiceSpec.insecureSkipTLSVerify': false,
  'node.v1.Overhead.podFixed': { cpu: '1' },
  'admissionregistration.v1.MatchCondition.expression': 'true',
  'admissionregistration.v1.Variable.expression': 'true',
  'admissionregistration.v1.Validation.expression': 'true',
  'admissionregistration.v1.Validation.messageExpression': "'a'",
  'admissionregistration.v1.AuditAnnotation.valueExpression': "'a'",
  'admissionregistration.v1.Mutation': () => [
    { patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{}' } },
    { patchType: 'JSONPatch', jsonPatch: { expression: "[JSONPatch{op: 'remove', path: '/a'}]" } },
  ],
  'apiextensions.v1.CustomResourceDefinition name': 'as.a.io',
  'apiextensions.v1.CustomResourceDefinitionSpec': () => ({
    group: 'a.io',
    names: { plural: 'as', singular: 'a', kind: 'A', listKind: 'AList', shortNames: ['aa'] },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object' } },
      },
    ],
  }),
};

function jobSpec(filled: Filled): Filled {
  const template = filled.template as Filled;
  return {
    ...filled,
    backoffLimit: 1,
    completionMode: 'Indexed',
    managedBy: 'a.io/b',
    manualSelector: true,
    podReplacementPolicy: 'Failed',
    template: { ...template, spec: { ...(template.spec as Filled), restartPolicy: 'Never' } },
  };
}

function metricType(metric: Filled): string {
  const source = Object.keys(metric).find((key) => key !== 'type') ?? '';
  return source.charAt(0).toUpperCase() + source.slice(1);
}
