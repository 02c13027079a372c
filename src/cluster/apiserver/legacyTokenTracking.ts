// Since when uses of tokens that are kept in Secrets would be noted: a config map that every cluster has.
// Source: k8s.io/kubernetes/pkg/controlplane/controller/legacytokentracking.
import { isNotFound } from '../../apimachinery/apiStatus';
import type { WallClock } from '../../apimachinery/wallClock';
import { CONFIG_MAPS } from '../../apis/resources';
import type { Client } from '../client/client';

const NAMESPACE = 'kube-system';
const NAME = 'kube-apiserver-legacy-service-account-token-tracking';

export function createTokenTracking(client: Client, clock: WallClock): void {
  if (isThere(client)) return;
  const [since = ''] = clock.now().split('T');
  client.create(
    CONFIG_MAPS,
    NAMESPACE,
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: NAME }, data: { since } },
    { fieldManager: 'kube-apiserver' },
  );
}

function isThere(client: Client): boolean {
  try {
    client.get(CONFIG_MAPS, NAMESPACE, NAME);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
