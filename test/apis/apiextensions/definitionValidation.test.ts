// What Kubernetes says of definitions that it does not take.
// Sources of the cases: validation_test.go of k8s.io/apiextensions-apiserver, and the documentation.
import assert from 'node:assert/strict';
import { CUSTOM_RESOURCE_DEFINITION_RULES as RULES } from '../../../src/apis/apiextensions/customResourceDefinition';
import type { JsonSchema } from '../../../src/apis/apiextensions/structural/jsonSchema';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
} from '../../../src/apis/generated/apiextensions/v1';

const V1: CustomResourceDefinitionVersion = {
  name: 'v1',
  served: true,
  storage: true,
  schema: { openAPIV3Schema: { type: 'object' } },
};

function definition(
  spec: Partial<CustomResourceDefinitionSpec>,
  metadata: Partial<CustomResourceDefinition['metadata']> = {},
): CustomResourceDefinition {
  return RULES.defaults({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `crontabs.${spec.group ?? 'example.com'}`,
      uid: 'u',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...metadata,
    },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'crontabs', kind: 'CronTab' },
      versions: [V1],
      ...spec,
    },
    status: { storedVersions: ['v1'] },
  });
}

function complaints(
  object: CustomResourceDefinition,
  old?: CustomResourceDefinition,
): readonly string[] {
  const errors = old === undefined ? RULES.validate(object) : RULES.validateUpdate(object, old);
  return errors.map(({ path, detail }) => `${path}: ${detail}`);
}

function ofSchema(schema: unknown): readonly string[] {
  // Wrong schemas are what this is about.
  const openAPIV3Schema = schema as NonNullable<typeof V1.schema>['openAPIV3Schema'];
  return complaints(definition({ versions: [{ ...V1, schema: { openAPIV3Schema } }] }));
}

const AT = 'spec.validation.openAPIV3Schema';

/** A schema with one property, `x`. */
function withX(x: unknown): unknown {
  return { type: 'object', properties: { x } };
}

const SCHEMAS: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['no type at the root', {}, [`${AT}.type: Required value: must not be empty at the root`]],
  [
    'another type at the root',
    { type: 'array', items: { type: 'string' } },
    [`${AT}.type: Invalid value: "array": must be object at the root`],
  ],
  [
    'no type of a field',
    withX({ description: 'x' }),
    [`${AT}.properties[x].type: Required value: must not be empty for specified object fields`],
  ],
  [
    'a list without items',
    withX({ type: 'array' }),
    [`${AT}.properties[x].items: Required value: must be specified`],
  ],
  [
    'a type within logic',
    withX({ type: 'string', anyOf: [{ type: 'string' }] }),
    [`${AT}.properties[x].anyOf[0].type: Forbidden: must be empty to be structural`],
  ],
  [
    'int or string',
    withX({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] }),
    [],
  ],
  [
    'a field that only logic knows',
    {
      type: 'object',
      properties: { a: { type: 'string' } },
      oneOf: [{ properties: { b: { minLength: 1 } } }],
    },
    [`${AT}.properties[b]: Required value: because it is defined in ${AT}.oneOf[0].properties[b]`],
  ],
  [
    'rules for metadata',
    {
      type: 'object',
      properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } },
    },
    [
      `${AT}.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified`,
    ],
  ],
  [
    'properties beside additionalProperties',
    withX({
      type: 'object',
      properties: { a: { type: 'string' } },
      additionalProperties: { type: 'string' },
    }),
    [
      `${AT}.properties[x].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive`,
    ],
  ],
  [
    'a reference',
    withX({ type: 'string', $ref: '#/definitions/x' }),
    [`${AT}.properties[x].$ref: Forbidden: $ref is not supported`],
  ],
  [
    'unique items',
    withX({ type: 'array', items: { type: 'string' }, uniqueItems: true }),
    [
      `${AT}.properties[x].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
    ],
  ],
  [
    'a default of another type',
    withX({ type: 'integer', default: 'one' }),
    [
      `${AT}.properties[x].default: Invalid value: "string": ${AT}.properties[x].default in body must be of type integer: "string"`,
    ],
  ],
  [
    'a pattern that is none',
    withX({ type: 'string', pattern: '(a' }),
    [
      `${AT}.properties[x].pattern: Invalid value: "(a": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): \`(a\``,
    ],
  ],
  [
    'a list map without keys',
    withX({ type: 'array', 'x-kubernetes-list-type': 'map', items: { type: 'object' } }),
    [
      `${AT}.properties[x].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`,
    ],
  ],
  [
    'a list map with an optional key',
    withX({
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { type: 'object', properties: { name: { type: 'string' } } },
    }),
    [
      `${AT}.properties[x].items.properties[name].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property`,
    ],
  ],
  [
    'an unknown type',
    withX({ type: 'float' }),
    [
      `${AT}.properties[x].type: Unsupported value: "float": supported values: "array", "boolean", "integer", "number", "object", "string"`,
    ],
  ],
  [
    'what is no schema',
    withX({ type: 'array', items: 'string' }),
    [`${AT}.properties[x].items: Invalid value: "null": must be a schema`],
  ],
  [
    'a rule that says nothing',
    withX({ type: 'integer', 'x-kubernetes-validations': [{}] }),
    [`${AT}.properties[x].x-kubernetes-validations[0].rule: Required value: rule is not specified`],
  ],
  [
    'a rule that does not compile',
    withX({
      type: 'object',
      properties: { a: { type: 'integer' } },
      'x-kubernetes-validations': [{ rule: 'self.b > 1' }],
    }),
    [
      `${AT}.properties[x].x-kubernetes-validations[0].rule: Invalid value: ` +
        '{"Rule":"self.b \\u003e 1","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: ' +
        "compilation failed: ERROR: <input>:1:5: undefined field 'b'\n | self.b > 1\n | ....^",
    ],
  ],
  [
    'a rule that gives no answer',
    withX({ type: 'integer', 'x-kubernetes-validations': [{ rule: 'self + 1' }] }),
    [
      `${AT}.properties[x].x-kubernetes-validations[0].rule: Invalid value: ` +
        '{"Rule":"self + 1","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: ' +
        'cel expression must evaluate to a bool',
    ],
  ],
  [
    'oldSelf where old and new do not correspond',
    withX({
      type: 'array',
      items: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self >= oldSelf' }] },
    }),
    [
      `${AT}.properties[x].items.x-kubernetes-validations[0].rule: Invalid value: "self >= oldSelf": ` +
        `oldSelf cannot be used on the uncorrelatable portion of the schema within ${AT}.properties[x]`,
    ],
  ],
];

describe('a CustomResourceDefinition', () => {
  for (const [what, schema, says] of SCHEMAS) {
    it(`with a schema that has ${what}`, () => {
      const expected: readonly string[] = says;
      assert.deepEqual(ofSchema(schema as JsonSchema), expected);
    });
  }

  it('has good names', () => {
    assert.deepEqual(complaints(definition({}, { name: 'other.example.com' })), [
      'metadata.name: Invalid value: "other.example.com": must be spec.names.plural+"."+spec.group',
    ]);
    const singular = 'crontab';
    const names = {
      plural: 'crontabs',
      singular,
      kind: 'Cron_Tab',
      listKind: 'Cron_Tab',
      shortNames: ['A'],
    };
    const found = complaints(definition({ names }));
    assert.ok(
      found[0]?.startsWith(
        'spec.names.kind: Invalid value: "Cron_Tab": may have mixed case, but should otherwise match: ',
      ),
    );
    assert.ok(
      found.includes(
        'spec.names.listKind: Invalid value: "Cron_Tab": kind and listKind may not be the same',
      ),
    );
    assert.ok(
      found.some((each) => each.startsWith('spec.names.shortNames[0]: Invalid value: "A": ')),
    );
  });

  it('belongs to a group with a dot', () => {
    assert.deepEqual(complaints(definition({ group: 'local' }, { name: 'crontabs.local' })), [
      'spec.group: Invalid value: "local": should be a domain with at least one dot',
    ]);
  });

  it('of a group of the Kubernetes community says who approved it', () => {
    const group = 'gateway.networking.k8s.io';
    assert.deepEqual(complaints(definition({ group })), [
      'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation ' +
        '"api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
    ]);
    const annotations = {
      'api-approved.kubernetes.io': 'https://github.com/kubernetes-sigs/gateway-api/pull/3328',
    };
    assert.deepEqual(complaints(definition({ group }, { annotations })), []);
  });

  it('says scope, versions and schemas', () => {
    const empty = definition({ scope: '', versions: [] });
    assert.deepEqual(complaints(empty).slice(0, 2), [
      'spec.scope: Required value',
      'spec.versions: Invalid value: []: must have exactly one version marked as storage version',
    ]);
    assert.deepEqual(
      complaints(definition({ versions: [{ name: 'v1', served: true, storage: true }] })),
      ['spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required'],
    );
    const found = complaints(definition({ versions: [V1, { ...V1, storage: false }] }));
    assert.equal(found.length, 1);
    assert.match(
      found[0] ?? '',
      /^spec\.versions: Invalid value: .*: must contain unique version names$/,
    );
  });

  it('has columns, scale paths and selectable fields that lead somewhere', () => {
    const schema = {
      openAPIV3Schema: {
        type: 'object',
        properties: { spec: { type: 'object', properties: { a: { type: 'object' } } } },
      },
    };
    const version: CustomResourceDefinitionVersion = {
      ...V1,
      schema,
      additionalPrinterColumns: [{ name: '', type: 'text', jsonPath: 'spec.a' }],
      subresources: { scale: { specReplicasPath: '.status.n', statusReplicasPath: '' } },
      selectableFields: [{ jsonPath: '.spec.a' }, { jsonPath: '.spec.b' }],
    };
    assert.deepEqual(complaints(definition({ versions: [version] })), [
      'spec.subresources.scale.specReplicasPath: Invalid value: ".status.n": should be a json path under .spec',
      'spec.subresources.scale.statusReplicasPath: Required value',
      'spec.additionalPrinterColumns[0].name: Required value',
      'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
      'spec.additionalPrinterColumns[0].JSONPath: Invalid value: "spec.a": must be a simple json path starting with .',
      'spec.selectableFields[0].jsonPath: Invalid value: ".spec.a": must point to a field of type string, boolean or integer. ' +
        'Enum string fields and strings with formats are allowed.',
      'spec.selectableFields[1].jsonPath: Invalid value: ".spec.b": is an invalid path: does not refer to a valid field',
    ]);
  });

  it('keeps scope, kind and stored versions for life', () => {
    const old = definition({});
    const established: CustomResourceDefinition = {
      ...old,
      status: { ...old.status, conditions: [{ type: 'Established', status: 'True' }] },
    };
    const changed = definition({
      scope: 'Cluster',
      names: { plural: 'crontabs', kind: 'Other' },
      versions: [{ ...V1, name: 'v2' }],
    });
    assert.deepEqual(complaints(changed, established), [
      'spec.scope: Invalid value: "Cluster": field is immutable',
      'spec.names.kind: Invalid value: "Other": field is immutable',
      'status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage version, ' +
        'and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 ' +
        'from status.storedVersions',
    ]);
  });

  it('with a conversion webhook is refused honestly', () => {
    assert.deepEqual(complaints(definition({ conversion: { strategy: 'Webhook' } })), [
      'spec.conversion.strategy: Forbidden: conversion webhooks are not simulated by Cluster Lab: use None',
    ]);
  });
});
