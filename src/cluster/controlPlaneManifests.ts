// What `kubeadm init` and `kubeadm join --control-plane` write into the manifests of the control plane: flags, mounts, health checks.
// Source: k8s.io/kubernetes/cmd/kubeadm/app/phases/{controlplane,etcd}.
import type { StringMap } from '../apimachinery/objectMeta';
import { KUBERNETES_VERSION } from './clusterConfig';
import type { ClusterTimings } from './clusterTimings';
import { apiServerFlags, controllerManagerFlags } from './timingFlags';

export type ControlPlaneComponent =
  'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler';

/** A path of the node inside of the container, under the same name. */
export interface HostMount {
  readonly name: string;
  readonly path: string;
  readonly type: 'DirectoryOrCreate' | 'FileOrCreate';
  readonly readOnly?: true;
}

export interface HealthCheck {
  /** The node's address or its loopback. */
  readonly host: string;
  readonly port: number;
  readonly scheme: 'HTTP' | 'HTTPS';
  readonly livePath: string;
  readonly startupPath: string;
  readonly readyPath?: string;
}

export interface ComponentManifest {
  readonly name: ControlPlaneComponent;
  readonly image: string;
  readonly flags: StringMap;
  readonly annotations?: StringMap;
  readonly requests: StringMap;
  readonly mounts: readonly HostMount[];
  readonly health: HealthCheck;
}

const ETCD_IMAGE = 'registry.k8s.io/etcd:3.6.6-0';
const PKI = '/etc/kubernetes/pki';
const LOOPBACK = '127.0.0.1';

/** A member of etcd that was there before. */
export interface EtcdPeer {
  readonly name: string;
  readonly address: string;
}

export function controlPlaneManifests(
  address: string,
  nodeName: string,
  earlier: readonly EtcdPeer[],
  timings: ClusterTimings,
): readonly ComponentManifest[] {
  return [
    etcd(address, nodeName, earlier),
    withFlags(apiServer(address), apiServerFlags(timings)),
    withFlags(CONTROLLER_MANAGER, controllerManagerFlags(timings)),
    SCHEDULER,
  ];
}

/** Among its own, by their names. */
function withFlags(manifest: ComponentManifest, extra: StringMap): ComponentManifest {
  if (Object.keys(extra).length === 0) return manifest;
  const flags = Object.entries({ ...manifest.flags, ...extra });
  return { ...manifest, flags: Object.fromEntries(flags.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function peerUrl(address: string): string {
  return `https://${address}:2380`;
}

function etcd(address: string, nodeName: string, earlier: readonly EtcdPeer[]): ComponentManifest {
  const peer = peerUrl(address);
  const members = [...earlier, { name: nodeName, address }];
  return {
    name: 'etcd',
    image: ETCD_IMAGE,
    annotations: {
      'kubeadm.kubernetes.io/etcd.advertise-client-urls': `https://${address}:2379`,
    },
    flags: {
      'advertise-client-urls': `https://${address}:2379`,
      'cert-file': `${PKI}/etcd/server.crt`,
      'client-cert-auth': 'true',
      'data-dir': '/var/lib/etcd',
      'feature-gates': 'InitialCorruptCheck=true',
      'initial-advertise-peer-urls': peer,
      'initial-cluster': members.map((each) => `${each.name}=${peerUrl(each.address)}`).join(','),
      ...(earlier.length === 0 ? {} : { 'initial-cluster-state': 'existing' }),
      'key-file': `${PKI}/etcd/server.key`,
      'listen-client-urls': `https://${LOOPBACK}:2379,https://${address}:2379`,
      'listen-metrics-urls': `http://${LOOPBACK}:2381`,
      'listen-peer-urls': peer,
      name: nodeName,
      'peer-cert-file': `${PKI}/etcd/peer.crt`,
      'peer-client-cert-auth': 'true',
      'peer-key-file': `${PKI}/etcd/peer.key`,
      'peer-trusted-ca-file': `${PKI}/etcd/ca.crt`,
      'snapshot-count': '10000',
      'trusted-ca-file': `${PKI}/etcd/ca.crt`,
      'watch-progress-notify-interval': '5s',
    },
    requests: { cpu: '100m', memory: '100Mi' },
    mounts: [
      { name: 'etcd-data', path: '/var/lib/etcd', type: 'DirectoryOrCreate' },
      { name: 'etcd-certs', path: `${PKI}/etcd`, type: 'DirectoryOrCreate' },
    ],
    health: {
      host: LOOPBACK,
      port: 2381,
      scheme: 'HTTP',
      livePath: '/livez',
      startupPath: '/readyz',
      readyPath: '/readyz',
    },
  };
}

function certificates(name: string, path: string): HostMount {
  return { name, path, type: 'DirectoryOrCreate', readOnly: true };
}

/** Authorities that the machine trusts, where Debian has them. */
const SHARED_CERTIFICATES: readonly HostMount[] = [
  certificates('usr-local-share-ca-certificates', '/usr/local/share/ca-certificates'),
  certificates('usr-share-ca-certificates', '/usr/share/ca-certificates'),
];
const CA_CERTIFICATES: readonly HostMount[] = [
  certificates('ca-certs', '/etc/ssl/certs'),
  certificates('etc-ca-certificates', '/etc/ca-certificates'),
];
const KEYS = certificates('k8s-certs', PKI);

function kubeconfig(file: string): HostMount {
  return {
    name: 'kubeconfig',
    path: `/etc/kubernetes/${file}`,
    type: 'FileOrCreate',
    readOnly: true,
  };
}

function apiServer(address: string): ComponentManifest {
  return {
    name: 'kube-apiserver',
    image: `registry.k8s.io/kube-apiserver:${KUBERNETES_VERSION}`,
    annotations: {
      'kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint': `${address}:6443`,
    },
    flags: {
      'advertise-address': address,
      'allow-privileged': 'true',
      'authorization-mode': 'Node,RBAC',
      'client-ca-file': `${PKI}/ca.crt`,
      'enable-admission-plugins': 'NodeRestriction',
      'enable-bootstrap-token-auth': 'true',
      'etcd-cafile': `${PKI}/etcd/ca.crt`,
      'etcd-certfile': `${PKI}/apiserver-etcd-client.crt`,
      'etcd-keyfile': `${PKI}/apiserver-etcd-client.key`,
      'etcd-servers': `https://${LOOPBACK}:2379`,
      'kubelet-client-certificate': `${PKI}/apiserver-kubelet-client.crt`,
      'kubelet-client-key': `${PKI}/apiserver-kubelet-client.key`,
      'kubelet-preferred-address-types': 'InternalIP,ExternalIP,Hostname',
      'proxy-client-cert-file': `${PKI}/front-proxy-client.crt`,
      'proxy-client-key-file': `${PKI}/front-proxy-client.key`,
      'requestheader-allowed-names': 'front-proxy-client',
      'requestheader-client-ca-file': `${PKI}/front-proxy-ca.crt`,
      'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
      'requestheader-group-headers': 'X-Remote-Group',
      'requestheader-username-headers': 'X-Remote-User',
      'secure-port': '6443',
      'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
      'service-account-key-file': `${PKI}/sa.pub`,
      'service-account-signing-key-file': `${PKI}/sa.key`,
      'service-cluster-ip-range': '10.96.0.0/12',
      'tls-cert-file': `${PKI}/apiserver.crt`,
      'tls-private-key-file': `${PKI}/apiserver.key`,
    },
    requests: { cpu: '250m' },
    mounts: [...CA_CERTIFICATES, KEYS, ...SHARED_CERTIFICATES],
    health: {
      host: address,
      port: 6443,
      scheme: 'HTTPS',
      livePath: '/livez',
      startupPath: '/livez',
      readyPath: '/readyz',
    },
  };
}

const CONTROLLER_MANAGER: ComponentManifest = {
  name: 'kube-controller-manager',
  image: `registry.k8s.io/kube-controller-manager:${KUBERNETES_VERSION}`,
  flags: {
    'allocate-node-cidrs': 'true',
    'authentication-kubeconfig': '/etc/kubernetes/controller-manager.conf',
    'authorization-kubeconfig': '/etc/kubernetes/controller-manager.conf',
    'bind-address': LOOPBACK,
    'client-ca-file': `${PKI}/ca.crt`,
    'cluster-cidr': '10.244.0.0/16',
    'cluster-name': 'kubernetes',
    'cluster-signing-cert-file': `${PKI}/ca.crt`,
    'cluster-signing-key-file': `${PKI}/ca.key`,
    controllers: '*,bootstrapsigner,tokencleaner',
    kubeconfig: '/etc/kubernetes/controller-manager.conf',
    'leader-elect': 'true',
    'requestheader-client-ca-file': `${PKI}/front-proxy-ca.crt`,
    'root-ca-file': `${PKI}/ca.crt`,
    'service-account-private-key-file': `${PKI}/sa.key`,
    'service-cluster-ip-range': '10.96.0.0/12',
    'use-service-account-credentials': 'true',
  },
  requests: { cpu: '200m' },
  mounts: [
    ...CA_CERTIFICATES,
    {
      name: 'flexvolume-dir',
      path: '/usr/libexec/kubernetes/kubelet-plugins/volume/exec',
      type: 'DirectoryOrCreate',
    },
    KEYS,
    kubeconfig('controller-manager.conf'),
    ...SHARED_CERTIFICATES,
  ],
  health: {
    host: LOOPBACK,
    port: 10257,
    scheme: 'HTTPS',
    livePath: '/healthz',
    startupPath: '/healthz',
  },
};

const SCHEDULER: ComponentManifest = {
  name: 'kube-scheduler',
  image: `registry.k8s.io/kube-scheduler:${KUBERNETES_VERSION}`,
  flags: {
    'authentication-kubeconfig': '/etc/kubernetes/scheduler.conf',
    'authorization-kubeconfig': '/etc/kubernetes/scheduler.conf',
    'bind-address': LOOPBACK,
    kubeconfig: '/etc/kubernetes/scheduler.conf',
    'leader-elect': 'true',
  },
  requests: { cpu: '100m' },
  mounts: [kubeconfig('scheduler.conf')],
  health: {
    host: LOOPBACK,
    port: 10259,
    scheme: 'HTTPS',
    livePath: '/livez',
    startupPath: '/livez',
    readyPath: '/readyz',
  },
};
