// The config maps in which `kubeadm init` keeps what it was told, for nodes that join and for upgrades.
// Source: k8s.io/kubernetes/cmd/kubeadm/app/{apis/kubeadm/v1beta4,componentconfigs}.
import type { StringMap } from '../apimachinery/objectMeta';
import { KUBERNETES_VERSION } from './clusterConfig';
import type { ClusterTimings } from './clusterTimings';
import { apiServerFlags, controllerManagerFlags, kubeletFields } from './timingFlags';

/** Of `kubeadm-config`. `endpoint`: of the load balancer, where there is one. */
export function kubeadmConfig(endpoint: string | undefined, timings: ClusterTimings): StringMap {
  const controlPlaneEndpoint = endpoint === undefined ? '' : `controlPlaneEndpoint: ${endpoint}\n`;
  return {
    ClusterConfiguration: `apiServer:${extraArgs(apiServerFlags(timings))}
apiVersion: kubeadm.k8s.io/v1beta4
caCertificateValidityPeriod: 87600h0m0s
certificateValidityPeriod: 8760h0m0s
certificatesDir: /etc/kubernetes/pki
clusterName: kubernetes
${controlPlaneEndpoint}controllerManager:${extraArgs(controllerManagerFlags(timings))}
dns: {}
encryptionAlgorithm: RSA-2048
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: ${KUBERNETES_VERSION}
networking:
  dnsDomain: cluster.local
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/12
proxy: {}
scheduler: {}
`,
  };
}

function extraArgs(flags: StringMap): string {
  const args = Object.entries(flags);
  if (args.length === 0) return ' {}';
  // A number would not be the text that an argument is.
  const valueOf = (value: string): string => (/^\d+$/.test(value) ? `"${value}"` : value);
  const items = args.map(([name, value]) => `\n  - name: ${name}\n    value: ${valueOf(value)}`);
  return `\n  extraArgs:${items.join('')}`;
}

/** Of `kubelet-config`: what kubeadm sets, without what the kubelet fills in. */
export function kubeletConfig(timings: ClusterTimings): StringMap {
  const { crashLoopBackOff, ...rest } = kubeletFields(timings);
  const field = ([name, value]: readonly [string, string]): string => `${name}: ${value}\n`;
  const backOff = crashLoopBackOff === undefined ? '' : `crashLoopBackOff:${crashLoopBackOff}\n`;
  return {
    kubelet: `apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 0s
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
  webhook:
    cacheAuthorizedTTL: 0s
    cacheUnauthorizedTTL: 0s
cgroupDriver: systemd
clusterDNS:
- 10.96.0.10
clusterDomain: cluster.local
${backOff}healthzBindAddress: 127.0.0.1
healthzPort: 10248
kind: KubeletConfiguration
${Object.entries(rest).map(field).join('')}rotateCertificates: true
staticPodPath: /etc/kubernetes/manifests
`,
  };
}

/** Of `kube-proxy`: what kubeadm sets, without what kube-proxy fills in. `address` is the API server's. */
export function proxyConfig(address: string): StringMap {
  return {
    'config.conf': `apiVersion: kubeproxy.config.k8s.io/v1alpha1
bindAddress: 0.0.0.0
clientConnection:
  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf
clusterCIDR: 10.244.0.0/16
kind: KubeProxyConfiguration
mode: ""`,
    'kubeconfig.conf': `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
    server: https://${address}:6443
  name: default
contexts:
- context:
    cluster: default
    namespace: default
    user: default
  name: default
current-context: default
users:
- name: default
  user:
    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token`,
  };
}
