import assert from 'node:assert/strict';
import type { ResourceQuotaSpec } from '../../../src/apis/generated/core/v1';
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  PODS,
  RESOURCE_QUOTAS,
  SERVICES,
} from '../../../src/apis/resources';
import { podDraft } from '../apiserver/serverLab';
import { ControllerLab, webDeployment } from './controllerLab';

function limited(spec: ResourceQuotaSpec): ControllerLab {
  const lab = new ControllerLab();
  lab.create(RESOURCE_QUOTAS, {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'q' },
    spec,
  });
  lab.runFor(100);
  return lab;
}

function used(lab: ControllerLab): unknown {
  return lab.admin.get(RESOURCE_QUOTAS, 'default', 'q').status.used;
}

function addPod(lab: ControllerLab, name: string, resources: object = {}, spec: object = {}): void {
  const containers = [{ name: 'web', image: 'nginx', resources }];
  lab.create(PODS, podDraft({ name }, { containers, ...spec }));
}

describe('a resource quota', () => {
  it('lets in as many as it says, and counts at once', () => {
    const lab = limited({ hard: { pods: '2' } });
    assert.deepEqual(used(lab), { pods: '0' });
    addPod(lab, 'a');
    addPod(lab, 'b');
    assert.deepEqual(used(lab), { pods: '2' });
    assert.throws(
      () => {
        addPod(lab, 'c');
      },
      {
        reason: 'Forbidden',
        message:
          'pods "c" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2',
      },
    );
    lab.admin.delete(PODS, 'default', 'a', { gracePeriodSeconds: 0 });
    lab.runFor(1_000);
    assert.deepEqual(used(lab), { pods: '1' });
    addPod(lab, 'c');
  });

  it('adds up what pods ask for', () => {
    const lab = limited({ hard: { 'requests.cpu': '1', 'limits.memory': '1Gi' } });
    addPod(lab, 'a', { requests: { cpu: '600m' }, limits: { memory: '512Mi' } });
    assert.deepEqual(used(lab), { 'requests.cpu': '600m', 'limits.memory': '512Mi' });
    const asks = { requests: { cpu: '600m' }, limits: { memory: '768Mi' } };
    assert.throws(
      () => {
        addPod(lab, 'b', asks);
      },
      {
        message:
          'pods "b" is forbidden: exceeded quota: q, requested: limits.memory=768Mi,requests.cpu=600m, ' +
          'used: limits.memory=512Mi,requests.cpu=600m, limited: limits.memory=1Gi,requests.cpu=1',
      },
    );
  });

  it('needs pods to say what they ask for', () => {
    const lab = limited({ hard: { 'limits.cpu': '1', 'requests.memory': '1Gi' } });
    assert.throws(
      () => {
        addPod(lab, 'a');
      },
      {
        message:
          'pods "a" is forbidden: failed quota: q: must specify limits.cpu for: web; requests.memory for: web',
      },
    );
  });

  it('counts objects of any kind, and what Services take', () => {
    const lab = limited({
      hard: { 'count/configmaps': '1', 'count/deployments.apps': '1', 'services.nodeports': '1' },
    });
    // Every namespace has one config map from the start.
    assert.deepEqual(used(lab), {
      'count/configmaps': '1',
      'count/deployments.apps': '0',
      'services.nodeports': '0',
    });
    assert.throws(
      () =>
        lab.create(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }),
      {
        message:
          'configmaps "a" is forbidden: exceeded quota: q, requested: count/configmaps=1, ' +
          'used: count/configmaps=1, limited: count/configmaps=1',
      },
    );
    const ports = [80, 81].map((port) => ({ name: `p${String(port)}`, port }));
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } } as const;
    lab.create(SERVICES, { ...service, spec: { ports } });
    const patch = { type: 'merge', body: { spec: { type: 'NodePort' } } } as const;
    assert.throws(() => lab.admin.patch(SERVICES, 'default', 'web', patch), {
      message:
        'services "web" is forbidden: exceeded quota: q, requested: services.nodeports=2, ' +
        'used: services.nodeports=0, limited: services.nodeports=1',
    });
  });

  it('within a scope is about some pods only', () => {
    const lab = limited({
      hard: { pods: '1' },
      scopeSelector: {
        matchExpressions: [
          { scopeName: 'PriorityClass', operator: 'In', values: ['system-node-critical'] },
        ],
      },
    });
    addPod(lab, 'a');
    addPod(lab, 'b');
    assert.deepEqual(used(lab), { pods: '0' });
    addPod(lab, 'c', {}, { priorityClassName: 'system-node-critical' });
    assert.deepEqual(used(lab), { pods: '1' });
  });

  it('is nothing to a dry run', () => {
    const lab = limited({ hard: { pods: '1' } });
    const before = lab.admin.get(RESOURCE_QUOTAS, 'default', 'q');
    lab.admin.create(PODS, 'default', podDraft({ name: 'a' }), { dryRun: true });
    assert.deepEqual(lab.admin.get(RESOURCE_QUOTAS, 'default', 'q'), before);
  });

  it('stops a ReplicaSet, which tells why', () => {
    const lab = limited({ hard: { pods: '2' } });
    lab.create(DEPLOYMENTS, webDeployment(3));
    lab.runForSeconds(5);
    assert.equal(lab.admin.list(PODS, 'default').items.length, 2);
    const [why] = lab.events('ReplicaSet').filter((line) => line.startsWith('FailedCreate'));
    assert.match(
      why ?? '',
      /^FailedCreate: Error creating: pods "web-.+" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2$/,
    );
  });
});
