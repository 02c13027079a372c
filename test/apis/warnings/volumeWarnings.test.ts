import assert from 'node:assert/strict';
import { PERSISTENT_VOLUME_RULES } from '../../../src/apis/core/persistentVolume';
import { PERSISTENT_VOLUME_CLAIM_RULES } from '../../../src/apis/core/persistentVolumeClaim';
import { POD_RULES } from '../../../src/apis/core/pod';
import { STORAGE_CLASS_RULES } from '../../../src/apis/storage/storageClass';
import { warningsOf } from './warnings';

function ofVolumes(...volumes: string[]): readonly string[] {
  const spec = `containers: [{ name: c, image: nginx }], volumes: [${volumes.join(', ')}]`;
  return warningsOf(POD_RULES, `{ spec: { ${spec} } }`);
}

describe('warnings of volumes', () => {
  it('tell which kinds are gone', () => {
    assert.deepEqual(
      ofVolumes('{ name: a, gitRepo: { repository: x } }', '{ name: b, rbd: { image: x } }'),
      [
        'spec.volumes[0].gitRepo: deprecated in v1.11',
        'spec.volumes[1].rbd: deprecated in v1.28, non-functional in v1.31+',
      ],
    );
  });

  it('tell of files that are written over each other', () => {
    const items = 'items: [{ key: a, path: conf }, { key: b, path: conf/b }]';
    assert.deepEqual(ofVolumes(`{ name: v, configMap: { name: m, ${items} } }`), [
      'volume "v" (ConfigMap "m"): overlapping paths: "conf/b" with "conf"',
    ]);
    const secret = '{ secret: { name: s, items: [{ key: a, path: token }] } }';
    const token = '{ serviceAccountToken: { path: token } }';
    assert.deepEqual(ofVolumes(`{ name: v, projected: { sources: [${secret}, ${token}, {}] } }`), [
      'volume "v" (Projected ServiceAccountToken): overlapping paths: "token" with "token"',
      'volume "v" (Projected) has no sources provided',
    ]);
  });

  it('tell of the annotation for the class, and of halves of bytes', () => {
    const metadata = 'metadata: { annotations: { volume.beta.kubernetes.io/storage-class: fast } }';
    const annotation =
      'metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use "storageClassName" attribute instead';
    const claim = `{ ${metadata}, spec: { resources: { requests: { storage: 1.5 } } } }`;
    assert.deepEqual(warningsOf(PERSISTENT_VOLUME_CLAIM_RULES, claim), [
      annotation,
      'spec.resources.requests[storage]: fractional byte value "1500m" is invalid, must be an integer',
    ]);
    const volume = `{ ${metadata}, spec: { persistentVolumeReclaimPolicy: Recycle, cephfs: { monitors: [x] } } }`;
    assert.deepEqual(warningsOf(PERSISTENT_VOLUME_RULES, volume), [
      annotation,
      'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
      'spec.cephfs: deprecated in v1.28, non-functional in v1.31+',
    ]);
  });

  it('look at the topologies of a class', () => {
    const zone = '{ key: failure-domain.beta.kubernetes.io/zone, values: [a] }';
    const topologies = `allowedTopologies: [{ matchLabelExpressions: [${zone}] }]`;
    assert.deepEqual(warningsOf(STORAGE_CLASS_RULES, `{ provisioner: x/y, ${topologies} }`), [
      'allowedTopologies[0].matchLabelExpressions[0]: deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
    ]);
  });
});
