// The objects that `kubeadm init` and the API server itself create in a new cluster: namespaces,
// the `kubernetes` service, priority classes, cluster DNS and kube-proxy.
// Source: k8s.io/kubernetes/cmd/kubeadm/app/phases/addons/{dns,proxy}.
import type { Draft, StringMap } from '../apimachinery/objectMeta';
import type { DaemonSet, Deployment } from '../apis/generated/apps/v1';
import type {
  ConfigMap,
  Endpoints,
  PodAntiAffinity,
  Service,
  ServiceAccount,
} from '../apis/generated/core/v1';
import type { EndpointSlice } from '../apis/generated/discovery/v1';
import type { PriorityClass } from '../apis/generated/scheduling/v1';
import { SYSTEM_PRIORITIES } from '../apis/scheduling/priorityClass';
import { KUBERNETES_VERSION } from './clusterConfig';
import type { ClusterTimings } from './clusterTimings';
import { kubeadmConfig, kubeletConfig, proxyConfig } from './kubeadmConfig';

const SYSTEM = 'kube-system';
export const DNS_ADDRESS = '10.96.0.10';
const COREDNS_IMAGE = 'registry.k8s.io/coredns/coredns:v1.13.1';

/** The API server as a service inside the cluster. */
export function systemPriorityClasses(): readonly Draft<PriorityClass>[] {
  return Object.entries(SYSTEM_PRIORITIES).map(([name, value]) => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
    description: PRIORITY_DESCRIPTIONS[name],
  }));
}

const PRIORITY_DESCRIPTIONS: Readonly<Record<string, string>> = {
  'system-node-critical':
    'Used for system critical pods that must not be moved from their current node.',
  'system-cluster-critical':
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
};

export function kubernetesService(): Draft<Service> {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      clusterIP: '10.96.0.1',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
      type: 'ClusterIP',
    },
  };
}

/** Where the `kubernetes` service leads: the API server writes this slice itself. */
export function kubernetesEndpointSlice(address: string): Draft<EndpointSlice> {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': 'kubernetes' },
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
  };
}

/** The same for those who read the older kind; nothing needs to mirror it. */
export function kubernetesEndpoints(address: string): Draft<Endpoints> {
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
    },
    subsets: [
      { addresses: [{ ip: address }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] },
    ],
  };
}

export function systemServiceAccounts(): readonly Draft<ServiceAccount>[] {
  return ['coredns', 'kube-proxy'].map((name) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: SYSTEM },
  }));
}

/** `address` is the API server's, or that of what balances several of them. */
export function systemConfigMaps(
  address: string,
  isBalanced: boolean,
  timings: ClusterTimings,
): readonly Draft<ConfigMap>[] {
  return [
    configMap('coredns', { Corefile: COREFILE }),
    configMap('kubeadm-config', kubeadmConfig(isBalanced ? `${address}:6443` : undefined, timings)),
    configMap('kubelet-config', kubeletConfig(timings)),
    configMap('kube-proxy', proxyConfig(address), { app: 'kube-proxy' }),
  ];
}

const COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`;

function configMap(name: string, data: StringMap, labels?: StringMap): Draft<ConfigMap> {
  const metadata = { name, namespace: SYSTEM, ...(labels === undefined ? {} : { labels }) };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
}

export function dnsService(): Draft<Service> {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kube-dns',
      namespace: SYSTEM,
      labels: {
        'k8s-app': 'kube-dns',
        'kubernetes.io/cluster-service': 'true',
        'kubernetes.io/name': 'CoreDNS',
      },
      annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
    },
    spec: {
      clusterIP: DNS_ADDRESS,
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
        { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
        { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
      ],
      selector: { 'k8s-app': 'kube-dns' },
    },
  };
}

/** Where it can be had. */
const ONE_A_NODE: PodAntiAffinity = {
  preferredDuringSchedulingIgnoredDuringExecution: [
    {
      weight: 100,
      podAffinityTerm: {
        labelSelector: {
          matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns'] }],
        },
        topologyKey: 'kubernetes.io/hostname',
      },
    },
  ],
};

export function dnsDeployment(): Draft<Deployment> {
  const labels = { 'k8s-app': 'kube-dns' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'coredns', namespace: SYSTEM, labels },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: 'coredns',
          priorityClassName: 'system-cluster-critical',
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          affinity: { podAntiAffinity: ONE_A_NODE },
          tolerations: [
            { key: 'CriticalAddonsOnly', operator: 'Exists' },
            { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
          ],
          dnsPolicy: 'Default',
          volumes: [
            {
              name: 'config-volume',
              configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] },
            },
          ],
          containers: [
            {
              name: 'coredns',
              image: COREDNS_IMAGE,
              imagePullPolicy: 'IfNotPresent',
              args: ['-conf', '/etc/coredns/Corefile'],
              resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
              ports: [
                { name: 'dns', containerPort: 53, protocol: 'UDP' },
                { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
                { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
                { name: 'liveness-probe', containerPort: 8080, protocol: 'TCP' },
                { name: 'readiness-probe', containerPort: 8181, protocol: 'TCP' },
              ],
              livenessProbe: {
                httpGet: { path: '/health', port: 'liveness-probe', scheme: 'HTTP' },
                initialDelaySeconds: 60,
                timeoutSeconds: 5,
                successThreshold: 1,
                failureThreshold: 5,
              },
              readinessProbe: {
                httpGet: { path: '/ready', port: 'readiness-probe', scheme: 'HTTP' },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
                readOnlyRootFilesystem: true,
              },
              volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
            },
          ],
        },
      },
    },
  };
}

export function proxyDaemonSet(): Draft<DaemonSet> {
  const labels = { 'k8s-app': 'kube-proxy' };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'kube-proxy', namespace: SYSTEM, labels },
    spec: {
      selector: { matchLabels: labels },
      updateStrategy: { type: 'RollingUpdate' },
      template: {
        metadata: { labels },
        spec: {
          priorityClassName: 'system-node-critical',
          serviceAccountName: 'kube-proxy',
          hostNetwork: true,
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          tolerations: [{ operator: 'Exists' }],
          volumes: [
            { name: 'kube-proxy', configMap: { name: 'kube-proxy' } },
            { name: 'xtables-lock', hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' } },
            { name: 'lib-modules', hostPath: { path: '/lib/modules' } },
          ],
          containers: [
            {
              name: 'kube-proxy',
              image: `registry.k8s.io/kube-proxy:${KUBERNETES_VERSION}`,
              imagePullPolicy: 'IfNotPresent',
              command: [
                '/usr/local/bin/kube-proxy',
                '--config=/var/lib/kube-proxy/config.conf',
                '--hostname-override=$(NODE_NAME)',
              ],
              env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
              securityContext: { privileged: true },
              volumeMounts: [
                { name: 'kube-proxy', mountPath: '/var/lib/kube-proxy' },
                { name: 'xtables-lock', mountPath: '/run/xtables.lock' },
                { name: 'lib-modules', mountPath: '/lib/modules', readOnly: true },
              ],
            },
          ],
        },
      },
    },
  };
}
