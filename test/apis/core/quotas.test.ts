import assert from 'node:assert/strict';
import { ENDPOINTS_RULES } from '../../../src/apis/core/endpoints';
import { LIMIT_RANGE_RULES } from '../../../src/apis/core/limitRange';
import { POD_TEMPLATE_RULES } from '../../../src/apis/core/podTemplate';
import { RESOURCE_QUOTA_RULES } from '../../../src/apis/core/resourceQuota';
import { complaints, defaulted, updateComplaints } from '../complaints';

describe('resource quotas', () => {
  it('limit what can be counted', () => {
    const good =
      'spec: { hard: { pods: 4, requests.cpu: "1", limits.memory: 1Gi, count/jobs.batch: 3, requests.storage: 5Gi } }';
    assert.deepEqual(complaints(RESOURCE_QUOTA_RULES, good), []);
    const bad = 'spec: { hard: { pods: 1.5, cpu: -1, gpus: 3, storage: 1Gi } }';
    assert.deepEqual(complaints(RESOURCE_QUOTA_RULES, bad), [
      'spec.hard[pods]: Invalid value: "1500m": must be an integer',
      'spec.hard[cpu]: Invalid value: "-1": must be greater than or equal to 0',
      'spec.hard[gpus]: Invalid value: "gpus": must be a standard resource type or fully qualified',
      'spec.hard[gpus]: Invalid value: "gpus": must be a standard resource for quota',
      'spec.hard[storage]: Invalid value: "storage": must be a standard resource for quota',
    ]);
  });

  it('have scopes that fit their resources and each other', () => {
    const scoped = (hard: string, scopes: string): readonly string[] =>
      complaints(RESOURCE_QUOTA_RULES, `spec: { hard: ${hard}, scopes: [${scopes}] }`);
    assert.deepEqual(scoped('{ pods: 1 }', 'BestEffort'), []);
    assert.deepEqual(scoped('{ cpu: 1 }', 'BestEffort'), [
      'spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource',
    ]);
    assert.deepEqual(scoped('{ pods: 1 }', 'Terminating, NotTerminating'), [
      'spec.scopes: Invalid value: ["Terminating","NotTerminating"]: conflicting scopes',
    ]);
    const [before, after] = [
      'spec: { hard: { pods: 1 } }',
      'spec: { hard: { pods: 1 }, scopes: [BestEffort] }',
    ];
    assert.deepEqual(updateComplaints(RESOURCE_QUOTA_RULES, before, after), [
      'spec.scopes: Invalid value: ["BestEffort"]: field is immutable',
    ]);
  });

  it('select by priority class', () => {
    const selected = (expression: string): readonly string[] =>
      complaints(
        RESOURCE_QUOTA_RULES,
        `spec: { hard: { pods: 1 }, scopeSelector: { matchExpressions: [{ ${expression} }] } }`,
      );
    assert.deepEqual(selected('scopeName: PriorityClass, operator: In, values: [high]'), []);
    assert.deepEqual(selected('scopeName: PriorityClass, operator: In'), [
      "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
    ]);
    assert.match(
      selected('scopeName: BestEffort, operator: In, values: [a]').join(),
      /must be 'Exist' when scope/,
    );
  });
});

describe('limit ranges', () => {
  it('complete what a container gets from what is given', () => {
    const { limits } = defaulted(
      LIMIT_RANGE_RULES,
      'spec: { limits: [{ type: Container, min: { memory: 64Mi }, max: { cpu: "2" }, default: { memory: 0.5Gi } }, { type: Pod, max: { cpu: "2" } }] }',
    ).spec;
    assert.deepEqual(limits, [
      {
        type: 'Container',
        min: { memory: '64Mi' },
        max: { cpu: '2' },
        default: { memory: '512Mi', cpu: '2' },
        defaultRequest: { memory: '512Mi', cpu: '2' },
      },
      { type: 'Pod', max: { cpu: '2' } },
    ]);
  });

  it('have amounts in order', () => {
    const item = (text: string): readonly string[] =>
      complaints(LIMIT_RANGE_RULES, `spec: { limits: [{ ${text} }] }`);
    const at = 'spec.limits[0]';
    assert.deepEqual(
      item('type: Container, min: { cpu: 3 }, max: { cpu: 2 }, default: { cpu: 2 }'),
      [
        `${at}.min[cpu]: Invalid value: "3": min value 3 is greater than max value 2`,
        `${at}.defaultRequest[cpu]: Invalid value: "2": min value 3 is greater than default request value 2`,
        `${at}.default[cpu]: Invalid value: "3": min value 3 is greater than default value 2`,
      ],
    );
    assert.deepEqual(item('type: Container, default: { cpu: 1 }, defaultRequest: { cpu: 2 }'), [
      `${at}.defaultRequest[cpu]: Invalid value: "2": default request value 2 is greater than default limit value 1`,
    ]);
    assert.deepEqual(item('type: Pod, default: { cpu: 1 }'), [
      `${at}.default: Forbidden: may not be specified when \`type\` is 'Pod'`,
    ]);
    assert.deepEqual(item('type: PersistentVolumeClaim, max: { cpu: 1 }'), [
      `${at}.limits: Required value: either minimum or maximum storage value is required, but neither was provided`,
    ]);
    assert.deepEqual(
      item('type: Pod, min: { cpu: 1 }, max: { cpu: 2 }, maxLimitRequestRatio: { cpu: 3 }'),
      [
        `${at}.maxLimitRequestRatio[cpu]: Invalid value: "3": ratio 3 is greater than max/min = 2.000000`,
      ],
    );
    assert.deepEqual(item('type: Pods'), [
      `${at}.type: Invalid value: "Pods": must be a standard limit type or fully qualified`,
    ]);
    assert.deepEqual(
      complaints(LIMIT_RANGE_RULES, 'spec: { limits: [{ type: Pod }, { type: Pod }] }'),
      ['spec.limits[1].type: Duplicate value: "Pod"'],
    );
  });
});

describe('endpoints', () => {
  it('are addresses with ports that have names, if there are several', () => {
    const manifest =
      'subsets: [{}, { addresses: [{ ip: 127.0.0.1 }, { ip: 169.254.1.1 }, { ip: "::" }, { ip: web }], ports: [{ port: 80 }, { port: 0, name: a }] }]';
    const at = 'subsets[1]';
    assert.deepEqual(complaints(ENDPOINTS_RULES, manifest), [
      'subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`',
      `${at}.addresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)`,
      `${at}.addresses[1].ip: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)`,
      `${at}.addresses[2].ip: Invalid value: "::": may not be unspecified (0.0.0.0 or ::)`,
      `${at}.addresses[3].ip: Invalid value: "web": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)`,
      `${at}.ports[0].name: Required value`,
      `${at}.ports[1].port: Invalid value: 0: must be between 1 and 65535, inclusive`,
    ]);
  });
});

describe('pod templates', () => {
  it('are checked as the templates of workloads are', () => {
    assert.deepEqual(complaints(POD_TEMPLATE_RULES, 'template: { spec: { containers: [] } }'), [
      'template.spec.containers: Required value',
    ]);
    const { template } = defaulted(
      POD_TEMPLATE_RULES,
      'template: { spec: { containers: [{ name: a, image: b }] } }',
    );
    assert.equal(template?.spec?.restartPolicy, 'Always');
  });
});
