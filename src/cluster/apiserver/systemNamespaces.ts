// The namespaces that every cluster has: kube-apiserver makes them, and makes them again.
// Source: k8s.io/kubernetes/pkg/controlplane/controller/systemnamespaces.
import { NAMESPACES } from '../../apis/resources';
import type { Client } from '../client/client';
import { createMissing, unlessRefused } from './loopback';

const SYSTEM_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'default'];

export function createSystemNamespaces(client: Client): void {
  for (const name of SYSTEM_NAMESPACES) {
    unlessRefused(() => {
      createMissing(client, NAMESPACES, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
      });
    });
  }
}
