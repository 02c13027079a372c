import assert from 'node:assert/strict';
import type {
  ExpressionWarning,
  ValidatingAdmissionPolicySpec,
} from '../../../src/apis/generated/admissionregistration/v1';
import { VALIDATING_ADMISSION_POLICIES } from '../../../src/apis/resources';
import { define } from '../apiserver/customresources/cronTabs';
import { ControllerLab } from './controllerLab';

describe('the status of a ValidatingAdmissionPolicy', () => {
  it('says which generation has been looked at', () => {
    const lab = new ControllerLab();
    const resourceRules = [
      { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
    ] as const;
    lab.create(VALIDATING_ADMISSION_POLICIES, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'demo' },
      spec: { matchConstraints: { resourceRules }, validations: [{ expression: 'true' }] },
    });
    const status = (): unknown => {
      lab.runFor(1_000);
      return lab.admin.get(VALIDATING_ADMISSION_POLICIES, undefined, 'demo').status;
    };
    assert.deepEqual(status(), { observedGeneration: 1, typeChecking: {} });
    const body = { spec: { validations: [{ expression: '1 == 1' }] } };
    lab.admin.patch(VALIDATING_ADMISSION_POLICIES, undefined, 'demo', { type: 'merge', body });
    assert.deepEqual(status(), { observedGeneration: 2, typeChecking: {} });
  });
});

describe('the type checking of a ValidatingAdmissionPolicy', () => {
  interface Checked {
    readonly expressions: readonly string[];
    readonly group?: string;
    readonly resources?: readonly string[];
    readonly spec?: Partial<ValidatingAdmissionPolicySpec>;
  }

  function warningsOf(
    { expressions, group = 'apps', resources = ['deployments'], spec = {} }: Checked,
    lab = new ControllerLab(),
  ): readonly ExpressionWarning[] {
    const resourceRules = [
      { apiGroups: [group], apiVersions: ['v1'], operations: ['*'], resources },
    ] as const;
    const validations = expressions.map((expression) => ({ expression }));
    lab.create(VALIDATING_ADMISSION_POLICIES, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'demo' },
      spec: { matchConstraints: { resourceRules }, validations, ...spec },
    });
    lab.runFor(1_000);
    const { typeChecking } = lab.admin.get(VALIDATING_ADMISSION_POLICIES, undefined, 'demo').status;
    return typeChecking?.expressionWarnings ?? [];
  }

  function fields(checked: Checked, lab?: ControllerLab): readonly string[] {
    return warningsOf(checked, lab).map(
      ({ fieldRef, warning }) => `${fieldRef}: ${warning.split('\n')[0] ?? ''}`,
    );
  }

  it('warns of a field that a kind does not have, for each kind that is named', () => {
    const [warning, ...others] = warningsOf({
      expressions: ['object.replicas > 1', 'object.spec.replicas > 1'],
      resources: ['replicasets', 'deployments'],
    });
    assert.deepEqual(others, []);
    const display =
      "ERROR: <input>:1:7: undefined field 'replicas'\n | object.replicas > 1\n | ......^";
    assert.deepEqual(warning, {
      fieldRef: 'spec.validations[0].expression',
      warning: `apps/v1, Kind=Deployment: ${display}\n\napps/v1, Kind=ReplicaSet: ${display}\n`,
    });
  });

  it('warns of types that do not fit', () => {
    const where = 'apps/v1, Kind=Deployment: ERROR: <input>:1:22';
    assert.deepEqual(fields({ expressions: ["object.spec.replicas == 'three'"] }), [
      `spec.validations[0].expression: ${where}: found no matching overload for '_==_' applied to '(int, string)'`,
    ]);
  });

  const good: readonly (readonly [string, string])[] = [
    ['pods', "object.spec.containers.all(c, c.image.startsWith('registry.example.com/'))"],
    ['pods', "has(object.metadata.labels) && 'app' in object.metadata.labels"],
    [
      'pods',
      "object.spec.containers.all(c, has(c.resources.limits) && 'cpu' in c.resources.limits)",
    ],
    ['pods', 'object.metadata.?annotations[?"a"].orValue("") == ""'],
    ['pods', "oldObject == null || request.userInfo.groups.exists(g, g == 'system:masters')"],
    ['services', 'object.spec.ports.all(p, !has(p.targetPort) || p.targetPort == 80)'],
    ['services', "namespaceObject.metadata.labels['team'] == 'a'"],
    ['configmaps', 'object.data.all(key, size(object.data[key]) < 100)'],
    ['pods', "timestamp('2026-01-01T00:00:00Z') < object.metadata.creationTimestamp"],
  ];
  for (const [resource, expression] of good) {
    it(`has nothing against ${expression}`, () => {
      const checked = { group: '', resources: [resource], expressions: [expression] };
      assert.deepEqual(fields(checked), []);
    });
  }

  it('knows request, params and variables', () => {
    const spec = {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      variables: [{ name: 'limit', expression: 'params.data.limit' }],
      validations: [
        { expression: 'object.spec.replicas < variables.limit' },
        { expression: 'request.userInfo.username != ""', messageExpression: "params.dat['a']" },
      ],
    };
    const at = 'apps/v1, Kind=Deployment: ERROR: <input>:1';
    assert.deepEqual(fields({ expressions: [], spec }), [
      `spec.validations[0].expression: ${at}:22: found no matching overload for '_<_' applied to '(int, string)'`,
      `spec.validations[1].messageExpression: ${at}:7: undefined field 'dat'`,
    ]);
  });

  it('checks nothing where a rule has wildcards, names subresources, or a kind that contains itself', () => {
    const expressions = ['object.nonsense'];
    assert.deepEqual(fields({ expressions, group: '*' }), []);
    assert.deepEqual(fields({ expressions, resources: ['*', 'deployments/scale'] }), []);
    const group = 'apiextensions.k8s.io';
    assert.deepEqual(fields({ expressions, group, resources: ['customresourcedefinitions'] }), []);
  });

  it('knows the fields of custom kinds', () => {
    const lab = new ControllerLab();
    define(lab.admin);
    lab.runFor(5_000);
    const expressions = [
      "object.spec.cronSpec != '' && has(object.metadata.labels)",
      'object.spec.cron != ""',
    ];
    const checked = { expressions, group: 'stable.example.com', resources: ['crontabs'] };
    assert.deepEqual(fields(checked, lab), [
      "spec.validations[1].expression: stable.example.com/v1, Kind=CronTab: ERROR: <input>:1:12: undefined field 'cron'",
    ]);
  });
});
