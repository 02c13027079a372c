import assert from 'node:assert/strict';
import { fromBase64 } from '../../src/apimachinery/base64';
import type { ConfigMap } from '../../src/apis/generated/core/v1';
import { CONFIG_MAPS } from '../../src/apis/resources';
import { ClusterLab } from './clusterLab';

function configMap(lab: ClusterLab, namespace: string, name: string): ConfigMap {
  return lab.admin.get(CONFIG_MAPS, namespace, name);
}

/** The authority in cluster-info's kubeconfig, and the server. */
function clusterInfo(lab: ClusterLab): readonly (string | undefined)[] {
  const { kubeconfig = '' } = configMap(lab, 'kube-public', 'cluster-info').data ?? {};
  const [, authority = ''] = /certificate-authority-data: (\S+)/.exec(kubeconfig) ?? [];
  const [, server] = /server: (\S+)/.exec(kubeconfig) ?? [];
  return [fromBase64(authority), server];
}

function clientAuthority(lab: ClusterLab): string | undefined {
  const { data } = configMap(lab, 'kube-system', 'extension-apiserver-authentication');
  return data?.['client-ca-file'];
}

describe('The config maps of a new cluster', () => {
  it('are those that kubeadm and the API server make', () => {
    const lab = ClusterLab.boot();
    const names = lab.admin
      .list(CONFIG_MAPS)
      .items.map(({ metadata, data = {} }) => {
        const keys = String(Object.keys(data).length);
        return `${metadata.namespace ?? ''}/${metadata.name} ${keys}`;
      })
      .sort();
    assert.deepEqual(names, [
      'default/kube-root-ca.crt 1',
      'kube-node-lease/kube-root-ca.crt 1',
      'kube-public/cluster-info 1',
      'kube-public/kube-root-ca.crt 1',
      'kube-system/coredns 1',
      'kube-system/extension-apiserver-authentication 6',
      'kube-system/kube-apiserver-legacy-service-account-token-tracking 1',
      'kube-system/kube-proxy 2',
      'kube-system/kube-root-ca.crt 1',
      'kube-system/kubeadm-config 1',
      'kube-system/kubelet-config 1',
    ]);
  });

  it('name the authority of the cluster, and follow it', () => {
    const lab = ClusterLab.boot();
    const authority = lab.cluster.rootCertificate;
    assert.deepEqual(clusterInfo(lab), [authority, 'https://172.18.0.2:6443']);
    assert.equal(clientAuthority(lab), authority);
    lab.cluster.input({ type: 'rootCertificate', certificate: 'another\n' });
    lab.runFor(1_000);
    assert.deepEqual(clusterInfo(lab), ['another\n', 'https://172.18.0.2:6443']);
    assert.equal(clientAuthority(lab), 'another\n');
  });
});
