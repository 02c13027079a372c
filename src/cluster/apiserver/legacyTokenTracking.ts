// Since when uses of tokens that are kept in Secrets would be noted: a config map that every cluster has.
// Source: k8s.io/kubernetes/pkg/controlplane/controller/legacytokentracking.
import type { WallClock } from '../../apimachinery/wallClock';
import { CONFIG_MAPS } from '../../apis/resources';
import type { Client } from '../client/client';
import { createMissing } from './loopback';

const NAMESPACE = 'kube-system';
const NAME = 'kube-apiserver-legacy-service-account-token-tracking';

export function createTokenTracking(client: Client, clock: WallClock): void {
  const [since = ''] = clock.now().split('T');
  createMissing(client, CONFIG_MAPS, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: NAME, namespace: NAMESPACE },
    data: { since },
  });
}
