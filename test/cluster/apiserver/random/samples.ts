// Bodies that the API server takes as they are: a random change in one of them gets further than a
// body that is random from the start.
import type { JsonObject } from '../../../../src/apimachinery/jsonObject';

const LABELS = { app: 'web' };
const SELECTOR = { matchLabels: LABELS };
const POD_SPEC = {
  initContainers: [{ name: 'init', image: 'busybox:1.36', command: ['sh', '-c', 'true'] }],
  containers: [
    {
      name: 'web',
      image: 'nginx:1.27',
      ports: [{ containerPort: 80, name: 'http' }],
      env: [{ name: 'A', value: 'b' }],
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
      livenessProbe: { httpGet: { path: '/', port: 'http' } },
      securityContext: { runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
      volumeMounts: [{ name: 'data', mountPath: '/data' }],
    },
  ],
  volumes: [{ name: 'data', emptyDir: {} }],
  tolerations: [{ key: 'a', operator: 'Exists' }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }],
      },
    },
  },
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'zone',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: SELECTOR,
    },
  ],
};
const TEMPLATE = { metadata: { labels: LABELS }, spec: POD_SPEC };
const JOB_SPEC = { template: { spec: { ...POD_SPEC, restartPolicy: 'Never' } }, completions: 2 };
const CLAIM_SPEC = {
  accessModes: ['ReadWriteOnce'],
  resources: { requests: { storage: '1Gi' } },
  storageClassName: 'standard',
};
const PATH = {
  path: '/',
  pathType: 'Prefix',
  backend: { service: { name: 'web', port: { number: 80 } } },
};

/** By plural; all without metadata. */
export const SAMPLES: Readonly<Record<string, JsonObject>> = {
  pods: { spec: POD_SPEC },
  replicationcontrollers: { spec: { replicas: 2, selector: LABELS, template: TEMPLATE } },
  replicasets: { spec: { replicas: 2, selector: SELECTOR, template: TEMPLATE } },
  deployments: {
    spec: {
      replicas: 2,
      selector: SELECTOR,
      template: TEMPLATE,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' } },
    },
  },
  daemonsets: { spec: { selector: SELECTOR, template: TEMPLATE } },
  statefulsets: {
    spec: {
      replicas: 2,
      serviceName: 'web',
      selector: SELECTOR,
      template: TEMPLATE,
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: CLAIM_SPEC }],
    },
  },
  jobs: { spec: JOB_SPEC },
  cronjobs: { spec: { schedule: '*/5 * * * *', jobTemplate: { spec: JOB_SPEC } } },
  services: {
    spec: {
      type: 'NodePort',
      selector: LABELS,
      ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
    },
  },
  configmaps: { data: { a: '1' }, binaryData: { b: 'Zm9v' } },
  secrets: { type: 'Opaque', data: { a: 'Zm9v' }, stringData: { b: 'c' } },
  ingresses: { spec: { rules: [{ host: 'a.example', http: { paths: [PATH] } }] } },
  networkpolicies: {
    spec: {
      podSelector: SELECTOR,
      ingress: [{ from: [{ podSelector: SELECTOR }], ports: [{ port: 80 }] }],
      policyTypes: ['Ingress'],
    },
  },
  persistentvolumeclaims: { spec: CLAIM_SPEC },
  persistentvolumes: {
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: '/data' },
      persistentVolumeReclaimPolicy: 'Retain',
    },
  },
  poddisruptionbudgets: { spec: { minAvailable: 1, selector: SELECTOR } },
  horizontalpodautoscalers: {
    spec: {
      minReplicas: 1,
      maxReplicas: 3,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    },
  },
  limitranges: {
    spec: {
      limits: [
        {
          type: 'Container',
          default: { cpu: '1' },
          defaultRequest: { cpu: '100m' },
          max: { cpu: '2' },
        },
      ],
    },
  },
  resourcequotas: { spec: { hard: { pods: '3', 'count/configmaps': '2', 'requests.cpu': '1' } } },
  endpointslices: {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
    ports: [{ name: 'http', port: 80 }],
  },
  roles: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  nodes: { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] }, status: {} },
};
