// The four kinds of patches, and what is refused.
import assert from 'node:assert/strict';
import * as k8s from '@kubernetes/client-node';
import { answered, configMap, NAMESPACE, patchConfigMap, type CaseLab } from './caseLab';
import type { CaseName } from './protocol';

export function patchCases(lab: CaseLab): Partial<Record<CaseName, () => Promise<void>>> {
  const { config, core } = lab;
  const patch = patchConfigMap.bind(undefined, lab);

  return {
    'patches by JSON patch': async () => {
      await core.createNamespacedConfigMap({
        namespace: NAMESPACE,
        body: configMap('patched', { a: '1', b: '2' }),
      });
      const operations = [
        { op: 'test', path: '/data/a', value: '1' },
        { op: 'replace', path: '/data/a', value: '3' },
        { op: 'remove', path: '/data/b' },
      ];
      const { data } = await patch('patched', operations, k8s.PatchStrategy.JsonPatch);
      assert.deepEqual(data, { a: '3' });
      const again = patch('patched', operations, k8s.PatchStrategy.JsonPatch);
      await assert.rejects(again, answered(422));
    },

    'patches by merge patch': async () => {
      const body = { data: { a: null, c: '4' } };
      const { data } = await patch('patched', body, k8s.PatchStrategy.MergePatch);
      assert.deepEqual(data, { c: '4' });
    },

    'patches by strategic merge patch': () => mergesByName(config.makeApiClient(k8s.AppsV1Api)),

    'applies on the server, and is told of conflicts': async () => {
      const applied = (value: string): object => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'applied' },
        data: { value },
      });
      const strategy = k8s.PatchStrategy.ServerSideApply;
      const { metadata } = await patch('applied', applied('1'), strategy, 'first');
      assert.deepEqual(
        metadata?.managedFields?.map(({ manager, operation }) => [manager, operation]),
        [['first', 'Apply']],
      );
      await assert.rejects(patch('applied', applied('2'), strategy, 'second'), answered(409));
      const { data } = await patch('applied', applied('3'), strategy, 'first');
      assert.deepEqual(data, { value: '3' });
    },

    'is refused an outdated update': async () => {
      const read = await core.readNamespacedConfigMap({ name: 'applied', namespace: NAMESPACE });
      await patch('applied', { data: { other: 'x' } }, k8s.PatchStrategy.MergePatch);
      const outdated = core.replaceNamespacedConfigMap({
        name: 'applied',
        namespace: NAMESPACE,
        body: { ...read, data: { value: 'mine' } },
      });
      await assert.rejects(outdated, answered(409));
    },
  };
}

/** Containers are known by their names. */
async function mergesByName(apps: k8s.AppsV1Api): Promise<void> {
  const container = (name: string): k8s.V1Container => ({ name, image: 'nginx' });
  await apps.createNamespacedDeployment({
    namespace: NAMESPACE,
    body: {
      metadata: { name: 'merged' },
      spec: {
        selector: { matchLabels: { app: 'merged' } },
        template: {
          metadata: { labels: { app: 'merged' } },
          spec: { containers: [container('one'), container('two')] },
        },
      },
    },
  });
  const containers = [{ name: 'two', image: 'httpd' }];
  const { spec } = await apps.patchNamespacedDeployment(
    {
      name: 'merged',
      namespace: NAMESPACE,
      body: { spec: { template: { spec: { containers } } } },
    },
    k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.StrategicMergePatch),
  );
  const images = spec?.template.spec?.containers.map(({ name, image }) => `${name} ${image ?? ''}`);
  assert.deepEqual(images?.toSorted(), ['one nginx', 'two httpd']);
  await apps.deleteNamespacedDeployment({ name: 'merged', namespace: NAMESPACE });
}
