// Values, schemas, and what Kubernetes says of them.
import assert from 'node:assert/strict';
import { listTypeErrors } from '../../../../src/apis/apiextensions/structural/listTypes';
import type { JsonSchema } from '../../../../src/apis/apiextensions/structural/jsonSchema';
import { schemaValidation } from '../../../../src/apis/apiextensions/structural/schemaValidation';

interface Case {
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly says: readonly string[];
}

/** Of a field `x`. */
const FIELDS: readonly Case[] = [
  { schema: { type: 'string' }, value: 'a', says: [] },
  {
    schema: { type: 'string' },
    value: 5,
    says: ['x: Invalid value: "integer": x in body must be of type string: "integer"'],
  },
  {
    schema: { type: 'integer' },
    value: 1.5,
    says: ['x: Invalid value: "number": x in body must be of type integer: "number"'],
  },
  { schema: { type: 'number' }, value: 3, says: [] },
  {
    schema: { type: 'object' },
    value: null,
    says: ['x: Invalid value: "null": x in body must be of type object: "null"'],
  },
  { schema: { type: 'object', nullable: true }, value: null, says: [] },
  { schema: { 'x-kubernetes-int-or-string': true }, value: '50%', says: [] },
  {
    schema: { 'x-kubernetes-int-or-string': true },
    value: true,
    says: ['x: Invalid value: "boolean": x in body must be of type integer,string: "boolean"'],
  },
  {
    schema: { type: 'string', maxLength: 3 },
    value: 'äöüß',
    says: ['x: Too long: may not be more than 3 bytes'],
  },
  {
    schema: { type: 'string', minLength: 1 },
    value: '',
    says: ['x: Invalid value: "": x in body should be at least 1 chars long'],
  },
  {
    schema: { type: 'string', format: 'ipv4' },
    value: '1.2.3',
    says: ['x: Invalid value: "1.2.3": x in body must be of type ipv4: "1.2.3"'],
  },
  { schema: { type: 'string', format: 'date-time' }, value: '2026-01-01T00:00:00Z', says: [] },
  { schema: { type: 'string', format: 'of-our-own' }, value: 'whatever', says: [] },
  {
    schema: { type: 'string', pattern: '^(?i)a+$' },
    value: 'b',
    says: ['x: Invalid value: "b": x in body should match \'^(?i)a+$\''],
  },
  {
    schema: { type: 'integer', minimum: 1, exclusiveMinimum: true },
    value: 1,
    says: ['x: Invalid value: 1: x in body should be greater than 1'],
  },
  {
    schema: { type: 'number', multipleOf: 0.1 },
    value: 0.25,
    says: ['x: Invalid value: 0.25: x in body should be a multiple of 0.1'],
  },
  { schema: { type: 'number', multipleOf: 0.1 }, value: 0.3, says: [] },
  {
    schema: { type: 'array', items: { type: 'string' }, maxItems: 1 },
    value: ['a', 1],
    says: [
      'x[1]: Invalid value: "integer": x[1] in body must be of type string: "integer"',
      'x: Too many: 2: must have at most 1 item',
    ],
  },
  {
    schema: { type: 'array', items: { type: 'string' }, minItems: 1 },
    value: [],
    says: ['x: Invalid value: 0: x in body should have at least 1 items'],
  },
  {
    schema: { type: 'object', additionalProperties: { type: 'string' }, maxProperties: 2 },
    value: { a: 'b', 'c.d': 1 },
    says: ['x.c.d: Invalid value: "integer": x.c.d in body must be of type string: "integer"'],
  },
  {
    schema: { type: 'integer', enum: [1, 2] },
    value: 3,
    says: ['x: Unsupported value: 3: supported values: "1", "2"'],
  },
  {
    schema: {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
    },
    value: {},
    says: [
      '<nil>: Invalid value: "": "x" must validate one and only one schema (oneOf). Found none valid',
      'x.a: Required value',
    ],
  },
  {
    schema: {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
    },
    value: { a: '', b: '' },
    says: [
      '<nil>: Invalid value: "": "x" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    ],
  },
  {
    schema: { type: 'integer', anyOf: [{ minimum: 5 }, { maximum: 1 }] },
    value: 3,
    says: [
      '<nil>: Invalid value: "": "x" must validate at least one schema (anyOf)',
      'x: Invalid value: 3: x in body should be greater than or equal to 5',
    ],
  },
  {
    schema: { type: 'integer', allOf: [{ minimum: 5 }, { maximum: 8 }] },
    value: 3,
    says: [
      'x: Invalid value: 3: x in body should be greater than or equal to 5',
      '<nil>: Invalid value: "": "x" must validate all the schemas (allOf)',
    ],
  },
  {
    schema: { type: 'integer', not: { minimum: 5 } },
    value: 7,
    says: ['<nil>: Invalid value: "": "x" must not validate the schema (not)'],
  },
];

function complaints(schema: JsonSchema, value: unknown, old?: unknown): readonly string[] {
  const root: JsonSchema = { type: 'object', properties: { x: schema } };
  const correlation = old === undefined ? undefined : { old: { x: old } };
  return schemaValidation(root, { x: value }, correlation).map(
    ({ path, detail }) => `${path}: ${detail}`,
  );
}

describe('the validation of a custom resource', () => {
  for (const { schema, value, says } of FIELDS) {
    it(`of ${JSON.stringify(schema)} for ${JSON.stringify(value)}`, () => {
      assert.deepEqual(complaints(schema, value), says);
    });
  }

  it('says nothing of what was wrong before and stays as it was', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: { a: { type: 'integer', maximum: 1 }, b: { type: 'integer', maximum: 1 } },
    };
    assert.deepEqual(complaints(schema, { a: 5, b: 6 }, { a: 5, b: 1 }), [
      'x.b: Invalid value: 6: x.b in body should be less than or equal to 1',
    ]);
  });

  it('finds elements that are twice in a set or map', () => {
    const set: JsonSchema = {
      type: 'array',
      items: { type: 'string' },
      'x-kubernetes-list-type': 'set',
    };
    const map: JsonSchema = {
      type: 'array',
      items: {
        type: 'object',
        properties: { port: { type: 'integer' }, protocol: { default: 'TCP' } },
      },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port', 'protocol'],
    };
    const root: JsonSchema = { type: 'object', properties: { set, map } };
    const value = {
      set: ['a', 'b', 'a'],
      map: [
        { port: 1, protocol: 'TCP' },
        { port: 1, protocol: 'UDP' },
        { port: 1, protocol: 'TCP', name: 'x' },
      ],
    };
    assert.deepEqual(
      listTypeErrors(root, value).map(({ path, detail }) => `${path}: ${detail}`),
      ['set[2]: Duplicate value: "a"', 'map[2]: Duplicate value: {"port":1,"protocol":"TCP"}'],
    );
  });
});
