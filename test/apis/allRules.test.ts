import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { ApiObject } from '../../src/apimachinery/objectMeta';
import { apiVersionOf } from '../../src/apimachinery/resource';
import { ALL_RULES } from '../../src/apis/allRules';
import type { KindRules } from '../../src/apis/kindRules';
import { objectOf } from './complaints';
import { JANES_REQUEST } from '../certificateRequests';

const POD_SPEC = `
  hostNetwork: true
  serviceAccountName: a
  nodeSelector: { a: b }
  tolerations: [{ key: a, operator: Equal, value: b, effect: NoExecute, tolerationSeconds: 3 }]
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule, labelSelector: { matchLabels: { a: b } } }]
  readinessGates: [{ conditionType: a }]
  hostAliases: [{ ip: 10.0.0.1, hostnames: [a] }]
  dnsConfig: { nameservers: [10.0.0.1] }
  securityContext: { runAsUser: 1, supplementalGroups: [1], seccompProfile: { type: Localhost, localhostProfile: a } }
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: a, operator: In, values: [b] }], matchFields: [{ key: metadata.name, operator: In, values: [b] }] }] }
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: { matchExpressions: [{ key: a, operator: Exists }] } }]
    podAntiAffinity:
      requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: a, labelSelector: { matchExpressions: [{ key: a, operator: In, values: [b] }] } }]
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: a } }]
  volumes:
    - { name: a, projected: { sources: [{ configMap: { name: a, items: [{ key: a, path: b }] } }, { serviceAccountToken: { path: a } }, { downwardAPI: { items: [{ path: a, fieldRef: { fieldPath: metadata.name } }] } }] } }
    - { name: b, hostPath: { path: /a } }
    - { name: c, downwardAPI: { items: [{ path: a, resourceFieldRef: { containerName: a, resource: limits.cpu, divisor: 1m } }] } }
    - { name: d, nfs: { server: a, path: /b } }
    - { name: e, persistentVolumeClaim: { claimName: a } }
  initContainers: [{ name: i, image: a, restartPolicy: Always, startupProbe: { exec: { command: [a] } } }]
  containers:
    - name: web
      image: nginx
      ports: [{ name: a, containerPort: 80, hostPort: 80 }]
      env: [{ name: A, value: b }, { name: B, valueFrom: { secretKeyRef: { name: a, key: b } } }, { name: C, valueFrom: { resourceFieldRef: { resource: limits.cpu } } }]
      envFrom: [{ configMapRef: { name: a } }]
      resources: { limits: { cpu: 1, memory: 1Gi }, requests: { cpu: 1 } }
      volumeMounts: [{ name: a, mountPath: /a, subPath: b }]
      livenessProbe: { httpGet: { port: 80, httpHeaders: [{ name: a, value: b }] } }
      readinessProbe: { grpc: { port: 80 } }
      lifecycle: { preStop: { sleep: { seconds: 3 } } }
      securityContext: { runAsUser: 1 }`;
const indent = (text: string, by: number): string => text.replaceAll('\n', `\n${' '.repeat(by)}`);
const WORKLOAD = `
spec:
  replicas: 1
  minReadySeconds: 1
  selector: { matchLabels: { a: b }, matchExpressions: [{ key: c, operator: DoesNotExist }] }
  strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1 } }
  updateStrategy: { type: RollingUpdate, rollingUpdate: { maxUnavailable: 1 } }
  template:
    metadata: { labels: { a: b }, annotations: { c: d } }
    spec:${indent(POD_SPEC, 4)}`;

const WEBHOOK =
  '{ name: a.b.c, clientConfig: { service: { namespace: a, name: b } }, rules: [{ operations: [CREATE] }], sideEffects: None, admissionReviewVersions: [v1] }';

/** A manifest that uses much of what the rules look into, by kind, or by version and kind. */
const SAMPLES: Readonly<Record<string, string>> = {
  CertificateSigningRequest: `
spec:
  request: ${JANES_REQUEST}
  signerName: kubernetes.io/kube-apiserver-client
  usages: [client auth]
`,
  Pod: `spec:${POD_SPEC}\nstatus: { phase: Running }`,
  Deployment: WORKLOAD,
  ReplicaSet: WORKLOAD,
  DaemonSet: WORKLOAD,
  ReplicationController: WORKLOAD.replace(/selector: .*/, 'selector: { a: b }'),
  Service:
    'spec: { type: LoadBalancer, ports: [{ name: a, port: 80, nodePort: 30080 }, { name: b, port: 81 }], selector: { a: b }, sessionAffinity: ClientIP, sessionAffinityConfig: { clientIP: { timeoutSeconds: 3 } }, externalIPs: [10.0.0.1], loadBalancerSourceRanges: [10.0.0.0/8] }',
  Node: '{ spec: { taints: [{ key: a, effect: NoSchedule }], podCIDR: 10.0.0.0/24, podCIDRs: [10.0.0.0/24] }, status: { capacity: { cpu: 1 } } }',
  Namespace: '{ spec: { finalizers: [kubernetes] }, status: { phase: Active } }',
  ConfigMap: '{ data: { a: b }, binaryData: { c: ZA== }, immutable: true }',
  Secret: '{ type: kubernetes.io/tls, data: { tls.crt: YQ==, tls.key: YQ== } }',
  Event: '{ involvedObject: { kind: Pod, name: a, namespace: default }, source: { component: a } }',
  EndpointSlice:
    '{ addressType: IPv4, endpoints: [{ addresses: [10.0.0.1], nodeName: a }], ports: [{ name: a, port: 80 }] }',
  PersistentVolume:
    'spec: { capacity: { storage: 1Gi }, accessModes: [ReadWriteOnce], storageClassName: a, hostPath: { path: /a }, nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: a, operator: Exists }] }] } } }',
  PersistentVolumeClaim:
    'spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } }, storageClassName: a, selector: { matchLabels: { a: b } }, volumeName: a }',
  StorageClass: '{ provisioner: kubernetes.io/no-provisioner, parameters: { a: b } }',
  HorizontalPodAutoscaler: `
spec:
  scaleTargetRef: { kind: Deployment, name: web }
  minReplicas: 1
  maxReplicas: 5
  metrics:
    - { type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }
    - { type: ContainerResource, containerResource: { name: memory, container: a, target: { type: AverageValue, averageValue: 1Gi } } }
    - { type: Pods, pods: { metric: { name: a, selector: { matchLabels: { a: b } } }, target: { type: AverageValue, averageValue: "5" } } }
    - { type: Object, object: { describedObject: { kind: Service, name: a }, metric: { name: a }, target: { type: Value, value: "5" } } }
    - { type: External, external: { metric: { name: a }, target: { type: Value, value: "5" } } }
  behavior: { scaleUp: { policies: [{ type: Pods, value: 1, periodSeconds: 5 }] } }`,
  'autoscaling/v1 HorizontalPodAutoscaler':
    'spec: { scaleTargetRef: { kind: Deployment, name: web }, maxReplicas: 5, targetCPUUtilizationPercentage: 50 }',
  'events.k8s.io/v1 Event':
    '{ regarding: { kind: Pod, name: a, namespace: default }, eventTime: "2026-01-01T00:00:00.000000Z", action: a, reason: b, type: Normal, reportingController: c, reportingInstance: d, series: { count: 2, lastObservedTime: "2026-01-01T00:00:00.000000Z" } }',
  StatefulSet: `${WORKLOAD.replace(/strategy: .*/, 'serviceName: db')}
  volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } }]`,
  RoleBinding:
    '{ roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: a }, subjects: [{ kind: ServiceAccount, name: a, namespace: b }] }',
  ClusterRoleBinding:
    '{ roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: a }, subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: a }] }',
  ControllerRevision: '{ revision: 1, data: { a: b } }',
  Job: `
spec:
  completions: 3
  completionMode: Indexed
  backoffLimitPerIndex: 1
  maxFailedIndexes: 1
  managedBy: a.io/b
  manualSelector: true
  selector: { matchLabels: { a: b } }
  podFailurePolicy: { rules: [{ action: FailIndex, onExitCodes: { operator: In, values: [1, 2] } }, { action: Ignore, onPodConditions: [{ type: DisruptionTarget }] }] }
  successPolicy: { rules: [{ succeededIndexes: "0,2", succeededCount: 1 }] }
  template: { metadata: { labels: { a: b } }, spec: { restartPolicy: Never, containers: [{ name: a, image: b }] } }`,
  CronJob:
    'spec: { schedule: "*/5 0-6 1,15 * mon", timeZone: Europe/Berlin, startingDeadlineSeconds: 3, jobTemplate: { spec: { template: { spec: { restartPolicy: OnFailure, containers: [{ name: a, image: b }] } } } } }',
  Ingress:
    'spec: { ingressClassName: a, defaultBackend: { resource: { kind: A, name: b } }, tls: [{ hosts: ["*.a.io"], secretName: b }], rules: [{ host: a.io, http: { paths: [{ path: /a, pathType: Prefix, backend: { service: { name: a, port: { number: 80 } } } }] } }] }',
  IngressClass: 'spec: { controller: a.io/b, parameters: { apiGroup: a.io, kind: A, name: b } }',
  NetworkPolicy:
    'spec: { podSelector: { matchLabels: { a: b } }, ingress: [{ ports: [{ port: 80, endPort: 90 }], from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }] }], egress: [{ ports: [{ port: http }], to: [{ podSelector: {}, namespaceSelector: { matchLabels: { a: b } } }] }] }',
  IPAddress:
    '{ metadata: { name: 10.0.0.1 }, spec: { parentRef: { resource: services, name: a, namespace: b } } }',
  ServiceCIDR: 'spec: { cidrs: [10.0.0.0/16, "fd00::/108"] }',
  PodDisruptionBudget:
    'spec: { minAvailable: 50%, selector: { matchLabels: { a: b } }, unhealthyPodEvictionPolicy: AlwaysAllow }',
  ResourceQuota:
    'spec: { hard: { pods: 4, requests.cpu: 1 }, scopes: [NotTerminating], scopeSelector: { matchExpressions: [{ scopeName: PriorityClass, operator: In, values: [a] }] } }',
  LimitRange:
    'spec: { limits: [{ type: Container, min: { cpu: 1m }, max: { cpu: 2, memory: 1Gi }, default: { cpu: 1 }, maxLimitRequestRatio: { cpu: 4 } }, { type: PersistentVolumeClaim, max: { storage: 1Gi } }, { type: Pod, max: { cpu: 4 } }] }',
  Endpoints:
    'subsets: [{ addresses: [{ ip: 10.0.0.1, hostname: a, nodeName: b }], notReadyAddresses: [{ ip: "fd00::1" }], ports: [{ name: a, port: 80, appProtocol: http }, { name: b, port: 81 }] }]',
  PodTemplate: `template:\n  spec:${indent(POD_SPEC, 2)}`,
  PriorityClass: '{ value: 1000, description: a }',
  RuntimeClass:
    '{ handler: a, overhead: { podFixed: { cpu: 1m } }, scheduling: { nodeSelector: { a: b }, tolerations: [{ operator: Exists }] } }',
  APIService:
    '{ metadata: { name: v1.a.io }, spec: { group: a.io, version: v1, groupPriorityMinimum: 1, versionPriority: 1, service: { namespace: a, name: b }, insecureSkipTLSVerify: true } }',
  ValidatingWebhookConfiguration: `webhooks: [${WEBHOOK}]`,
  MutatingWebhookConfiguration: `webhooks: [${WEBHOOK}]`,
  ValidatingAdmissionPolicy:
    'spec: { matchConstraints: { resourceRules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods] }] }, validations: [{ expression: "true" }] }',
  MutatingAdmissionPolicy:
    'spec: { matchConstraints: { resourceRules: [{}] }, reinvocationPolicy: Never, mutations: [{ patchType: JSONPatch, jsonPatch: { expression: "[]" } }] }',
  ValidatingAdmissionPolicyBinding:
    'spec: { policyName: a, validationActions: [Deny], matchResources: {} }',
  MutatingAdmissionPolicyBinding: 'spec: { policyName: a, matchResources: {} }',
  FlowSchema: 'spec: { priorityLevelConfiguration: { name: a } }',
  PriorityLevelConfiguration:
    'spec: { type: Limited, limited: { limitResponse: { type: Queue, queuing: {} } } }',
  ResourceSlice: 'spec: { driver: a, nodeName: b, pool: { name: c } }',
  CSIDriver: 'spec: { attachRequired: false }',
  CSINode: 'spec: { drivers: [] }',
  CSIStorageCapacity: '{ storageClassName: a, capacity: 1Gi }',
  VolumeAttachment: 'spec: { attacher: a, nodeName: b, source: { persistentVolumeName: c } }',
  VolumeAttributesClass: '{ driverName: a, parameters: { a: b } }',
  CustomResourceDefinition: `
metadata: { name: webs.a.io }
spec:
  group: a.io
  scope: Namespaced
  names: { plural: webs, kind: Web, shortNames: [w] }
  versions:
    - name: v1
      served: true
      storage: true
      additionalPrinterColumns: [{ name: A, type: string, jsonPath: .spec.a }]
      selectableFields: [{ jsonPath: .spec.a }]
      subresources: { status: {}, scale: { specReplicasPath: .spec.n, statusReplicasPath: .status.n } }
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [a]
              properties:
                a: { type: string, default: b, enum: [b, c], anyOf: [{ minLength: 1 }] }
                n: { type: integer }
                list: { type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: { type: object, required: [k], properties: { k: { type: string } } } }
              x-kubernetes-validations: [{ rule: self.n > 0, messageExpression: "'a'", fieldPath: .n }]
status: { storedVersions: [v1] }`,
  Lease: 'spec: { holderIdentity: a, leaseDurationSeconds: 3 }',
};

/** All places of an object, as paths. */
function places(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => places(item, [...path, key]))];
}

/** The object without what stands at the path; the decoder lets any field be absent. */
function without(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return rest.length === 0
      ? value.filter((_, index) => String(index) !== key)
      : value.map((item, index) =>
          String(index) === key ? without(item, rest) : (item as unknown),
        );
  }
  const entries = Object.entries(value).flatMap(([name, item]) => {
    if (name !== key) return [[name, item]];
    return rest.length === 0 ? [] : [[name, without(item, rest)]];
  });
  return Object.fromEntries(entries) as unknown;
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(freeze);
}

describe('the rules of every kind', () => {
  for (const rules of ALL_RULES) {
    const kind = [apiVersionOf(rules.resource), rules.resource.kind].join(' ');
    const sample = objectOf(rules, SAMPLES[kind] ?? SAMPLES[rules.resource.kind] ?? '{}');

    it(`${kind}: accept a good object, and complete it once, leaving what they were given`, () => {
      freeze(sample);
      const complete = rules.defaults(sample);
      assert.deepEqual(rules.validate(complete), []);
      assert.equal(rules.defaults(complete), complete);
      assert.deepEqual(rules.validateUpdate(complete, complete), []);
    });

    it(`${kind}: find words for whatever is missing`, () => {
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...removable(sample)), { maxLength: 4 }), (paths) => {
          checkBroken(rules, sample, paths);
        }),
        { numRuns: 150 },
      );
    });
  }

  /** Metadata itself is there: the registry has seen to that. */
  function removable(sample: ApiObject): readonly (readonly string[])[] {
    return places(sample).filter(([first]) => first !== 'metadata' && first !== 'kind');
  }

  function checkBroken(
    rules: KindRules<ApiObject>,
    sample: ApiObject,
    paths: readonly (readonly string[])[],
  ): void {
    const broken = paths.reduce<unknown>(without, sample) as ApiObject;
    const complete = rules.defaults(broken);
    assert.equal(rules.defaults(complete), complete, 'defaults are idempotent');
    for (const error of [
      ...rules.validate(complete),
      ...rules.validateUpdate(complete, rules.defaults(sample)),
    ]) {
      assert.match(error.path, /^[a-zA-Z[]/);
      assert.match(error.detail, /^[A-Z][a-z]+/);
    }
    rules.selectableFields?.(complete);
  }

  it('cover each resource once', () => {
    const names = ALL_RULES.map(({ resource }) => `${apiVersionOf(resource)} ${resource.kind}`);
    assert.equal(new Set(names).size, names.length);
    assert.equal(typeof parse(POD_SPEC), 'object');
  });
});
