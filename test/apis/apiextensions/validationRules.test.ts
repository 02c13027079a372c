// Rules in CEL, what they are told of, and what they say.
// Source of the cases: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
import assert from 'node:assert/strict';
import type { ValidationRule } from '../../../src/apis/generated/apiextensions/v1';
import type { JsonSchema } from '../../../src/apis/apiextensions/structural/jsonSchema';
import { ValidationRules } from '../../../src/apis/apiextensions/validationRules';

function rule(
  text: string,
  rest: Partial<ValidationRule> = {},
): Pick<JsonSchema, 'x-kubernetes-validations'> {
  return { 'x-kubernetes-validations': [{ rule: text, ...rest }] };
}

/** A spec with rules at its root. */
function specWith(rules: Pick<JsonSchema, 'x-kubernetes-validations'>): JsonSchema {
  return {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          minReplicas: { type: 'integer' },
          replicas: { type: 'integer' },
          maxReplicas: { type: 'integer' },
          size: { 'x-kubernetes-int-or-string': true },
          expires: { type: 'string', format: 'date-time' },
          'dash-ed': { type: 'string' },
          in: { type: 'string' },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
          maybe: { type: 'string', nullable: true },
          ports: {
            type: 'array',
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['name'],
            items: {
              type: 'object',
              properties: { name: { type: 'string' }, port: { type: 'integer' } },
            },
          },
        },
        ...rules,
      },
    },
  };
}

function complaints(schema: JsonSchema, value: unknown, old?: unknown): readonly string[] {
  const rules = ValidationRules.of(schema);
  assert.ok(rules);
  return rules.validate(value, old).map(({ path, detail }) => `${path}: ${detail}`);
}

const SPEC = {
  minReplicas: 1,
  replicas: 5,
  maxReplicas: 3,
  size: '50%',
  expires: '2026-01-01T00:00:00Z',
  'dash-ed': 'x',
  in: 'y',
  labels: { a: 'b' },
  maybe: null,
  ports: [
    { name: 'http', port: 80 },
    { name: 'https', port: 443 },
  ],
};

const HOLDS: readonly string[] = [
  'self.minReplicas <= self.replicas',
  'self.size == "50%" || self.size == 50',
  'type(self.size) == string',
  'self.expires > timestamp("2025-01-01T00:00:00Z")',
  "self.dash__dash__ed == 'x' && self.__in__ == 'y'",
  "'a' in self.labels && self.labels.all(k, self.labels[k] == 'b')",
  'has(self.maybe) && self.maybe == null',
  'self.ports.exists_one(p, p.port == 80)',
  "self.ports.filter(p, p.name == 'http').size() == 1",
  'self.ports.map(p, p.port).sum() == 523',
  'self.ports == self.ports',
  '!has(self.ports[0].nothing) || true',
];

describe('validation rules', () => {
  for (const text of HOLDS.slice(0, -1)) {
    it(`${text} holds`, () => {
      assert.deepEqual(complaints(specWith(rule(text)), { spec: SPEC }), []);
    });
  }

  it('say what failed, in the words that they give', () => {
    const failing = 'self.replicas <= self.maxReplicas';
    const cases: readonly (readonly [Partial<ValidationRule>, string])[] = [
      [{}, `spec: Invalid value: "object": failed rule: ${failing}`],
      [
        { message: 'replicas should be smaller than or equal to maxReplicas.' },
        'spec: Invalid value: "object": replicas should be smaller than or equal to maxReplicas.',
      ],
      [
        { messageExpression: "'at most %d'.format([self.maxReplicas])" },
        'spec: Invalid value: "object": at most 3',
      ],
      [
        { messageExpression: "self.labels['none']", message: 'fallback' },
        'spec: Invalid value: "object": fallback',
      ],
      [
        { reason: 'FieldValueForbidden', fieldPath: '.replicas', message: 'no' },
        'spec.replicas: Forbidden: no',
      ],
      [{ reason: 'FieldValueRequired', message: 'no' }, 'spec: Required value: no'],
      [{ reason: 'FieldValueDuplicate', message: 'no' }, 'spec: Duplicate value: "object"'],
    ];
    for (const [rest, says] of cases) {
      assert.deepEqual(complaints(specWith(rule(failing, rest)), { spec: SPEC }), [says]);
    }
  });

  it('say why they could not be evaluated', () => {
    assert.deepEqual(complaints(specWith(rule('self.replicas > 0')), { spec: {} }), [
      'spec: Invalid value: "object": no such key: replicas evaluating rule: self.replicas > 0',
    ]);
    assert.deepEqual(complaints(specWith(rule('self.size > 5')), { spec: SPEC }), [
      `spec: Invalid value: "object": 'no such overload': call arguments did not match a supported operator, function or macro signature for rule: self.size > 5`,
    ]);
  });

  it('may stand at each item, value and field', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: {
        list: { type: 'array', items: { type: 'string', ...rule('self.size() < 3') } },
        map: { type: 'object', additionalProperties: { type: 'integer', ...rule('self > 0') } },
      },
      ...rule("self.metadata.name.startsWith('web')"),
    };
    const value = {
      metadata: { name: 'api', labels: {} },
      list: ['ab', 'abc'],
      map: { good: 1, 'a.b': 0 },
    };
    assert.deepEqual(complaints(schema, value), [
      `<nil>: Invalid value: "object": failed rule: self.metadata.name.startsWith('web')`,
      'list[1]: Invalid value: "string": failed rule: self.size() < 3',
      'map[a.b]: Invalid value: "integer": failed rule: self > 0',
    ]);
  });

  it('of transitions count where there is an old value', () => {
    const schema = specWith(rule('self.replicas >= oldSelf.replicas', { message: 'only up' }));
    assert.deepEqual(complaints(schema, { spec: { replicas: 1 } }), []);
    assert.deepEqual(complaints(schema, { spec: { replicas: 1 } }, {}), []);
    assert.deepEqual(complaints(schema, { spec: { replicas: 1 } }, { spec: { replicas: 2 } }), [
      'spec: Invalid value: "object": only up',
    ]);
  });

  it('find the old element of a list by its keys', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: {
        ports: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: {
            type: 'object',
            properties: {
              name: { type: 'string' },
              port: { type: 'integer', ...rule('self == oldSelf', { message: 'is immutable' }) },
            },
          },
        },
      },
    };
    const old = {
      ports: [
        { name: 'a', port: 1 },
        { name: 'b', port: 2 },
      ],
    };
    const value = {
      ports: [
        { name: 'b', port: 2 },
        { name: 'a', port: 5 },
        { name: 'c', port: 3 },
      ],
    };
    assert.deepEqual(complaints(schema, value, old), [
      'ports[1].port: Invalid value: "integer": is immutable',
    ]);
  });

  it('with an optional oldSelf count also when an object is created', () => {
    const schema = specWith(
      rule('oldSelf.hasValue() || self.replicas == 1', { optionalOldSelf: true }),
    );
    assert.equal(complaints(schema, { spec: { replicas: 2 } }).length, 1);
    assert.deepEqual(complaints(schema, { spec: { replicas: 2 } }, { spec: { replicas: 3 } }), []);
  });

  it('say nothing of what was wrong before and stays as it was', () => {
    const schema = specWith(rule('self.replicas < 3'));
    const old = { spec: { replicas: 5 }, other: 1 };
    assert.deepEqual(complaints(schema, { spec: { replicas: 5 }, other: 2 }, old), []);
  });
});
