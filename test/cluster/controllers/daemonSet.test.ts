import assert from 'node:assert/strict';
import { DAEMON_SETS, NODES, PODS } from '../../../src/apis/resources';
import { Observer } from '../../../src/cluster/client/observer';
import { CONTROLLER_REVISIONS } from '../../../src/cluster/controllers/daemonset/controllerRevisions';
import { ControllerLab, webTemplate } from './controllerLab';

function clusterWithDaemon(nodeSelector: Readonly<Record<string, string>> = {}): ControllerLab {
  const cluster = new ControllerLab();
  const template = webTemplate();
  assert.ok(template.spec);
  cluster.create(DAEMON_SETS, {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { ...template, spec: { ...template.spec, nodeSelector } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    },
  });
  cluster.runForSeconds(10);
  return cluster;
}

function nodesWithPods(cluster: ControllerLab): readonly (string | undefined)[] {
  return cluster
    .list(PODS)
    .map(({ spec }) => spec.nodeName)
    .sort();
}

describe('DaemonSet controller', () => {
  it('tells of the pods that it makes when they are there, not of their absence before', () => {
    const cluster = clusterWithDaemon();
    const told = new Set<string>();
    new Observer(cluster.api, DAEMON_SETS).onChange(({ object: { status } }) => {
      told.add(`${status.currentNumberScheduled} of ${status.desiredNumberScheduled}`);
    });
    cluster.addNode('worker-4');
    cluster.runForSeconds(15);
    assert.deepEqual([...told], ['4 of 4']);
  });

  it('runs one pod on every node, also on those that come later', () => {
    const cluster = clusterWithDaemon();
    assert.deepEqual(nodesWithPods(cluster), ['worker-1', 'worker-2', 'worker-3']);
    cluster.addNode('worker-4');
    cluster.runForSeconds(15);
    assert.deepEqual(nodesWithPods(cluster), ['worker-1', 'worker-2', 'worker-3', 'worker-4']);
    const { status } = cluster.admin.get(DAEMON_SETS, 'default', 'agent');
    assert.deepEqual(status, {
      desiredNumberScheduled: 4,
      currentNumberScheduled: 4,
      numberMisscheduled: 0,
      numberReady: 4,
      updatedNumberScheduled: 4,
      numberAvailable: 4,
      numberUnavailable: 0,
      observedGeneration: 1,
    });
    const [pod] = cluster.list(PODS);
    assert.deepEqual(
      pod?.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution,
      {
        nodeSelectorTerms: [
          { matchFields: [{ key: 'metadata.name', operator: 'In', values: [pod?.spec.nodeName] }] },
        ],
      },
    );
    const tolerated = pod?.spec.tolerations?.map(({ key = '', effect = '' }) => `${key}:${effect}`);
    assert.deepEqual(tolerated, [
      'node.kubernetes.io/not-ready:NoExecute',
      'node.kubernetes.io/unreachable:NoExecute',
      'node.kubernetes.io/disk-pressure:NoSchedule',
      'node.kubernetes.io/memory-pressure:NoSchedule',
      'node.kubernetes.io/pid-pressure:NoSchedule',
      'node.kubernetes.io/unschedulable:NoSchedule',
    ]);
    const [first, ...others] = cluster.list(PODS).map(({ spec }) => spec);
    for (const spec of others) {
      assert.equal(spec.containers, first?.containers);
      assert.equal(spec.volumes, first?.volumes);
      assert.equal(spec.tolerations, first?.tolerations);
    }
  });

  it('follows labels and taints of nodes', () => {
    const cluster = clusterWithDaemon({ disk: 'ssd' });
    assert.deepEqual(nodesWithPods(cluster), []);
    const patchNode = (name: string, body: object) => {
      cluster.admin.patch(NODES, undefined, name, { type: 'merge', body });
      cluster.runForSeconds(5);
    };
    patchNode('worker-1', { metadata: { labels: { disk: 'ssd' } } });
    patchNode('worker-2', { metadata: { labels: { disk: 'ssd' } } });
    assert.deepEqual(nodesWithPods(cluster), ['worker-1', 'worker-2']);
    patchNode('worker-2', { metadata: { labels: { disk: null } } });
    assert.deepEqual(nodesWithPods(cluster), ['worker-1']);
    patchNode('worker-1', { spec: { taints: [{ key: 'maintenance', effect: 'NoExecute' }] } });
    assert.deepEqual(nodesWithPods(cluster), []);
  });

  it('updates one node after the other and keeps the history', () => {
    const cluster = clusterWithDaemon();
    let fewest = Infinity;
    cluster.pods.onChange(() => {
      const ready = cluster.pods
        .list()
        .filter(
          ({ status, metadata }) =>
            metadata.deletionTimestamp === undefined &&
            status.conditions?.some((each) => each.type === 'Ready' && each.status === 'True'),
        );
      fewest = Math.min(fewest, ready.length);
    });
    const daemonSet = cluster.admin.get(DAEMON_SETS, 'default', 'agent');
    const spec = { ...daemonSet.spec, template: webTemplate('nginx:1.30') };
    cluster.admin.update(DAEMON_SETS, { ...daemonSet, spec });
    cluster.runForSeconds(30);
    assert.equal(fewest, 2);
    const images = new Set(cluster.list(PODS).map((pod) => pod.spec.containers[0]?.image));
    assert.deepEqual([...images], ['nginx:1.30']);
    assert.deepEqual(
      cluster
        .list(CONTROLLER_REVISIONS)
        .map(({ revision }) => revision)
        .sort(),
      [1, 2],
    );
  });

  it('lets go of a pod that no longer matches, fills its place, and takes it in again', () => {
    const cluster = clusterWithDaemon();
    const [pod] = cluster.list(PODS);
    assert.ok(pod);
    const { name } = pod.metadata;
    const label = (app: string): void => {
      const body = { metadata: { labels: { app } } };
      cluster.admin.patch(PODS, 'default', name, { type: 'merge', body });
      cluster.runForSeconds(10);
    };
    label('debugged');
    const released = cluster.admin.get(PODS, 'default', name);
    assert.equal(released.metadata.ownerReferences, undefined);
    assert.equal(cluster.list(PODS).length, 4);

    // Older than the pod that has taken its place, which therefore has to go.
    label('web');
    cluster.admin.patch(NODES, undefined, 'worker-2', {
      type: 'merge',
      body: { metadata: { labels: { looked: 'at' } } },
    });
    cluster.runForSeconds(10);
    const adopted = cluster.admin.get(PODS, 'default', name);
    assert.equal(adopted.metadata.ownerReferences?.[0]?.name, 'agent');
    assert.deepEqual(nodesWithPods(cluster), ['worker-1', 'worker-2', 'worker-3']);
  });

  it('counts a pod as available once it has been ready for long enough', () => {
    const cluster = clusterWithDaemon();
    const available = (): number | undefined =>
      cluster.admin.get(DAEMON_SETS, 'default', 'agent').status.numberAvailable;
    const body = { spec: { minReadySeconds: 60 } };
    cluster.admin.patch(DAEMON_SETS, 'default', 'agent', { type: 'merge', body });
    cluster.runForSeconds(10);
    assert.equal(available(), 0);
    cluster.runForSeconds(60);
    assert.equal(available(), 3);
  });

  it('replaces a failed pod, and forgets a node that is gone', () => {
    const cluster = clusterWithDaemon();
    const [pod] = cluster.list(PODS);
    assert.ok(pod);
    cluster.admin.updateStatus(PODS, { ...pod, status: { ...pod.status, phase: 'Failed' } });
    cluster.runForSeconds(10);
    assert.deepEqual(nodesWithPods(cluster), ['worker-1', 'worker-2', 'worker-3']);
    assert.ok(!cluster.list(PODS).some(({ metadata }) => metadata.uid === pod.metadata.uid));
    cluster.admin.delete(NODES, undefined, 'worker-3');
    cluster.runForSeconds(10);
    const { status } = cluster.admin.get(DAEMON_SETS, 'default', 'agent');
    assert.equal(status.desiredNumberScheduled, 2);
    assert.equal(status.currentNumberScheduled, 2);
  });
});
