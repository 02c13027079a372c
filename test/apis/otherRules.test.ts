// Rules of the kinds that have no test file of their own: a manifest, and what is said of it.
import assert from 'node:assert/strict';
import { VALIDATING_WEBHOOK_CONFIGURATION_RULES } from '../../src/apis/admissionregistration/admissionRules';
import { API_SERVICE_RULES } from '../../src/apis/apiregistration/apiService';
import { HORIZONTAL_POD_AUTOSCALER_RULES } from '../../src/apis/autoscaling/horizontalPodAutoscaler';
import { RUNTIME_CLASS_RULES } from '../../src/apis/node/runtimeClass';
import { POD_DISRUPTION_BUDGET_RULES } from '../../src/apis/policy/podDisruptionBudget';
import { RESOURCE_SLICE_RULES } from '../../src/apis/resource/resourceSlice';
import { PRIORITY_CLASS_RULES } from '../../src/apis/scheduling/priorityClass';
import { CSI_DRIVER_RULES, VOLUME_ATTACHMENT_RULES } from '../../src/apis/storage/storageRules';
import { complaints, defaulted, updateComplaints } from './complaints';

function scaler(spec: string): string {
  return `{ spec: { scaleTargetRef: { kind: Deployment, name: web }, maxReplicas: 5${spec} } }`;
}

describe('horizontal pod autoscalers', () => {
  it('scale on CPU by default, and as fast as Kubernetes lets them', () => {
    const { spec } = defaulted(
      HORIZONTAL_POD_AUTOSCALER_RULES,
      scaler(', behavior: { scaleDown: {} }'),
    );
    assert.equal(spec.minReplicas, 1);
    assert.deepEqual(spec.metrics, [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
      },
    ]);
    assert.deepEqual(spec.behavior?.scaleDown, {
      selectPolicy: 'Max',
      policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
    });
    assert.equal(spec.behavior.scaleUp?.policies?.length, 2);
  });

  it('say what is wrong with limits, metrics and behavior', () => {
    const of = (spec: string): readonly string[] =>
      complaints(HORIZONTAL_POD_AUTOSCALER_RULES, scaler(spec));
    assert.deepEqual(complaints(HORIZONTAL_POD_AUTOSCALER_RULES, 'spec: { minReplicas: 0 }'), [
      'spec.minReplicas: Invalid value: 0: must be greater than or equal to 1',
      'spec.maxReplicas: Invalid value: 0: must be greater than 0',
      'spec.scaleTargetRef.kind: Required value',
      'spec.scaleTargetRef.name: Required value',
      'spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas',
    ]);
    assert.deepEqual(of(', minReplicas: 6'), [
      'spec.maxReplicas: Invalid value: 5: must be greater than or equal to `minReplicas`',
    ]);
    const metric = 'spec.metrics[0]';
    assert.deepEqual(of(', metrics: [{ type: Resource }]'), [
      `${metric}.resource: Required value: must populate information for the given metric source`,
    ]);
    assert.deepEqual(
      of(', metrics: [{ type: Resource, resource: { name: cpu, target: { type: Odd } } }]'),
      [
        `${metric}.resource.target.type: Invalid value: "Odd": must be either Utilization, Value, or AverageValue`,
        `${metric}.resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization`,
      ],
    );
    assert.deepEqual(
      of(
        ', metrics: [{ type: Pods, pods: { metric: {}, target: { type: AverageValue, averageValue: 0 } }, external: { metric: { name: a }, target: { type: Value, value: 1 } } }]',
      ),
      [`${metric}.external: Forbidden: must populate the given metric source only`],
    );
    assert.deepEqual(
      of(
        ', behavior: { scaleUp: { stabilizationWindowSeconds: 9999, selectPolicy: Odd, policies: [{ type: Odd, value: 0, periodSeconds: 5000 }] } }',
      ),
      [
        'spec.behavior.scaleUp.stabilizationWindowSeconds: Invalid value: 9999: must be less than or equal to 3600',
        'spec.behavior.scaleUp.selectPolicy: Unsupported value: "Odd": supported values: "Disabled", "Max", "Min"',
        'spec.behavior.scaleUp.policies[0].type: Unsupported value: "Odd": supported values: "Percent", "Pods"',
        'spec.behavior.scaleUp.policies[0].value: Invalid value: 0: must be greater than zero',
        'spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 5000: must be less than or equal to 1800',
      ],
    );
  });
});

describe('pod disruption budgets', () => {
  it('say how many may go, in one of two ways', () => {
    const of = (spec: string): readonly string[] =>
      complaints(POD_DISRUPTION_BUDGET_RULES, `spec: { ${spec} }`);
    assert.deepEqual(of('minAvailable: 1, maxUnavailable: 1'), [
      'spec: Invalid value: {"minAvailable":1,"maxUnavailable":1}: minAvailable and maxUnavailable cannot be both set',
    ]);
    assert.deepEqual(of('minAvailable: 200%'), [
      'spec.minAvailable: Invalid value: "200%": must not be greater than 100%',
    ]);
    assert.deepEqual(of('maxUnavailable: -1'), [
      'spec.maxUnavailable: Invalid value: -1: must be greater than or equal to 0',
    ]);
    assert.match(
      of('maxUnavailable: some').join(),
      /a valid percent string must be a numeric string/,
    );
    assert.equal(of('unhealthyPodEvictionPolicy: Odd').length, 1);
  });
});

describe('priority classes', () => {
  it('leave the highest values and names to the system', () => {
    assert.deepEqual(complaints(PRIORITY_CLASS_RULES, 'value: 1000000001'), [
      'value: Forbidden: maximum allowed value of a user defined priority is 1000000000',
    ]);
    assert.deepEqual(
      complaints(PRIORITY_CLASS_RULES, '{ metadata: { name: system-mine }, value: 1 }'),
      [
        "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class",
      ],
    );
    const system = '{ metadata: { name: system-node-critical }, value: 2000001000 }';
    assert.deepEqual(complaints(PRIORITY_CLASS_RULES, system), []);
  });

  it('keep value and policy', () => {
    assert.deepEqual(
      updateComplaints(PRIORITY_CLASS_RULES, 'value: 1', '{ value: 2, preemptionPolicy: Never }'),
      [
        'value: Forbidden: may not be changed in an update.',
        'preemptionPolicy: Invalid value: "Never": field is immutable',
      ],
    );
  });
});

describe('kinds of administrators and drivers', () => {
  it('have handlers that stay', () => {
    assert.match(
      complaints(RUNTIME_CLASS_RULES, 'handler: A').join(),
      /^handler: Invalid value: "A"/,
    );
    assert.deepEqual(updateComplaints(RUNTIME_CLASS_RULES, 'handler: a', 'handler: b'), [
      'handler: Invalid value: "b": field is immutable',
    ]);
  });

  it('are API services by the name of what they serve', () => {
    const manifest =
      '{ metadata: { name: v1.b }, spec: { group: a, version: v1, groupPriorityMinimum: 0, versionPriority: 1, insecureSkipTLSVerify: true } }';
    assert.deepEqual(complaints(API_SERVICE_RULES, manifest), [
      'metadata.name: Invalid value: "v1.b": must be `spec.version+"."+spec.group`: "v1.a"',
      'spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000',
      'spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify',
    ]);
    const priorities = 'groupPriorityMinimum: 1, versionPriority: 1';
    const ofCore = (version: string): readonly string[] =>
      complaints(
        API_SERVICE_RULES,
        `{ metadata: { name: ${version}. }, spec: { group: '', version: ${version}, ${priorities} } }`,
      );
    assert.deepEqual(ofCore('v1'), []);
    assert.deepEqual(ofCore('v2'), [
      'spec.group: Required value: only v1 may have an empty group and it better be legacy kube',
    ]);
  });

  it('are drivers and attachments', () => {
    assert.equal(defaulted(CSI_DRIVER_RULES, '{}').spec.fsGroupPolicy, 'ReadWriteOnceWithFSType');
    const attached = (node: string): string =>
      `spec: { attacher: a, nodeName: ${node}, source: { persistentVolumeName: b } }`;
    assert.match(
      updateComplaints(VOLUME_ATTACHMENT_RULES, attached('a'), attached('b')).join(),
      /^spec: Invalid value: \{.*\}: field is immutable$/,
    );
  });

  it('are webhooks that are waited for, for ten seconds', () => {
    const { webhooks } = defaulted(
      VALIDATING_WEBHOOK_CONFIGURATION_RULES,
      'webhooks: [{ name: a, clientConfig: { service: { namespace: a, name: b } }, rules: [{}] }]',
    );
    assert.deepEqual(webhooks, [
      {
        name: 'a',
        clientConfig: { service: { namespace: 'a', name: 'b', port: 443 } },
        rules: [{ scope: '*' }],
        failurePolicy: 'Fail',
        matchPolicy: 'Equivalent',
        namespaceSelector: {},
        objectSelector: {},
        timeoutSeconds: 10,
      },
    ]);
  });

  it('are slices of a node', () => {
    const slice = defaulted(RESOURCE_SLICE_RULES, 'spec: { driver: a, nodeName: b }');
    assert.deepEqual(RESOURCE_SLICE_RULES.selectableFields?.(slice), {
      'spec.nodeName': 'b',
      'spec.driver': 'a',
    });
  });
});
