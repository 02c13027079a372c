import assert from 'node:assert/strict';
import { mergeInfo, patchMetaFor } from '../../../src/apis/schema/patchMeta';
import { SCHEMA } from '../../kubernetesSchema';

describe('merge rules of fields', () => {
  function rule(schemaName: string, field: string): readonly (string | undefined)[] {
    const meta = patchMetaFor(SCHEMA, schemaName, field);
    assert.ok(meta, `${schemaName}.${field}`);
    return [meta.strategy, meta.mergeKey, meta.childSchema];
  }

  it('merges containers by name, and goes on inside of them', () => {
    assert.deepEqual(rule('core.v1.PodSpec', 'containers'), ['merge', 'name', 'core.v1.Container']);
    assert.deepEqual(rule('core.v1.Container', 'ports'), [
      'merge',
      'containerPort',
      'core.v1.ContainerPort',
    ]);
    assert.deepEqual(rule('core.v1.EphemeralContainer', 'env'), [
      'merge',
      'name',
      'core.v1.EnvVar',
    ]);
  });

  it('keeps only the given keys of volumes and of a deployment strategy', () => {
    assert.deepEqual(rule('core.v1.PodSpec', 'volumes'), [
      'merge,retainKeys',
      'name',
      'core.v1.Volume',
    ]);
    assert.deepEqual(rule('apps.v1.DeploymentSpec', 'strategy'), [
      'retainKeys',
      undefined,
      'apps.v1.DeploymentStrategy',
    ]);
  });

  it('merges sets of scalars, replaces other lists and merges maps', () => {
    assert.deepEqual(rule('meta.v1.ObjectMeta', 'finalizers'), ['merge', undefined, undefined]);
    assert.deepEqual(rule('core.v1.Container', 'args'), [undefined, undefined, undefined]);
    assert.deepEqual(rule('core.v1.PodSpec', 'tolerations'), [
      undefined,
      undefined,
      'core.v1.Toleration',
    ]);
    assert.deepEqual(rule('meta.v1.ObjectMeta', 'labels'), [undefined, undefined, undefined]);
    assert.deepEqual(rule('policy.v1.PodDisruptionBudgetSpec', 'selector'), [
      'replace',
      undefined,
      'meta.v1.LabelSelector',
    ]);
  });

  it('says nothing of a field that is not there', () => {
    assert.equal(patchMetaFor(SCHEMA, 'core.v1.PodSpec', 'nothing'), undefined);
    assert.equal(patchMetaFor(SCHEMA, 'core.v1.Nothing', 'spec'), undefined);
  });

  it('tells what server-side apply owns as a whole', () => {
    const of = (schemaName: string, name: string): ReturnType<typeof mergeInfo> => {
      const field = SCHEMA.field(schemaName, name);
      assert.ok(field);
      return mergeInfo(SCHEMA, field);
    };
    assert.deepEqual(of('core.v1.ServiceSpec', 'ports').listMapKeys, ['port', 'protocol']);
    assert.equal(of('core.v1.ServiceSpec', 'selector').atomic, true);
    assert.equal(of('apps.v1.DeploymentSpec', 'selector').atomic, true);
    assert.equal(of('apps.v1.DeploymentSpec', 'template').atomic, false);
    assert.equal(of('core.v1.Container', 'command').listType, 'atomic');
  });
});
