// Tables of the kinds that have no test of their own: what kubectl prints, and of what.
import assert from 'node:assert/strict';
import { header, row } from './tableRow';

const TEMPLATE = 'template: { spec: { containers: [{ name: a, image: nginx }] } }';

/** A kind, the columns of `-o wide`, an object, and its row. */
type Case = readonly [kind: string, columns: string, manifest: string, expected: string];

const CASES: readonly Case[] = [
  [
    'apps/StatefulSet',
    'NAME READY AGE CONTAINERS IMAGES',
    `{ spec: { replicas: 3, ${TEMPLATE} }, status: { readyReplicas: 2 } }`,
    'web | 2/3 | 24h | a | nginx',
  ],
  [
    'apps/ControllerRevision',
    'NAME CONTROLLER REVISION AGE',
    '{ metadata: { ownerReferences: [{ apiVersion: apps/v1, kind: StatefulSet, name: db, controller: true }] }, revision: 4 }',
    'web | statefulset.apps/db | 4 | 24h',
  ],
  [
    'batch/Job',
    'NAME STATUS COMPLETIONS DURATION AGE CONTAINERS IMAGES SELECTOR',
    `{ spec: { completions: 3, selector: { matchLabels: { a: b } }, ${TEMPLATE} }, status: { succeeded: 1, startTime: "2026-01-01T23:59:30Z" } }`,
    'web | Running | 1/3 | 30s | 24h | a | nginx | a=b',
  ],
  [
    'batch/Job',
    'NAME STATUS COMPLETIONS DURATION AGE CONTAINERS IMAGES SELECTOR',
    `{ spec: { parallelism: 4, ${TEMPLATE} }, status: { succeeded: 1, startTime: "2026-01-01T23:00:00Z", completionTime: "2026-01-01T23:00:07Z", conditions: [{ type: Complete, status: "True" }] } }`,
    'web | Complete | 1/1 of 4 | 7s | 24h | a | nginx | <none>',
  ],
  [
    'batch/CronJob',
    'NAME SCHEDULE TIMEZONE SUSPEND ACTIVE LAST SCHEDULE AGE CONTAINERS IMAGES SELECTOR',
    `{ spec: { schedule: "*/5 * * * *", suspend: false, jobTemplate: { spec: { ${TEMPLATE} } } }, status: { active: [{}], lastScheduleTime: "2026-01-01T23:55:00Z" } }`,
    'web | */5 * * * * | <none> | False | 1 | 5m | 24h | a | nginx | <none>',
  ],
  [
    'autoscaling/HorizontalPodAutoscaler',
    'NAME REFERENCE TARGETS MINPODS MAXPODS REPLICAS AGE',
    `{ spec: { scaleTargetRef: { kind: Deployment, name: web }, minReplicas: 1, maxReplicas: 5, metrics: [
        { type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } },
        { type: Pods, pods: { target: { averageValue: "0.5" } } },
        { type: External, external: { target: { value: "10" } } }] },
       status: { currentReplicas: 2, currentMetrics: [{ type: Resource, resource: { name: cpu, current: { averageUtilization: 12 } } }] } }`,
    'web | Deployment/web | cpu: 12%/50%, <unknown>/500m + 1 more... | 1 | 5 | 2 | 24h',
  ],
  [
    'networking.k8s.io/Ingress',
    'NAME CLASS HOSTS ADDRESS PORTS AGE',
    `{ spec: { ingressClassName: nginx, tls: [{}], rules: [{ host: a }, { host: b }, { host: c }, { host: d }] },
       status: { loadBalancer: { ingress: [{ ip: 10.0.0.1 }, { hostname: lb.example }] } } }`,
    'web | nginx | a,b,c + 1 more... | 10.0.0.1,lb.example | 80, 443 | 24h',
  ],
  [
    'networking.k8s.io/Ingress',
    'NAME CLASS HOSTS ADDRESS PORTS AGE',
    '{}',
    'web | <none> | * |  | 80 | 24h',
  ],
  [
    'networking.k8s.io/IngressClass',
    'NAME CONTROLLER PARAMETERS AGE',
    '{ spec: { controller: example.com/c, parameters: { apiGroup: x.io, kind: K, name: n } } }',
    'web | example.com/c | K.x.io/n | 24h',
  ],
  [
    'networking.k8s.io/NetworkPolicy',
    'NAME POD-SELECTOR AGE',
    '{ spec: { podSelector: { matchExpressions: [{ key: tier, operator: In, values: [a, b] }] } } }',
    'web | tier in (a,b) | 24h',
  ],
  [
    'networking.k8s.io/ServiceCIDR',
    'NAME CIDRS AGE',
    '{ spec: { cidrs: [10.96.0.0/16] } }',
    'web | 10.96.0.0/16 | 24h',
  ],
  [
    'networking.k8s.io/IPAddress',
    'NAME PARENTREF',
    '{ spec: { parentRef: { resource: services, namespace: default, name: kubernetes } } }',
    'web | services/default/kubernetes',
  ],
  [
    'policy/PodDisruptionBudget',
    'NAME MIN AVAILABLE MAX UNAVAILABLE ALLOWED DISRUPTIONS AGE',
    '{ spec: { minAvailable: 50% }, status: { disruptionsAllowed: 1 } }',
    'web | 50% | N/A | 1 | 24h',
  ],
  [
    '/PersistentVolume',
    'NAME CAPACITY ACCESS MODES RECLAIM POLICY STATUS CLAIM STORAGECLASS VOLUMEATTRIBUTESCLASS REASON AGE VOLUMEMODE',
    '{ spec: { capacity: { storage: 1024Mi }, accessModes: [ReadWriteMany, ReadWriteOnce], persistentVolumeReclaimPolicy: Retain, claimRef: { namespace: default, name: data }, storageClassName: fast, volumeMode: Filesystem }, status: { phase: Bound } }',
    'web | 1Gi | RWO,RWX | Retain | Bound | default/data | fast | <unset> |  | 24h | Filesystem',
  ],
  [
    '/PersistentVolumeClaim',
    'NAME STATUS VOLUME CAPACITY ACCESS MODES STORAGECLASS VOLUMEATTRIBUTESCLASS AGE VOLUMEMODE',
    '{ spec: { storageClassName: fast, resources: { requests: { storage: 1Gi } } }, status: { phase: Pending } }',
    'web | Pending |  |  |  | fast | <unset> | 24h | <unset>',
  ],
  [
    '/PersistentVolumeClaim',
    'NAME STATUS VOLUME CAPACITY ACCESS MODES STORAGECLASS VOLUMEATTRIBUTESCLASS AGE VOLUMEMODE',
    '{ metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" }, spec: { volumeName: pv-1, volumeMode: Block }, status: { phase: Bound, capacity: { storage: 2Gi }, accessModes: [ReadWriteOncePod] } }',
    'web | Terminating | pv-1 | 2Gi | RWOP |  | <unset> | 24h | Block',
  ],
  [
    '/Endpoints',
    'NAME ENDPOINTS AGE',
    '{ subsets: [{ addresses: [{ ip: 10.0.0.1 }, { ip: "fd00::1" }], ports: [{ port: 80 }, { port: 81 }] }] }',
    'web | 10.0.0.1:80,[fd00::1]:80,10.0.0.1:81 + 1 more... | 24h',
  ],
  ['/Endpoints', 'NAME ENDPOINTS AGE', '{}', 'web | <none> | 24h'],
  [
    '/ResourceQuota',
    'NAME REQUEST LIMIT AGE',
    '{ status: { hard: { pods: "4", limits.cpu: "2" }, used: { pods: "1" } } }',
    'web | pods: 1/4 | limits.cpu: 0/2 | 24h',
  ],
  [
    'events.k8s.io/Event',
    'LAST SEEN TYPE REASON OBJECT SUBOBJECT SOURCE MESSAGE FIRST SEEN COUNT NAME',
    '{ type: Normal, reason: Pulled, regarding: { kind: Pod, name: web-1 }, note: done, eventTime: "2026-01-01T23:59:30Z", reportingController: kubelet }',
    '30s | Normal | Pulled | pod/web-1 |  | kubelet | done | 30s | 1 | web',
  ],
  [
    '/PodTemplate',
    'NAME CONTAINERS IMAGES POD LABELS',
    '{ template: { metadata: { labels: { a: b } }, spec: { containers: [{ name: a, image: nginx }] } } }',
    'web | a | nginx | a=b',
  ],
  [
    '/ComponentStatus',
    'NAME STATUS MESSAGE ERROR',
    '{ conditions: [{ type: Healthy, status: "True", message: ok }] }',
    'web | Healthy | ok | ',
  ],
  [
    'storage.k8s.io/StorageClass',
    'NAME PROVISIONER RECLAIMPOLICY VOLUMEBINDINGMODE ALLOWVOLUMEEXPANSION AGE',
    '{ metadata: { annotations: { storageclass.kubernetes.io/is-default-class: "true" } }, provisioner: p.io/x, volumeBindingMode: WaitForFirstConsumer }',
    'web (default) | p.io/x | Delete | WaitForFirstConsumer | false | 24h',
  ],
  [
    'storage.k8s.io/VolumeAttributesClass',
    'NAME DRIVERNAME AGE',
    '{ driverName: d.io }',
    'web | d.io | 24h',
  ],
  [
    'storage.k8s.io/VolumeAttachment',
    'NAME ATTACHER PV NODE ATTACHED AGE',
    '{ spec: { attacher: d.io, source: { persistentVolumeName: pv }, nodeName: n1 }, status: { attached: true } }',
    'web | d.io | pv | n1 | true | 24h',
  ],
  ['storage.k8s.io/CSINode', 'NAME DRIVERS AGE', '{ spec: { drivers: [{}] } }', 'web | 1 | 24h'],
  [
    'storage.k8s.io/CSIDriver',
    'NAME ATTACHREQUIRED PODINFOONMOUNT STORAGECAPACITY TOKENREQUESTS REQUIRESREPUBLISH MODES AGE',
    '{ spec: { attachRequired: false } }',
    'web | false | false | false | <unset> | false | <none> | 24h',
  ],
  [
    'storage.k8s.io/CSIStorageCapacity',
    'NAME STORAGECLASSNAME CAPACITY',
    '{ storageClassName: fast, capacity: 1024Gi }',
    'web | fast | 1Ti',
  ],
  [
    'rbac.authorization.k8s.io/RoleBinding',
    'NAME ROLE AGE USERS GROUPS SERVICEACCOUNTS',
    '{ roleRef: { kind: Role, name: r }, subjects: [{ kind: User, name: u1 }, { kind: User, name: u2 }, { kind: Group, name: g }, { kind: ServiceAccount, name: s, namespace: n }] }',
    'web | Role/r | 24h | u1, u2 | g | n/s',
  ],
  [
    'certificates.k8s.io/CertificateSigningRequest',
    'NAME AGE SIGNERNAME REQUESTOR REQUESTEDDURATION CONDITION',
    '{ spec: { signerName: s/x, username: me, expirationSeconds: 86400 }, status: { certificate: eA==, conditions: [{ type: Approved }] } }',
    'web | 24h | s/x | me | 24h | Approved,Issued',
  ],
  [
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    'NAME WEBHOOKS AGE',
    '{ webhooks: [{}, {}] }',
    'web | 2 | 24h',
  ],
  [
    'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
    'NAME VALIDATIONS PARAMKIND AGE',
    '{ spec: { validations: [{}], paramKind: { apiVersion: v1, kind: ConfigMap } } }',
    'web | 1 | v1/ConfigMap | 24h',
  ],
  [
    'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
    'NAME POLICYNAME PARAMREF AGE',
    '{ spec: { policyName: p, paramRef: { selector: { matchLabels: { a: b } } } } }',
    'web | p | &LabelSelector{MatchLabels:map[string]string{a: b,},MatchExpressions:[]LabelSelectorRequirement{},} | 24h',
  ],
  [
    'flowcontrol.apiserver.k8s.io/FlowSchema',
    'NAME PRIORITYLEVEL MATCHINGPRECEDENCE DISTINGUISHERMETHOD AGE MISSINGPL',
    '{ spec: { priorityLevelConfiguration: { name: pl }, matchingPrecedence: 100 } }',
    'web | pl | 100 | <none> | 24h | ?',
  ],
  [
    'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
    'NAME TYPE NOMINALCONCURRENCYSHARES QUEUES HANDSIZE QUEUELENGTHLIMIT AGE',
    '{ spec: { type: Limited, limited: { nominalConcurrencyShares: 30 } } }',
    'web | Limited | 30 | <none> | <none> | <none> | 24h',
  ],
  ['resource.k8s.io/DeviceClass', 'NAME AGE', '{}', 'web | 24h'],
  [
    'resource.k8s.io/ResourceClaim',
    'NAME STATE AGE',
    '{ status: { allocation: {}, reservedFor: [{}] } }',
    'web | allocated,reserved | 24h',
  ],
  [
    'resource.k8s.io/ResourceSlice',
    'NAME NODE DRIVER POOL AGE',
    '{ spec: { nodeName: n, driver: d, pool: { name: p } } }',
    'web | n | d | p | 24h',
  ],
  [
    'scheduling.k8s.io/PriorityClass',
    'NAME VALUE GLOBAL-DEFAULT AGE PREEMPTIONPOLICY',
    '{ value: 1000, preemptionPolicy: Never }',
    'web | 1000 | false | 24h | Never',
  ],
  ['node.k8s.io/RuntimeClass', 'NAME HANDLER AGE', '{ handler: runsc }', 'web | runsc | 24h'],
  [
    'apiregistration.k8s.io/APIService',
    'NAME SERVICE AVAILABLE AGE',
    '{ spec: { service: { namespace: kube-system, name: metrics } }, status: { conditions: [{ type: Available, status: "False", reason: MissingEndpoints }] } }',
    'web | kube-system/metrics | False (MissingEndpoints) | 24h',
  ],
];

describe('tables of the other kinds', () => {
  for (const [name, columns, manifest, expected] of CASES) {
    it(`show ${name}: ${expected}`, () => {
      const [group = '', kind = ''] = name.split('/');
      assert.equal(header(group, kind, true), columns);
      assert.equal(row(group, kind, manifest, true), expected);
    });
  }
});
