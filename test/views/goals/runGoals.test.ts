// Runs end exactly at what they were to end at.
import assert from 'node:assert/strict';
import { DEPLOYMENTS, NODES, PODS } from '../../../src/apis/resources';
import type { RunGoal } from '../../../src/views/goals/runGoal';
import {
  conditionGoal,
  durationGoal,
  idleGoal,
  nextChangeGoal,
  nextEventGoal,
  nextWriteGoal,
} from '../../../src/views/goals/runGoals';
import { parseWaitCondition } from '../../../src/views/goals/waitCondition';
import { ClusterLab } from '../../cluster/clusterLab';

describe('run goals', () => {
  const lab = ClusterLab.boot();
  const { cluster } = lab;
  const { simulation } = cluster;

  const run = (goal: RunGoal): boolean => {
    const reached = simulation.runUntilTrue(() => goal.reached(), goal.limitMs);
    goal.end?.();
    return reached;
  };

  it('the next event, and the next write', () => {
    const { executedEvents } = simulation;
    assert.equal(run(nextEventGoal(cluster)), true);
    assert.equal(simulation.executedEvents, executedEvents + 1);
    const { revision } = cluster;
    assert.equal(run(nextWriteGoal(cluster)), true);
    assert.equal(cluster.revision, revision + 1);
  });

  it('the next change of one object, whatever else happens', () => {
    const worker = { resource: NODES, namespace: undefined, name: 'worker-1' };
    const version = (): string | undefined =>
      lab.admin.get(NODES, undefined, 'worker-1').metadata.resourceVersion;
    const before = version();
    assert.equal(run(nextChangeGoal(cluster, worker)), true);
    assert.notEqual(version(), before);
    assert.equal(version(), String(cluster.revision), 'and not a write further');
  });

  it('a condition on an object that is still to come', () => {
    const web = { resource: DEPLOYMENTS, namespace: 'default', name: 'web' };
    lab.admin.create(DEPLOYMENTS, 'default', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'web', image: 'nginx:1.29' }] },
        },
      },
    });
    assert.equal(run(conditionGoal(cluster, web, parseWaitCondition('condition=Available'))), true);
    assert.equal(lab.admin.get(DEPLOYMENTS, 'default', 'web').status?.availableReplicas, 2);
    const again = conditionGoal(cluster, web, parseWaitCondition('condition=Available'));
    assert.equal(again.reached(), true, 'at once where it holds already');
    again.end?.();
  });

  it('that an object goes', () => {
    const pod = lab.admin.list(PODS, 'default').items[0] ?? assert.fail();
    const { name } = pod.metadata;
    const object = { resource: PODS, namespace: 'default', name };
    const goal = conditionGoal(cluster, object, parseWaitCondition('delete'));
    assert.equal(goal.reached(), false);
    lab.admin.delete(PODS, 'default', name);
    assert.equal(run(goal), true);
  });

  it('a duration, and nothing left to do', () => {
    const { nowMs } = simulation;
    assert.equal(run(durationGoal(5_000)), false);
    assert.equal(simulation.nowMs, nowMs + 5_000);
    assert.equal(run(idleGoal(cluster)), true);
    assert.equal(simulation.isIdle, true);
  });
});
