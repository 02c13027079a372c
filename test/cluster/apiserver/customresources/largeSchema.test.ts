// A definition as large as those of operators: it embeds the whole template of a pod, as controller-gen
// writes it, several hundred fields deep and wide.
import assert from 'node:assert/strict';
import type { JsonSchema } from '../../../../src/apis/apiextensions/structural/jsonSchema';
import type { FieldSchema } from '../../../../src/apis/schema/schemaBundle';
import { SCHEMA } from '../../../kubernetesSchema';
import { CRON_TABS, cronTab, cronTabLab, versionWith } from './cronTabs';

/** A struct of Kubernetes as a structural schema. */
function structuralSchema(name: string): JsonSchema {
  const { properties = {}, required = [] } = SCHEMA.schema(name) ?? {};
  return {
    type: 'object',
    required: [...required],
    properties: Object.fromEntries(
      Object.entries(properties).map(([field, schema]) => [field, structural(schema, field)]),
    ),
  };
}

function structural(field: FieldSchema, name = ''): JsonSchema {
  const described = field.description === undefined ? {} : { description: field.description };
  if (field.format === 'quantity' || field.format === 'int-or-string') {
    return {
      ...described,
      'x-kubernetes-int-or-string': true,
      anyOf: [{ type: 'integer' }, { type: 'string' }],
    };
  }
  switch (field.type) {
    case 'array':
      return { ...described, ...list(field) };
    case 'map':
      return {
        ...described,
        type: 'object',
        additionalProperties: structural(field.values ?? { type: 'string' }),
      };
    case 'object':
      return { ...described, ...structuralSchema(field.ref ?? '') };
    case 'any':
      return { ...described, type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    default:
      return {
        ...described,
        type: field.type,
        ...(name === 'protocol' ? { default: 'TCP' } : {}),
        ...(field.enum === undefined ? {} : { enum: field.enum }),
      };
  }
}

function list({ items, listType, listMapKeys = [] }: FieldSchema): JsonSchema {
  const element = structural(items ?? { type: 'string' });
  const keys = listMapKeys.every(
    (key) =>
      element.required?.includes(key) === true || element.properties?.[key]?.default !== undefined,
  );
  const isMap = listType === 'map' && keys;
  return {
    type: 'array',
    items: element,
    // Rules over lists without an end would cost too much.
    maxItems: 64,
    ...(isMap
      ? { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': listMapKeys }
      : {}),
  };
}

function fieldsOf({ properties = {}, items, additionalProperties }: JsonSchema): number {
  const inner = [
    ...Object.values(properties),
    ...(items === undefined ? [] : [items]),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
  ];
  return inner.reduce((sum, each) => sum + fieldsOf(each), Object.keys(properties).length);
}

const TEMPLATE = structuralSchema('core.v1.PodTemplateSpec');
const LAB_VERSION = versionWith({
  spec: {
    type: 'object',
    required: ['template'],
    properties: {
      // Metadata of a template is free-form in what controller-gen writes.
      template: {
        ...TEMPLATE,
        properties: {
          ...TEMPLATE.properties,
          metadata: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    },
    'x-kubernetes-validations': [
      {
        rule: "self.template.spec.containers.exists(c, c.name == 'main')",
        message: 'one container is called main',
      },
      {
        rule: 'self.template.spec.containers.all(c, !has(c.ports) || c.ports.all(p, p.containerPort > 1024))',
        messageExpression:
          "'ports below 1024 in one of %d containers'.format([self.template.spec.containers.size()])",
      },
    ],
  },
});

const CONTAINER = {
  name: 'main',
  image: 'nginx',
  ports: [{ containerPort: 8080 }, { containerPort: 8080, protocol: 'UDP' }],
  resources: { limits: { cpu: 1, memory: '64Mi' } },
  livenessProbe: { httpGet: { path: '/', port: 'http' } },
};

describe('a definition with a large schema', () => {
  const lab = cronTabLab({ versions: [LAB_VERSION] });
  const create = (
    name: string,
    container: unknown,
    fieldValidation: 'Strict' | 'Ignore' = 'Ignore',
  ) =>
    lab.client.create(
      CRON_TABS,
      'default',
      cronTab(name, {
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [container] } },
      }),
      { fieldValidation },
    );

  it('is that: a thousand fields', () => {
    assert.ok(fieldsOf(TEMPLATE) > 1_000, String(fieldsOf(TEMPLATE)));
  });

  it('keeps what it has and completes it', () => {
    const { spec } = create('good', CONTAINER, 'Strict');
    assert.deepEqual(spec, {
      template: {
        metadata: { labels: { a: 'b' } },
        spec: {
          containers: [
            {
              ...CONTAINER,
              ports: [
                { containerPort: 8080, protocol: 'TCP' },
                { containerPort: 8080, protocol: 'UDP' },
              ],
            },
          ],
        },
      },
    });
  });

  it('finds faults far within', () => {
    assert.throws(
      () => create('a', { ...CONTAINER, securityContext: { privilege: true } }, 'Strict'),
      {
        message:
          'CronTab in version "v1" cannot be handled as a CronTab: strict decoding error: ' +
          'unknown field "spec.template.spec.containers[0].securityContext.privilege"',
      },
    );
    const twice = { ...CONTAINER, ports: [{ containerPort: 8080 }, { containerPort: 8080 }] };
    assert.throws(() => create('a', twice), {
      message:
        'CronTab.stable.example.com "a" is invalid: spec.template.spec.containers[0].ports[1]: ' +
        'Duplicate value: {"containerPort":8080,"protocol":"TCP"}',
    });
    assert.throws(
      () => create('a', { ...CONTAINER, ports: [{ containerPort: '8080' }] }),
      /spec\.template\.spec\.containers\[0\]\.ports\[0\]\.containerPort in body must be of type integer: "string", <nil>: /,
    );
  });

  it('holds its objects to rules in CEL', () => {
    assert.throws(
      () => create('a', { ...CONTAINER, name: 'other' }),
      /spec: Invalid value: "object": one container is called main$/,
    );
    assert.throws(
      () => create('a', { ...CONTAINER, ports: [{ containerPort: 80 }] }),
      /spec: Invalid value: "object": ports below 1024 in one of 1 containers$/,
    );
  });
});
