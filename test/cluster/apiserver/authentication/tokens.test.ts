import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { PODS, SECRETS, SERVICE_ACCOUNTS } from '../../../../src/apis/resources';
import type { TokenRequest } from '../../../../src/apis/generated/authentication/v1';
import type { TokenClaims } from '../../../../src/cluster/client/tokenSigner';
import { PolicyLab, refusal } from '../authorization/policyLab';
import { podDraft } from '../serverLab';
import { PLAIN_SIGNER } from './plainSigner';

const ISSUER = 'https://kubernetes.default.svc.cluster.local';

function labWithRobot(): PolicyLab {
  const lab = new PolicyLab({ tokens: { signer: PLAIN_SIGNER } });
  const metadata = { name: 'robot' };
  lab.client.create(SERVICE_ACCOUNTS, 'default', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata,
  });
  return lab;
}

function requestToken(
  lab: PolicyLab,
  spec: Readonly<Record<string, unknown>> = {},
  account = 'robot',
): TokenRequest {
  const { body } = lab.client.request({
    verb: 'create',
    user: lab.client.user,
    resource: SERVICE_ACCOUNTS,
    namespace: 'default',
    name: account,
    subresource: 'token',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec },
    options: { fieldValidation: 'Strict' },
  });
  // The subresource answers with its own kind.
  return body as unknown as TokenRequest;
}

function tokenOf(request: TokenRequest): string {
  return request.status.token ?? '';
}

function claimsOf(request: TokenRequest): TokenClaims {
  return PLAIN_SIGNER.verify(tokenOf(request)) ?? assert.fail('no claims');
}

describe('A requested token', () => {
  it('says for whom it is, from when to when', () => {
    const lab = labWithRobot();
    const { uid } = lab.client.get(SERVICE_ACCOUNTS, 'default', 'robot').metadata;
    const answer = requestToken(lab, { expirationSeconds: 600 });
    const claims = claimsOf(answer);
    const iat = Date.UTC(2026, 0, 1) / 1000;
    assert.deepEqual(claims, {
      aud: [ISSUER],
      exp: iat + 600,
      iat,
      iss: ISSUER,
      jti: claims.jti,
      'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'robot', uid } },
      nbf: iat,
      sub: 'system:serviceaccount:default:robot',
    });
    assert.equal(answer.status.expirationTimestamp, '2026-01-01T00:10:00Z');
  });

  it('stands for the account', () => {
    const lab = labWithRobot();
    const answer = requestToken(lab);
    const user = lab.api.tokens.authenticate(tokenOf(answer));
    assert.equal(user?.name, 'system:serviceaccount:default:robot');
    assert.deepEqual(user.groups, [
      'system:serviceaccounts',
      'system:serviceaccounts:default',
      'system:authenticated',
    ]);
    assert.deepEqual(user.extra, {
      'authentication.kubernetes.io/credential-id': [`JTI=${claimsOf(answer).jti ?? ''}`],
    });
    assert.equal(lab.api.tokens.authenticate('nonsense'), undefined);
  });

  it('is void when its time is over by the clock of the cluster', () => {
    const lab = labWithRobot();
    const token = tokenOf(requestToken(lab, { expirationSeconds: 600 }));
    lab.simulation.runUntil(600_000);
    assert.notEqual(lab.api.tokens.authenticate(token), undefined);
    lab.simulation.runUntil(661_001);
    assert.equal(lab.api.tokens.authenticate(token), undefined);
  });

  it('is void when its account is gone, even where another of that name comes', () => {
    const lab = labWithRobot();
    const token = tokenOf(requestToken(lab));
    lab.client.delete(SERVICE_ACCOUNTS, 'default', 'robot');
    assert.equal(lab.api.tokens.authenticate(token), undefined);
    const metadata = { name: 'robot' };
    lab.client.create(SERVICE_ACCOUNTS, 'default', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata,
    });
    assert.equal(lab.api.tokens.authenticate(token), undefined);
  });

  it('that is bound to a pod names it and its node, lives with it, and with a mounted one a year', () => {
    const lab = labWithRobot();
    const pod = lab.client.create(
      PODS,
      'default',
      podDraft({ name: 'web' }, { serviceAccountName: 'robot', nodeName: 'worker-1' }),
    );
    const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: 'web' };
    const answer = requestToken(lab, { boundObjectRef, expirationSeconds: 3607 });
    const { exp = 0, iat = 0, ...claims } = claimsOf(answer);
    const content = claims['kubernetes.io'];
    assert.deepEqual(content?.pod, { name: 'web', uid: pod.metadata.uid });
    assert.deepEqual(content.node, { name: 'worker-1', uid: '' });
    assert.equal(content.warnafter, iat + 3607);
    assert.equal(exp - iat, 365 * 24 * 3600);
    const user = lab.api.tokens.authenticate(tokenOf(answer));
    assert.deepEqual(user?.extra?.['authentication.kubernetes.io/pod-name'], ['web']);
    lab.client.delete(PODS, 'default', 'web', { gracePeriodSeconds: 0 });
    assert.equal(lab.api.tokens.authenticate(tokenOf(answer)), undefined);
  });

  it('is refused for what does not fit', () => {
    const lab = labWithRobot();
    const metadata = { name: 'one' };
    lab.client.create(SECRETS, 'default', { apiVersion: 'v1', kind: 'Secret', metadata });
    lab.client.create(PODS, 'default', podDraft({ name: 'web' }));
    const bind = (kind: string, name: string, more = {}) => ({
      boundObjectRef: { apiVersion: 'v1', kind, name, ...more },
    });
    const said = [
      refusal(() => requestToken(lab, { expirationSeconds: 300 })),
      refusal(() => requestToken(lab, {}, 'nobody')),
      refusal(() => requestToken(lab, bind('Pod', 'web'))),
      refusal(() => requestToken(lab, bind('Pod', 'gone'))),
      refusal(() => requestToken(lab, bind('ConfigMap', 'x'))),
      refusal(() => requestToken(lab, bind('Secret', 'one', { uid: 'u' }))),
    ];
    assert.deepEqual(said, [
      'TokenRequest.authentication.k8s.io "robot" is invalid: spec.expirationSeconds: Invalid value: 300: may not specify a duration less than 10 minutes',
      'serviceaccounts "nobody" not found',
      'cannot bind token for serviceaccount "robot" to pod running with different serviceaccount name.',
      'pods "gone" not found',
      'cannot bind token to object of type /v1, Kind=ConfigMap',
      'Operation cannot be fulfilled on Secret "one": the UID in the bound object reference (u) does not match the UID in record. The object might have been deleted and then recreated',
    ]);
  });

  it('cannot be had without a signer', () => {
    const lab = new PolicyLab();
    assert.match(
      refusal(() => requestToken(lab, {}, 'default')),
      /failed to generate token/,
    );
  });
});

describe('A token review', () => {
  it('tells whose a token is, or what is wrong with it', () => {
    const lab = labWithRobot();
    const token = tokenOf(requestToken(lab));
    const review = (spec: Readonly<Record<string, unknown>>): unknown => {
      const { body } = lab.client.request({
        verb: 'create',
        user: lab.client.user,
        resource: {
          group: 'authentication.k8s.io',
          version: 'v1',
          plural: 'tokenreviews',
          kind: 'TokenReview',
          namespaced: false,
        },
        namespace: undefined,
        body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec },
        options: {},
      });
      return (body as unknown as { readonly status: unknown }).status;
    };
    const good = review({ token }) as { readonly user: { readonly username: string } };
    assert.equal(good.user.username, 'system:serviceaccount:default:robot');
    assert.deepEqual(review({ token: 'x' }), { user: {}, error: 'invalid bearer token' });
    const other = review({ token, audiences: ['vault'] }) as { readonly error: string };
    assert.match(other.error, /token audiences .* is invalid for the target audiences \["vault"\]/);
    assert.equal(
      refusal(() => review({ token: '' })),
      'token is required for TokenReview in authentication',
    );
  });
});
