// Policies in CEL, as the documentation introduces them.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
import assert from 'node:assert/strict';
import { CONFIG_MAPS, DEPLOYMENTS, NAMESPACES } from '../../../../src/apis/resources';
import { POLICY, BINDING, SPEC, policyLab, deployment, refusal, denied, said } from './boundPolicy';

describe('ValidatingAdmissionPolicy', () => {
  it('refuses what its expressions do not allow, on creation and on update', () => {
    const lab = policyLab();
    const error = denied(lab);
    const message = `ValidatingAdmissionPolicy '${POLICY}' with binding '${BINDING}' denied request: failed expression: object.spec.replicas <= 5`;
    assert.equal(error.message, `deployments.apps "web" is forbidden: ${message}`);
    assert.equal(error.code, 422);
    assert.equal(error.reason, 'Invalid');
    assert.deepEqual(error.details, {
      name: 'web',
      group: 'apps',
      kind: 'deployments',
      causes: [{ message }],
    });
    lab.client.create(DEPLOYMENTS, 'default', deployment('web', 5));
    assert.equal(
      refusal(() =>
        lab.client.patch(DEPLOYMENTS, 'default', 'web', {
          type: 'merge',
          body: { spec: { replicas: 7 } },
        }),
      ).code,
      422,
    );
  });

  it('says what its validations say, with their reason', () => {
    assert.equal(said(policyLab({ validations: [{ expression: 'false', message: 'no' }] })), 'no');
    const expression = 'object.spec.replicas <= 5';
    const messageExpression = "'at most 5, not ' + string(object.spec.replicas)";
    const lab = policyLab({
      validations: [{ expression, messageExpression, reason: 'Forbidden' }],
    });
    assert.equal(said(lab), 'at most 5, not 6');
    assert.equal(denied(lab).code, 403);
  });

  it('warns, or denies nothing, where its binding says so', () => {
    const lab = policyLab({}, { validationActions: ['Warn', 'Audit'] });
    const { warnings } = lab.client.request({
      verb: 'create',
      user: lab.client.user,
      resource: DEPLOYMENTS,
      namespace: 'default',
      body: deployment('web', 6),
      options: {},
    });
    assert.deepEqual(warnings, [
      `Validation failed for ValidatingAdmissionPolicy '${POLICY}' with binding '${BINDING}': failed expression: object.spec.replicas <= 5`,
    ]);
  });

  it('is measured by the objects that its binding names', () => {
    const lab = policyLab(
      {
        paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
        validations: [
          {
            expression: 'object.spec.replicas <= int(params.data.maxReplicas)',
            messageExpression: "'at most ' + params.data.maxReplicas",
          },
        ],
      },
      { paramRef: { name: 'limits', namespace: 'default', parameterNotFoundAction: 'Deny' } },
    );
    assert.equal(
      said(lab, 1),
      'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction',
    );
    lab.client.create(CONFIG_MAPS, 'default', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'limits' },
      data: { maxReplicas: '3' },
    });
    assert.equal(said(lab, 4), 'at most 3');
    lab.client.create(DEPLOYMENTS, 'default', deployment('web', 3));
  });

  it('composes variables, and asks for conditions first', () => {
    const lab = policyLab({
      matchConditions: [
        { name: 'not-exempt', expression: "!object.metadata.name.startsWith('free')" },
      ],
      variables: [
        { name: 'images', expression: 'object.spec.template.spec.containers.map(c, c.image)' },
        {
          name: 'foreign',
          expression: "variables.images.filter(i, !i.startsWith('registry.local/'))",
        },
      ],
      validations: [
        {
          expression: 'variables.foreign.size() == 0',
          messageExpression: "'images from elsewhere: ' + variables.foreign.join(', ')",
        },
        {
          expression:
            "request.userInfo.username == 'kubernetes-admin' && request.operation == 'CREATE'",
        },
      ],
    });
    assert.equal(said(lab, 1), 'images from elsewhere: nginx');
    lab.client.create(DEPLOYMENTS, 'default', deployment('web', 1, 'registry.local/web'));
    lab.client.create(DEPLOYMENTS, 'default', deployment('free', 1));
  });

  it('is about the namespaces and objects that its selectors find', () => {
    const lab = policyLab(
      {},
      { matchResources: { namespaceSelector: { matchLabels: { environment: 'test' } } } },
    );
    lab.client.create(DEPLOYMENTS, 'default', deployment('web', 6));
    lab.client.patch(NAMESPACES, undefined, 'default', {
      type: 'merge',
      body: { metadata: { labels: { environment: 'test' } } },
    });
    assert.equal(
      refusal(() => lab.client.create(DEPLOYMENTS, 'default', deployment('b', 6))).code,
      422,
    );
  });

  it('may look at what is deleted', () => {
    const lab = policyLab({
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: [''],
            apiVersions: ['v1'],
            operations: ['DELETE'],
            resources: ['configmaps'],
          },
        ],
      },
      validations: [
        {
          expression: 'object == null && !has(oldObject.metadata.labels.keep)',
          message: 'is kept',
        },
      ],
    });
    const draft = { apiVersion: 'v1', kind: 'ConfigMap' } as const;
    for (const [name, labels] of [
      ['a', { keep: 'yes' }],
      ['b', { other: 'x' }],
    ] as const) {
      lab.client.create(CONFIG_MAPS, 'default', { ...draft, metadata: { name, labels } });
    }
    lab.client.delete(CONFIG_MAPS, 'default', 'b');
    assert.match(
      refusal(() => {
        lab.client.delete(CONFIG_MAPS, 'default', 'a');
      }).message,
      /is kept$/,
    );
  });

  it('counts an expression that fails as its failurePolicy says', () => {
    const validations = [{ expression: 'object.spec.nothing > 5' }];
    assert.equal(
      said(policyLab({ validations })),
      "expression 'object.spec.nothing > 5' resulted in error: no such key: nothing",
    );
    const lenient = policyLab({ validations, failurePolicy: 'Ignore' });
    lenient.client.create(DEPLOYMENTS, 'default', deployment('web', 6));
  });

  it('is about the status where it says so', () => {
    const resources = ['deployments/status'];
    const { resourceRules = [] } = SPEC.matchConstraints ?? {};
    const rule = { ...resourceRules[0], resources };
    const { client } = policyLab({
      matchConstraints: { resourceRules: [rule] },
      validations: [
        { expression: "request.subResource == 'status' && object.status.replicas <= 5" },
      ],
    });
    client.create(DEPLOYMENTS, 'default', deployment('web', 6));
    const patch = (replicas: number): unknown =>
      client.patch(
        DEPLOYMENTS,
        'default',
        'web',
        { type: 'merge', body: { status: { replicas } } },
        { subresource: 'status' },
      );
    patch(5);
    assert.match(refusal(() => patch(6)).message, /failed expression: request.subResource/);
  });

  it('looks at each object of a collection that is deleted', () => {
    const resourceRules = [
      { apiGroups: [''], apiVersions: ['v1'], operations: ['DELETE'], resources: ['configmaps'] },
    ] as const;
    const { client } = policyLab({
      matchConstraints: { resourceRules },
      validations: [{ expression: "oldObject.metadata.name != 'keep'" }],
    });
    for (const name of ['a', 'keep']) {
      client.create(CONFIG_MAPS, 'default', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, labels: { name } },
      });
    }
    client.deleteCollection(CONFIG_MAPS, 'default', {}, { labelSelector: 'name=a' });
    assert.match(
      refusal(() => {
        client.deleteCollection(CONFIG_MAPS, 'default');
      }).message,
      /^configmaps "Unknown" is forbidden: ValidatingAdmissionPolicy .* denied request: failed expression: oldObject/,
    );
    assert.equal(client.list(CONFIG_MAPS, 'default').items.length, 1);
  });

  it('counts as an error what costs too much, and what comes after it', () => {
    const loop = 'object.data.all(x, object.data.all(y, object.data.all(z, x <= z || y <= z)))';
    const resourceRules = [
      { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
    ] as const;
    const { client } = policyLab(
      {
        matchConstraints: { resourceRules },
        validations: [{ expression: loop }, { expression: 'true' }],
      },
      { validationActions: ['Warn', 'Deny'] },
    );
    const keys = Array.from({ length: 200 }, (_, index) => `key-${String(index)}`);
    const data = Object.fromEntries(keys.map((key) => [key, 'x']));
    const metadata = { name: 'a' };
    const draft = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data } as const;
    assert.match(
      refusal(() => client.create(CONFIG_MAPS, 'default', draft)).message,
      /resulted in error: operation cancelled: actual cost limit exceeded$/,
    );
  });

  it('is refused itself where it does not compile, or has nothing to say', () => {
    assert.throws(() => policyLab({ validations: [{ expression: 'object.spec.replicas <=' }] }), {
      code: 422,
      message:
        `ValidatingAdmissionPolicy.admissionregistration.k8s.io "${POLICY}" is invalid: spec.validations[0].expression: ` +
        'Invalid value: "object.spec.replicas <=": compilation failed: ERROR: <input>:1:24: Syntax error: unexpected token: EOF\n' +
        ' | object.spec.replicas <=\n | .......................^',
    });
    assert.throws(
      () => policyLab({ validations: [{ expression: 'variables.none' }] }),
      /spec\.validations\[0\]\.expression: .*undefined field 'none'/,
    );
    assert.throws(
      () => policyLab({ validations: [{ expression: "request.userinfo.username != ''" }] }),
      /ERROR: <input>:1:8: undefined field 'userinfo'/,
    );
    assert.throws(
      () => policyLab({ validations: [{ expression: 'request.name' }] }),
      /spec\.validations\[0\]\.expression: Invalid value: "request\.name": must evaluate to bool but got string$/,
    );
    assert.throws(
      () => policyLab({ auditAnnotations: [{ key: 'a', valueExpression: '1' }] }),
      /must evaluate to one of \[string null_type\] but got int$/,
    );
    assert.throws(() => policyLab({ validations: [] }), /spec\.validations: Required value/);
  });
});
