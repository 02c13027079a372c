import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyMergePatch } from '../../../../src/cluster/apiserver/patch/mergePatch';

describe('JSON merge patch', () => {
  // The examples of RFC 7386, appendix A.
  const examples: readonly (readonly [unknown, unknown, unknown])[] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [original, patch, result] of examples) {
    it(`${JSON.stringify(original)} with ${JSON.stringify(patch)} is ${JSON.stringify(result)}`, () => {
      assert.deepEqual(applyMergePatch(original, patch), result);
    });
  }

  it('shares what it does not touch', () => {
    const original = { spec: { a: 1 }, status: { b: 2 } };
    const patched = applyMergePatch(original, { spec: { a: 2 } }) as typeof original;
    assert.equal(patched.status, original.status);
    assert.deepEqual(original, { spec: { a: 1 }, status: { b: 2 } });
  });

  it('applied twice is applied once', () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(json, json, (original, patch) => {
        const once = applyMergePatch(original, patch);
        assert.deepEqual(applyMergePatch(once, patch), once);
      }),
    );
  });

  it('takes `__proto__` for a key like any other', () => {
    const patched = applyMergePatch({}, JSON.parse('{"__proto__": {"polluted": true}}') as unknown);
    assert.equal(Object.getPrototypeOf(patched), Object.prototype);
    assert.equal(JSON.stringify(patched), '{"__proto__":{"polluted":true}}');
  });
});
