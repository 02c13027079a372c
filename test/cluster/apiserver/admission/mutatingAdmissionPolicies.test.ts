// Objects that policies change, as the documentation introduces them.
// Sources: https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/,
// k8s.io/apiserver/pkg/admission/plugin/policy/mutating (compilation_test.go).
import assert from 'node:assert/strict';
import type {
  MutatingAdmissionPolicyBindingSpec,
  MutatingAdmissionPolicySpec,
  Mutation,
} from '../../../../src/apis/generated/admissionregistration/v1';
import type { Deployment } from '../../../../src/apis/generated/apps/v1';
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  MUTATING_ADMISSION_POLICIES,
  MUTATING_ADMISSION_POLICY_BINDINGS,
  NAMESPACES,
  PODS,
} from '../../../../src/apis/resources';
import { CRON_TABS, cronTab, cronTabLab } from '../customresources/cronTabs';
import { bind, podDraft, ServerLab } from '../serverLab';
import { deployment, refusal } from './boundPolicy';

const BOUND = "policy 'demo' with binding 'demo' denied request: ";

function apply(expression: string): Mutation {
  return { patchType: 'ApplyConfiguration', applyConfiguration: { expression } };
}

function patch(expression: string): Mutation {
  return { patchType: 'JSONPatch', jsonPatch: { expression } };
}

function rule(
  group: string,
  resource: string,
): NonNullable<MutatingAdmissionPolicySpec['matchConstraints']> {
  return {
    resourceRules: [
      {
        apiGroups: [group],
        apiVersions: ['v1'],
        operations: ['CREATE', 'UPDATE'],
        resources: [resource],
      },
    ],
  };
}

function addPolicy(
  lab: ServerLab,
  spec: Partial<MutatingAdmissionPolicySpec>,
  binding: Partial<MutatingAdmissionPolicyBindingSpec> = {},
  name = 'demo',
): ServerLab {
  lab.client.create(MUTATING_ADMISSION_POLICIES, undefined, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicy',
    metadata: { name },
    spec: {
      matchConstraints: rule('apps', 'deployments'),
      reinvocationPolicy: 'Never',
      mutations: [],
      ...spec,
    },
  });
  lab.client.create(MUTATING_ADMISSION_POLICY_BINDINGS, undefined, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, ...binding },
  });
  return lab;
}

function lab(...mutations: readonly Mutation[]): ServerLab {
  return addPolicy(new ServerLab(), { mutations });
}

function made(server: ServerLab, replicas = 1): Deployment {
  return server.client.create(DEPLOYMENTS, 'default', deployment('web', replicas));
}

function said(server: ServerLab): string {
  return refusal(() => made(server)).message;
}

describe('a MutatingAdmissionPolicy', () => {
  it('lays an apply configuration over an object, list items by their keys', () => {
    const server = lab(
      apply(`Object{
        metadata: Object.metadata{labels: {"team": request.userInfo.username}},
        spec: Object.spec{
          replicas: object.spec.replicas % 2 == 0 ? object.spec.replicas + 1 : object.spec.replicas,
          template: Object.spec.template{
            spec: Object.spec.template.spec{
              initContainers: [Object.spec.template.spec.initContainers{
                name: "mesh-proxy", // runs beside
                image: 'mesh/proxy:{v1}',
                restartPolicy: "Always"
              }],
              containers: [Object.spec.template.spec.containers{name: "web", workingDir: "/srv"}]
            }
          }
        }
      }`),
    );
    const { metadata, spec } = made(server, 2);
    assert.deepEqual(metadata.labels, { app: 'web', team: 'kubernetes-admin' });
    assert.equal(spec.replicas, 3);
    const [proxy] = spec.template.spec?.initContainers ?? [];
    assert.equal(proxy?.image, 'mesh/proxy:{v1}');
    // What is new has its defaults.
    assert.equal(proxy?.terminationMessagePath, '/dev/termination-log');
    const [web] = spec.template.spec?.containers ?? [];
    assert.deepEqual([web?.image, web?.workingDir], ['nginx', '/srv']);
  });

  it('applies JSON patches, one mutation after the other', () => {
    const server = lab(
      apply('Object{spec: Object.spec{replicas: object.spec.replicas + 100}}'),
      patch(`[
        JSONPatch{op: "test", path: "/spec/replicas", value: 101},
        JSONPatch{op: "replace", path: "/spec/replicas", value: object.spec.replicas + 10},
        JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("example.com/a"), value: "c"},
        JSONPatch{op: "add", path: "/spec/template/spec/containers/-",
          value: Object.spec.template.spec.containers{name: "x", image: "busybox", ports: [
            Object.spec.template.spec.containers.ports{containerPort: 8080}]}},
        JSONPatch{op: "copy", from: "/metadata/labels/app", path: "/metadata/labels/copy"}
      ]`),
    );
    const { metadata, spec } = made(server);
    assert.deepEqual(metadata.labels, { app: 'web', 'example.com/a': 'c', copy: 'web' });
    assert.equal(spec.replicas, 111);
    assert.deepEqual(spec.template.spec?.containers[1]?.ports, [
      { containerPort: 8080, protocol: 'TCP' },
    ]);
  });

  it('leaves an object as it is where a test of a patch fails, and where its conditions do not hold', () => {
    const failing = lab(
      patch(`[JSONPatch{op: "test", path: "/spec/replicas", value: 100},
              JSONPatch{op: "replace", path: "/spec/replicas", value: 3}]`),
    );
    assert.equal(made(failing).spec.replicas, 1);
    const mutations = [apply('Object{spec: Object.spec{replicas: 3}}')];
    const matchConditions = [{ name: 'large', expression: 'object.spec.replicas > 1' }];
    const other = addPolicy(new ServerLab(), { mutations, matchConditions });
    assert.equal(made(other).spec.replicas, 1);
  });

  it('chooses among patches, and may make none', () => {
    const server = lab(
      patch(
        'object.spec.replicas > 1 ? [JSONPatch{op: "replace", path: "/spec/replicas", value: 1}] : []',
      ),
    );
    assert.equal(made(server, 5).spec.replicas, 1);
    assert.equal(
      server.client.create(DEPLOYMENTS, 'default', deployment('other', 1)).spec.replicas,
      1,
    );
  });

  it('knows variables and params, the old object, and fields that may be missing', () => {
    const server = new ServerLab();
    server.client.create(CONFIG_MAPS, 'default', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'limits' },
      data: { most: '4' },
    });
    addPolicy(
      server,
      {
        paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
        variables: [{ name: 'most', expression: 'int(params.data.most)' }],
        mutations: [
          apply(`Object{spec: Object.spec{
            replicas: object.spec.replicas > variables.most ? variables.most : object.spec.replicas,
            ?minReadySeconds: oldObject == null ? optional.none() : optional.of(7)
          }}`),
        ],
      },
      { paramRef: { name: 'limits', parameterNotFoundAction: 'Deny' } },
    );
    const { spec } = made(server, 9);
    assert.deepEqual([spec.replicas, spec.minReadySeconds], [4, undefined]);
    const body = { spec: { replicas: 3 } };
    const updated = server.client.patch(DEPLOYMENTS, 'default', 'web', { type: 'merge', body });
    assert.deepEqual([updated.spec.replicas, updated.spec.minReadySeconds], [3, 7]);
    server.client.delete(CONFIG_MAPS, 'default', 'limits');
    const error = refusal(() =>
      server.client.create(DEPLOYMENTS, 'default', deployment('other', 1)),
    );
    const why = 'no params found for policy binding with `Deny` parameterNotFoundAction';
    assert.equal(error.message, `${BOUND}failed to configure binding: ${why}`);
    assert.deepEqual([error.code, error.reason], [403, 'Forbidden']);
  });

  const refused: readonly (readonly [string, Mutation, string])[] = [
    [
      'a struct in the place of another',
      apply('Object{spec: Object.specx{replicas: 1}}'),
      'type mismatch: unexpected type name "Object.specx", expected "Object.spec", which matches field name path from root Object type',
    ],
    [
      'a field that is not there',
      apply('Object{spec: Object.spec{replicasx: 1}}'),
      'error applying patch: failed to convert patch object to typed object: .spec.replicasx: field not declared in schema',
    ],
    [
      'a part of what is replaced as a whole',
      apply('Object{spec: Object.spec{selector: Object.spec.selector{matchLabels: {"l": "v"}}}}'),
      'error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.selector',
    ],
    [
      'a list that is replaced as a whole',
      apply(
        'Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{' +
          'containers: [Object.spec.template.spec.containers{name: "web", args: ["a"]}]}}}}',
      ),
      'error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.template.spec.containers[0].args',
    ],
    [
      'a patch that leads nowhere',
      patch(
        '[JSONPatch{op: "replace", path: "/spec/template/spec/containers/-", value: {"name": "x"}}]',
      ),
      'JSONPath: replace operation does not apply: doc is missing key: /spec/template/spec/containers/-: missing value',
    ],
    [
      'a value in the place of another',
      patch('[JSONPatch{op: "add", path: "/spec/x", value: Object.spec{a: Object.spec.b{}}}]'),
      'type mismatch: unexpected type name "Object.spec.b", expected "Object.spec.a", which matches field name path from root Object type',
    ],
    [
      'an expression that fails',
      apply('Object{spec: Object.spec{replicas: object.spec.nothing}}'),
      "expression 'Object{spec: Object.spec{replicas: object.spec.nothing}}' resulted in error: no such key: nothing",
    ],
  ];
  for (const [what, mutation, why] of refused) {
    it(`refuses ${what}, unless failures are ignored`, () => {
      const error = refusal(() => made(lab(mutation)));
      assert.equal(error.message, BOUND + why);
      assert.deepEqual([error.code, error.reason], [403, 'Invalid']);
      assert.deepEqual(error.details?.causes, [{ message: BOUND + why }]);
      const ignoring = addPolicy(new ServerLab(), {
        mutations: [mutation],
        failurePolicy: 'Ignore',
      });
      assert.equal(made(ignoring).spec.replicas, 1);
    });
  }

  it('answers with an internal error where a patch leaves no object of the kind', () => {
    const unknown = patch('[JSONPatch{op: "add", path: "/spec/containerPortZ", value: 1}]');
    const why = 'strict decoding error: unknown field "spec.containerPortZ"';
    assert.equal(said(lab(unknown)), `Internal error occurred: ${why}`);
  });

  it('is not taken where its expressions do not compile or are of another type', () => {
    const told = (mutation: Mutation): string =>
      refusal(() => lab(mutation)).message.replace(/^.* is invalid: /, '');
    const path = 'spec.mutations[0].applyConfiguration.expression: Invalid value: ';
    assert.equal(
      told(apply('"teapot"')),
      `${path}"\\"teapot\\"": must evaluate to Object but got string`,
    );
    assert.equal(
      told(apply('Object.spec{}')),
      `${path}"Object.spec{}": must evaluate to Object but got Object.spec`,
    );
    assert.equal(
      told(patch('[1]')),
      'spec.mutations[0].jsonPatch.expression: Invalid value: "[1]": must evaluate to list(JSONPatch) but got list(int)',
    );
    const text = "Object{spec: Object.spec{replicas: 1 + 'a'}}";
    assert.equal(
      told(apply(text)),
      `${path}"${text}": compilation failed: ERROR: <input>:1:38: found no matching overload for '_+_' applied to '(int, string)'\n | ${text}\n | .....................................^`,
    );
    assert.match(told(apply('Thing{a: 1}')), /undeclared reference to 'Thing' \(in container ''\)/);
  });

  it('must say what it changes, and when again', () => {
    const server = new ServerLab();
    const told = (spec: Partial<MutatingAdmissionPolicySpec>): string =>
      refusal(() => addPolicy(server, spec)).message.replace(/^.* is invalid: /, '');
    assert.equal(
      told({}),
      'spec.mutations: Required value: mutations must contain at least one item',
    );
    assert.equal(
      told({
        mutations: [
          {
            patchType: 'JSONPatch',
            applyConfiguration: { expression: 'Object{}' },
          },
        ],
      }),
      '[spec.mutations[0].jsonPatch: Required value: must be specified when patchType is JSONPatch, ' +
        'spec.mutations[0].applyConfiguration: Invalid value: "{applyConfiguration}": must not be specified when patchType is JSONPatch]',
    );
    const { resourceRules = [] } = rule('', 'pods');
    const rules = resourceRules.map((each) => ({ ...each, operations: ['DELETE'] as const }));
    assert.equal(
      told({
        mutations: [apply('Object{}')],
        matchConstraints: { resourceRules: rules },
      }),
      'spec.matchConstraints.resourceRules.operations: Unsupported value: "DELETE": supported values: "*", "CONNECT", "CREATE", "UPDATE"',
    );
  });

  it('is asked again where a later one changes the object, if it wants to be', () => {
    for (const reinvocationPolicy of ['IfNeeded', 'Never'] as const) {
      const server = new ServerLab();
      const labels =
        'Object{metadata: Object.metadata{labels: {"seen": string(object.spec.replicas)}}}';
      addPolicy(server, { mutations: [apply(labels)], reinvocationPolicy }, {}, 'a');
      addPolicy(server, { mutations: [apply('Object{spec: Object.spec{replicas: 5}}')] }, {}, 'b');
      const { metadata, spec } = made(server);
      assert.equal(spec.replicas, 5);
      const seen = reinvocationPolicy === 'IfNeeded' ? '5' : '1';
      assert.equal(metadata.labels?.['seen'], seen);
    }
  });

  it('comes before the other plugins have their last word: they see what it has changed', () => {
    const server = new ServerLab();
    const account = 'Object{spec: Object.spec{serviceAccountName: "nobody"}}';
    addPolicy(server, { matchConstraints: rule('', 'pods'), mutations: [apply(account)] });
    assert.match(
      refusal(() => server.client.create(PODS, 'default', podDraft({ name: 'web' }))).message,
      /service account default\/nobody/,
    );
  });

  it('changes namespaces, bindings and scales, too', () => {
    const server = addPolicy(new ServerLab(), {
      matchConstraints: rule('', 'namespaces'),
      mutations: [apply('Object{metadata: Object.metadata{labels: {"a": "b"}}}')],
    });
    server.addNamespace('team');
    assert.equal(server.client.get(NAMESPACES, undefined, 'team').metadata.labels?.['a'], 'b');

    const binding = addPolicy(new ServerLab(), {
      matchConstraints: rule('', 'pods/binding'),
      mutations: [patch('[JSONPatch{op: "replace", path: "/target/name", value: "worker-9"}]')],
    });
    binding.client.create(PODS, 'default', podDraft({ name: 'web' }));
    bind(binding.client, 'web', 'worker-1');
    assert.equal(binding.client.get(PODS, 'default', 'web').spec.nodeName, 'worker-9');

    const scaling = addPolicy(new ServerLab(), {
      matchConstraints: rule('apps', 'deployments/scale'),
      mutations: [apply('Object{spec: Object.spec{replicas: 2}}')],
    });
    made(scaling);
    scaling.client.patch(
      DEPLOYMENTS,
      'default',
      'web',
      { type: 'merge', body: { spec: { replicas: 9 } } },
      { subresource: 'scale' },
    );
    assert.equal(scaling.client.get(DEPLOYMENTS, 'default', 'web').spec.replicas, 2);
  });

  it('changes custom kinds by their schema', () => {
    const server = cronTabLab();
    addPolicy(server, {
      matchConstraints: rule('stable.example.com', 'crontabs'),
      mutations: [
        apply('Object{spec: Object.spec{replicas: 2}}'),
        patch('[JSONPatch{op: "add", path: "/spec/image", value: "cron"}]'),
      ],
    });
    const { spec } = server.client.create(CRON_TABS, 'default', cronTab('a', { cronSpec: '* *' }));
    assert.deepEqual(spec, { cronSpec: '* *', replicas: 2, image: 'cron' });
  });

  it('cannot change policies', () => {
    const server = addPolicy(new ServerLab(), {
      matchConstraints: rule('*', '*'),
      mutations: [apply('Object{metadata: Object.metadata{labels: {"a": "b"}}}')],
    });
    const stored = addPolicy(server, { mutations: [apply('Object{}')] }, {}, 'other');
    const { metadata } = stored.client.get(MUTATING_ADMISSION_POLICIES, undefined, 'other');
    assert.equal(metadata.labels, undefined);
  });
});
