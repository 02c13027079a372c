// What pruning leaves and what defaulting adds.
// Source of the cases: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
import assert from 'node:assert/strict';
import { withSchemaDefaults } from '../../../../src/apis/apiextensions/structural/defaulting';
import type { JsonSchema } from '../../../../src/apis/apiextensions/structural/jsonSchema';
import { prune } from '../../../../src/apis/apiextensions/structural/pruning';
import { formatFieldPath } from '../../../../src/apis/schema/decodeProblem';

function pruned(schema: JsonSchema, value: unknown): { left: unknown; unknown: readonly string[] } {
  const unknown: string[] = [];
  const left = prune(schema, value, (path) => unknown.push(formatFieldPath(path)));
  return { left, unknown };
}

describe('pruning', () => {
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
        properties: { nested: { type: 'object', properties: { a: { type: 'string' } } } },
      },
      list: { type: 'array', items: { type: 'object', properties: { a: {} } } },
      map: { type: 'object', additionalProperties: { type: 'object', properties: { a: {} } } },
      json: { 'x-kubernetes-preserve-unknown-fields': true },
      template: {
        type: 'object',
        'x-kubernetes-embedded-resource': true,
        properties: { spec: { type: 'object', properties: { a: {} } } },
      },
    },
  };

  it('keeps what the schema has, and all where it preserves unknown fields', () => {
    const value = {
      apiVersion: 'a/v1',
      kind: 'A',
      metadata: { name: 'x', labels: { free: 'form' } },
      spec: { anything: [{ goes: 1 }], nested: { a: 'b', b: 1 } },
      list: [{ a: 1, b: 2 }],
      map: { key: { a: 1, b: 2 } },
      json: [1, { two: 3 }],
      template: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'y' },
        spec: { a: 1, b: 2 },
        more: 1,
      },
      other: null,
    };
    assert.deepEqual(pruned(schema, value), {
      left: {
        apiVersion: 'a/v1',
        kind: 'A',
        metadata: value.metadata,
        json: value.json,
        spec: { anything: [{ goes: 1 }], nested: { a: 'b' } },
        list: [{ a: 1 }],
        map: { key: { a: 1 } },
        template: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'y' }, spec: { a: 1 } },
      },
      unknown: [
        'spec.nested.b',
        'list[0].b',
        'map.key.b',
        'template.spec.b',
        'template.more',
        'other',
      ],
    });
  });

  it('returns the value itself where nothing is unknown', () => {
    const value = { kind: 'A', list: [{ a: 1 }] };
    assert.equal(pruned(schema, value).left, value);
  });
});

describe('defaulting', () => {
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        default: {},
        properties: {
          foo: { type: 'string', nullable: false, default: 'default' },
          bar: { type: 'string', nullable: true },
          baz: { type: 'string' },
          ports: {
            type: 'array',
            items: { type: 'object', properties: { protocol: { default: 'TCP' } } },
          },
        },
      },
    },
  };

  it('prunes nulls for fields that take none before it fills them in', () => {
    const { spec } = withSchemaDefaults(schema, {
      spec: { foo: null, bar: null, baz: null },
    }) as { spec: unknown };
    assert.deepEqual(spec, { foo: 'default', bar: null });
  });

  it('goes into what a default has made, and into lists', () => {
    assert.deepEqual(withSchemaDefaults(schema, {}), { spec: { foo: 'default' } });
    const value = { spec: { foo: 'a', ports: [{}, { protocol: 'UDP' }] } };
    assert.deepEqual(withSchemaDefaults(schema, value), {
      spec: { foo: 'a', ports: [{ protocol: 'TCP' }, { protocol: 'UDP' }] },
    });
  });

  it('returns the value itself where nothing is missing', () => {
    const value = { spec: { foo: 'a' } };
    assert.equal(withSchemaDefaults(schema, value), value);
  });
});
