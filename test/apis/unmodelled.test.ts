import assert from 'node:assert/strict';
import { UNMODELLED_KINDS, unmodelledFields, unmodelledKind } from '../../src/apis/unmodelled';
import { SCHEMA } from '../kubernetesSchema';

const WITH_FIELDS: readonly (readonly [string, string, string])[] = [
  ['', 'v1', 'Pod'],
  ['', 'v1', 'PodTemplate'],
  ['', 'v1', 'ReplicationController'],
  ['', 'v1', 'Service'],
  ['', 'v1', 'ServiceAccount'],
  ['', 'v1', 'PersistentVolume'],
  ['', 'v1', 'PersistentVolumeClaim'],
  ['storage.k8s.io', 'v1', 'StorageClass'],
  ['apps', 'v1', 'Deployment'],
  ['apps', 'v1', 'ReplicaSet'],
  ['apps', 'v1', 'DaemonSet'],
  ['apps', 'v1', 'StatefulSet'],
  ['batch', 'v1', 'Job'],
  ['batch', 'v1', 'CronJob'],
];

describe('what is not modelled', () => {
  it('are fields that the API has', () => {
    for (const [group, version, kind] of WITH_FIELDS) {
      const name = SCHEMA.schemaNameOf({ group, version, kind });
      assert.ok(name, kind);
      const fields = unmodelledFields(group, kind);
      assert.ok(fields.length > 0, kind);
      for (const { path, sentence } of fields) {
        const concrete = path.map((segment) => (segment === '*' ? 0 : segment));
        assert.ok(SCHEMA.fieldAt(name, concrete), `${kind}: ${path.join('.')}`);
        assert.match(sentence, /\.$/);
      }
    }
  });

  it('are kinds that the API has and that no controller here acts on', () => {
    for (const { group, kind, sentence } of UNMODELLED_KINDS) {
      const known = ['v1', 'v2'].some((version) => SCHEMA.schemaNameOf({ group, version, kind }));
      assert.ok(known, `${group}/${kind}`);
      assert.match(sentence, /\.$/);
    }
  });

  it('is looked up by group and kind', () => {
    assert.match(unmodelledKind('apps', 'StatefulSet')?.sentence ?? '', /volume/);
    assert.equal(unmodelledKind('apps', 'Deployment'), undefined);
    assert.deepEqual(unmodelledFields('', 'ConfigMap'), []);
    const paths = unmodelledFields('apps', 'Deployment').map(({ path }) => path.join('.'));
    assert.ok(paths.includes('spec.template.spec.volumes.*.hostPath'));
  });
});
