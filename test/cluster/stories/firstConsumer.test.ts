// Claims of a class that binds only when a pod comes: the scheduler chooses node and volume together.
import assert from 'node:assert/strict';
import type { PersistentVolumeClaim } from '../../../src/apis/generated/core/v1';
import { PERSISTENT_VOLUME_CLAIMS } from '../../../src/apis/resources';
import { ClusterLab } from '../clusterLab';
import { claim, local, podWith, storageClass, volume } from './storageManifests';

function claimNamed(lab: ClusterLab, name: string): PersistentVolumeClaim {
  return lab.admin.get(PERSISTENT_VOLUME_CLAIMS, 'default', name);
}

describe('a class that waits for the first consumer', () => {
  const NO_PROVISIONER = storageClass(
    'local',
    'kubernetes.io/no-provisioner',
    'WaitForFirstConsumer',
  );

  it('leaves the claim alone until a pod comes, which goes where the volume is', () => {
    const lab = ClusterLab.boot();
    lab.apply([NO_PROVISIONER, volume('disk', '1Gi', local('worker-2'))].join('---'));
    lab.apply(claim('data', '1Gi', 'storageClassName: local'));
    lab.runFor(20_000);
    assert.equal(claimNamed(lab, 'data').status.phase, 'Pending');
    assert.deepEqual(lab.events('data'), [
      'Normal WaitForFirstConsumer waiting for first consumer to be created before binding',
    ]);
    lab.apply(podWith('data'));
    lab.until('it runs', () => lab.podCensus() === 'Running 1');
    assert.equal(lab.podNodes(), 'worker-2 1');
    assert.equal(claimNamed(lab, 'data').spec.volumeName, 'disk');
    assert.equal(claimNamed(lab, 'data').status.phase, 'Bound');
  });

  it('has no node for a pod without a volume', () => {
    const lab = ClusterLab.boot();
    lab.apply([NO_PROVISIONER, claim('data', '1Gi', 'storageClassName: local')].join('---'));
    lab.apply(podWith('data'));
    lab.runFor(20_000);
    assert.deepEqual(lab.events('db'), [
      "Warning FailedScheduling 0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 node(s) didn't " +
        'find available persistent volumes to bind. no new claims to deallocate, preemption: 0/4 nodes are available: ' +
        '4 Preemption is not helpful for scheduling.',
    ]);
    assert.equal(
      lab.events('data').at(-1),
      'Normal WaitForPodScheduled waiting for pod db to be scheduled',
    );
    lab.apply(volume('disk', '1Gi', local('worker-3')));
    lab.until('it runs', () => lab.podCensus() === 'Running 1');
    assert.equal(lab.podNodes(), 'worker-3 1');
  });

  it('asks its provisioner for the node of the pod, which waits ten minutes for an answer', () => {
    const lab = ClusterLab.boot();
    const cloud = storageClass('cloud', 'ebs.csi.aws.com', 'WaitForFirstConsumer');
    lab.apply(
      [cloud, claim('data', '1Gi', 'storageClassName: cloud'), podWith('data')].join('---'),
    );
    lab.runFor(30_000);
    const { annotations } = claimNamed(lab, 'data').metadata;
    assert.match(annotations?.['volume.kubernetes.io/selected-node'] ?? '', /^worker-\d$/);
    assert.match(
      lab.events('data').at(-1) ?? '',
      /^Normal ExternalProvisioning .*'ebs.csi.aws.com'/,
    );
    assert.deepEqual(lab.events('db'), []);
    lab.runFor(600_000);
    assert.equal(lab.podCensus(), 'Pending 1');
    assert.deepEqual(lab.events('db'), [
      'Warning FailedScheduling running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded',
    ]);
    lab.delete(podWith('data'));
    lab.until('it is gone', () => lab.pods().length === 0);
  });

  it('gives two pods a volume each', () => {
    const lab = ClusterLab.boot();
    lab.apply(
      [
        NO_PROVISIONER,
        volume('one', '1Gi', local('worker-1')),
        volume('two', '1Gi', local('worker-1')),
        claim('a', '1Gi', 'storageClassName: local'),
        claim('b', '1Gi', 'storageClassName: local'),
        podWith('a'),
        podWith('b').replace('name: db', 'name: db-2'),
      ].join('---'),
    );
    lab.until('both run', () => lab.podCensus() === 'Running 2');
    const taken = ['a', 'b'].map((name) => claimNamed(lab, name).spec.volumeName);
    assert.deepEqual(taken.sort(), ['one', 'two']);
  });
});
