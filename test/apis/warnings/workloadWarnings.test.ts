import assert from 'node:assert/strict';
import { DEPLOYMENT_RULES } from '../../../src/apis/apps/deployment';
import { STATEFUL_SET_RULES } from '../../../src/apis/apps/statefulSet';
import { CRON_JOB_RULES } from '../../../src/apis/batch/cronJob';
import { JOB_RULES } from '../../../src/apis/batch/job';
import { SERVICE_RULES } from '../../../src/apis/core/service';
import { SERVICE_ACCOUNT_RULES } from '../../../src/apis/core/serviceAccount';
import { INGRESS_RULES } from '../../../src/apis/networking/ingress';
import { RUNTIME_CLASS_RULES } from '../../../src/apis/node/runtimeClass';
import { warningsOf } from './warnings';

const TEMPLATE =
  'template: { spec: { nodeSelector: { beta.kubernetes.io/os: linux }, containers: [{ name: c, image: nginx }] } }';
const LABEL =
  'nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead';
const NAME =
  'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]';

describe('warnings of workloads', () => {
  it('are those of their pods, and of a name that pods take over', () => {
    const dotted = `{ metadata: { name: web.v1 }, spec: { ${TEMPLATE} } }`;
    assert.deepEqual(warningsOf(DEPLOYMENT_RULES, dotted), [NAME, `spec.template.spec.${LABEL}`]);
    assert.deepEqual(warningsOf(JOB_RULES, dotted), [NAME, `spec.template.spec.${LABEL}`]);
    const cron = `{ spec: { schedule: "* * * * *", jobTemplate: { spec: { ${TEMPLATE} } } } }`;
    assert.deepEqual(warningsOf(CRON_JOB_RULES, cron), [
      `spec.jobTemplate.spec.template.spec.${LABEL}`,
    ]);
  });

  it('come again only with another spec', () => {
    const at = (generation: number): string =>
      `{ metadata: { generation: ${String(generation)} }, spec: { ${TEMPLATE} } }`;
    assert.deepEqual(warningsOf(DEPLOYMENT_RULES, at(1), at(1)), []);
    assert.deepEqual(warningsOf(DEPLOYMENT_RULES, at(2), at(1)), [`spec.template.spec.${LABEL}`]);
  });

  it('look at the claims and the history of stateful sets', () => {
    const claims =
      'volumeClaimTemplates: [{ spec: { resources: { requests: { storage: 100m } } } }]';
    const set = `{ spec: { revisionHistoryLimit: -1, ${claims} } }`;
    assert.deepEqual(warningsOf(STATEFUL_SET_RULES, set), [
      'spec.volumeClaimTemplates[0].resources.requests[storage]: fractional byte value "100m" is invalid, must be an integer',
      'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended',
    ]);
  });
});

describe('warnings of runtime classes', () => {
  it('look at the nodes that they are for', () => {
    const scheduling = 'scheduling: { nodeSelector: { node-role.kubernetes.io/master: "" } }';
    assert.deepEqual(warningsOf(RUNTIME_CLASS_RULES, `{ handler: runc, ${scheduling} }`), [
      'scheduling.nodeSelector: use "node-role.kubernetes.io/control-plane" instead',
    ]);
  });
});

describe('warnings of services and what is near them', () => {
  it('tell what has no effect', () => {
    const headless = 'clusterIP: None, sessionAffinity: ClientIP, externalIPs: [10.0.0.1]';
    assert.deepEqual(warningsOf(SERVICE_RULES, `{ spec: { ${headless}, externalName: x } }`), [
      'spec.externalIPs is ignored for headless services',
      'spec.SessionAffinity is ignored for headless services',
      'spec.externalName is ignored when spec.type is not "ExternalName"',
    ]);
    assert.deepEqual(warningsOf(SERVICE_RULES, '{ spec: { ports: [{ port: 80 }] } }'), []);
  });

  it('tell of annotations that have become fields', () => {
    const ingress = '{ metadata: { annotations: { kubernetes.io/ingress.class: nginx } } }';
    assert.deepEqual(warningsOf(INGRESS_RULES, ingress), [
      `annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead`,
    ]);
    assert.deepEqual(warningsOf(INGRESS_RULES, ingress, ingress), []);
    const account =
      '{ metadata: { annotations: { kubernetes.io/enforce-mountable-secrets: "true" } } }';
    assert.deepEqual(warningsOf(SERVICE_ACCOUNT_RULES, account), [
      'metadata.annotations[kubernetes.io/enforce-mountable-secrets]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets',
    ]);
    assert.deepEqual(warningsOf(SERVICE_ACCOUNT_RULES, account, account), []);
  });
});
