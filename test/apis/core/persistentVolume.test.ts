import assert from 'node:assert/strict';
import { PERSISTENT_VOLUME_RULES } from '../../../src/apis/core/persistentVolume';
import { PERSISTENT_VOLUME_CLAIM_RULES } from '../../../src/apis/core/persistentVolumeClaim';
import { defaultClass, STORAGE_CLASS_RULES } from '../../../src/apis/storage/storageClass';
import { complaints, defaulted, objectOf, updateComplaints } from '../complaints';

const CLAIM = 'accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } }';
const IMMUTABLE =
  'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

function claimChange(before: string, after: string): readonly string[] {
  return updateComplaints(PERSISTENT_VOLUME_CLAIM_RULES, before, after);
}

describe('persistent volumes', () => {
  it('keep their data by default', () => {
    const { spec } = defaulted(PERSISTENT_VOLUME_RULES, 'spec: { hostPath: { path: /a } }');
    assert.equal(spec.persistentVolumeReclaimPolicy, 'Retain');
    assert.equal(spec.volumeMode, 'Filesystem');
    assert.deepEqual(spec.hostPath, { path: '/a', type: '' });
  });

  it('have a size, a way to be mounted and one source', () => {
    assert.deepEqual(complaints(PERSISTENT_VOLUME_RULES, 'spec: {}'), [
      'spec.accessModes: Required value: at least 1 access mode is required',
      'spec.capacity: Required value',
      'spec: Required value: must specify a volume type',
    ]);
    const twoSources =
      'spec: { capacity: { storage: 0 }, accessModes: [ReadWriteOncePod, ReadOnlyMany], hostPath: { path: /a }, nfs: { server: a, path: /b } }';
    assert.deepEqual(complaints(PERSISTENT_VOLUME_RULES, twoSources), [
      'spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
      'spec.capacity[storage]: Invalid value: "0": must be greater than zero',
      'spec.nfs: Forbidden: may not specify more than 1 volume type',
    ]);
    const local =
      'spec: { capacity: { storage: 1 }, accessModes: [ReadWriteOnce], local: { path: /a } }';
    assert.deepEqual(complaints(PERSISTENT_VOLUME_RULES, local), [
      'spec.nodeAffinity: Required value: Local volume requires node affinity',
    ]);
  });

  it('stay where they are', () => {
    const at = (path: string): string =>
      `spec: { capacity: { storage: 1Gi }, accessModes: [ReadWriteOnce], hostPath: { path: ${path} } }`;
    assert.deepEqual(updateComplaints(PERSISTENT_VOLUME_RULES, at('/a'), at('/b')), [
      'spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation',
    ]);
  });
});

describe('claims', () => {
  it('say how much they want, and how', () => {
    assert.deepEqual(complaints(PERSISTENT_VOLUME_CLAIM_RULES, 'spec: {}'), [
      'spec.accessModes: Required value: at least 1 access mode is required',
      'spec.resources[storage]: Required value',
    ]);
    assert.deepEqual(complaints(PERSISTENT_VOLUME_CLAIM_RULES, `spec: { ${CLAIM} }`), []);
  });

  it('get a volume and a class once, and are what they are otherwise', () => {
    const before = `spec: { ${CLAIM} }`;
    const bound = `spec: { ${CLAIM}, volumeName: a, storageClassName: b }`;
    assert.deepEqual(claimChange(before, bound), []);
    assert.deepEqual(claimChange(bound, `spec: { ${CLAIM}, volumeName: c, storageClassName: b }`), [
      IMMUTABLE,
    ]);
    assert.deepEqual(claimChange(bound, `spec: { ${CLAIM}, volumeName: a, storageClassName: c }`), [
      IMMUTABLE,
    ]);
    assert.deepEqual(claimChange(before, before.replace('ReadWriteOnce', 'ReadWriteMany')), [
      IMMUTABLE,
    ]);
  });

  it('grow when they are bound, and do not shrink', () => {
    const sized = (size: string, status: string): string =>
      `{ spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: ${size} } }, volumeName: a }, status: ${status} }`;
    const status = '{ phase: Bound, capacity: { storage: 1Gi } }';
    assert.deepEqual(claimChange(sized('1Gi', status), sized('2Gi', status)), []);
    const pending = '{ phase: Pending }';
    assert.deepEqual(claimChange(sized('1Gi', pending), sized('2Gi', pending)), [IMMUTABLE]);
    assert.deepEqual(claimChange(sized('2Gi', status), sized('500Mi', status)), [
      'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    ]);
  });
});

describe('storage classes', () => {
  it('bind at once and delete their volumes by default', () => {
    const storageClass = defaulted(STORAGE_CLASS_RULES, 'provisioner: a.example.com');
    assert.equal(storageClass.volumeBindingMode, 'Immediate');
    assert.equal(storageClass.reclaimPolicy, 'Delete');
  });

  it('cannot be changed in what volumes were made by', () => {
    assert.deepEqual(complaints(STORAGE_CLASS_RULES, '{}'), ['provisioner: Required value']);
    assert.deepEqual(
      updateComplaints(
        STORAGE_CLASS_RULES,
        'provisioner: a.example.com',
        '{ provisioner: b.example.com, volumeBindingMode: WaitForFirstConsumer }',
      ),
      [
        'provisioner: Forbidden: updates to provisioner are forbidden.',
        'volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable',
      ],
    );
  });

  it('of which several are marked as default: the newest is', () => {
    const marked = (name: string, created: string) =>
      objectOf(
        STORAGE_CLASS_RULES,
        `{ metadata: { name: ${name}, creationTimestamp: "${created}", annotations: { storageclass.kubernetes.io/is-default-class: "true" } }, provisioner: a }`,
      );
    const classes = [
      marked('b', '2026-01-02T00:00:00Z'),
      marked('a', '2026-01-02T00:00:00Z'),
      marked('c', '2026-01-01T00:00:00Z'),
    ];
    assert.equal(defaultClass(classes)?.metadata.name, 'a');
    assert.equal(defaultClass([]), undefined);
  });
});
