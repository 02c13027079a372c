// The control plane's static pods, as `kubeadm init` writes them to /etc/kubernetes/manifests.
// Source: k8s.io/kubernetes/cmd/kubeadm/app/phases/{controlplane,etcd}.
import type { Draft } from '../apimachinery/objectMeta';
import type { Container, Pod } from '../apis/generated/core/v1';
import { KUBERNETES_VERSION } from './clusterConfig';

export type ControlPlaneComponent =
  'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler';

interface ComponentManifest {
  readonly name: ControlPlaneComponent;
  readonly image: string;
  readonly command: readonly string[];
  readonly requests: Readonly<Record<string, string>>;
  readonly healthPort: number;
  readonly healthPath: string;
  /** Where the start-up and liveness probes knock: the node's address or its loopback. */
  readonly healthHost: string;
}

const ETCD_IMAGE = 'registry.k8s.io/etcd:3.6.6-0';

function manifests(address: string, nodeName: string): readonly ComponentManifest[] {
  return [
    {
      name: 'etcd',
      image: ETCD_IMAGE,
      command: [
        'etcd',
        `--advertise-client-urls=https://${address}:2379`,
        '--data-dir=/var/lib/etcd',
        `--listen-client-urls=https://127.0.0.1:2379,https://${address}:2379`,
        `--name=${nodeName}`,
      ],
      requests: { cpu: '100m', memory: '100Mi' },
      healthPort: 2381,
      healthPath: '/readyz',
      healthHost: '127.0.0.1',
    },
    {
      name: 'kube-apiserver',
      image: `registry.k8s.io/kube-apiserver:${KUBERNETES_VERSION}`,
      command: [
        'kube-apiserver',
        `--advertise-address=${address}`,
        '--authorization-mode=Node,RBAC',
        '--enable-admission-plugins=NodeRestriction',
        '--etcd-servers=https://127.0.0.1:2379',
        '--secure-port=6443',
        '--service-cluster-ip-range=10.96.0.0/12',
      ],
      requests: { cpu: '250m' },
      healthPort: 6443,
      healthPath: '/livez',
      healthHost: address,
    },
    {
      name: 'kube-controller-manager',
      image: `registry.k8s.io/kube-controller-manager:${KUBERNETES_VERSION}`,
      command: [
        'kube-controller-manager',
        '--allocate-node-cidrs=true',
        '--bind-address=127.0.0.1',
        '--cluster-cidr=10.244.0.0/16',
        '--controllers=*,bootstrapsigner,tokencleaner',
        '--leader-elect=true',
        '--service-cluster-ip-range=10.96.0.0/12',
      ],
      requests: { cpu: '200m' },
      healthPort: 10257,
      healthPath: '/healthz',
      healthHost: '127.0.0.1',
    },
    {
      name: 'kube-scheduler',
      image: `registry.k8s.io/kube-scheduler:${KUBERNETES_VERSION}`,
      command: ['kube-scheduler', '--bind-address=127.0.0.1', '--leader-elect=true'],
      requests: { cpu: '100m' },
      healthPort: 10259,
      healthPath: '/livez',
      healthHost: '127.0.0.1',
    },
  ];
}

/** The manifests for a control plane node; the kubelet adds the node's name to each pod's. */
export function controlPlaneStaticPods(address: string, nodeName: string): readonly Draft<Pod>[] {
  return manifests(address, nodeName).map((manifest) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: manifest.name,
      namespace: 'kube-system',
      labels: { component: manifest.name, tier: 'control-plane' },
    },
    spec: {
      containers: [container(manifest)],
      hostNetwork: true,
      priority: 2_000_001_000,
      priorityClassName: 'system-node-critical',
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    },
  }));
}

function container(manifest: ComponentManifest): Container {
  const httpGet = {
    host: manifest.healthHost,
    path: manifest.healthPath,
    port: manifest.healthPort,
    scheme: 'HTTPS',
  } as const;
  return {
    name: manifest.name,
    image: manifest.image,
    command: manifest.command,
    imagePullPolicy: 'IfNotPresent',
    resources: { requests: manifest.requests },
    livenessProbe: {
      httpGet,
      failureThreshold: 8,
      initialDelaySeconds: 10,
      periodSeconds: 10,
      timeoutSeconds: 15,
    },
    startupProbe: {
      httpGet,
      failureThreshold: 24,
      initialDelaySeconds: 10,
      periodSeconds: 10,
      timeoutSeconds: 15,
    },
  };
}
