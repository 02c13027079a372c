import assert from 'node:assert/strict';
import type { FlowSchema } from '../../../../src/apis/generated/flowcontrol/v1';
import { FLOW_SCHEMAS, PRIORITY_LEVEL_CONFIGURATIONS } from '../../../../src/apis/resources';
import { ServerLab } from '../serverLab';

const AUTO_UPDATE = 'apf.kubernetes.io/autoupdate-spec';
const MINUTE_MS = 60_000;

function startedLab(): ServerLab {
  const lab = new ServerLab().restart();
  lab.runFor(1000);
  return lab;
}

function schema(lab: ServerLab, name: string): FlowSchema {
  return lab.client.get(FLOW_SCHEMAS, undefined, name);
}

function dangling(lab: ServerLab, name: string): string {
  const { conditions = [] } = schema(lab, name).status;
  assert.equal(conditions.length, 1);
  return [conditions[0]?.status, conditions[0]?.reason, conditions[0]?.message].join('|');
}

describe('API priority and fairness', () => {
  it('has its objects when the server has started', () => {
    const lab = startedLab();
    const levels = lab.client.list(PRIORITY_LEVEL_CONFIGURATIONS).items;
    assert.deepEqual(
      levels.map(({ metadata, spec }) => [metadata.name, spec.limited?.nominalConcurrencyShares]),
      [
        ['catch-all', 5],
        ['exempt', undefined],
        ['global-default', 20],
        ['leader-election', 10],
        ['node-high', 40],
        ['system', 30],
        ['workload-high', 40],
        ['workload-low', 100],
      ],
    );
    const schemas = lab.client.list(FLOW_SCHEMAS).items;
    assert.equal(schemas.length, 13);
    for (const { metadata } of [...levels, ...schemas]) {
      assert.deepEqual(metadata.annotations, { [AUTO_UPDATE]: 'true' });
      assert.equal(metadata.generation, 1);
    }
  });

  it('says of each flow schema whether its level is there', () => {
    const lab = startedLab();
    const found =
      'This FlowSchema references the PriorityLevelConfiguration object named "workload-low" and it exists';
    assert.equal(dangling(lab, 'service-accounts'), `False|Found|${found}`);
    const [entry] = schema(lab, 'service-accounts').metadata.managedFields?.filter(
      ({ subresource }) => subresource === 'status',
    ) ?? [undefined];
    assert.equal(entry?.manager, 'api-priority-and-fairness-config-consumer-v1');
    assert.equal(entry.operation, 'Apply');

    lab.client.create(FLOW_SCHEMAS, undefined, {
      apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
      kind: 'FlowSchema',
      metadata: { name: 'mine' },
      spec: { priorityLevelConfiguration: { name: 'own' } },
    });
    lab.runFor(1000);
    const missing =
      'This FlowSchema references the PriorityLevelConfiguration object named "own" but there is no such object';
    assert.equal(dangling(lab, 'mine'), `True|NotFound|${missing}`);

    lab.client.create(PRIORITY_LEVEL_CONFIGURATIONS, undefined, {
      apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
      kind: 'PriorityLevelConfiguration',
      metadata: { name: 'own' },
      spec: { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } },
    });
    lab.runFor(1000);
    assert.match(dangling(lab, 'mine'), /^False\|Found\|/);
  });

  it('gives back within a minute what was deleted', () => {
    const lab = startedLab();
    lab.client.delete(FLOW_SCHEMAS, undefined, 'exempt');
    lab.client.delete(PRIORITY_LEVEL_CONFIGURATIONS, undefined, 'system');
    lab.runFor(1000);
    assert.match(dangling(lab, 'system-nodes'), /^True\|NotFound\|/);
    lab.runFor(MINUTE_MS);
    assert.match(dangling(lab, 'exempt'), /^False\|/);
    assert.match(dangling(lab, 'system-nodes'), /^False\|Found\|/);
  });

  it('gives back within a minute what was changed, unless the annotation says otherwise', () => {
    const lab = startedLab();
    change(lab, 'probes', {}, 7);
    change(lab, 'service-accounts', { annotations: { [AUTO_UPDATE]: 'false' } }, 7);
    change(lab, 'catch-all', { annotations: { [AUTO_UPDATE]: 'false' } }, 7);
    lab.runFor(MINUTE_MS);
    assert.equal(schema(lab, 'probes').spec.matchingPrecedence, 2);
    assert.equal(schema(lab, 'service-accounts').spec.matchingPrecedence, 7);
    const mandatory = schema(lab, 'catch-all');
    assert.equal(mandatory.spec.matchingPrecedence, 10_000);
    assert.deepEqual(mandatory.metadata.annotations, { [AUTO_UPDATE]: 'true' });
  });

  it('writes down whom it leaves alone, where nobody has said it', () => {
    const lab = startedLab();
    change(lab, 'probes', { annotations: {} }, 7);
    change(lab, 'global-default', { annotations: {} });
    lab.runFor(MINUTE_MS);
    assert.equal(schema(lab, 'probes').metadata.annotations?.[AUTO_UPDATE], 'false');
    assert.equal(schema(lab, 'probes').spec.matchingPrecedence, 7);
    assert.equal(schema(lab, 'global-default').metadata.annotations?.[AUTO_UPDATE], 'true');
  });

  it('writes nothing where nothing was changed', () => {
    const lab = startedLab();
    const before = lab.api.etcd.revision;
    lab.runFor(10 * MINUTE_MS);
    assert.equal(lab.api.etcd.revision, before);
  });
});

function change(
  lab: ServerLab,
  name: string,
  metadata: Partial<FlowSchema['metadata']>,
  matchingPrecedence?: number,
): void {
  const found = schema(lab, name);
  const spec =
    matchingPrecedence === undefined ? found.spec : { ...found.spec, matchingPrecedence };
  lab.client.update(FLOW_SCHEMAS, { ...found, metadata: { ...found.metadata, ...metadata }, spec });
}
