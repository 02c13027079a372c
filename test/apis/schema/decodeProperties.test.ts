import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SchemaDecoder } from '../../../src/apis/schema/decode';
import type { FieldSchema } from '../../../src/apis/schema/schemaBundle';
import { SCHEMA } from '../../kubernetesSchema';

const decoder = new SchemaDecoder(SCHEMA);
const KINDS = SCHEMA.schemaNames.filter((name) => SCHEMA.schema(name)?.gvk !== undefined);

const key = fc
  .string({ minLength: 1, maxLength: 5, unit: 'grapheme-ascii' })
  .filter((each) => each !== '__proto__');

function arbitraryField(field: FieldSchema, depth: number): fc.Arbitrary<unknown> {
  switch (field.type) {
    case 'array':
      return fc.array(arbitraryElement(field.items, depth), { maxLength: 2 });
    case 'map':
      return fc.dictionary(key, arbitraryElement(field.values, depth), {
        maxKeys: 2,
        noNullPrototype: true,
      });
    case 'object':
      return arbitraryStruct(field.ref ?? '', depth);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer();
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'any':
      return fc.jsonValue({ maxDepth: 1 }).filter((value) => value !== null);
    case 'string':
      return arbitraryString(field);
  }
}

function arbitraryElement(field: FieldSchema | undefined, depth: number): fc.Arbitrary<unknown> {
  assert.ok(field);
  return arbitraryField(field, depth);
}

function arbitraryString(field: FieldSchema): fc.Arbitrary<unknown> {
  if (field.enum) return fc.constantFrom(...field.enum);
  switch (field.format) {
    case 'quantity':
      return fc.constantFrom('100m', '2Gi', '1', '1e3', '1500Mi');
    case 'int-or-string':
      return fc.oneof(fc.integer(), fc.string());
    case 'date-time':
      return fc.constantFrom('2026-11-22T08:30:00Z', '2026-11-30T08:30:00Z');
    case 'micro-time':
      return fc.constant('2026-11-22T08:30:00.123456Z');
    case 'byte':
      return fc.base64String({ maxLength: 8 });
    default:
      return fc.string({ maxLength: 5 });
  }
}

/** All required fields, and some of the others; deeper down required ones only, since schemas recurse. */
function arbitraryStruct(name: string, depth: number): fc.Arbitrary<object> {
  const { properties = {}, required = [] } = SCHEMA.schema(name) ?? {};
  const optional = Object.keys(properties).filter((each) => !required.includes(each));
  const offered = depth > 0 ? optional : [];
  return fc.subarray(offered, { maxLength: Math.min(5, offered.length) }).chain((some) => {
    const chosen = [...required, ...some].map((each) => [
      each,
      arbitraryElement(properties[each], Math.max(0, depth - 1)),
    ]);
    return fc.record(Object.fromEntries(chosen) as Record<string, fc.Arbitrary<unknown>>, {
      noNullPrototype: true,
    });
  });
}

const cleanObject = fc
  .constantFrom(...KINDS)
  .chain((name) => arbitraryStruct(name, 3).map((value) => ({ name, value })));

describe('decoding, for random objects of all kinds', () => {
  it('is the identity on what follows the schema', () => {
    fc.assert(
      fc.property(cleanObject, ({ name, value }) => {
        const result = decoder.decode(name, value);
        assert.deepEqual(result.problems, []);
        assert.equal(result.value, value);
      }),
      { numRuns: 500 },
    );
  });

  it('finds an unknown field wherever it is put, and gives back the object without it', () => {
    fc.assert(
      fc.property(cleanObject, ({ name, value }) => {
        const result = decoder.decode(name, { ...value, thisFieldIsUnknown: 1 });
        assert.deepEqual(
          result.problems.map(({ message }) => message),
          ['unknown field "thisFieldIsUnknown"'],
        );
        assert.deepEqual(result.value, value);
      }),
      { numRuns: 200 },
    );
  });

  it('survives any JSON, and what it returns decodes to itself', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.jsonValue(), (name, value) => {
        const once = decoder.decode(name, value);
        if (once.value === undefined) return;
        const twice = decoder.decode(name, once.value);
        assert.equal(twice.value, once.value);
      }),
      { numRuns: 300 },
    );
  });
});
