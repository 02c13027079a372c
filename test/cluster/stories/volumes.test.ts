// Volumes whose parts are not there: pods wait, and events say for what.
import assert from 'node:assert/strict';
import { ClusterLab } from '../clusterLab';

function podWith(volume: string): string {
  return `
apiVersion: v1
kind: Pod
metadata: {name: data}
spec:
  containers: [{name: a, image: "nginx:1.29", volumeMounts: [{name: v, mountPath: /data}]}]
  volumes: [{name: v, ${volume}}]
`;
}

function warnings(lab: ClusterLab): readonly string[] {
  return lab.events('data').filter((text) => text.startsWith('Warning'));
}

describe('a pod with a volume', () => {
  it('from a ConfigMap that is not there waits for it', () => {
    const lab = ClusterLab.boot();
    lab.apply(podWith('configMap: {name: settings}'));
    lab.runFor(60_000);
    assert.equal(lab.podCensus(), 'ContainerCreating 1');
    assert.deepEqual(warnings(lab), [
      'Warning FailedMount MountVolume.SetUp failed for volume "v" : configmap "settings" not found',
    ]);
    lab.apply('{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: b}}');
    lab.until('it runs', () => lab.podCensus() === 'Running 1', 130_000);
  });

  it('on a disk of a cloud waits for a driver that is not installed', () => {
    const lab = ClusterLab.boot();
    lab.apply(podWith('gcePersistentDisk: {pdName: disk-1, fsType: ext4}'));
    lab.runFor(119_000);
    assert.deepEqual(warnings(lab), []);
    lab.runFor(10_000);
    assert.equal(lab.podCensus(), 'ContainerCreating 1');
    assert.deepEqual(warnings(lab), [
      'Warning FailedAttachVolume AttachVolume.Attach failed for volume ' +
        '"pd.csi.storage.gke.io-disk-1" : timed out waiting for external-attacher of ' +
        'pd.csi.storage.gke.io CSI driver to attach volume ' +
        'projects/UNSPECIFIED/zones/UNSPECIFIED/disks/disk-1',
    ]);
    lab.delete(podWith('emptyDir: {}'));
    lab.until('it is gone', () => lab.pods().length === 0);
  });

  it('of a storage driver is told that the node has none', () => {
    const lab = ClusterLab.boot();
    lab.apply(podWith('csi: {driver: secrets-store.csi.k8s.io}'));
    lab.runFor(10_000);
    assert.equal(lab.podCensus(), 'ContainerCreating 1');
    assert.deepEqual(warnings(lab), [
      'Warning FailedMount MountVolume.SetUp failed for volume "v" : kubernetes.io/csi: ' +
        'mounter.SetUpAt failed to get CSI client: driver name secrets-store.csi.k8s.io not found ' +
        'in the list of registered CSI drivers',
    ]);
  });

  it('through a claim waits before it is scheduled until a volume is there', () => {
    const lab = ClusterLab.boot();
    lab.apply(podWith('persistentVolumeClaim: {claimName: c}'));
    lab.runFor(1_000);
    const preemption =
      'no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.';
    assert.deepEqual(warnings(lab), [
      `Warning FailedScheduling 0/4 nodes are available: persistentvolumeclaim "c" not found. ${preemption}`,
    ]);
    lab.apply(`
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: c}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`);
    lab.runFor(60_000);
    assert.equal(lab.podCensus(), 'Pending 1');
    assert.deepEqual(warnings(lab).slice(1), [
      `Warning FailedScheduling 0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims. ${preemption}`,
    ]);
  });
});
