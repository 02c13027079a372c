// Claims and volumes: who gets which, what they wait for in which words, and how they go.
import assert from 'node:assert/strict';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from '../../../src/apis/resources';
import { ClusterLab } from '../clusterLab';
import { claim, podWith, storageClass, volume } from './storageManifests';

const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';

function claims(lab: ClusterLab): string {
  const columns = ['NAME', 'STATUS', 'VOLUME', 'CAPACITY', 'ACCESS MODES'];
  return lab.get(PERSISTENT_VOLUME_CLAIMS, { columns });
}

function volumes(lab: ClusterLab): string {
  return lab.get(PERSISTENT_VOLUMES, { columns: ['NAME', 'STATUS', 'CLAIM', 'RECLAIM POLICY'] });
}

function claimNamed(lab: ClusterLab, name: string) {
  return lab.admin.get(PERSISTENT_VOLUME_CLAIMS, 'default', name);
}

function volumeNamed(lab: ClusterLab, name: string) {
  return lab.admin.get(PERSISTENT_VOLUMES, undefined, name);
}

describe('a claim', () => {
  it('gets the smallest volume that suits it', () => {
    const lab = ClusterLab.boot();
    lab.apply(
      [
        volume('small', '1Gi'),
        volume('large', '20Gi'),
        volume('fits', '10Gi'),
        volume('shared', '5Gi', '', 'ReadWriteOnce, ReadWriteMany'),
        volume('other-class', '5Gi', 'storageClassName: slow'),
      ].join('---'),
    );
    assert.equal(volumeNamed(lab, 'fits').status.phase, 'Pending');
    lab.runFor(1_000);
    assert.equal(volumeNamed(lab, 'fits').status.phase, 'Available');
    lab.apply(claim('data', '5Gi'));
    assert.deepEqual(claimNamed(lab, 'data').status, { phase: 'Pending' });
    lab.runFor(1_000);
    assert.equal(
      claims(lab),
      [
        'NAME   STATUS   VOLUME   CAPACITY   ACCESS MODES',
        'data   Bound    fits     10Gi       RWO',
      ].join('\n'),
    );
    const { metadata, spec } = claimNamed(lab, 'data');
    assert.equal(spec.volumeName, 'fits');
    assert.equal(metadata.annotations?.[BIND_COMPLETED], 'yes');
    assert.equal(metadata.annotations[BOUND_BY_CONTROLLER], 'yes');
    const bound = volumeNamed(lab, 'fits');
    assert.equal(bound.metadata.annotations?.[BOUND_BY_CONTROLLER], 'yes');
    assert.equal(bound.spec.claimRef?.uid, metadata.uid);
    assert.deepEqual(lab.events('data'), []);
  });

  it('waits, says why every 15 s, and takes a volume that comes later', () => {
    const lab = ClusterLab.boot();
    lab.apply(claim('data', '5Gi', 'selector: {matchLabels: {disk: mine}}'));
    lab.apply(volume('yours', '5Gi'));
    lab.runFor(40_000);
    const [event, ...others] = lab.events('data');
    const reason =
      'Normal FailedBinding no persistent volumes available for this claim and no storage class is set';
    assert.equal(event, reason);
    assert.deepEqual(others, []);
    lab.apply(volume('mine', '5Gi'));
    lab.until('it is bound', () => claimNamed(lab, 'data').status.phase === 'Bound', 20_000);
    assert.equal(claimNamed(lab, 'data').spec.volumeName, 'mine');
  });

  it('that names its volume gets it if it suits', () => {
    const lab = ClusterLab.boot();
    lab.apply([volume('a', '1Gi'), volume('b', '9Gi')].join('---'));
    lab.runFor(1_000);
    lab.apply(
      [claim('small', '5Gi', 'volumeName: a'), claim('ok', '5Gi', 'volumeName: b')].join('---'),
    );
    lab.runFor(1_000);
    assert.equal(
      claims(lab),
      [
        'NAME    STATUS    VOLUME   CAPACITY   ACCESS MODES',
        'ok      Bound     b        9Gi        RWO',
        'small   Pending   a        0',
      ].join('\n'),
    );
    assert.deepEqual(lab.events('small'), [
      'Warning VolumeMismatch Cannot bind to requested volume "a": requested PV is too small',
    ]);
    assert.equal(claimNamed(lab, 'ok').metadata.annotations?.[BOUND_BY_CONTROLLER], undefined);
    lab.apply(claim('late', '5Gi', 'volumeName: b'));
    lab.runFor(1_000);
    assert.deepEqual(lab.events('late'), [
      'Warning FailedBinding volume "b" already bound to a different claim.',
    ]);
  });

  it('that a volume is reserved for gets it, whatever else would suit', () => {
    const lab = ClusterLab.boot();
    const reserved = volume('mine', '9Gi', 'claimRef: {namespace: default, name: data}');
    lab.apply([reserved, volume('smaller', '5Gi')].join('---'));
    lab.runFor(1_000);
    lab.apply(claim('data', '5Gi'));
    lab.runFor(1_000);
    assert.equal(claimNamed(lab, 'data').spec.volumeName, 'mine');
    assert.equal(volumeNamed(lab, 'mine').metadata.annotations?.[BOUND_BY_CONTROLLER], undefined);
  });

  it('has one volume: another that names it is freed', () => {
    const lab = ClusterLab.boot();
    lab.apply([volume('disk', '1Gi'), claim('data', '1Gi')].join('---'));
    lab.until('it is bound', () => claimNamed(lab, 'data').status.phase === 'Bound', 20_000);
    const { uid } = claimNamed(lab, 'data').metadata;
    lab.apply(volume('second', '1Gi', `claimRef: {namespace: default, name: data, uid: ${uid}}`));
    lab.runFor(1_000);
    const second = volumeNamed(lab, 'second');
    assert.equal(second.status.phase, 'Available');
    assert.deepEqual(second.spec.claimRef, { namespace: 'default', name: 'data' });
    assert.equal(claimNamed(lab, 'data').spec.volumeName, 'disk');
  });

  it('of a class waits for who makes volumes, and says for whom', () => {
    const lab = ClusterLab.boot();
    lab.apply(
      [
        storageClass('cloud', 'kubernetes.io/gce-pd'),
        storageClass('manual', 'kubernetes.io/no-provisioner'),
      ].join('---'),
    );
    for (const name of ['cloud', 'manual', 'missing']) {
      lab.apply(claim(name, '5Gi', `storageClassName: ${name}`));
    }
    lab.runFor(1_000);
    assert.deepEqual(lab.events('cloud'), [
      "Normal ExternalProvisioning Waiting for a volume to be created either by the external provisioner 'pd.csi.storage.gke.io' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
    ]);
    assert.deepEqual(lab.events('manual'), [
      'Warning ProvisioningFailed no volume plugin matched name: kubernetes.io/no-provisioner',
    ]);
    assert.deepEqual(lab.events('missing'), [
      'Warning ProvisioningFailed storageclass.storage.k8s.io "missing" not found',
    ]);
    const { annotations } = claimNamed(lab, 'cloud').metadata;
    assert.equal(
      annotations?.['volume.kubernetes.io/storage-provisioner'],
      'pd.csi.storage.gke.io',
    );
  });

  it('without a class gets the default one', () => {
    const lab = ClusterLab.boot();
    lab.apply(
      storageClass('fast', 'kubernetes.io/no-provisioner').replace(
        'name: fast',
        'name: fast, annotations: {storageclass.kubernetes.io/is-default-class: "true"}',
      ),
    );
    lab.runFor(1_000);
    lab.apply([claim('any', '1Gi'), claim('none', '1Gi', 'storageClassName: ""')].join('---'));
    lab.runFor(1_000);
    assert.equal(claimNamed(lab, 'any').spec.storageClassName, 'fast');
    assert.equal(claimNamed(lab, 'none').spec.storageClassName, '');
  });
});

describe('a claim and its pod', () => {
  it('the pod starts when the claim is bound', () => {
    const lab = ClusterLab.boot();
    lab.apply([claim('data', '1Gi'), podWith('data')].join('---'));
    lab.runFor(5_000);
    assert.equal(lab.podCensus(), 'Pending 1');
    lab.apply(volume('disk', '1Gi'));
    lab.until('it runs', () => lab.podCensus() === 'Running 1');
  });

  it('the claim stays while the pod uses it, and the volume is released after it', () => {
    const lab = ClusterLab.boot();
    lab.apply([volume('disk', '1Gi'), claim('data', '1Gi'), podWith('data')].join('---'));
    lab.until('it runs', () => lab.podCensus() === 'Running 1');
    assert.deepEqual(claimNamed(lab, 'data').metadata.finalizers, ['kubernetes.io/pvc-protection']);
    assert.deepEqual(volumeNamed(lab, 'disk').metadata.finalizers, ['kubernetes.io/pv-protection']);
    lab.delete([volume('disk', '1Gi'), claim('data', '1Gi')].join('---'));
    lab.runFor(20_000);
    assert.match(claims(lab), /^data +Terminating +disk /m);
    assert.match(volumes(lab), /^disk +Terminating +default\/data /m);
    lab.delete(podWith('data'));
    lab.until('all is gone', () => lab.list(PERSISTENT_VOLUMES).length === 0, 60_000);
    assert.equal(lab.list(PERSISTENT_VOLUME_CLAIMS).length, 0);
  });

  it('a released volume keeps its data from the next claim of that name', () => {
    const lab = ClusterLab.boot();
    lab.apply([volume('disk', '1Gi'), claim('data', '1Gi')].join('---'));
    lab.until('it is bound', () => claimNamed(lab, 'data').status.phase === 'Bound', 20_000);
    lab.delete(claim('data', '1Gi'));
    lab.runFor(1_000);
    assert.match(volumes(lab), /^disk +Released +default\/data +Retain$/m);
    lab.apply(claim('data', '1Gi'));
    lab.runFor(20_000);
    assert.equal(claimNamed(lab, 'data').status.phase, 'Pending');
    const patch = { type: 'json', body: [{ op: 'remove', path: '/spec/claimRef' }] } as const;
    lab.admin.patch(PERSISTENT_VOLUMES, undefined, 'disk', patch);
    lab.until('it is bound', () => claimNamed(lab, 'data').status.phase === 'Bound', 20_000);
  });

  it('a volume with the policy Delete goes where Kubernetes can delete it, and fails elsewhere', () => {
    const lab = ClusterLab.boot();
    const policy = 'persistentVolumeReclaimPolicy: Delete';
    const temporary = volume('temporary', '1Gi', policy).replace('/data/', '/tmp/');
    lab.apply(
      [temporary, volume('disk', '2Gi', policy), claim('a', '1Gi'), claim('b', '2Gi')].join('---'),
    );
    lab.until('both are bound', () => !claims(lab).includes('Pending'), 20_000);
    lab.delete([claim('a', '1Gi'), claim('b', '2Gi')].join('---'));
    lab.runFor(5_000);
    assert.match(volumes(lab), /^NAME.*\ndisk +Failed +default\/b +Delete$/);
    assert.deepEqual(lab.events('disk'), [
      'Warning VolumeFailedDelete host_path deleter only supports /tmp/.+ but received provided /data/disk',
    ]);
  });

  it('a claim whose volume is lost says so', () => {
    const lab = ClusterLab.boot();
    lab.apply([volume('disk', '1Gi'), claim('data', '1Gi')].join('---'));
    lab.until('it is bound', () => claimNamed(lab, 'data').status.phase === 'Bound', 20_000);
    const disk = volumeNamed(lab, 'disk');
    lab.admin.update(PERSISTENT_VOLUMES, {
      ...disk,
      metadata: { ...disk.metadata, finalizers: [] },
    });
    lab.delete(volume('disk', '1Gi'));
    lab.runFor(1_000);
    assert.match(claims(lab), /^data +Lost +disk /m);
    assert.deepEqual(lab.events('data').slice(-1), [
      'Warning ClaimLost Bound claim has lost its PersistentVolume. Data on the volume is lost!',
    ]);
  });

  it('a disk behind a claim waits for its driver', () => {
    const lab = ClusterLab.boot();
    const csi = volume('disk', '1Gi').replace(
      'hostPath: {path: /data/disk}',
      'csi: {driver: ebs.csi.aws.com, volumeHandle: vol-1}',
    );
    lab.apply([csi, claim('data', '1Gi'), podWith('data')].join('---'));
    lab.runFor(150_000);
    assert.equal(lab.podCensus(), 'ContainerCreating 1');
    assert.deepEqual(lab.events('db').slice(-1), [
      'Warning FailedAttachVolume AttachVolume.Attach failed for volume "disk" : timed out waiting ' +
        'for external-attacher of ebs.csi.aws.com CSI driver to attach volume vol-1',
    ]);
  });

  it('a pod that names its node itself waits there', () => {
    const lab = ClusterLab.boot();
    lab.apply([claim('data', '1Gi'), podWith('data', 'nodeName: worker-1')].join('---'));
    lab.runFor(2_000);
    assert.deepEqual(lab.events('db').slice(-1), [
      'Warning FailedMount Unable to attach or mount volumes: unmounted volumes=[v], unattached ' +
        'volumes=[], failed to process volumes=[v]: error processing PVC default/data: PVC is not bound',
    ]);
    lab.apply(volume('disk', '1Gi'));
    lab.until('it runs', () => lab.podCensus() === 'Running 1', 60_000);
  });
});
