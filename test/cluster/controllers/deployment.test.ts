import assert from 'node:assert/strict';
import { rollbackPatch } from '../../../src/apis/apps/rollback';
import { DEPLOYMENTS, PODS, REPLICA_SETS } from '../../../src/apis/resources';
import { ControllerLab, webDeployment, webTemplate } from './controllerLab';

describe('Deployment controller', () => {
  it('brings three pods up and says so', () => {
    const cluster = new ControllerLab();
    cluster.create(DEPLOYMENTS, webDeployment(3));
    cluster.runForSeconds(5);

    const [replicaSet] = cluster.list(REPLICA_SETS);
    assert.ok(replicaSet);
    const { name } = replicaSet.metadata;
    assert.match(name, /^web-[0-9a-z]{5,10}$/);
    const hash = name.slice('web-'.length);
    assert.deepEqual(replicaSet.metadata.labels, { app: 'web', 'pod-template-hash': hash });
    assert.deepEqual(replicaSet.spec.selector, {
      matchLabels: { app: 'web', 'pod-template-hash': hash },
    });
    assert.deepEqual(replicaSet.metadata.annotations, {
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
      'deployment.kubernetes.io/revision': '1',
    });
    assert.deepEqual(replicaSet.status, {
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      terminatingReplicas: 0,
      observedGeneration: 1,
    });
    const deployment = cluster.deployment('web');
    const { conditions = [], ...numbers } = deployment.status;
    assert.deepEqual(numbers, {
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      unavailableReplicas: 0,
      terminatingReplicas: 0,
    });
    assert.deepEqual(
      conditions.map(({ type, status, reason, message }) => [type, status, reason, message]),
      [
        ['Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.'],
        [
          'Progressing',
          'True',
          'NewReplicaSetAvailable',
          `ReplicaSet "${name}" has successfully progressed.`,
        ],
      ],
    );
    assert.equal(deployment.metadata.annotations?.['deployment.kubernetes.io/revision'], '1');
    assert.deepEqual(cluster.events('Deployment'), [
      `ScalingReplicaSet: Scaled up replica set ${name} from 0 to 3`,
    ]);
    const podNames = cluster.list(PODS).map(({ metadata }) => metadata.name);
    assert.deepEqual(
      [...cluster.events('ReplicaSet', name)].sort(),
      podNames.map((pod) => `SuccessfulCreate: Created pod: ${pod}`).sort(),
    );
  });

  it('stays available in a rollout to a bad image, reports the deadline, and is rolled back', () => {
    const cluster = new ControllerLab();
    cluster.create(DEPLOYMENTS, webDeployment(4, { progressDeadlineSeconds: 60 }));
    cluster.runForSeconds(10);
    let fewest = Infinity;
    let most = 0;
    const watch = cluster.pods.onChange(() => {
      const live = cluster.pods.list().filter((pod) => !pod.metadata.deletionTimestamp);
      const ready = live.filter((pod) =>
        pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
      );
      fewest = Math.min(fewest, ready.length);
      most = Math.max(most, live.length);
    });
    const good = cluster.deployment('web');
    cluster.admin.update(DEPLOYMENTS, {
      ...good,
      spec: { ...good.spec, template: webTemplate('nginx:bad') },
    });
    cluster.runForSeconds(30);
    const progressing = () =>
      cluster.deployment('web').status.conditions?.find(({ type }) => type === 'Progressing');
    const bad = cluster
      .list(REPLICA_SETS)
      .find(({ spec }) => spec.template?.spec?.containers[0]?.image === 'nginx:bad');
    assert.ok(bad);
    assert.equal(progressing()?.reason, 'ReplicaSetUpdated');
    assert.equal(progressing()?.message, `ReplicaSet "${bad.metadata.name}" is progressing.`);
    // A surge of 1 and one pod that may be missing: two new ones, three old ones.
    assert.equal(bad.spec.replicas, 2);
    cluster.runForSeconds(40);
    assert.deepEqual(
      [progressing()?.status, progressing()?.reason, progressing()?.message],
      [
        'False',
        'ProgressDeadlineExceeded',
        `ReplicaSet "${bad.metadata.name}" has timed out progressing.`,
      ],
    );
    assert.equal(fewest, 3);
    assert.equal(most, 5);

    const undo = rollbackPatch(cluster.deployment('web'), cluster.list(REPLICA_SETS));
    assert.ok(undo.outcome === 'patch');
    assert.equal(undo.revision, 1);
    cluster.admin.patch(DEPLOYMENTS, 'default', 'web', { type: 'json', body: undo.patch });
    cluster.runForSeconds(10);
    watch();
    assert.ok(fewest >= 3);
    const deployment = cluster.deployment('web');
    assert.equal(deployment.metadata.annotations?.['deployment.kubernetes.io/revision'], '3');
    assert.equal(deployment.status.availableReplicas, 4);
    assert.equal(progressing()?.reason, 'NewReplicaSetAvailable');
    const sets = cluster.list(REPLICA_SETS);
    assert.equal(sets.length, 2);
    const current = sets.find(({ spec }) => (spec.replicas ?? 0) > 0);
    assert.equal(current?.metadata.annotations?.['deployment.kubernetes.io/revision'], '3');
    assert.equal(current.metadata.annotations['deployment.kubernetes.io/revision-history'], '1');
  });

  it('replaces all pods at once with the Recreate strategy, the old ones first', () => {
    const cluster = new ControllerLab();
    cluster.create(DEPLOYMENTS, webDeployment(3, { strategy: { type: 'Recreate' } }));
    cluster.runForSeconds(5);
    const images = new Set<string>();
    cluster.pods.onChange(() => {
      const now = new Set(cluster.pods.list().map(({ spec }) => spec.containers[0]?.image));
      images.add([...now].sort().join('+'));
    });
    const deployment = cluster.deployment('web');
    cluster.admin.update(DEPLOYMENTS, {
      ...deployment,
      spec: { ...deployment.spec, template: webTemplate('nginx:1.30') },
    });
    cluster.runForSeconds(10);
    assert.deepEqual([...images], ['nginx:1.29', '', 'nginx:1.30']);
    assert.equal(cluster.deployment('web').status.availableReplicas, 3);
  });

  it('waits while it is paused, scales meanwhile, and goes on when resumed', () => {
    const cluster = new ControllerLab();
    cluster.create(DEPLOYMENTS, webDeployment(2));
    cluster.runForSeconds(5);
    const edit = (spec: object) => {
      const deployment = cluster.deployment('web');
      cluster.admin.update(DEPLOYMENTS, { ...deployment, spec: { ...deployment.spec, ...spec } });
      cluster.runForSeconds(5);
    };
    const progress = () =>
      cluster.deployment('web').status.conditions?.find(({ type }) => type === 'Progressing');
    edit({ paused: true, template: webTemplate('nginx:1.30'), replicas: 3 });
    assert.equal(progress()?.reason, 'DeploymentPaused');
    assert.equal(progress()?.message, 'Deployment is paused');
    assert.equal(cluster.list(REPLICA_SETS).length, 1);
    assert.equal(cluster.list(PODS).length, 3);
    edit({ paused: false });
    assert.equal(progress()?.reason, 'NewReplicaSetAvailable');
    assert.equal(cluster.list(REPLICA_SETS).length, 2);
  });

  it('keeps as many old ReplicaSets as the history limit says', () => {
    const cluster = new ControllerLab();
    cluster.create(DEPLOYMENTS, webDeployment(1, { revisionHistoryLimit: 2 }));
    cluster.runForSeconds(5);
    for (const image of ['nginx:2', 'nginx:3', 'nginx:4', 'nginx:5']) {
      const deployment = cluster.deployment('web');
      const spec = { ...deployment.spec, template: webTemplate(image) };
      cluster.admin.update(DEPLOYMENTS, { ...deployment, spec });
      cluster.runForSeconds(10);
    }
    const revisions = cluster
      .list(REPLICA_SETS)
      .map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision']);
    assert.deepEqual(revisions.sort(), ['3', '4', '5']);
  });

  it('scales old and new pods in proportion in the middle of a rollout', () => {
    const cluster = new ControllerLab();
    const strategy = {
      type: 'RollingUpdate' as const,
      rollingUpdate: { maxSurge: 3, maxUnavailable: 2 },
    };
    cluster.create(DEPLOYMENTS, webDeployment(10, { strategy }));
    cluster.runForSeconds(10);
    const deployment = cluster.deployment('web');
    const spec = { ...deployment.spec, template: webTemplate('nginx:bad') };
    cluster.admin.update(DEPLOYMENTS, { ...deployment, spec });
    cluster.runForSeconds(10);
    const sizes = () => cluster.list(REPLICA_SETS).map((each) => each.spec.replicas);
    assert.deepEqual(sizes().sort(), [5, 8]);
    cluster.admin.patch(DEPLOYMENTS, 'default', 'web', {
      type: 'merge',
      body: { spec: { replicas: 15 } },
    });
    cluster.runForSeconds(10);
    assert.deepEqual(
      sizes()
        .map(Number)
        .sort((a, b) => a - b),
      [7, 11],
    );
  });

  it('goes on after the controller manager was down', () => {
    const cluster = new ControllerLab();
    cluster.create(DEPLOYMENTS, webDeployment(2));
    cluster.runForSeconds(5);
    cluster.manager.stop();
    cluster.admin.patch(DEPLOYMENTS, 'default', 'web', {
      type: 'merge',
      body: { spec: { replicas: 5 } },
    });
    cluster.runForSeconds(60);
    assert.equal(cluster.list(PODS).length, 2);
    cluster.manager.start();
    cluster.runForSeconds(10);
    assert.equal(cluster.list(PODS).length, 5);
    assert.equal(cluster.deployment('web').status.availableReplicas, 5);
  });
});
