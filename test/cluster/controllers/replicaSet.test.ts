import assert from 'node:assert/strict';
import type { Draft } from '../../../src/apimachinery/objectMeta';
import type { ReplicaSet } from '../../../src/apis/generated/apps/v1';
import type { Pod } from '../../../src/apis/generated/core/v1';
import { PODS, REPLICATION_CONTROLLERS, REPLICA_SETS } from '../../../src/apis/resources';
import { rankForDeletion } from '../../../src/cluster/controllers/replicaset/deletionRanking';
import { ControllerLab, webTemplate } from './controllerLab';

function webReplicaSet(
  replicas: number,
  spec: Partial<ReplicaSet['spec']> = {},
): Draft<ReplicaSet> {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: webTemplate(),
      ...spec,
    },
  };
}

function replicaSet(cluster: ControllerLab): ReplicaSet {
  return cluster.admin.get(REPLICA_SETS, 'default', 'web');
}

function livePods(cluster: ControllerLab): readonly Pod[] {
  return cluster.list(PODS).filter(({ metadata }) => !metadata.deletionTimestamp);
}

describe('ReplicaSet controller', () => {
  it('replaces a deleted pod and counts the one that shuts down', () => {
    const cluster = new ControllerLab();
    cluster.create(REPLICA_SETS, webReplicaSet(3));
    cluster.runForSeconds(5);
    const [victim] = livePods(cluster);
    assert.ok(victim);
    cluster.admin.delete(PODS, 'default', victim.metadata.name);
    cluster.runFor(300);
    assert.equal(livePods(cluster).length, 3);
    assert.equal(replicaSet(cluster).status.terminatingReplicas, 1);
    assert.equal(replicaSet(cluster).status.replicas, 3);
    assert.equal(replicaSet(cluster).status.readyReplicas, 2);
    cluster.runForSeconds(5);
    assert.equal(replicaSet(cluster).status.terminatingReplicas, 0);
    assert.equal(replicaSet(cluster).status.readyReplicas, 3);
  });

  it('never makes a pod too many while its cache lags behind', () => {
    const cluster = new ControllerLab();
    cluster.managerLink.setOptions({ latencyMs: 400 });
    let most = 0;
    cluster.pods.onChange(() => {
      most = Math.max(most, cluster.pods.size);
    });
    cluster.create(REPLICA_SETS, webReplicaSet(40));
    cluster.runForSeconds(20);
    assert.equal(livePods(cluster).length, 40);
    assert.equal(most, 40);
  });

  it('adopts matching pods and releases those whose labels change', () => {
    const cluster = new ControllerLab();
    const { spec } = webTemplate();
    assert.ok(spec);
    cluster.create(PODS, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'lonely', labels: { app: 'web' } },
      spec,
    });
    cluster.create(REPLICA_SETS, webReplicaSet(2));
    cluster.runForSeconds(5);
    const owner = () =>
      cluster.admin.get(PODS, 'default', 'lonely').metadata.ownerReferences?.[0]?.kind;
    assert.equal(owner(), 'ReplicaSet');
    assert.equal(livePods(cluster).length, 2);
    cluster.admin.patch(PODS, 'default', 'lonely', {
      type: 'merge',
      body: { metadata: { labels: { app: 'debug' } } },
    });
    cluster.runForSeconds(5);
    assert.equal(owner(), undefined);
    assert.equal(livePods(cluster).length, 3);
  });

  it('counts a pod as available only after minReadySeconds', () => {
    const cluster = new ControllerLab();
    cluster.create(REPLICA_SETS, webReplicaSet(1, { minReadySeconds: 10 }));
    cluster.runForSeconds(5);
    assert.deepEqual(
      [replicaSet(cluster).status.readyReplicas, replicaSet(cluster).status.availableReplicas],
      [1, 0],
    );
    cluster.runForSeconds(10);
    assert.equal(replicaSet(cluster).status.availableReplicas, 1);
  });

  it('reports that pods cannot be created, and why, once and in an event', () => {
    const cluster = new ControllerLab();
    const template = webTemplate();
    assert.ok(template.spec);
    const spec = { ...template.spec, serviceAccountName: 'robot' };
    cluster.create(REPLICA_SETS, webReplicaSet(2, { template: { ...template, spec } }));
    cluster.runForSeconds(2);
    const why = 'error looking up service account default/robot: serviceaccount "robot" not found';
    const [failure] = replicaSet(cluster).status.conditions ?? [];
    assert.deepEqual([failure?.type, failure?.reason], ['ReplicaFailure', 'FailedCreate']);
    assert.ok(failure?.message?.includes(why), failure?.message);
    const [event] = cluster.events('ReplicaSet', 'web');
    assert.match(event ?? '', /^FailedCreate: Error creating: pods "web-/);
    assert.ok(event?.includes(why));
  });

  it('runs ReplicationControllers by the same rules', () => {
    const cluster = new ControllerLab();
    cluster.create(REPLICATION_CONTROLLERS, {
      apiVersion: 'v1',
      kind: 'ReplicationController',
      metadata: { name: 'old' },
      spec: { replicas: 2, selector: { app: 'web' }, template: webTemplate() },
    });
    cluster.runForSeconds(5);
    const { status } = cluster.admin.get(REPLICATION_CONTROLLERS, 'default', 'old');
    assert.deepEqual(status, {
      replicas: 2,
      fullyLabeledReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      observedGeneration: 1,
    });
    const body = { spec: { replicas: 1 } };
    cluster.admin.patch(REPLICATION_CONTROLLERS, 'default', 'old', { type: 'merge', body });
    cluster.runForSeconds(5);
    assert.equal(livePods(cluster).length, 1);
    assert.match(
      cluster.events('ReplicationController').at(-1) ?? '',
      /^SuccessfulDelete: Deleted pod: old-/,
    );
  });
});

describe('Ranking of pods for deletion', () => {
  const now = Date.UTC(2026, 0, 2);
  const pod = (
    name: string,
    more: {
      node?: string;
      phase?: string;
      ready?: string;
      cost?: string;
      created?: string;
      restarts?: number;
    },
  ): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      uid: name,
      resourceVersion: '1',
      creationTimestamp: more.created ?? '2026-01-01T00:00:00Z',
      annotations:
        more.cost === undefined ? {} : { 'controller.kubernetes.io/pod-deletion-cost': more.cost },
    },
    spec: { containers: [], ...(more.node === undefined ? {} : { nodeName: more.node }) },
    status: {
      phase: (more.phase ?? 'Running') as 'Running',
      conditions:
        more.ready === undefined
          ? []
          : [{ type: 'Ready', status: 'True', lastTransitionTime: more.ready }],
      containerStatuses: [
        { name: 'c', image: '', imageID: '', ready: true, restartCount: more.restarts ?? 0 },
      ],
    },
  });
  const order = (...pods: readonly Pod[]) =>
    rankForDeletion(pods, pods, now).map(({ metadata }) => metadata.name);
  const READY = '2026-01-01T00:00:10Z';

  it('takes unassigned, pending and unready ones first', () => {
    assert.deepEqual(
      order(
        pod('ready', { node: 'a', ready: READY }),
        pod('unready', { node: 'b' }),
        pod('pending', { node: 'c', phase: 'Pending' }),
        pod('unassigned', { phase: 'Pending' }),
      ),
      ['unassigned', 'pending', 'unready', 'ready'],
    );
  });

  it('respects the deletion cost, then takes pods that share a node', () => {
    assert.deepEqual(
      order(
        pod('alone', { node: 'a', ready: READY }),
        pod('together-1', { node: 'b', ready: READY }),
        pod('together-2', { node: 'b', ready: READY }),
        pod('cheap', { node: 'c', ready: READY, cost: '-1' }),
      ),
      ['cheap', 'together-1', 'together-2', 'alone'],
    );
  });

  it('takes the younger one, and the one that restarted more often', () => {
    const young = pod('young', { node: 'a', ready: '2026-01-01T23:59:00Z' });
    assert.deepEqual(order(pod('old', { node: 'b', ready: READY }), young), ['young', 'old']);
    const shaky = pod('shaky', { node: 'a', ready: READY, restarts: 3 });
    assert.deepEqual(order(pod('firm', { node: 'b', ready: READY }), shaky), ['shaky', 'firm']);
  });
});
