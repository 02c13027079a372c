import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { UserInfo } from '../../../../src/apimachinery/userInfo';
import { policyRule } from '../../../../src/apis/rbac/policyRule';
import { POD_DISRUPTION_BUDGETS, PODS } from '../../../../src/apis/resources';
import type { ApiRequest } from '../../../../src/cluster/client/apiHandler';
import { PolicyLab, refusal, userNamed } from '../authorization/policyLab';

interface Answer {
  readonly kind: string;
  readonly spec?: unknown;
  readonly status: Readonly<Record<string, unknown>>;
}

const ADMIN: UserInfo = {
  name: 'kubernetes-admin',
  groups: ['system:masters', 'system:authenticated'],
};

function ask(
  lab: PolicyLab,
  user: string | UserInfo,
  kind: string,
  body: Readonly<Record<string, unknown>> = {},
  namespace?: string,
): Answer {
  const group =
    kind === 'SelfSubjectReview' || kind === 'TokenReview'
      ? 'authentication.k8s.io'
      : 'authorization.k8s.io';
  const request: ApiRequest = {
    verb: 'create',
    user: typeof user === 'string' ? userNamed(user) : user,
    resource: {
      group,
      version: 'v1',
      kind,
      plural: `${kind.toLowerCase()}s`,
      namespaced: kind.startsWith('Local'),
    },
    namespace,
    body: { apiVersion: `${group}/v1`, kind, ...body },
    options: { fieldValidation: 'Strict' },
  };
  const { code, body: answer } = lab.api.handle(request);
  assert.equal(code, 201);
  // A review is answered with a review.
  return answer as unknown as Answer;
}

function podsIn(namespace: string, verb: string): Readonly<Record<string, unknown>> {
  return { resourceAttributes: { namespace, verb, resource: 'pods' } };
}

describe('Access reviews', () => {
  it('tell the asker what they may do, and why', () => {
    const lab = new PolicyLab();
    lab.role('readers', [policyRule('get list', '', 'pods')]);
    lab.bind('jane', 'Role/readers');
    const yes = ask(lab, 'jane', 'SelfSubjectAccessReview', { spec: podsIn('default', 'list') });
    assert.deepEqual(yes.status, {
      allowed: true,
      reason:
        'RBAC: allowed by RoleBinding "jane-readers/default" of Role "readers" to User "jane"',
    });
    const no = ask(lab, 'jane', 'SelfSubjectAccessReview', { spec: podsIn('default', 'delete') });
    assert.deepEqual(no.status, { allowed: false });
    const path = { nonResourceAttributes: { verb: 'get', path: '/healthz' } };
    assert.equal(ask(lab, 'jane', 'SelfSubjectAccessReview', { spec: path }).status.allowed, true);
    const admin = ask(lab, ADMIN, 'SelfSubjectAccessReview', { spec: podsIn('x', '*') });
    assert.deepEqual(admin.status, { allowed: true });
  });

  it('tell of others to those who may ask', () => {
    const lab = new PolicyLab();
    const spec = { user: 'system:kube-scheduler', ...podsIn('default', 'list') };
    assert.match(
      refusal(() => ask(lab, 'jane', 'SubjectAccessReview', { spec })),
      /cannot create resource "subjectaccessreviews"/,
    );
    const { status } = ask(lab, ADMIN, 'SubjectAccessReview', { spec });
    assert.equal(status.allowed, true);
    const local = { metadata: { namespace: 'default' }, spec };
    const answer = ask(lab, ADMIN, 'LocalSubjectAccessReview', local, 'default');
    assert.equal(answer.status.allowed, true);
  });

  it('are validated', () => {
    const lab = new PolicyLab();
    const own = 'SelfSubjectAccessReview.authorization.k8s.io "" is invalid: ';
    assert.equal(
      refusal(() => ask(lab, 'jane', 'SelfSubjectAccessReview', { spec: {} })),
      `${own}spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified`,
    );
    assert.equal(
      refusal(() => ask(lab, ADMIN, 'SubjectAccessReview', { spec: podsIn('x', 'get') })),
      'SubjectAccessReview.authorization.k8s.io "" is invalid: spec.user: Invalid value: "": at least one of user or group must be specified',
    );
    const spec = { user: 'jane', ...podsIn('other', 'get') };
    assert.equal(
      refusal(() => ask(lab, ADMIN, 'LocalSubjectAccessReview', { spec }, 'default')),
      'LocalSubjectAccessReview.authorization.k8s.io "" is invalid: spec.resourceAttributes.namespace: Invalid value: "other": must match metadata.namespace',
    );
  });

  it('are never stored', () => {
    const lab = new PolicyLab();
    const { revision } = lab.api.etcd;
    ask(lab, 'jane', 'SelfSubjectAccessReview', { spec: podsIn('default', 'list') });
    assert.equal(lab.api.etcd.revision, revision);
  });
});

describe('A rules review', () => {
  it('lists all that the asker may do in a namespace', () => {
    const lab = new PolicyLab();
    lab.role('readers', [policyRule('get', '', 'configmaps', 'one')]);
    lab.bind('jane', 'Role/readers');
    lab.bind('jane', 'ClusterRole/gone');
    const spec = { namespace: 'default' };
    const { status } = ask(lab, 'jane', 'SelfSubjectRulesReview', { spec });
    assert.deepEqual(status.resourceRules, [
      {
        verbs: ['create'],
        apiGroups: ['authorization.k8s.io'],
        resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
      },
      {
        verbs: ['create'],
        apiGroups: ['authentication.k8s.io'],
        resources: ['selfsubjectreviews'],
      },
      { verbs: ['get'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['one'] },
    ]);
    assert.equal(status.incomplete, false);
    assert.equal(status.evaluationError, 'clusterrole.rbac.authorization.k8s.io "gone" not found');
    assert.equal(
      refusal(() => ask(lab, 'jane', 'SelfSubjectRulesReview', { spec: {} })),
      'no namespace on request',
    );
  });

  it('says that it does not know what kubelets may do', () => {
    const spec = { namespace: 'default' };
    const { status } = ask(new PolicyLab(), 'system:node:a', 'SelfSubjectRulesReview', { spec });
    assert.equal(status.incomplete, true);
    assert.equal(status.evaluationError, 'node authorizer does not support user rule resolution');
  });
});

describe('A self review', () => {
  it('tells the asker who they are', () => {
    const { status } = ask(new PolicyLab(), 'jane', 'SelfSubjectReview');
    assert.deepEqual(status, {
      userInfo: { username: 'jane', groups: ['system:authenticated'] },
    });
  });
});

describe('The cluster roles for people', () => {
  it('hold what aggregation gathers: a controller does it, so that here nothing is in them yet', () => {
    const lab = new PolicyLab();
    lab.bind('jane', 'ClusterRole/view');
    refusal(() => lab.as('jane').list(PODS, 'default'));
    lab.bind('joe', 'ClusterRole/system:aggregate-to-view');
    lab.as('joe').list(PODS, 'default');
    lab.as('joe').list(POD_DISRUPTION_BUDGETS, 'default');
  });
});
