// Reading, watching, and objects of any kind.
import assert from 'node:assert/strict';
import * as k8s from '@kubernetes/client-node';
import { answered, configMap, NAMESPACE, patchConfigMap, until, type CaseLab } from './caseLab';
import type { CaseName } from './protocol';

const PATH = `/api/v1/namespaces/${NAMESPACE}/configmaps`;

export function requestCases(lab: CaseLab): Partial<Record<CaseName, () => Promise<void>>> {
  const { config, core } = lab;

  return {
    'reads, and says what the server says where nothing is': async () => {
      const { items } = await core.listNode();
      assert.ok(items.every(({ status }) => status?.nodeInfo?.kubeletVersion.startsWith('v1.')));
      const missing = core.readNamespacedPod({ name: 'nobody', namespace: NAMESPACE });
      await assert.rejects(missing, answered(404));
      const invalid = core.createNamespacedPod({
        namespace: NAMESPACE,
        body: { metadata: { name: 'x' } },
      });
      await assert.rejects(invalid, answered(422));
    },

    'a watch tells what happens to one object': async () => {
      const seen: string[] = [];
      const controller = await new k8s.Watch(config).watch(
        PATH,
        { fieldSelector: 'metadata.name=watched' },
        (phase, object: k8s.V1ConfigMap) => {
          seen.push(`${phase} ${object.data?.['value'] ?? ''}`);
        },
        () => undefined,
      );
      const body = configMap('watched', { value: '1' });
      await core.createNamespacedConfigMap({ namespace: NAMESPACE, body });
      await core.createNamespacedConfigMap({ namespace: NAMESPACE, body: configMap('other', {}) });
      await patchConfigMap(lab, 'watched', { data: { value: '2' } }, k8s.PatchStrategy.MergePatch);
      await core.deleteNamespacedConfigMap({ name: 'watched', namespace: NAMESPACE });
      await until('all three', () => seen.length === 3);
      assert.deepEqual(seen, ['ADDED 1', 'MODIFIED 2', 'DELETED 2']);
      controller.abort();
    },

    'handles objects of any kind by discovery': async () => {
      const objects = k8s.KubernetesObjectApi.makeApiClient(config);
      const base = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' };
      const policy = { ...base, metadata: { name: 'any', namespace: NAMESPACE } };
      await objects.create({ ...policy, spec: { podSelector: {} } } as k8s.KubernetesObject);
      const read = await objects.read<k8s.V1NetworkPolicy>(policy);
      assert.deepEqual(read.spec?.policyTypes, ['Ingress']);
      const listed = await objects.list(base.apiVersion, base.kind, NAMESPACE);
      assert.deepEqual(
        listed.items.map((item) => item.metadata?.name),
        ['any'],
      );
      await objects.delete(policy);
      await assert.rejects(objects.read(policy), answered(404));
    },
  };
}
