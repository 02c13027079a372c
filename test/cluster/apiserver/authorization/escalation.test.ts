import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { pathRule, policyRule } from '../../../../src/apis/rbac/policyRule';
import { CLUSTER_ROLES, ROLE_BINDINGS, ROLES } from '../../../../src/apis/resources';
import { PolicyLab, refusal, roleDraft } from './policyLab';

const RBAC = 'rbac.authorization.k8s.io';
const KINDS = 'roles rolebindings clusterroles clusterrolebindings';

/** Jane may write roles and bindings everywhere, and read pods. */
function labWithJane(): PolicyLab {
  const lab = new PolicyLab();
  lab.clusterRole('jane', [
    policyRule('create update patch get', RBAC, KINDS),
    policyRule('get list', '', 'pods'),
  ]);
  lab.bindInCluster('jane', 'jane');
  return lab;
}

describe('Who writes roles', () => {
  it('gives no more than they have', () => {
    const lab = labWithJane();
    const jane = lab.as('jane');
    lab.role('readers', [policyRule('get list', '', 'pods')], jane);
    assert.equal(
      refusal(() =>
        lab.role('writers', [policyRule('list delete create', '', 'pods secrets')], jane),
      ),
      'roles.rbac.authorization.k8s.io "writers" is forbidden: user "jane" (groups=["system:authenticated"]) is ' +
        'attempting to grant RBAC permissions not currently held:\n' +
        '{APIGroups:[""], Resources:["pods"], Verbs:["create" "delete"]}\n' +
        '{APIGroups:[""], Resources:["secrets"], Verbs:["create" "delete" "list"]}',
    );
  });

  it('can neither widen a role later, nor gather rules by labels', () => {
    const lab = labWithJane();
    const jane = lab.as('jane');
    lab.role('readers', [policyRule('get', '', 'pods')], jane);
    const wider = { rules: [policyRule('*', '', 'pods')] };
    assert.match(
      refusal(() => jane.patch(ROLES, 'default', 'readers', { type: 'merge', body: wider })),
      /permissions not currently held:\n\{APIGroups:\[""\], Resources:\["pods"\], Verbs:\["\*"\]\}$/,
    );
    jane.patch(ROLES, 'default', 'readers', {
      type: 'merge',
      body: { metadata: { labels: { team: 'a' } } },
    });
    assert.equal(
      refusal(() =>
        jane.create(CLUSTER_ROLES, undefined, {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'ClusterRole',
          metadata: { name: 'all' },
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] },
        }),
      ),
      'clusterroles.rbac.authorization.k8s.io "all" is forbidden: must have cluster-admin privileges to use the aggregationRule',
    );
  });

  it('may do so all the same with the verb escalate', () => {
    const lab = labWithJane();
    lab.role('escalators', [policyRule('escalate', RBAC, 'roles')]);
    lab.bind('jane', 'Role/escalators');
    lab.role('anything', [policyRule('*', '*', '*')], lab.as('jane'));
  });

  it('binds only roles whose rules they have, or that they may bind', () => {
    const lab = labWithJane();
    const jane = lab.as('jane');
    lab.clusterRole('readers', [policyRule('get', '', 'pods')]);
    lab.clusterRole('metrics', [pathRule('get', '/metrics')]);
    lab.bind('joe', 'ClusterRole/readers', jane);
    assert.equal(
      refusal(() => lab.bindInCluster('joe', 'metrics', jane)),
      'clusterrolebindings.rbac.authorization.k8s.io "joe-metrics" is forbidden: user "jane" ' +
        '(groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
        '{NonResourceURLs:["/metrics"], Verbs:["get"]}',
    );
    assert.equal(
      refusal(() => lab.bind('joe', 'ClusterRole/gone', jane)),
      'clusterroles.rbac.authorization.k8s.io "gone" not found',
    );
    lab.clusterRole('binders', [policyRule('bind', RBAC, 'clusterroles', 'cluster-admin')]);
    lab.bindInCluster('jane', 'binders');
    lab.bindInCluster('joe', 'cluster-admin', jane);
  });
});

describe('RBAC kinds', () => {
  it('are validated as Kubernetes validates them', () => {
    const lab = new PolicyLab();
    const { client } = lab;
    const strict = { fieldValidation: 'Strict' } as const;
    const messages = [
      refusal(() => lab.role('a', [{ verbs: [], apiGroups: [''], resources: ['pods'] }])),
      refusal(() => lab.role('a', [{ verbs: ['get'] }])),
      refusal(() => lab.role('a', [pathRule('get', '/x')])),
      refusal(() => lab.clusterRole('a', [{ ...pathRule('get', '/x'), resources: ['pods'] }])),
      refusal(() => lab.role('a/b', [])),
      refusal(() =>
        client.create(
          ROLE_BINDINGS,
          'default',
          {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'RoleBinding',
            metadata: { name: 'a' },
            roleRef: { kind: 'Rolle', name: 'x' },
            subjects: [
              { kind: 'Robot', name: 'r' },
              { kind: 'User', name: 'jane' },
            ],
          },
          strict,
        ),
      ),
    ];
    const group = 'rbac.authorization.k8s.io';
    assert.deepEqual(messages, [
      `Role.${group} "a" is invalid: rules[0].verbs: Required value: verbs must contain at least one value`,
      `Role.${group} "a" is invalid: [rules[0].apiGroups: Required value: resource rules must supply at least one api group, ` +
        'rules[0].resources: Required value: resource rules must supply at least one resource]',
      `Role.${group} "a" is invalid: rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs`,
      `ClusterRole.${group} "a" is invalid: rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs`,
      `Role.${group} "a/b" is invalid: metadata.name: Invalid value: "a/b": may not contain '/'`,
      `RoleBinding.${group} "a" is invalid: [roleRef.kind: Unsupported value: "Rolle": supported values: "Role", "ClusterRole", ` +
        'subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"]',
    ]);
  });

  it('keep the role that a binding is for', () => {
    const lab = new PolicyLab();
    lab.bind('jane', 'ClusterRole/view');
    const body = { roleRef: { name: 'edit' } };
    assert.equal(
      refusal(() =>
        lab.client.patch(ROLE_BINDINGS, 'default', 'jane-view', { type: 'merge', body }),
      ),
      'RoleBinding.rbac.authorization.k8s.io "jane-view" is invalid: roleRef: Invalid value: ' +
        '{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"edit"}: cannot change roleRef',
    );
  });

  it('get the API group of their subjects where it is left out', () => {
    const lab = new PolicyLab();
    const binding = lab.client.create(ROLE_BINDINGS, 'default', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'a' },
      roleRef: { kind: 'Role', name: 'x' },
      subjects: [
        { kind: 'User', name: 'jane' },
        { kind: 'ServiceAccount', name: 'robot' },
      ],
    });
    assert.equal(binding.roleRef.apiGroup, RBAC);
    assert.deepEqual(
      binding.subjects?.map(({ apiGroup }) => apiGroup),
      [RBAC, undefined],
    );
    assert.equal(lab.client.create(ROLES, 'default', roleDraft('empty', [])).rules?.length, 0);
  });
});
