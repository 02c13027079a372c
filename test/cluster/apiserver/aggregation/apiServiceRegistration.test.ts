import assert from 'node:assert/strict';
import type { APIService } from '../../../../src/apis/generated/apiregistration/v1';
import { API_SERVICES, CUSTOM_RESOURCE_DEFINITIONS } from '../../../../src/apis/resources';
import { GROUP_VERSION_PRIORITIES } from '../../../../src/cluster/apiserver/aggregation/groupVersionPriorities';
import { apiVersionOf } from '../../../../src/apimachinery/resource';
import { SCHEMA } from '../../../kubernetesSchema';
import { define, NAME, V1 } from '../customresources/cronTabs';
import { ServerLab } from '../serverLab';

const CUSTOM = 'v1.stable.example.com';

function startedLab(): ServerLab {
  const lab = new ServerLab();
  restart(lab);
  return lab;
}

function restart(lab: ServerLab): void {
  lab.restart();
  settle(lab);
}

function settle(lab: ServerLab): void {
  lab.runFor(1000);
}

function names(lab: ServerLab): readonly string[] {
  return lab.client.list(API_SERVICES).items.map(({ metadata }) => metadata.name);
}

function service(lab: ServerLab, name: string): APIService {
  return lab.client.get(API_SERVICES, undefined, name);
}

describe('APIServices of what the server serves itself', () => {
  it('are there when it has started, one a group version but that of APIServices', () => {
    const lab = startedLab();
    const served = new Set(
      SCHEMA.resources.map(({ group, version }) => apiVersionOf({ group, version })),
    );
    assert.deepEqual(
      new Set(Object.keys(GROUP_VERSION_PRIORITIES)),
      new Set([...served].filter((each) => each !== 'apiregistration.k8s.io/v1')),
    );
    assert.equal(names(lab).length, served.size - 1);
    assert.ok(names(lab).includes('v1.apps') && names(lab).includes('v2.autoscaling'));

    const { metadata, spec, status } = service(lab, 'v1.');
    assert.deepEqual(metadata.labels, { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' });
    assert.deepEqual(spec, { version: 'v1', groupPriorityMinimum: 18_000, versionPriority: 1 });
    assert.deepEqual(
      status.conditions?.map(({ type, reason, message }) => [type, reason, message]),
      [['Available', 'Local', 'Local APIServices are always available']],
    );
  });

  it('that are deleted or changed are given back by the next start of the server', () => {
    const lab = startedLab();
    lab.client.delete(API_SERVICES, undefined, 'v1.apps');
    const batch = service(lab, 'v1.batch');
    lab.client.update(API_SERVICES, { ...batch, spec: { ...batch.spec, versionPriority: 9 } });
    settle(lab);
    assert.ok(!names(lab).includes('v1.apps'));
    assert.equal(service(lab, 'v1.batch').spec.versionPriority, 9);

    restart(lab);
    assert.ok(names(lab).includes('v1.apps'));
    assert.equal(service(lab, 'v1.batch').spec.versionPriority, 15);
  });

  it('are written once: a restart without changes leaves them as they are', () => {
    const lab = startedLab();
    const before = lab.client.list(API_SERVICES).items;
    restart(lab);
    assert.deepEqual(lab.client.list(API_SERVICES).items, before);
  });

  it('leave others alone, whoever serves them', () => {
    const lab = startedLab();
    lab.client.create(API_SERVICES, undefined, {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1beta1.metrics.k8s.io' },
      spec: {
        group: 'metrics.k8s.io',
        version: 'v1beta1',
        groupPriorityMinimum: 100,
        versionPriority: 100,
      },
    });
    restart(lab);
    assert.ok(names(lab).includes('v1beta1.metrics.k8s.io'));
  });
});

describe('APIServices of CustomResourceDefinitions', () => {
  it('come with the first definition of a group version and go with the last', () => {
    const lab = startedLab();
    define(lab.client);
    define(
      lab.client,
      { names: { plural: 'schedules', kind: 'Schedule' } },
      'schedules.stable.example.com',
    );
    settle(lab);
    const { metadata, spec } = service(lab, CUSTOM);
    assert.deepEqual(metadata.labels, { 'kube-aggregator.kubernetes.io/automanaged': 'true' });
    assert.deepEqual(spec, {
      group: 'stable.example.com',
      version: 'v1',
      groupPriorityMinimum: 1000,
      versionPriority: 100,
    });

    lab.client.delete(CUSTOM_RESOURCE_DEFINITIONS, undefined, 'schedules.stable.example.com');
    settle(lab);
    assert.ok(names(lab).includes(CUSTOM), 'the other definition needs it');
    lab.client.delete(CUSTOM_RESOURCE_DEFINITIONS, undefined, NAME);
    settle(lab);
    assert.ok(!names(lab).includes(CUSTOM));
  });

  it('are one for each version that is served', () => {
    const lab = startedLab();
    const unserved = { ...V1, name: 'v1beta1', served: false, storage: false };
    define(lab.client, { versions: [V1, unserved, { ...V1, name: 'v2', storage: false }] });
    settle(lab);
    const custom = names(lab).filter((name) => name.endsWith('.stable.example.com'));
    assert.deepEqual(custom, [CUSTOM, 'v2.stable.example.com']);
  });

  it('are given back at once when they are deleted or changed', () => {
    const lab = startedLab();
    define(lab.client);
    settle(lab);
    lab.client.delete(API_SERVICES, undefined, CUSTOM);
    settle(lab);
    const found = service(lab, CUSTOM);
    lab.client.update(API_SERVICES, { ...found, spec: { ...found.spec, versionPriority: 9 } });
    settle(lab);
    assert.equal(service(lab, CUSTOM).spec.versionPriority, 100);
  });

  it('go when the server starts, where the definition went while it was down', () => {
    const lab = startedLab();
    define(lab.client);
    settle(lab);
    lab.client.delete(CUSTOM_RESOURCE_DEFINITIONS, undefined, NAME);
    lab.api.setServing(false);
    settle(lab);
    lab.api.setServing(true);
    settle(lab);
    assert.ok(!names(lab).includes(CUSTOM));
  });
});
