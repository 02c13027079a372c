import assert from 'node:assert/strict';
import { DEPLOYMENT_RULES } from '../../../src/apis/apps/deployment';
import { complaints, defaulted, updateComplaints } from '../complaints';

const TEMPLATE =
  'template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, image: nginx }] } }';
const deployment = (fields: string): string =>
  `spec: { selector: { matchLabels: { app: web } }, ${TEMPLATE}, ${fields} }`;

describe('deployments', () => {
  it('have the defaults of a real API server', () => {
    const { spec } = defaulted(DEPLOYMENT_RULES, deployment(''));
    assert.equal(spec.replicas, 1);
    assert.equal(spec.progressDeadlineSeconds, 600);
    assert.equal(spec.revisionHistoryLimit, 10);
    assert.deepEqual(spec.strategy, {
      rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
      type: 'RollingUpdate',
    });
    assert.equal(spec.template.spec?.enableServiceLinks, undefined, 'set in pods only');
    const recreate = defaulted(DEPLOYMENT_RULES, deployment('strategy: { type: Recreate }'));
    assert.deepEqual(recreate.spec.strategy, { type: 'Recreate' });
    assert.equal(DEPLOYMENT_RULES.defaults(recreate), recreate);
  });

  const cases: readonly [string, string, readonly string[]][] = [
    ['good', deployment(''), []],
    [
      'negative replicas',
      deployment('replicas: -1'),
      ['spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
    ],
    ['no selector', `spec: { ${TEMPLATE} }`, ['spec.selector: Required value']],
    [
      'an empty selector',
      `spec: { selector: {}, ${TEMPLATE} }`,
      ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
    ],
    [
      'other labels',
      `spec: { selector: { matchLabels: { app: api } }, ${TEMPLATE} }`,
      [
        'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
      ],
    ],
    [
      'no template',
      'spec: { selector: { matchLabels: { app: web } } }',
      [
        'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
        'spec.template.spec.containers: Required value',
      ],
    ],
    [
      'a wrong operator',
      `spec: { selector: { matchExpressions: [{ key: app, operator: Is, values: [web] }] }, ${TEMPLATE} }`,
      [
        'spec.selector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator',
      ],
    ],
    [
      'pods that end',
      deployment('').replace('spec: { containers', 'spec: { restartPolicy: Never, containers'),
      ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
    ],
    [
      'no room to update',
      deployment('strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } }'),
      [
        'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
      ],
    ],
    [
      'more than all',
      deployment('strategy: { rollingUpdate: { maxUnavailable: 110% } }'),
      [
        'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "110%": must not be greater than 100%',
      ],
    ],
    [
      'no percentage',
      deployment('strategy: { rollingUpdate: { maxSurge: some } }'),
      [
        `spec.strategy.rollingUpdate.maxSurge: Invalid value: "some": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')`,
      ],
    ],
    [
      'Recreate with rolling update',
      deployment('strategy: { type: Recreate, rollingUpdate: { maxSurge: 1 } }'),
      [
        "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
      ],
    ],
    [
      'an unknown strategy',
      deployment('strategy: { type: BlueGreen }'),
      [
        'spec.strategy.type: Unsupported value: "BlueGreen": supported values: "Recreate", "RollingUpdate"',
      ],
    ],
    [
      'a deadline before ready',
      deployment('minReadySeconds: 600'),
      ['spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds'],
    ],
    [
      'a bad container',
      deployment('').replace('image: nginx', 'ports: [{ containerPort: 0 }]'),
      [
        'spec.template.spec.containers[0].image: Required value',
        'spec.template.spec.containers[0].ports[0].containerPort: Required value',
      ],
    ],
  ];
  for (const [what, manifest, expected] of cases) {
    it(`${what}: ${expected.length === 0 ? 'accepted' : 'refused'}`, () => {
      assert.deepEqual(complaints(DEPLOYMENT_RULES, manifest), expected);
    });
  }

  it('keep their selector', () => {
    const other = deployment('').replaceAll('app: web', 'app: api');
    assert.deepEqual(updateComplaints(DEPLOYMENT_RULES, deployment(''), other), [
      'spec.selector: Invalid value: {"matchLabels":{"app":"api"}}: field is immutable',
    ]);
    assert.deepEqual(
      updateComplaints(DEPLOYMENT_RULES, deployment(''), deployment('replicas: 3')),
      [],
    );
  });
});
