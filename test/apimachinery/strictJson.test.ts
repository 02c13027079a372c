import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseStrictJson } from '../../src/apimachinery/strictJson';

describe('strict JSON', () => {
  it('reads what JSON.parse reads, with any space between', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2, '\t'), (json, indent) => {
        const value: unknown = JSON.parse(json);
        assert.deepEqual(parseStrictJson(JSON.stringify(value, null, indent)), {
          value,
          duplicateFields: [],
        });
      }),
    );
  });

  it('refuses what JSON.parse refuses', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '"', '{', ',', '0', '\\'),
        (json, at, put) => {
          const place = at % (json.length + 1);
          const text = json.slice(0, place) + put + json.slice(place + 1);
          let value: unknown;
          try {
            value = JSON.parse(text);
          } catch {
            assert.throws(() => parseStrictJson(text), { name: 'JsonSyntaxError' });
            return;
          }
          assert.deepEqual(parseStrictJson(text).value, value);
        },
      ),
    );
  });

  it('tells which keys stand twice, and takes the last value', () => {
    const text = '{"spec": {"x": 1, "list": [{"a": 1, "b": 2, "a": 3}], "x": 2}, "__proto__": 1}';
    const { value, duplicateFields } = parseStrictJson(text);
    assert.equal(JSON.stringify(value), '{"spec":{"x":2,"list":[{"a":3,"b":2}]},"__proto__":1}');
    assert.deepEqual(duplicateFields, [
      ['spec', 'list', 0, 'a'],
      ['spec', 'x'],
    ]);
  });

  const REFUSED: readonly (readonly [string, string])[] = [
    ['', 'unexpected end of JSON input'],
    ['{"a"', 'unexpected end of JSON input'],
    ['{a: 1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a": 1 "b": 2}', `invalid character '"' after object key:value pair`],
    ['{"a": 1,}', "invalid character '}' looking for beginning of object key string"],
    ['[1 2]', "invalid character '2' after array element"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['{} x', "invalid character 'x' after top-level value"],
    ['nil', "invalid character 'i' in literal null (expecting 'u')"],
    ['-x', "invalid character 'x' in numeric literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"\n"', "invalid character '\\n' in string literal"],
    ['['.repeat(1_001), 'exceeded max depth'],
  ];
  for (const [text, message] of REFUSED) {
    it(`refuses ${text.slice(0, 20)} in Go's words`, () => {
      assert.throws(() => parseStrictJson(text), { message });
    });
  }
});
