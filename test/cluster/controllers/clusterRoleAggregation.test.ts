import assert from 'node:assert/strict';
import type { PolicyRule } from '../../../src/apis/generated/rbac/v1';
import { CLUSTER_ROLES } from '../../../src/apis/resources';
import { ControllerLab } from './controllerLab';

const API_VERSION = 'rbac.authorization.k8s.io/v1';

describe('cluster role aggregation', () => {
  it('gathers each rule once, whatever order its fields were written in', () => {
    const cluster = new ControllerLab({ nodes: 0 });
    const gathered = (name: string, rules: readonly PolicyRule[]): void => {
      const metadata = { name, labels: { gather: 'me' } };
      cluster.create(CLUSTER_ROLES, {
        apiVersion: API_VERSION,
        kind: 'ClusterRole',
        metadata,
        rules,
      });
    };
    cluster.create(CLUSTER_ROLES, {
      apiVersion: API_VERSION,
      kind: 'ClusterRole',
      metadata: { name: 'all' },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { gather: 'me' } }] },
      rules: [],
    });
    const pods = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
    const nodes = { apiGroups: [''], resources: ['nodes'], verbs: ['get'] };
    gathered('a', [pods]);
    gathered('b', [{ verbs: ['get'], resources: ['pods'], apiGroups: [''] }, nodes]);
    cluster.runForSeconds(1);
    assert.deepEqual(cluster.admin.get(CLUSTER_ROLES, undefined, 'all').rules, [pods, nodes]);
  });
});
