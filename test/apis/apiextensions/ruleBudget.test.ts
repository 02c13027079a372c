// Rules that may cost too much, as Kubernetes refuses them when a definition is written.
// Sources: validation_test.go of k8s.io/apiextensions-apiserver; what API servers answered to definitions of operators.
import assert from 'node:assert/strict';
import { CUSTOM_RESOURCE_DEFINITION_RULES as RULES } from '../../../src/apis/apiextensions/customResourceDefinition';
import type { JsonSchema } from '../../../src/apis/apiextensions/structural/jsonSchema';
import { cronTabDefinition, versionWith } from '../../cluster/apiserver/customresources/cronTabs';

const HINT =
  ' (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';
const TOTAL =
  'spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of';

/** `.items` for the place of the schema in `spec`. */
function complaints(spec: JsonSchema): readonly string[] {
  const definition = {
    ...cronTabDefinition({ versions: [versionWith({ spec })] }),
    metadata: {
      name: 'crontabs.stable.example.com',
      uid: 'u',
      resourceVersion: '',
      creationTimestamp: '',
    },
    status: { storedVersions: ['v1'] },
  };
  return RULES.validate(RULES.defaults(definition)).map(({ path, detail }) =>
    `${path}: ${detail}`
      .replace('spec.validation.openAPIV3Schema.properties[spec]', '')
      .replace(HINT, ''),
  );
}

function rules(...texts: readonly string[]): Pick<JsonSchema, 'x-kubernetes-validations'> {
  return { 'x-kubernetes-validations': texts.map((rule) => ({ rule })) };
}

function withItems(list: JsonSchema, ...texts: readonly string[]): JsonSchema {
  return { type: 'object', properties: { items: { type: 'array', ...list } }, ...rules(...texts) };
}

describe('the budget of rules', () => {
  it('refuses loops within loops over lists without an end, and says what made the total', () => {
    const rule = 'self.items.all(x, self.items.exists(y, x == y))';
    const at = '.x-kubernetes-validations[0].rule: Forbidden: ';
    assert.deepEqual(complaints(withItems({ items: { type: 'string' } }, rule)), [
      `${at}estimated rule cost exceeds budget by factor of more than 100x`,
      `${at}contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema`,
      `${TOTAL} more than 100x`,
    ]);
    const bounded: JsonSchema = { maxItems: 50, items: { type: 'string', maxLength: 20 } };
    assert.deepEqual(complaints(withItems(bounded, rule)), []);
  });

  it('takes one loop over a list of what is not too short', () => {
    assert.deepEqual(
      complaints(withItems({ items: { type: 'string' } }, 'self.items.size() > 0')),
      [],
    );
    const item = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
    assert.deepEqual(complaints(withItems({ items: item }, "self.items.all(x, x.name != '')")), []);
  });

  it('counts a rule as often as its place can be there', () => {
    const item = (length: number): JsonSchema => ({
      type: 'object',
      properties: {
        message: { type: 'string', maxLength: 4096 },
        expected: { type: 'string', maxLength: length },
      },
      ...rules('!self.message.contains(self.expected)'),
    });
    const list = (length: number): JsonSchema => withItems({ maxItems: 20, items: item(length) });
    assert.deepEqual(complaints(list(4096)), [
      '.properties[items].items.x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of 5.4x',
    ]);
    assert.deepEqual(complaints(list(512)), []);
  });

  it('counts places in lists without an end as often as a request has room for them', () => {
    const contains = rules("self.contains('keyword')");
    const array: JsonSchema = {
      type: 'array',
      items: { type: 'string', maxLength: 500_000, ...contains },
    };
    const [first = ''] = complaints({ type: 'object', properties: { array } });
    assert.match(first, /^\.properties\[array\]\.items.*more than 100x$/);
    const additionalProperties: JsonSchema = { type: 'string', maxLength: 2048, ...contains };
    const map: JsonSchema = { type: 'object', maxProperties: 10_000, additionalProperties };
    assert.deepEqual(complaints({ type: 'object', properties: { map } }), []);
  });

  it('adds all rules up, and names the four that cost most', () => {
    // Each some 8.2 millions of 10, and 13 of them more than 100.
    const rule = "self.all(key, self[key].contains('keyword'))";
    const additionalProperties: JsonSchema = { type: 'string', maxLength: 2048 };
    const map: JsonSchema = {
      type: 'object',
      maxProperties: 9_900,
      additionalProperties,
      ...rules(rule),
    };
    const properties = Object.fromEntries(Array.from({ length: 13 }, (_, i) => [`m${i}`, map]));
    const all = complaints({ type: 'object', properties });
    assert.equal(all.length, 5);
    assert.match(all[3] ?? '', /contributed to estimated rule cost total/);
    assert.match(all[4] ?? '', /factor of 1\.0\d+x$/);
  });

  it('holds messages to it, too', () => {
    const [rule, printed] = ['self < 9', "'%d is too large'.format([self])"];
    const joined = "'too large: ' + string(self)";
    const spec = (messageExpression: string): JsonSchema => ({
      type: 'object',
      properties: {
        n: { type: 'integer', 'x-kubernetes-validations': [{ rule, messageExpression }] },
      },
    });
    assert.deepEqual(complaints(spec(printed)), []);
    const [first] = complaints(spec(joined));
    assert.equal(
      first,
      '.properties[n].x-kubernetes-validations[0].messageExpression: Forbidden: estimated messageExpression cost exceeds budget by factor of more than 100x',
    );
  });
});
