import assert from 'node:assert/strict';
import { isConditionTrue } from '../../../src/apimachinery/conditions';
import {
  API_SERVICES,
  CUSTOM_RESOURCE_DEFINITIONS,
  FLOW_SCHEMAS,
  NAMESPACES,
  VALIDATING_ADMISSION_POLICY_BINDINGS,
} from '../../../src/apis/resources';
import { BINDING, policyLab } from './admission/boundPolicy';
import { define, NAME } from './customresources/cronTabs';
import { ServerLab } from './serverLab';

const MINUTE_MS = 60_000;

function start(lab: ServerLab): ServerLab {
  lab.restart().runFor(1000);
  return lab;
}

function namespaces(lab: ServerLab): readonly string[] {
  return lab.client.list(NAMESPACES).items.map(({ metadata }) => metadata.name);
}

describe('An API server that starts', () => {
  it('makes the namespaces of the system, and makes them again', () => {
    const lab = start(new ServerLab());
    const all = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
    assert.deepEqual(namespaces(lab), all);
    lab.client.delete(NAMESPACES, undefined, 'kube-node-lease');
    // Its deletion waits for the namespace controller, which is not there.
    lab.client.request({
      verb: 'update',
      user: lab.client.user,
      resource: NAMESPACES,
      namespace: undefined,
      name: 'kube-node-lease',
      subresource: 'finalize',
      body: { metadata: { name: 'kube-node-lease' }, spec: { finalizers: [] } },
      options: {},
    });
    assert.ok(!namespaces(lab).includes('kube-node-lease'));
    lab.runFor(MINUTE_MS);
    assert.deepEqual(namespaces(lab), all);
  });

  it('does without what a policy refuses, and makes it when it may', () => {
    const everything = [
      { apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: ['*'] },
    ] as const;
    const lab = policyLab({
      matchConstraints: { resourceRules: everything },
      validations: [{ expression: 'false' }],
    });
    start(lab);
    lab.runFor(3 * MINUTE_MS);
    assert.deepEqual(lab.client.list(FLOW_SCHEMAS).items, []);
    assert.deepEqual(lab.client.list(API_SERVICES).items, []);

    lab.client.delete(VALIDATING_ADMISSION_POLICY_BINDINGS, undefined, BINDING);
    // API services are tried less and less often.
    lab.runFor(20 * MINUTE_MS);
    assert.equal(lab.client.list(FLOW_SCHEMAS).items.length, 13);
    assert.equal(lab.client.list(API_SERVICES).items.length, 21);
    assert.equal(namespaces(lab).length, 4);
  });

  it('establishes a definition when the policy is gone that refuses it', () => {
    const status = {
      apiGroups: ['apiextensions.k8s.io'],
      apiVersions: ['v1'],
      operations: ['UPDATE'],
      resources: ['customresourcedefinitions/status'],
    } as const;
    const lab = policyLab({
      matchConstraints: { resourceRules: [status] },
      validations: [{ expression: 'false' }],
    });
    define(lab.client);
    lab.runFor(MINUTE_MS);
    lab.client.delete(VALIDATING_ADMISSION_POLICY_BINDINGS, undefined, BINDING);
    lab.runFor(MINUTE_MS);
    const { conditions } = lab.client.get(CUSTOM_RESOURCE_DEFINITIONS, undefined, NAME).status;
    assert.ok(isConditionTrue(conditions, 'Established'));
  });
});
