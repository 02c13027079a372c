import assert from 'node:assert/strict';
import { DAEMON_SET_RULES } from '../../../src/apis/apps/daemonSet';
import { REPLICA_SET_RULES } from '../../../src/apis/apps/replicaSet';
import { isMoreThanAll, isZero, scaledValue } from '../../../src/apis/apps/rollingUpdate';
import { REPLICATION_CONTROLLER_RULES } from '../../../src/apis/core/replicationController';
import { complaints, defaulted, updateComplaints } from '../complaints';

const TEMPLATE =
  'template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, image: nginx }] } }';
const SELECTOR = 'selector: { matchLabels: { app: web } }';

describe('replica sets', () => {
  it('have one replica by default and keep their selector', () => {
    const manifest = `spec: { ${SELECTOR}, ${TEMPLATE} }`;
    assert.equal(defaulted(REPLICA_SET_RULES, manifest).spec.replicas, 1);
    assert.deepEqual(complaints(REPLICA_SET_RULES, manifest), []);
    const other = manifest.replaceAll('app: web', 'app: api');
    assert.deepEqual(updateComplaints(REPLICA_SET_RULES, manifest, other), [
      'spec.selector: Invalid value: {"matchLabels":{"app":"api"}}: field is immutable',
    ]);
  });

  it('must select their own pods', () => {
    const manifest = `spec: { selector: { matchLabels: { app: api } }, ${TEMPLATE} }`;
    assert.deepEqual(complaints(REPLICA_SET_RULES, manifest), [
      'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
    ]);
  });
});

describe('replication controllers', () => {
  it('take selector and labels from their template', () => {
    const controller = defaulted(REPLICATION_CONTROLLER_RULES, `spec: { ${TEMPLATE} }`);
    assert.deepEqual(controller.spec.selector, { app: 'web' });
    assert.deepEqual(controller.metadata.labels, { app: 'web' });
    assert.equal(controller.spec.replicas, 1);
    assert.deepEqual(REPLICATION_CONTROLLER_RULES.validate(controller), []);
    assert.equal(REPLICATION_CONTROLLER_RULES.defaults(controller), controller);
  });

  it('need a template', () => {
    assert.deepEqual(complaints(REPLICATION_CONTROLLER_RULES, 'spec: { selector: { app: web } }'), [
      'spec.template: Required value',
    ]);
    assert.deepEqual(complaints(REPLICATION_CONTROLLER_RULES, '{}'), [
      'spec.selector: Required value',
      'spec.template: Required value',
    ]);
  });
});

describe('daemon sets', () => {
  it('update one node after the other by default', () => {
    const { spec } = defaulted(DAEMON_SET_RULES, `spec: { ${SELECTOR}, ${TEMPLATE} }`);
    assert.deepEqual(spec.updateStrategy, {
      rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
      type: 'RollingUpdate',
    });
    assert.equal(spec.revisionHistoryLimit, 10);
  });

  it('are refused in the words of Kubernetes', () => {
    const update = (text: string): readonly string[] =>
      complaints(DAEMON_SET_RULES, `spec: { ${SELECTOR}, ${TEMPLATE}, updateStrategy: ${text} }`);
    assert.deepEqual(update('{}'), []);
    assert.deepEqual(update('{ rollingUpdate: { maxUnavailable: 0 } }'), [
      'spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0',
    ]);
    assert.deepEqual(update('{ rollingUpdate: { maxSurge: 1 } }'), [
      'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero',
    ]);
    assert.deepEqual(complaints(DAEMON_SET_RULES, `spec: { selector: {}, ${TEMPLATE} }`), [
      'spec.selector: Invalid value: {}: empty selector is invalid for daemonset',
    ]);
  });
});

describe('counts and percentages', () => {
  it('scale, rounded as asked', () => {
    assert.equal(scaledValue('25%', 10, 'up'), 3);
    assert.equal(scaledValue('25%', 10, 'down'), 2);
    assert.equal(scaledValue(4, 10, 'up'), 4);
    assert.equal(scaledValue('many', 10, 'up'), undefined);
    assert.ok(isZero('0%') && isZero(0) && !isZero('1%') && !isZero(undefined));
    assert.ok(isMoreThanAll('101%') && !isMoreThanAll('100%') && !isMoreThanAll(500));
  });
});
