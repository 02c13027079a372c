// The namespaces that every cluster has: kube-apiserver makes them, and makes them again.
// Source: k8s.io/kubernetes/pkg/controlplane/controller/systemnamespaces.
import { isNotFound } from '../../apimachinery/apiStatus';
import { NAMESPACES } from '../../apis/resources';
import type { Client } from '../client/client';
import { unlessRefused } from './loopback';

const SYSTEM_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'default'];

export function createSystemNamespaces(client: Client): void {
  for (const name of SYSTEM_NAMESPACES) {
    if (isThere(client, name)) continue;
    const draft = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } as const;
    unlessRefused(() => {
      client.create(NAMESPACES, undefined, draft, { fieldManager: 'kube-apiserver' });
    });
  }
}

function isThere(client: Client, name: string): boolean {
  try {
    client.get(NAMESPACES, undefined, name);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
