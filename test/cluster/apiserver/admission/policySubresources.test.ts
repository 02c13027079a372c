// Policies over what is no write of an object: bindings, evictions, scales, tokens, connections.
// Source: k8s.io/kubernetes/pkg/kubeapiserver/admission/exclusion (resources.go).
import assert from 'node:assert/strict';
import type { Resource } from '../../../../src/apimachinery/resource';
import type { ValidatingAdmissionPolicySpec } from '../../../../src/apis/generated/admissionregistration/v1';
import { DEPLOYMENTS, NAMESPACES, PODS, SERVICE_ACCOUNTS } from '../../../../src/apis/resources';
import { bind, podDraft, type ServerLab } from '../serverLab';
import { deployment, policyLab, refusal } from './boundPolicy';

function over(
  resource: string,
  operation: 'CREATE' | 'UPDATE' | 'CONNECT',
  expression: string,
  apiGroup = '',
): Partial<ValidatingAdmissionPolicySpec> {
  const rule = {
    apiGroups: [apiGroup],
    apiVersions: ['v1'],
    operations: [operation],
    resources: [resource],
  };
  const messageExpression = "'no: ' + request.kind.kind + ' ' + request.name";
  return {
    matchConstraints: { resourceRules: [rule] },
    validations: [{ expression, messageExpression }],
  };
}

function why(run: () => unknown): string {
  return refusal(run).message.replace(/is forbidden: .* denied request: /, '');
}

function connect(lab: ServerLab, target: string, method = 'POST'): string {
  const user = { ...lab.client.user, groups: ['system:masters'] };
  const result = lab.api.rest(lab.api, 'v1.35.2').handle({
    method,
    target: `/api/v1/${target}`,
    headers: {},
    body: '',
    user,
  });
  if (result.type !== 'response') return result.type;
  const text = typeof result.body === 'string' ? result.body : [...result.body].join('');
  const { message = '' } = JSON.parse(text) as { readonly message?: string };
  return message.replace(/is forbidden: .* denied request: /, '');
}

const SCALE = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web' } };

describe('a policy over subresources', () => {
  it('holds the binding of a pod to it, and sees the Binding', () => {
    const lab = policyLab(over('pods/binding', 'CREATE', "object.target.name != 'worker-1'"));
    lab.client.create(PODS, 'default', podDraft({ name: 'web' }));
    assert.equal(
      why(() => {
        bind(lab.client, 'web', 'worker-1');
      }),
      'pods "web" no: Binding web',
    );
    bind(lab.client, 'web', 'worker-2');
    assert.equal(lab.client.get(PODS, 'default', 'web').spec.nodeName, 'worker-2');
  });

  it('holds the eviction of a pod, and sees the Eviction', () => {
    const lab = policyLab(
      over(
        'pods/eviction',
        'CREATE',
        "request.subResource == 'eviction' && oldObject == null && has(object.deleteOptions)",
      ),
    );
    lab.client.create(PODS, 'default', podDraft({ name: 'web' }));
    const evict = (body: object): unknown =>
      lab.client.createSubresource(PODS, 'default', 'web', 'eviction', {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: 'web' },
        ...body,
      });
    assert.equal(
      why(() => evict({})),
      'pods "web" no: Eviction web',
    );
    evict({ deleteOptions: { gracePeriodSeconds: 0 } });
    assert.throws(() => lab.client.get(PODS, 'default', 'web'));
  });

  it('holds scaling, and sees the old Scale and the new, however it is sent', () => {
    const lab = policyLab(
      over(
        '*/scale',
        'UPDATE',
        "object.kind == 'Scale' && object.spec.replicas - oldObject.spec.replicas < 3",
        'apps',
      ),
    );
    lab.client.create(DEPLOYMENTS, 'default', deployment('web', 1));
    const scale = (patch: 'merge' | 'apply', replicas: number): unknown =>
      lab.client.request({
        verb: 'patch',
        user: lab.client.user,
        resource: DEPLOYMENTS,
        namespace: 'default',
        name: 'web',
        subresource: 'scale',
        patch: {
          type: patch,
          body: { ...SCALE, spec: { replicas } },
        },
        options: { fieldManager: 'me', ...(patch === 'apply' ? { force: true } : {}) },
      });
    assert.equal(
      why(() => scale('merge', 9)),
      'deployments.apps "web" no: Scale web',
    );
    assert.equal(
      why(() => scale('apply', 9)),
      'deployments.apps "web" no: Scale web',
    );
    scale('merge', 3);
    scale('apply', 4);
    assert.equal(lab.client.get(DEPLOYMENTS, 'default', 'web').spec.replicas, 4);
  });

  it('holds tokens, and sees the TokenRequest with its defaults', () => {
    const lab = policyLab(
      over('serviceaccounts/token', 'CREATE', 'object.spec.expirationSeconds < 3600'),
    );
    lab.client.create(SERVICE_ACCOUNTS, 'default', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'bot' },
    });
    const ask = (spec: object): unknown =>
      lab.client.createSubresource(SERVICE_ACCOUNTS, 'default', 'bot', 'token', {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        metadata: {},
        spec,
      });
    assert.equal(
      why(() => ask({})),
      'serviceaccounts "bot" no: TokenRequest bot',
    );
    // Past admission, it lacks the key to sign with.
    assert.match(refusal(() => ask({ expirationSeconds: 600 })).message, /no key to sign/);
  });

  const updates: readonly (readonly [string, string, Resource, object])[] = [
    ['pods/status', 'pods', PODS, { status: { phase: 'Failed' } }],
    [
      'pods/ephemeralcontainers',
      'pods',
      PODS,
      { spec: { ephemeralContainers: [{ name: 'debug', image: 'busybox' }] } },
    ],
    [
      'pods/resize',
      'pods',
      PODS,
      { spec: { containers: [{ name: 'web', resources: { requests: { cpu: '2' } } }] } },
    ],
  ];
  for (const [resource, plural, kind, body] of updates) {
    it(`holds an update of ${resource}`, () => {
      const lab = policyLab(over(resource, 'UPDATE', 'oldObject == object'));
      const resources = { requests: { cpu: '1' } };
      const containers = [{ name: 'web', image: 'nginx', resources }];
      lab.client.create(PODS, 'default', podDraft({ name: 'web' }, { containers }));
      const [, subresource = ''] = resource.split('/');
      const update = (): unknown =>
        lab.client.patch(
          kind,
          'default',
          'web',
          { type: 'strategic', body },
          { subresource: subresource },
        );
      assert.equal(why(update), `${plural} "web" no: Pod web`);
    });
  }

  it('holds the finalization of a namespace', () => {
    const lab = policyLab(over('namespaces/finalize', 'UPDATE', 'false'));
    const namespace = lab.client.get(NAMESPACES, undefined, 'default');
    const finalize = (): unknown =>
      lab.client.request({
        verb: 'update',
        user: lab.client.user,
        resource: NAMESPACES,
        namespace: undefined,
        name: 'default',
        subresource: 'finalize',
        body: namespace,
        options: {},
      });
    assert.equal(why(finalize), 'namespaces "default" no: Namespace default');
  });

  it('holds connections to containers, and sees their options', () => {
    const lab = policyLab(
      over('pods/*', 'CONNECT', "!has(object.command) || object.command[0] != 'rm'"),
    );
    const exec = 'namespaces/default/pods/web/exec?stdout=true&command=';
    assert.equal(connect(lab, `${exec}rm&command=-rf`), 'pods "web" no: PodExecOptions web');
    assert.equal(connect(lab, `${exec}ls`), 'connect');
    assert.equal(connect(lab, 'namespaces/default/pods/web/attach?tty=true'), 'connect');
  });

  const connections: readonly (readonly [string, string, string])[] = [
    ['pods/attach', 'namespaces/default/pods/web/attach?tty=1&container=a', 'PodAttachOptions'],
    ['pods/portforward', 'namespaces/default/pods/web/portforward', 'PodPortForwardOptions'],
    ['pods/proxy', 'namespaces/default/pods/web/proxy/index.html', 'PodProxyOptions'],
    ['services/proxy', 'namespaces/default/services/web/proxy/', 'ServiceProxyOptions'],
    ['nodes/proxy', 'nodes/web/proxy/metrics', 'NodeProxyOptions'],
  ];
  for (const [resource, target, kind] of connections) {
    it(`holds ${resource}, and no log`, () => {
      const lab = policyLab(over(resource, 'CONNECT', "request.operation != 'CONNECT'"));
      const [plural = ''] = resource.split('/');
      assert.equal(connect(lab, target), `${plural} "web" no: ${kind} web`);
      assert.equal(connect(lab, 'namespaces/default/pods/web/log', 'GET'), 'connect');
    });
  }

  it('holds no reviews: nobody could ask what they may do', () => {
    const lab = policyLab(over('*', 'CREATE', 'false', '*'));
    const user = { ...lab.client.user, groups: ['system:masters'] };
    const result = lab.api.rest(lab.api, 'v1.35.2').handle({
      method: 'POST',
      target: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      headers: { 'content-type': 'application/json' },
      body: '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview","metadata":{}}',
      user,
    });
    assert.equal(result.type === 'response' ? result.code : result.type, 201);
  });
});
