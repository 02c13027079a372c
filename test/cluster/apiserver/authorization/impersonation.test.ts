import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { policyRule } from '../../../../src/apis/rbac/policyRule';
import type { RestHandler, RestResponse } from '../../../../src/cluster/client/restHandler';
import { PolicyLab, userNamed } from './policyLab';

describe('Acting as someone else', () => {
  it('is for those who may impersonate', () => {
    const lab = new PolicyLab();
    assert.equal(
      statusText(whoReadsPods(lab, 'joe', { 'impersonate-user': 'jane' })),
      'users "jane" is forbidden: User "joe" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
    lab.clusterRole('actors', [policyRule('impersonate', '', 'users groups serviceaccounts')]);
    lab.bindInCluster('joe', 'actors');
    assert.equal(
      statusText(whoReadsPods(lab, 'joe', { 'impersonate-user': 'jane' })),
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
    );
    assert.equal(
      statusText(
        whoReadsPods(lab, 'joe', {
          'impersonate-user': 'jane',
          'impersonate-extra-scopes': 'view',
        }),
      ),
      'userextras.authentication.k8s.io "view" is forbidden: User "joe" cannot impersonate resource ' +
        '"userextras/scopes" in API group "authentication.k8s.io" at the cluster scope',
    );
  });

  it('takes on the groups that are named, and those of a service account', () => {
    const lab = new PolicyLab();
    lab.clusterRole('actors', [policyRule('impersonate', '', 'users groups serviceaccounts')]);
    lab.bindInCluster('joe', 'actors');
    lab.role('readers', [policyRule('list', '', 'pods')]);
    lab.bind('system:serviceaccount:default:robot', 'Role/readers');
    const robot = { 'impersonate-user': 'system:serviceaccount:default:robot' };
    assert.equal(whoReadsPods(lab, 'joe', robot).code, 200);
    const admins = { 'impersonate-user': 'x', 'impersonate-group': 'dev, system:masters' };
    assert.equal(whoReadsPods(lab, 'joe', admins).code, 200);
  });

  it('is refused as a whole without a user', () => {
    const answer = whoReadsPods(new PolicyLab(), 'joe', { 'impersonate-group': 'dev' });
    assert.equal(answer.code, 500);
    assert.match(
      statusText(answer),
      /requested \[\{Group {2}dev {4}\}\] without impersonating a user$/,
    );
  });
});

describe('Paths that are no resources', () => {
  it('are for those whom a role lets in', () => {
    const lab = new PolicyLab();
    const rest = lab.api.rest(lab.api, 'v1.35.2');
    const ask = (user: string, target: string): string => {
      const answer = get(rest, user, target);
      return answer.code === 200 ? 'ok' : statusText(answer);
    };
    assert.equal(ask('system:anonymous', '/healthz'), 'ok');
    assert.equal(ask('system:anonymous', '/version'), 'ok');
    assert.equal(
      ask('system:anonymous', '/api'),
      'forbidden: User "system:anonymous" cannot get path "/api"',
    );
    assert.equal(ask('jane', '/apis'), 'ok');
    assert.equal(ask('jane', '/metrics'), 'forbidden: User "jane" cannot get path "/metrics"');
  });

  it('connections to containers ask for more than a GET says', () => {
    const lab = new PolicyLab();
    const rest = lab.api.rest(lab.api, 'v1.35.2');
    const target = '/api/v1/namespaces/default/pods/web/exec?command=sh';
    const said = (): string => {
      const result = rest.handle({
        method: 'GET',
        target,
        headers: {},
        body: '',
        user: userNamed('jane'),
      });
      return result.type === 'response' ? statusText(result) : result.type;
    };
    assert.match(said(), /cannot get resource "pods\/exec"/);
    lab.role('lookers', [policyRule('get', '', 'pods/exec')]);
    lab.bind('jane', 'Role/lookers');
    assert.match(said(), /cannot create resource "pods\/exec"/);
    lab.role('doers', [policyRule('create', '', 'pods/exec')]);
    lab.bind('jane', 'Role/doers');
    assert.equal(said(), 'connect');
  });
});

function whoReadsPods(
  lab: PolicyLab,
  user: string,
  headers: Readonly<Record<string, string>>,
): RestResponse {
  const rest = lab.api.rest(lab.api, 'v1.35.2');
  return get(rest, user, '/api/v1/namespaces/default/pods', headers);
}

function get(
  rest: RestHandler,
  user: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
): RestResponse {
  const result = rest.handle({ method: 'GET', target, headers, body: '', user: userNamed(user) });
  assert.ok(result.type === 'response');
  return result;
}

function statusText({ body }: RestResponse): string {
  // Every refusal is a Status.
  return (JSON.parse([...body].join('')) as { readonly message: string }).message;
}
