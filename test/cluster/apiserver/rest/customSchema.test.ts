// What OpenAPI says of custom kinds: kubectl explain shows it, and kubectl apply patches by it.
import assert from 'node:assert/strict';
import { openApiDocument, OpenApiSchemas } from '../../../../src/cluster/apiserver/rest/openApi';
import { SCHEMA } from '../../../kubernetesSchema';
import { CRON_TABS, cronTabLab } from '../customresources/cronTabs';

describe('the OpenAPI document of a custom kind', () => {
  const { kinds } = cronTabLab().api;
  const { resource } = kinds.get(CRON_TABS);
  const schemas = new OpenApiSchemas(SCHEMA, kinds, 'v3');
  const text = JSON.stringify(openApiDocument(SCHEMA, schemas, resource, [resource]));
  // The document is JSON of the shape that OpenAPI gives it.
  const document = JSON.parse(text) as {
    paths: Record<string, Record<string, { requestBody?: { content: Record<string, unknown> } }>>;
    components: { schemas: Record<string, { properties: Record<string, unknown> }> };
  };

  it('has the schema of the definition, with what every object has', () => {
    const { properties } = document.components.schemas['com.example.stable.v1.CronTab'] ?? {};
    assert.deepEqual(Object.keys(properties ?? {}), ['spec', 'apiVersion', 'kind', 'metadata']);
    assert.deepEqual(properties?.spec, {
      type: 'object',
      properties: {
        cronSpec: { type: 'string' },
        image: { type: 'string' },
        replicas: { type: 'integer' },
      },
    });
    assert.ok('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' in document.components.schemas);
  });

  it('offers no strategic merge patch', () => {
    const path = '/apis/stable.example.com/v1/namespaces/{namespace}/crontabs/{name}';
    assert.deepEqual(Object.keys(document.paths[path]?.patch?.requestBody?.content ?? {}), [
      'application/apply-patch+yaml',
      'application/json-patch+json',
      'application/merge-patch+json',
    ]);
  });
});
