import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ApiStatusError } from '../../../src/apimachinery/apiStatus';
import { AUTHENTICATED } from '../../../src/apimachinery/userInfo';
import {
  CLUSTER_ROLES,
  PODS,
  ROLE_BINDINGS,
  SECRETS,
  SERVICE_ACCOUNTS,
} from '../../../src/apis/resources';
import { ClusterLab } from '../clusterLab';

const JANE = { name: 'jane', groups: [AUTHENTICATED] };

describe('a user whom an admin lets in', () => {
  const lab = ClusterLab.boot();
  lab.applySample('one-pod.yaml');
  const jane = lab.cluster.userClient(lab.cluster.api, JANE);

  function giveRole(role: string): void {
    lab.admin.create(ROLE_BINDINGS, 'default', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: `jane-${role}` },
      roleRef: { kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'User', name: 'jane' }],
    });
  }

  function isRefused(action: () => unknown): boolean {
    try {
      action();
      return false;
    } catch (error) {
      return error instanceof ApiStatusError && error.reason === 'Forbidden';
    }
  }

  it('may do nothing at first', () => {
    assert.ok(isRefused(() => jane.list(PODS, 'default')));
  });

  it('with the role view sees pods, but neither secrets nor other namespaces, and deletes nothing', () => {
    giveRole('view');
    assert.deepEqual(
      jane.list(PODS, 'default').items.map(({ metadata }) => metadata.name),
      ['alone'],
    );
    assert.ok(isRefused(() => jane.list(SECRETS, 'default')));
    assert.ok(isRefused(() => jane.list(PODS, 'kube-system')));
    assert.ok(
      isRefused(() => {
        jane.delete(PODS, 'default', 'alone');
      }),
    );
  });

  it('with the role edit deletes a pod, and cannot let others in', () => {
    giveRole('edit');
    jane.delete(PODS, 'default', 'alone');
    assert.ok(
      isRefused(() =>
        jane.create(ROLE_BINDINGS, 'default', {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'RoleBinding',
          metadata: { name: 'joe' },
          roleRef: { kind: 'ClusterRole', name: 'view' },
          subjects: [{ kind: 'User', name: 'joe' }],
        }),
      ),
    );
  });
});

describe('the roles of a running cluster', () => {
  it('gather what others hold: admin has all of edit, and edit all of view', () => {
    const lab = ClusterLab.boot();
    const size = (name: string): number =>
      lab.admin.get(CLUSTER_ROLES, undefined, name).rules?.length ?? 0;
    assert.ok(size('view') >= 10);
    assert.ok(size('edit') > size('view'));
    assert.ok(size('admin') > size('edit'));
  });

  it('are held by accounts that the controller manager has made', () => {
    const names = ClusterLab.boot()
      .admin.list(SERVICE_ACCOUNTS, 'kube-system')
      .items.map(({ metadata }) => metadata.name);
    for (const name of ['deployment-controller', 'generic-garbage-collector', 'node-controller'])
      assert.ok(names.includes(name), name);
  });
});
