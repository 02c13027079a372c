// The config maps that tell strangers whom to trust: kubeadm's cluster-info for nodes that join, and what
// API servers that extend the cluster check callers by.
// Source: k8s.io/kubernetes/cmd/kubeadm/app/phases/bootstraptoken/clusterinfo and
// pkg/controlplane/controller/clusterauthenticationtrust.
//
// Differs from Kubernetes: another certificate authority counts at once, in both; they are not made again
// when somebody deletes them; the authority of the front proxy vouches for nothing, since nothing is
// proxied under its name; no bootstrap token signs cluster-info.
import { isNotFound } from '../apimachinery/apiStatus';
import { toBase64 } from '../apimachinery/base64';
import type { Draft, StringMap } from '../apimachinery/objectMeta';
import type { ConfigMap } from '../apis/generated/core/v1';
import { CONFIG_MAPS } from '../apis/resources';
import type { Simulation } from '../simulation/simulation';
import type { Client } from './client/client';
import { WorkQueue } from './client/workQueue';
import type { RootCertificate } from './controllers/rootCertificate';

const FRONT_PROXY_AUTHORITY = `-----BEGIN CERTIFICATE-----
U2ltdWxhdGVkIGZyb250IHByb3h5IGF1dGhvcml0eSBvZiBDbHVzdGVyIExhYg==
-----END CERTIFICATE-----
`;

/** `authority` is the certificate of the cluster's own in PEM, `address` that of the API server. */
export function clusterInfo(authority: string, address: string): Draft<ConfigMap> {
  const data = {
    kubeconfig: `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${toBase64(authority)}
    server: https://${address}:6443
  name: ""
contexts: null
current-context: ""
kind: Config
users: null
`,
  };
  return configMap('kube-public', 'cluster-info', data);
}

export function extensionAuthentication(authority: string): Draft<ConfigMap> {
  return configMap('kube-system', 'extension-apiserver-authentication', {
    'client-ca-file': authority,
    'requestheader-allowed-names': '["front-proxy-client"]',
    'requestheader-client-ca-file': FRONT_PROXY_AUTHORITY,
    'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
    'requestheader-group-headers': '["X-Remote-Group"]',
    'requestheader-username-headers': '["X-Remote-User"]',
  });
}

function configMap(namespace: string, name: string, data: StringMap): Draft<ConfigMap> {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
}

/** Keeps what is there up to date when the authority becomes another. */
export function followAuthority(
  simulation: Simulation,
  admin: Client,
  root: RootCertificate,
  address: string,
): void {
  const queue = new WorkQueue(simulation, { label: 'publish authority' }, () => {
    update(admin, clusterInfo(root.pem, address));
    update(admin, extensionAuthentication(root.pem));
  });
  root.onChange(() => {
    queue.add('kubeadm');
  });
}

function update(admin: Client, { metadata, data }: Draft<ConfigMap>): void {
  const { namespace, name = '' } = metadata;
  try {
    admin.patch(CONFIG_MAPS, namespace, name, { type: 'merge', body: { data } });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
